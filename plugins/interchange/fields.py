"""The words of the front matter: which fields hold some, and how they are written back where they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import yaml

from plugins.model.fields import OWN, Fields, Holds, NamedValues, Text, hints_of
from plugins.model.value import Value
from plugins.read.schemas import Field

_TIME = Holds("duration")
_OPENING = re.compile(r"---[ \t]*\n")
_CLOSING = re.compile(r"^---[ \t]*$", re.MULTILINE)
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9_-]*):[ \t]*(.*)")


class FieldWords(Value, frozen=True):
    """Words of a field: their path ("sources.0.title"), what is stated, and how many characters they may have."""

    path: str
    text: str
    most: int


def words_of(values: Mapping[str, Any], known: Mapping[str, Field]) -> Iterator[FieldWords]:
    """Yield the words that a front matter states for its own language, in the order of the schema."""
    for name, field in known.items():
        if field.sort == OWN and values.get(name):
            yield from _words(name, values[name], hints_of(field.owner)[name])


def worded(owner: type[Fields]) -> tuple[str, ...]:
    """Return the fields of a struct that hold words of one language."""
    hints = hints_of(owner)
    return tuple(name for name in owner.__struct_fields__ if OWN in _notes(hints[name]) and _holds_words(hints[name]))


def _notes(hint: Any) -> tuple[Any, ...]:
    return getattr(hint, "__metadata__", ())


def _holds_words(hint: Any) -> bool:
    if isinstance(hint, type) and issubclass(hint, NamedValues):
        return not _is_timed(hint) and any(map(_holds_words, hints_of(hint).values()))
    return any(isinstance(note, Text) for note in _notes(hint)) or any(map(_holds_words, get_args(hint)))


def _is_timed(owner: type[NamedValues]) -> bool:
    """Whether values name a stretch of a recording, which in another language is another one."""
    return any(note == _TIME for hint in hints_of(owner).values() for note in _notes(hint))


def _words(path: str, raw: Any, hint: Any) -> Iterator[FieldWords]:
    most = next((note.most for note in _notes(hint) if isinstance(note, Text)), 0)
    if isinstance(raw, str) and most:
        yield FieldWords(path, raw, most)
    elif isinstance(raw, list):
        item = next(filter(_holds_words, _inner(hint)), None)
        for number, value in enumerate(raw if item else ()):
            yield from _words(f"{path}.{number}", value, item)
    elif isinstance(raw, dict):
        owner = next(
            (one for one in (hint, *_inner(hint)) if isinstance(one, type) and issubclass(one, NamedValues)), None
        )
        for name, inner in (hints_of(owner) if owner and not _is_timed(owner) else {}).items():
            if name in raw:
                yield from _words(f"{path}.{name}", raw[name], inner)


def _inner(hint: Any) -> Iterator[Any]:
    """What a type is made of, at any depth of unions and notes."""
    for one in get_args(hint):
        yield one
        if not (isinstance(one, type) and issubclass(one, NamedValues)):
            yield from _inner(one)


def filled(raw: Any, path: str, words: Mapping[str, str]) -> Any:
    """Return a raw value with other words in it, by their paths."""
    if isinstance(raw, list):
        return [filled(value, f"{path}.{number}", words) for number, value in enumerate(raw)]
    if isinstance(raw, dict):
        return {name: filled(value, f"{path}.{name}", words) for name, value in raw.items()}
    return words.get(path, raw)


# ---------------------------------------------------------------- writing


def with_value(text: str, name: str, raw: Any) -> str:
    """Return a file's text with a field of its front matter as `raw`: where it stands, else as the last one.

    Nothing else of the text is touched. Raises ValueError where there is no front matter to write into.
    """
    opening = _OPENING.match(text)
    if not opening:
        return _with_header(text, name, raw)
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        raise ValueError(name)
    head = text[opening.end() : closing.start()]
    place = _place(head, name)
    line = f"{name}: {written(raw)}\n"
    if place is None:
        at = closing.start()
        return text[:at] + line + text[at:]
    start, end = (opening.end() + at for at in place)
    return text[:start] + line + text[end:]


def _place(head: str, name: str) -> tuple[int, int] | None:
    """Where a field begins and where the next line after its value does."""
    node = yaml.compose(head, Loader=yaml.CBaseLoader)
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if str(key.value) == name:
            start = head.rfind("\n", 0, key.start_mark.index) + 1
            end = max(value.end_mark.index, key.end_mark.index + 1)
            while end > start and head[end - 1] in " \n":  # the end of a block is where the next one begins
                end -= 1
            stop = head.find("\n", end)
            return start, len(head) if stop == -1 else stop + 1
    return None


def _with_header(text: str, name: str, raw: Any) -> str:
    """The same in Pelican's own form, `Title: …` lines up to the first empty one."""
    value = raw if isinstance(raw, str) else ", ".join(map(str, raw))
    lines = text.split("\n")
    for number, line in enumerate(lines):
        found = _HEADER.fullmatch(line)
        if not found:
            if not number or line.strip():
                raise ValueError(name)
            lines.insert(number, f"{name}: {value}")
            break
        if found[1].lower() == name:
            lines[number] = f"{found[1]}: {value}"
            break
    return "\n".join(lines)


def written(raw: Any) -> str:
    """Return a value in YAML, on one line: words as they are where YAML reads them so, else in quotes."""
    if isinstance(raw, list):
        return f"[{', '.join(_within(value) for value in raw)}]"
    if isinstance(raw, dict):
        return f"{{{', '.join(f'{name}: {_within(value)}' for name, value in raw.items())}}}"
    return raw if _reads_as(f"k: {raw}", {"k": raw}) else _quoted(raw)


def _within(raw: Any) -> str:
    if not isinstance(raw, str):
        return written(raw)
    return raw if _reads_as(f"k: [{raw}]", {"k": [raw]}) else _quoted(raw)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _reads_as(source: str, wanted: Any) -> bool:
    try:
        return bool(yaml.load(source, Loader=yaml.CBaseLoader) == wanted) and "#" not in source
    except yaml.YAMLError:
        return False
