"""What a translator sent back → the files of translations: whatever is not another than before keeps its bytes."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from plugins.interchange.fields import filled, with_value, words_of
from plugins.interchange.texts import Pair, is_behind, part_of, read_file, written
from plugins.interchange.units import Answer, CodeMark, Reply, Unit, joined, matched, numbered
from plugins.markdown.blocks import DELETABLE, Block, Inline, cut, inline, replaced, same
from plugins.model.errors import MachineError
from plugins.model.problem import Level, Message, Problem, _, plural
from plugins.model.site import Site
from plugins.read.document import body_of
from plugins.read.schemas import schema
from plugins.settings import Settings
from plugins.text import original_hash

RULE = "translated"

_GONE = _("the original has no longer these words: “{words}”")
_AGAIN = _("export anew: what it says there now is to be translated")
_MISSING = _("the translation lacks the code {code}")
_TWICE = _("the code {code} stands more than once in the translation")
_STRANGE = _("the translation has the code {code}, which its original has not")
_CROSSED = _("the codes of the translation are not closed in their order")
_KEEP = _("copy the codes of the original, each once, and merge the file again; all other units were taken")
_OTHERWISE = _("the translation would be read as something else than its original: “{words}”")
_PLAIN = _(
    "do not begin it with #, -, *, > or a number and a point, and leave marks of Markdown as the original has them"
)
_LONG = _("has {size} characters; the limit is {limit}")
_SHORTER = _("make it shorter")
_LACKING = plural("{count} unit of {file} has no translation yet", "{count} units of {file} have no translation yet")
_DRAFT = _("the file is a draft, with the original's words there; translate them, then delete the line status: draft")
_READY = _("{file} is translated as a whole, and is still a draft")
_DELETE = _("delete its line status: draft when it may come out")
_STAYS = _("the translation stays marked as older than its original")
_APART = _("{file} is built otherwise than its original, so that its body stays as it was")
_WHOLE = _("translate all units of the text, and its body is made anew")
_NO_HEAD = _("{file} has no front matter into which it could be written")
_MEND = _("mend it first: invoke check")


class MergedFile(NamedTuple):
    """What became of a file: the problems, and whether it was written."""

    file: str
    problems: tuple[Problem, ...]
    is_written: bool


class AnsweredWords(NamedTuple):
    """A translation of a unit, as Markdown, with the answer that gave it."""

    text: str
    answer: Answer


class Refusals:
    """What of a file that came back could not be taken, for whoever sent it."""

    def __init__(self, sent: str):
        self.sent, self.problems = sent, list[Problem]()

    def add(self, answer: Answer | None, message: Message, hint: Message, level: Level = "error") -> None:
        line, unit = (answer.line, answer.unit) if answer else (0, "")
        self.problems.append(Problem(RULE, level, self.sent, line, 1 if line else 0, unit, message, hint))


def answered(reply: Reply, units: Mapping[str, Unit], refusals: Refusals) -> Iterator[tuple[str, AnsweredWords]]:
    """Yield the translations that hold, by unit."""
    for answer in reply.answers:
        unit = units.get(answer.unit)
        if answer.target is None:
            continue
        if unit is None or (unit.is_field and same(answer.source) != same(plain(unit, answer))):
            refusals.add(answer, _GONE.format(words=shortened(answer.source)), _AGAIN)
            continue
        text = markdown(unit, answer.target)
        is_known = bool(unit.target) and same(text) == same(joined(unit.target))
        if is_known and not answer.confirmed:
            continue
        fault = None if is_known else fault_of(unit, answer.target)
        if fault:
            refusals.add(answer, fault, _KEEP)
        elif unit.most and len(text) > unit.most:
            refusals.add(answer, _LONG.format(size=len(text), limit=unit.most), _SHORTER)
        elif text.strip():
            yield unit.id, AnsweredWords(joined(unit.target) if is_known else text.strip(), answer)


def merge(reply: Reply, pair: Pair, site: Site, settings: Settings, sent: str) -> MergedFile:
    """Write what came back into the file of a translation; `sent` is the file that holds it, for problems."""
    path = settings.read.content / pair.file
    text = _Text(reply, pair._replace(exists=path.is_file()), site, settings, sent)  # a reply before may have made it
    data = text.data()
    is_written = data is not None and (not path.is_file() or path.read_bytes() != data)
    if data is not None and is_written:
        write(path, data)
    return MergedFile(pair.file, tuple(text.refusals.problems), is_written)


def write(path: Path, data: bytes) -> None:
    """Put bytes in the place of a file at once. Raises MachineError where that can't be."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        fresh.write_bytes(data)
        if path.exists():
            fresh.chmod(path.stat().st_mode)
        fresh.replace(path)
    except OSError as error:
        raise MachineError(f"{path}: {error.strerror}") from error


class _Text:
    """One text and what came back for it."""

    def __init__(self, reply: Reply, pair: Pair, site: Site, settings: Settings, sent: str):
        self.pair, self.site, self.settings, self.refusals = pair, site, settings, Refusals(sent)
        self.original = read_file(settings.read.content / pair.entry.source)
        self.there = read_file(settings.read.content / pair.file)
        self.part = part_of(pair, site, settings)
        self.blocks = self.original.blocks
        self.is_new = not pair.exists or self.there.body.strip() == original_hash.placeholder(pair.into)
        self.is_draft = self.there.values.get("status") == "draft"
        self.of_body = self.part.units[len(self.part.units) - len(self.blocks) :]
        self.words = dict(answered(reply, {unit.id: unit for unit in self.part.units}, self.refusals))

    def data(self) -> bytes | None:
        """The bytes of the file as it is to be; None where nothing came back that can be written."""
        if not self.words:
            return None
        body = self._body()
        lacking = [unit for unit in self.part.units if unit.id not in self.words and unit.state != "current"]
        try:
            text = self._with_fields(self.there.text if self.pair.exists else "---\n---\n", bool(lacking))
            text = text if body is None else text[: written(text.encode()).at] + body
            if self.is_new or (not lacking and (text != self.there.text or is_behind(self.pair, self.settings))):
                text = self._with_hash(text)
        except ValueError:
            self.refusals.add(None, _NO_HEAD.format(file=self.pair.file), _MEND)
            return None
        if lacking:
            hint = _DRAFT if self.is_new or self.is_draft else _STAYS
            self.refusals.add(None, _LACKING.format(count=len(lacking), file=self.pair.file), hint, "warning")
        elif self.is_draft:
            self.refusals.add(None, _READY.format(file=self.pair.file), _DELETE, "note")
        return self._as_it_was(text)

    def _as_it_was(self, text: str) -> bytes:
        """The text with the line ends and the mark of the file that was there."""
        path = self.settings.read.content / self.pair.file
        before = path.read_bytes() if path.is_file() else b""
        data = text.replace("\n", "\r\n").encode() if b"\r\n" in before else text.encode()
        return b"\xef\xbb\xbf" + data if before.startswith(b"\xef\xbb\xbf") else data

    # ------------------------------------------------------------ fields

    def _with_fields(self, text: str, is_partial: bool) -> str:
        known = schema(self.pair.entry.kind, self.settings.site.timezone, self.settings.fields(self.pair.entry.kind))
        wanted = {unit.id: self.words[unit.id].text for unit in self.part.units if unit.id in self.words}
        if not self.pair.exists:  # what must be stated, in the original's words
            wanted = {"title": joined(self.part.units[0].source)} | wanted
        names = dict.fromkeys(word.path.partition(".")[0] for word in words_of(self.original.values, known))
        for name in names:
            raw = self.there.values.get(name)
            like = raw if raw is not None and _shape(raw) == _shape(self.original.values[name]) else None
            value = filled(self.original.values[name] if like is None else like, name, wanted)
            is_touched = any(path == name or path.startswith(f"{name}.") for path in wanted)
            if is_touched and not _are_same(value, raw):
                text = with_value(text, name, value)
        if self.is_new and is_partial:
            text = with_value(text, "status", "draft")
        return text

    def _with_hash(self, text: str) -> str:
        """The text with the mark of the original that it translates."""
        document = self.site.documents[self.pair.entry.source]
        stated = self.there.values.get("original_hash", "")
        if stated and original_hash.is_of(str(stated), document.source_sha256):
            return text
        data = (self.settings.read.content / self.pair.entry.source).read_bytes()
        return with_value(text, "original_hash", original_hash.signature(document, body_of(data)))

    # ------------------------------------------------------------ the body

    def _body(self) -> str | None:
        """The body as it is to be; None: as it was."""
        there = self.there.blocks
        is_alike = [block.sort for block in there] == [block.sort for block in self.blocks]
        has_all = all(unit.id in self.words or unit.state == "current" for unit in self.of_body)
        if not self.is_new and is_alike:
            words = {
                number: self.words[unit.id].text
                for number, unit in enumerate(self.of_body)
                if unit.id in self.words and same(self.words[unit.id].text) != same(there[number].text)
            }
            return self._sound(self.there.body, there, words) if words else None
        if not self.is_new and not has_all:
            if any(unit.id in self.words for unit in self.of_body):
                self.refusals.add(None, _APART.format(file=self.pair.file), _WHOLE, "warning")
            return None
        if not self.is_new and not any(unit.id in self.words for unit in self.of_body):
            return None
        return self._sound(self.original.body, self.blocks, self._all_words())

    def _all_words(self) -> dict[int, str]:
        """The words of every block: what came back, else what was translated, else the original's own."""
        found = dict[int, str]()
        for number, unit in enumerate(self.of_body):
            answered = self.words.get(unit.id)
            kept = joined(unit.target) if unit.state == "current" else joined(unit.source)
            found[number] = answered.text if answered else kept
        return {number: text for number, text in found.items() if text != self.blocks[number].text}

    def _sound(self, body: str, blocks: Sequence[Block], words: dict[int, str]) -> str:
        """The body with these words, without those that would be read as another structure; which are told."""
        made = replaced(body, blocks, words)
        if _is_built(made, blocks, words):
            return made
        for number in list(words):
            if not _is_built(replaced(body, blocks, {number: words[number]}), blocks, {number: words[number]}):
                unit = self.of_body[number].id
                text = words.pop(number)
                answered = self.words.pop(unit, None)
                self.refusals.add(
                    answered.answer if answered else None, _OTHERWISE.format(words=shortened(text)), _PLAIN
                )
        return replaced(body, blocks, words)


def _is_built(body: str, blocks: Sequence[Block], words: Mapping[int, str]) -> bool:
    """Whether a body is read as these blocks, and each of the new words as one block with the same sorts of codes."""
    made = cut(body)
    return [one.sort for one in made] == [one.sort for one in blocks] and all(
        same(made[number].text) == same(text) for number, text in words.items()
    )


def _shape(raw: Any) -> Any:
    """What a raw value is but for its words."""
    if isinstance(raw, list):
        return [_shape(value) for value in raw]
    return {name: _shape(value) for name, value in raw.items()} if isinstance(raw, dict) else ""


def _are_same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return same(one) == same(other)
    return bool(one == other)


# ---------------------------------------------------------------- codes


def markdown(unit: Unit, target: str | tuple[str | CodeMark, ...]) -> str:
    """Return a translation as Markdown: each code as the original has it, or as the translation had it before."""
    if isinstance(target, str):
        return target
    known = {(str(number), piece.sort): piece.raw for piece, number in numbered(unit.source) if number}
    return "".join(
        piece if isinstance(piece, str) else piece.raw or known.get((piece.number, piece.sort), "") for piece in target
    )


def fault_of(unit: Unit, target: str | tuple[str | CodeMark, ...]) -> Message | None:
    """Return what is wrong with the codes of a translation; None where they are those of its original, or those that
    it had before."""
    if isinstance(target, str):
        found = _codes_of(
            [piece for block in cut(target) for piece in block.pieces] if unit.is_block else inline(target)
        )
        fault = _fault_of_text(unit.source, target, found, unit.is_field)
        is_as_before = unit.state == "current" and not _fault_of_text(unit.target, target, found, unit.is_field)
        return None if is_as_before else fault
    marks = [piece for piece in target if isinstance(piece, CodeMark)]
    if not _are_nested(marks):
        return _CROSSED
    fault = _fault_of_marks(unit, marks)
    numbers = zip(unit.target, matched(unit.source, unit.target), strict=True)
    had = Counter(number for piece, number in numbers if piece.sort != "text")
    is_as_before = unit.state == "current" and had == Counter(mark.number for mark in marks)
    return None if is_as_before else fault


def _fault_of_marks(unit: Unit, marks: Sequence[CodeMark]) -> Message | None:
    begun = Counter(mark.number for mark in marks if mark.sort != "close")
    codes = {str(number): piece for piece, number in numbered(unit.source) if piece.sort in ("open", "alone")}
    for number, piece in codes.items():
        if begun[number] > 1:
            return _TWICE.format(code=shown(piece))
        if not begun[number] and piece.name not in DELETABLE:
            return _MISSING.format(code=shown(piece))
    strange = next((number for number in begun if number not in codes), None)
    return _STRANGE.format(code=strange) if strange else None


def _are_nested(marks: Sequence[CodeMark]) -> bool:
    opened = list[str]()
    for mark in marks:
        if mark.sort == "open":
            opened.append(mark.number)
        elif mark.sort == "close" and (not opened or opened.pop() != mark.number):
            return False
    return not opened


def _fault_of_text(
    like: Sequence[Inline], text: str, found: Counter[tuple[str, str]], is_field: bool
) -> Message | None:
    """The same of a translation in Markdown, whose codes are counted by what they are and where they lead.

    A note, or a link by name, is a code only beside what it leads to, so that its mark is looked for as well. A field
    may have addresses of its own.
    """
    wanted = _codes_of(like)
    for key, count in wanted.items():
        if found[key] < count and text.count(key[1]) < count:
            return _MISSING.format(code=key[1])
        if found[key] > count and not is_field:
            return _TWICE.format(code=key[1])
    own = {piece.raw for piece in like}
    strange = next((raw for __, raw in found if raw not in own), None)
    return _STRANGE.format(code=strange) if strange and not is_field else None


def _codes_of(pieces: Sequence[Inline]) -> Counter[tuple[str, str]]:
    """How often each code is there that may not be left out: of what opens and closes, the end tells where it leads."""
    return Counter(
        (piece.name, piece.raw) for piece in pieces if piece.name not in DELETABLE and piece.sort in ("close", "alone")
    )


def shown(piece: Inline) -> str:
    """Return a code as a message names it."""
    return piece.raw if piece.sort == "alone" else f"{piece.raw}…"


def plain(unit: Unit, answer: Answer) -> str:
    """Return the original's words as they are compared with what came back: with its codes only where that has them."""
    if isinstance(answer.target, str):
        return joined(unit.source)
    return "".join(piece.raw for piece in unit.source if piece.sort == "text")


def shortened(text: str, most: int = 60) -> str:
    """Return the beginning of a text, for a message."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"
