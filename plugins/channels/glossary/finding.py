"""Where words of the glossary stand in the HTML of a text: the first time, in running text alone.

Only words with which something in the glossary begins are looked at, so that a text costs little more than its words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from plugins.channels.glossary.forms import WORD, Phrases

#: Elements in which a word leads nowhere: it is a link or a name already, or no running text.
CLOSED = "a|abbr|button|code|dt|figcaption|h[1-6]|kbd|label|pre|samp|summary|th"
_TAG = r"""(?:"[^"]*"|[^">])*>"""
#: Such elements, and tags with attributes.
_NOT_TEXT = re.compile(rf"<(?P<name>{CLOSED})(?:>|\s{_TAG}).*?</(?P=name)>|<\w+\s{_TAG}", re.DOTALL)
_MARKUP = ("<", "</", "&", "&#")  # before a word: it is the name of a tag or of a character
_NEXT = re.compile(rf"(?:\s|&nbsp;|['’])+({WORD.pattern})")


class Hit(NamedTuple):
    """Where a word of the glossary stands: its first and its last character, and the number of its term."""

    start: int
    end: int
    term: int


def hits(html: str, phrases: Phrases, but: int | None = None) -> Iterator[Hit]:
    """Yield each term of a text once, in the order of the text; `but` is one that is left out."""
    seen, free = {but}, 0
    for hit in sorted(_all(html, phrases), key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= free:
            free = hit.end
            if hit.term not in seen:
                seen.add(hit.term)
                yield hit


def _all(html: str, phrases: Phrases) -> Iterator[Hit]:
    """Every place in running text at which something of the glossary stands."""
    words = phrases.begun_by(html)
    if not words:
        return
    bounds = [bound for match in _NOT_TEXT.finditer(html) for bound in match.span()]
    for word in words:
        start = html.find(word)
        while start >= 0:
            end = start + len(word)
            if _is_word(html, start, end) and bisect_right(bounds, start) % 2 == 0:
                yield from _at(html, start, end, phrases)
            start = html.find(word, end)


def _is_word(html: str, start: int, end: int) -> bool:
    """Whether it is a whole word of what is said, and no name of a tag or of a character."""
    if html[start - 1 : start].isalnum() or html[end : end + 1].isalnum():
        return False
    return not html.endswith(_MARKUP, 0, start)


def _at(html: str, start: int, end: int, phrases: Phrases) -> Iterator[Hit]:
    """What begins with a word, the longest of it: as many words as it has stand together there."""
    row, ends = [html[start:end]], [end]
    most = phrases.most_words(row[0])
    while len(row) < most and (found := _NEXT.match(html, ends[-1])):
        row.append(found[1])
        ends.append(found.end())
    if one := phrases.at(row):
        yield Hit(start, ends[len(one.words) - 1], one.term)
