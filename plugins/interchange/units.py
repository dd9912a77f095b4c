"""What travels between a site and a translator's tool: the words of one text, field by field and block by block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from plugins.markdown.blocks import Inline
from plugins.model.value import Language, Value

#: Nobody has translated it; it was translated, and the original has changed since; it is translated.
State = Literal["initial", "stale", "current"]


class Unit(Value, frozen=True):
    """Words to translate: their pieces, those of the translation that there is, and what a translator is told.

    `previous` is how the original read when it was translated. `most` characters may be written; 0: any number.
    `sort` says what the words are: the path of their field, or that of their block.
    """

    id: str
    sort: str
    source: tuple[Inline, ...]
    target: tuple[Inline, ...] = ()
    state: State = "initial"
    previous: str = ""
    most: int = 0

    @property
    def is_block(self) -> bool:
        """Whether it is a block of a body, in Markdown."""
        return self.id.startswith("b-")

    @property
    def is_field(self) -> bool:
        """Whether it is a field of a text, neither a block of its body nor a message of the interface."""
        return not self.id.startswith(("b-", "m-"))


class Part(Value, frozen=True):
    """A text, or a catalogue of the interface, that is to be translated into one language.

    `id` is that of the text, `original` its file and `file` that of the translation, which may not be there yet.
    """

    id: str
    original: str
    file: str
    lang: Language
    into: Language
    units: tuple[Unit, ...]


class CodeMark(NamedTuple):
    """A code in a translation as a tool gives it back: the number of the original's code, or Markdown of its own."""

    number: str
    sort: Literal["open", "close", "alone"]
    raw: str = ""


class Answer(NamedTuple):
    """What came back for a unit: its line in the tool's file, how the original read there, and the translation.

    A translation is Markdown, or pieces with marks; None where there is none. It is `confirmed` where nobody said that
    it is still to be looked at.
    """

    line: int
    unit: str
    source: str
    target: str | tuple[str | CodeMark, ...] | None
    confirmed: bool = True


class Reply(NamedTuple):
    """What came back for a text."""

    part: str
    original: str
    into: Language
    line: int
    answers: tuple[Answer, ...]


def numbered(pieces: Sequence[Inline]) -> Iterator[tuple[Inline, int]]:
    """Yield the pieces, each code with its number: of what opens and closes the same one; of text 0."""
    count, opened = 0, list[int]()
    for piece in pieces:
        if piece.sort == "text":
            yield piece, 0
        elif piece.sort == "close":
            yield piece, opened.pop()
        else:
            count += 1
            if piece.sort == "open":
                opened.append(count)
            yield piece, count


def matched(source: Sequence[Inline], target: Sequence[Inline]) -> list[str]:
    """Return the number of each piece of a translation: that of the original's code that it stands for, the one with
    the same Markdown, else the next of its sort; of a code that the original has not, one after a letter."""
    free = [(piece, number) for piece, number in numbered(source) if piece.sort in ("open", "alone")]
    closing = {number: piece.raw for piece, number in numbered(source) if piece.sort == "close"}
    own = list(numbered(target))
    ends = {number: piece.raw for piece, number in own if piece.sort == "close"}
    found = dict[int, str]()
    for is_exact in (True, False):
        for piece, number in own:
            if piece.sort not in ("open", "alone") or number in found:
                continue
            for place, (other, its) in enumerate(free):
                is_same = other.raw == piece.raw and closing.get(its) == ends.get(number)
                if (other.name, other.sort) == (piece.name, piece.sort) and (is_same or not is_exact):
                    found[number] = str(its)
                    del free[place]
                    break
    return [found.get(number, f"x{number}") for _piece, number in own]


def joined(pieces: Sequence[Inline]) -> str:
    """Return pieces as Markdown."""
    return "".join(piece.raw for piece in pieces)
