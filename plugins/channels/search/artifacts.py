"""Search: an index that a browser reads piece by piece, made of the site's own words.

The index is one unit of work, for one text more moves the numbers of the others. So it is made beside the pages, and
kept in the cache under the hash of all that it is made of, with what was found out of each text: an edit of one counts
the words of that one alone, and only the files are new in which it changes something.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import msgspec

from plugins.channels.resources import Resources
from plugins.channels.search.postings import (
    Counted,
    WordPostings,
    counted_in,
    files_of_endings,
    files_of_words,
    gathered,
    index_of,
    key_of,
)
from plugins.channels.search.records import Facts, Findable, SearchRecord, findables
from plugins.channels.search.spelling import rules
from plugins.channels.search.stems import rules_of, synonyms_in
from plugins.channels.shared.view import View
from plugins.i18n import greek
from plugins.model.artifact import Artifact
from plugins.model.value import Language

FOLDER = "search-index/"  # of the site
NAME = 8  # letters of the hash that names a text's file
_row_decoder = msgspec.msgpack.Decoder(tuple[str, Counted])
_index_decoder = msgspec.msgpack.Decoder(tuple[list[str], dict[str, bytes]])


def late(view: View) -> Iterator[Artifact]:
    """The files of the index, where this build makes one: those of all languages at once."""
    if not view.is_first or view.settings.run.preview or not all(has_search(other) for other in view.views.values()):
        return
    synonyms = synonyms_in(view.site.taxonomies)
    for lang, other in view.views.items():
        yield from _files_of(lang, list(findables(other.edition, view.settings)), synonyms, view.resources)


def has_search(view: View) -> bool:
    """Whether the site has a page for it: the words file names it, and no address of None leaves it out."""
    return view.makes("search") and "search" in view.edition.taxonomies.groups["lists"]


def index_file(resources: Resources, path: str, data: bytes) -> bytes:
    """A file of the index as it is."""
    return data


def text_file(resources: Resources, found: Findable, numbers: tuple[int, ...]) -> bytes:
    """What a result shows of a text."""
    return _text(found.whole(resources), numbers)


def _files_of(
    lang: Language, found: list[Findable], synonyms: list[list[str]], resources: Resources
) -> Iterator[Artifact]:
    """The files of a language; the index comes from the cache where nothing of it has changed."""
    code, groups = _code(), gathered([one.record for one in found])
    keys = [key_of(one, code) for one in found]
    key = hashlib.sha256(msgspec.msgpack.encode([code, lang, keys, synonyms, rules(lang)])).digest()
    made = resources.remembered(f"search {lang}", key, lambda: _index(lang, found, keys, groups, synonyms, resources))
    names, files = _index_decoder.decode(made)
    texts = dict(zip(names, range(len(names)), strict=True))
    for name, number in texts.items():
        inputs = (found[number], groups.get(number, ()))
        yield Artifact(f"{FOLDER}texts/{lang}/{name}.json", text_file, inputs, "search")
    for path, data in files.items():
        yield Artifact(f"{FOLDER}{path}", index_file, (path, data), "search")


def _index(
    lang: Language,
    found: list[Findable],
    keys: list[bytes],
    groups: Mapping[int, tuple[int, ...]],
    synonyms: list[list[str]],
    resources: Resources,
) -> bytes:
    """The names of the texts' files, and the other files."""
    sounds: dict[str, str] = {}
    names, counted = [], []
    for number, (one, key) in enumerate(zip(found, keys, strict=True)):
        make = partial(_counted, one, sounds, resources)
        name, own = _row_decoder.decode(resources.remembered(f"words {lang}", key, make))
        names.append(_name(text_file(resources, one, groups[number])) if number in groups else name)
        counted.append(own)
    facts = [one.record.facts for one in found]
    return msgspec.msgpack.encode((names, _files_in(lang, names, facts, sorted(groups), synonyms, index_of(counted))))


def _counted(one: Findable, sounds: dict[str, str], resources: Resources) -> bytes:
    """The name of the file of a text that gathers none, and what is counted in it."""
    record = one.whole(resources)
    return msgspec.msgpack.encode((_name(_text(record, ())), counted_in(record, sounds)))


def _code() -> bytes:
    """The hash of what tells words apart, weighs and folds them."""
    state = hashlib.sha256()
    for path in (*sorted(Path(__file__).parent.glob("*.py")), Path(greek.__file__)):
        state.update(path.read_bytes())
    return state.digest()


def _files_in(
    lang: Language,
    texts: list[str],
    facts: list[Facts | None],
    gather: list[int],
    synonyms: list[list[str]],
    words: WordPostings,
) -> dict[str, bytes]:
    """The files of a language but its texts. `LANG.json` names all others, whose names change with their bytes."""
    files: dict[str, bytes] = {}

    def named(folder: str, data: bytes, ending: str) -> str:
        name = _name(data)
        files[f"{folder}/{lang}/{name}.{ending}"] = data
        return name

    lines, endings = files_of_words(words), files_of_endings(words)
    about = {
        "rules": rules(lang) | {"stems": rules_of(lang)},
        "synonyms": synonyms,
        "words": {start: named("words", text.encode(), "txt") for start, text in lines.items()},
        "endings": {start: named("words", text.encode(), "txt") for start, text in endings.items()},
        "facts": named("texts", _json(facts), "json"),
        "gather": gather,
        "texts": "".join(texts),
    }
    return {f"{lang}.json": _json(about), **files}


def _name(data: bytes) -> str:
    """The name of a file of these bytes."""
    return hashlib.sha256(data).hexdigest()[:NAME]


def _text(record: SearchRecord, texts: tuple[int, ...]) -> bytes:
    """What a result shows of a text, and the numbers of those that its page gathers."""
    parts = [(part.anchor, part.heading, part.text) for part in record.parts]
    return _json(
        {
            "url": record.address,
            "title": record.title,
            "label": record.label,
            "when": record.when,
            "parts": parts,
            "texts": texts,
        }
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
