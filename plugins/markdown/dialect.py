"""What Python-Markdown knows beyond GitHub's Markdown, written so that a reader of GitHub's takes it: admonitions,
abbreviations, Markdown within HTML; and marks in the place of characters that typography must leave as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plugins.markdown import gfm

#: Stands around an admonition's class, in the heading of the quote that it is while the text is read; and where a
#: task is to do, or done. Noncharacters, which no text may hold (`decode.FORBIDDEN`).
BOX, TO_DO, DONE = "\ufdef", "\ufdee", "\ufded"
#: What an author writes to say that a character is no markup, and the character. CommonMark's readers give the
#: character alone, so that `\\"` would get the form of a typographic quote and `\\{` begin a list of attributes.
_WRITTEN = {
    **{f"\\{character}": character for character in "\"'-.{["},
    **dict.fromkeys(("&quot;", "&#34;", "&#x22;"), '"'),
    **dict.fromkeys(("&apos;", "&#39;", "&#x27;"), "'"),
}
# What stands for them must be punctuation, for whether a star opens emphasis depends on what is beside it: points of
# Kharoshthi and of cuneiform.
_MARK_OF = dict(zip(_WRITTEN, map(chr, (*range(0x10A50, 0x10A59), *range(0x12470, 0x12475))), strict=False))
MARKS = re.compile(f"[{''.join(_MARK_OF.values())}]")
_READ = {ord(_MARK_OF[written]): character for written, character in _WRITTEN.items()}
_SOURCE = {ord(mark): written for written, mark in _MARK_OF.items()}
#: Before `->` no dash is another: a comment ends there, whatever stands before it.
_ESCAPE = re.compile(r"\\\\|\\-(?!->)|\\[\"'.{\[]|&(?:quot|apos|#34|#39|#x22|#x27);")

ADMONITION = re.compile(r'( *)!!! ?([\w-]+(?: +[\w-]+)*)(?: +"(.*?)")? *')
ABBREVIATION = re.compile(r"\*\[([^\\\]]+)\] ?: *(\S.*)")
_OPENING = re.compile(r"""( {0,3}<([a-z]+\d?)(?:[ ][^<>]*?)?)[ ]markdown=["']?(?:1|block|span)["']?([^<>]*>)""")

#: A line, and the number of the line of the text that it is or comes of.
Line = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text as the reader of CommonMark takes it, the author's line for each of its lines, and its abbreviations."""

    text: str
    numbers: tuple[int, ...] | None  # None: they are the same
    abbreviations: dict[str, str]

    def line(self, number: int) -> int:
        """Return the number of the author's line from which line `number` was made."""
        return self.numbers[min(number, len(self.numbers)) - 1] if self.numbers else number


def prepared(text: str, titles: dict[str, str]) -> Prepared:
    """Return a `normal` text with what only Python-Markdown knows rewritten; `titles` are those of admonitions."""
    abbreviations: dict[str, str] = {}
    numbers = None
    if "!!!" in text or "*[" in text or "markdown=" in text:
        lines = list(zip(text.split("\n"), range(1, text.count("\n") + 2), strict=True))
        lines = list(_without_abbreviations(lines, abbreviations) if "*[" in text else lines)
        lines = _opened(lines) if "markdown=" in text else lines
        lines = list(_boxes(lines, titles)) if "!!!" in text else lines
        text = "\n".join([line for line, _ in lines])
        numbers = tuple(number for _, number in lines)
    if ("\\" in text or "&" in text) and not MARKS.search(text):
        text = _ESCAPE.sub(lambda found: _MARK_OF.get(found[0], found[0]), text)
    return Prepared(text, numbers, abbreviations)


def read(text: str) -> str:
    """Return `text` with each character that a mark stands for."""
    return text.translate(_READ) if MARKS.search(text) else text


def source(text: str) -> str:
    """`text` as its author wrote it, for code and HTML."""
    return text.translate(_SOURCE) if MARKS.search(text) else text


def _code(lines: list[Line]) -> set[int]:
    return gfm.code_lines("\n".join([line for line, _ in lines]))[0]


def _without_abbreviations(lines: list[Line], found: dict[str, str]) -> Iterator[Line]:
    code = _code(lines)
    for place, (line, number) in enumerate(lines, start=1):
        stated = ABBREVIATION.match(line) if place not in code else None
        if stated:
            found[stated[1].strip()] = stated[2].strip()
        yield ("", number) if stated else (line, number)


def _opened(lines: list[Line]) -> list[Line]:
    """The lines with the content of `<div markdown="1">` apart from the tags, as CommonMark has it."""
    code, made, waiting = _code(lines), list[Line](), list[str]()
    for place, (line, number) in enumerate(lines, start=1):
        opening = _OPENING.match(line) if place not in code else None
        if opening:
            waiting.append(f"</{opening[2]}>")
            made += [(opening[1] + opening[3], number), ("", number)]
        rest = line[opening.end() :] if opening else line
        if waiting and waiting[-1] in rest:
            before, tag, rest = rest.partition(waiting.pop())
            made += [(before, number), ("", number), (tag, number), ("", number)]
        made.append((rest, number))
    return made


def _boxes(lines: list[Line], titles: dict[str, str]) -> Iterator[Line]:
    """The lines with each `!!! note` as a quote, whose first line is a heading that names its class."""
    code, place = _code(lines), 0
    while place < len(lines):
        line, number = lines[place]
        place += 1
        opening = ADMONITION.fullmatch(line) if "!!!" in line and place not in code else None
        if not opening:
            yield line, number
            continue
        indent = opening[1]
        inner: list[Line] = []
        while place < len(lines) and (not lines[place][0].strip() or lines[place][0].startswith(f"{indent}    ")):
            inner.append((lines[place][0][len(indent) + 4 :], lines[place][1]))
            place += 1
        blank: list[Line] = []
        while inner and not inner[-1][0].strip():
            blank.append(("", inner.pop()[1]))
        kind = " ".join(opening[2].lower().split())
        title = titles.get(kind, kind.split(" ")[0].capitalize()) if opening[3] is None else opening[3]
        yield f"{indent}> # {BOX}{kind}{BOX}{title}", number
        for content, its in _boxes(inner, titles):
            yield f"{indent}> {content}" if content else f"{indent}>", its
        yield from blank or [("", number)]  # what follows is no part of the quote
