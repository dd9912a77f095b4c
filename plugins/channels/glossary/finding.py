"""Where words of the glossary stand in the HTML of a text: the first time, in running text alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from plugins.channels.glossary.forms import Phrases

#: Elements in which a word leads nowhere: it is a link or a name already, or no running text.
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
NAMES = frozenset(("a", "abbr", "button", "code", "dt", "figcaption", "kbd", "label", "pre", "samp", "summary", "th"))
CLOSED = HEADINGS | NAMES
# A tag, a sign by its name, or a word; what lies between two words of a row is space alone.
_PIECE = re.compile(
    r"""<(?P<close>/?)(?P<name>\w+)(?:"[^"]*"|[^">])*>|(?P<space>(?:\s|&nbsp;)+)|&\#?\w+;|"""
    r"""(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)|(?P<other>[^<&\w\s]|[\d_]+)"""
)


class Hit(NamedTuple):
    """Where a word of the glossary stands: its first and its last character, and the number of its term."""

    start: int
    end: int
    term: int


def hits(html: str, phrases: Phrases, but: int | None = None) -> Iterator[Hit]:
    """Yield each term of a text once, in the order of the text; `but` is one that is left out."""
    if not phrases.may_stand_in(html):
        return
    seen = {but}
    for row in _rows(html):
        words = [word for word, __, __ in row]
        place = 0
        while place < len(row):
            found = phrases.at(words, place)
            last = place + len(found.words) - 1 if found else place
            if found and found.term not in seen:
                seen.add(found.term)
                yield Hit(row[place][1], row[last][2], found.term)
            place = last + 1


def _rows(html: str) -> Iterator[list[tuple[str, int, int]]]:
    """The words that stand beside each other in running text, each with its place."""
    row: list[tuple[str, int, int]] = []
    closed: list[str] = []
    for piece in _PIECE.finditer(html):
        if piece.lastgroup == "space":
            continue
        if piece["word"]:
            if not closed:
                row.append((piece["word"], piece.start(), piece.end()))
            continue
        if row:
            yield row
            row = []
        if piece["name"] in CLOSED:
            if not piece["close"]:
                closed.append(piece["name"])
            elif piece["name"] in closed:
                closed.remove(piece["name"])
    if row:
        yield row
