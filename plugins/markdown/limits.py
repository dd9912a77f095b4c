"""Refuses text that no reader needs and that would take long, before it is parsed or while its tree is built.

The reader of Markdown is linear, but what works on its tree, the sanitiser and the channels behind it are not for
whatever may be repeated: elements, tags, cells, notes. The limits bound the products that made up the time of a parser
with backtracking, so that nothing depends on which one is used. Ordinary text stays far below them: 256 KiB of prose
with links reaches a tenth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Longest text, in characters.
LONGEST = 256 * 1024
#: Up to this length (in characters) only tables and footnotes can cost more than half a second.
SHORT = 4096
#: Marks that may open something times characters of their stretch of text, summed over all stretches.
INLINE_STEPS = 20_000_000
#: Lines that are taken out of a block one by one times characters of the block, summed over all blocks.
BLOCK_STEPS = 20_000_000
#: `<` without `>` times characters of the text.
TAG_STEPS = 5_000_000
#: Tags of the whole text; tags that are open at one time.
TAGS, OPEN_TAGS = 6000, 100
#: Elements of the whole text: headings, paragraphs, items, words in bold and so on; a book chapter has 3,000.
ELEMENTS = 32_000
#: Quotes, lists and the like within each other.
DEPTH = 100
#: Cells of one table, bars and backticks in one of its rows.
CELLS, ROW_MARKS = 20_000, 200
FOOTNOTES, ABBREVIATIONS, TABLES_OF_CONTENTS, OPEN_FENCES = 600, 300, 5, 20

_MARKS = re.compile(r"[\[(`*_{\"'&\\]|  $", re.MULTILINE)
_PEELED = re.compile(r" *!!!| {0,3}(?:=+ *$|-+ *$|#|\*\[|: |(?:[-_*] *){3,}$)")
_OPEN_TAG = re.compile(r"<[A-Za-z/!?][^<>]*(?=<|\Z)")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_VOID = frozenset(["br", "hr", "img", "source", "track", "wbr", "col"])
_FENCE = re.compile(r"""(`{3,}|~{3,})[ ]*(?:\{[^}]*\}|\.?[\w#.+-]*[ ]*(?:hl_lines=(["']).*?\2[ ]*)?)$""")
#: A line that begins with a hundred marks of lists and quotes, each within the one before.
_NESTED = re.compile(r" *(?:(?:[-+*:]|\d+\.) +|> ?){100}")
_BULLET, _NUMBER = re.compile(r" *[-+*] "), re.compile(r" *\d+\. ")


class TooComplex(Exception):
    """A text is built as no reader needs it and the parser can't take it.

    `reason_key` is one of size, marks, blocks, tags, table, footnotes, abbreviations, contents, fences, depth and
    elements; `line` is counted from 1, and where the fault is the whole text's, 1.
    """

    def __init__(self, reason_key: str, line: int):
        super().__init__(f"{reason_key} (line {line})")
        self.reason_key, self.line = reason_key, line


def check(text: str) -> None:
    """Raise `TooComplex` for a text that is too long or would take too long; linear in its length.

    `text` has no carriage returns, tabs or characters U+0002 and U+0003, which the parser replaces.
    """
    if len(text) > LONGEST:
        raise TooComplex("size", 1)
    for mark, most, reason in (
        ("[^", FOOTNOTES, "footnotes"),
        ("*[", ABBREVIATIONS, "abbreviations"),
        ("[TOC]", TABLES_OF_CONTENTS, "contents"),
    ):
        if text.count(mark) > most:
            raise TooComplex(reason, 1)
    long = len(text) > SHORT
    if not long and text.count("|") <= ROW_MARKS:
        return
    lines = _without_fenced(text.split("\n"))
    inline = peeled = 0
    for start, block in _blocks(lines):
        _check_table(start, block)
        if not long:
            continue
        for number, line in enumerate(block, start=start):
            if _NESTED.match(line):
                raise TooComplex("depth", number)
        size = sum(map(len, block)) + len(block)
        peeled += size * sum(1 for line in block if _PEELED.match(line)) if len(block) > 1 else 0
        if peeled > BLOCK_STEPS:
            raise TooComplex("blocks", start)
        for stretch in _stretches(block):
            inline += len(stretch) * len(_MARKS.findall(stretch))
        if inline > INLINE_STEPS:
            raise TooComplex("marks", start)
    if long:
        _check_tags("\n".join(lines))


def _check_tags(text: str) -> None:
    opened = _OPEN_TAG.search(text)
    if opened and len(_OPEN_TAG.findall(text)) * len(text) > TAG_STEPS:
        raise TooComplex("tags", _line(text, opened.start()))
    if text.count("<") <= OPEN_TAGS:
        return
    depth = 0
    for count, tag in enumerate(_TAG.finditer(text)):
        if tag[2].lower() not in _VOID:
            depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > OPEN_TAGS or count > TAGS:
            raise TooComplex("tags", _line(text, tag.start()))


def _line(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def _without_fenced(lines: list[str]) -> list[str]:
    """`lines` with empty ones in the place of fenced code; refuses many fences that do not close.

    After a fence that can't be told for sure to open, nothing more is taken out: the limits then are stricter.
    """
    kept, opened, place = list(lines), 0, 0
    while place < len(lines):
        if lines[place].startswith(("```", "~~~")):
            fence = _FENCE.match(lines[place])
            if not fence:
                break
            ends = (n for n in range(place + 1, len(lines)) if lines[n].rstrip(" ") == fence[1])
            closing = next(ends, None)
            if closing is not None:
                kept[place : closing + 1] = [""] * (closing + 1 - place)
                place = closing
            else:
                opened += 1
                if opened > OPEN_FENCES:
                    raise TooComplex("fences", place + 1)
        place += 1
    return kept


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines that are not empty, each with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate(lines, start=1):
        if line.strip(" "):
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []
    if block:
        yield len(lines) - len(block) + 1, block


def _check_table(start: int, block: list[str]) -> None:
    widest = max(line.count("|") for line in block)
    if not widest:
        return
    for number, line in enumerate(block, start=start):
        if line.count("|") > ROW_MARKS or ("|" in line and line.count("`") > ROW_MARKS):
            raise TooComplex("table", number)
    if (widest + 1) * len(block) > CELLS:
        raise TooComplex("table", start)


def _stretches(block: list[str]) -> Iterator[str]:
    """Parts of a block that the parser reads each for itself: rows of a table, items of a list, or the whole."""
    first = block[0]
    if len(block) > 1 and "|" in first and set(block[1]) <= set("|:- "):
        yield from block
        return
    item = next((kind for kind in (_BULLET, _NUMBER) if kind.match(first)), None)
    if item and any(map(_PEELED.match, block)):
        item = None  # what follows a rule or a heading may be a paragraph
    stretch: list[str] = []
    for line in block:
        if item and stretch and item.match(line):
            yield "\n".join(stretch)
            stretch = []
        stretch.append(line)
    yield "\n".join(stretch)
