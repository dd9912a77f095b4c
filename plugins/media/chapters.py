"""Chapters, as an episode's own text states them: a list, table or lines that begin with a time ("00:00 Title").

In Markdown that is a list (`- 06:50 What it takes`), a definition list (`06:50`, then `:   What it takes`), a table
with the times in its first column, headings, or the lines of a paragraph; the time is written as apps and editing
programs do it: in brackets, bold or as code, with thousandths, with an end, before or behind the title. It counts when
it begins at 00:00 and goes on in order; anything else is ordinary text, and where it looks like chapters the editor is
told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from plugins.model.audio import Chapter
from plugins.model.problem import Problem, _
from plugins.model.regex import regex
from plugins.text.durations import clock

RULE = "parts"
_STAMP = r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?(?!\d|:\d)"
_DASH = r"[–—―‒‐-]"
_OPEN, _CLOSE = r"[(\[{<]?\s*", r"\s*[)\]}>]?"
_UNTIL = rf"(?:\s*(?:{_DASH}+|→|ως|έως|to)\s*{_OPEN}{_STAMP})?"
_BEFORE = regex(rf"(?:[-*+•·▪‣]\s+)?{_OPEN}{_STAMP}{_UNTIL}{_CLOSE}(?:\s*(?:{_DASH}+|[:.|·•=→>»,;])\s*|\s+)(?=\S)")
_BEHIND = regex(rf"(?:\s*(?:{_DASH}+|[:|·•→,])\s*|\s+){_OPEN}{_STAMP}{_CLOSE}\s*$")
_ALONE = regex(rf"{_OPEN}{_STAMP}{_UNTIL}{_CLOSE}\s*:?\s*$")
_BLOCKS = ("ul", "ol", "dl", "table", "pre", "blockquote", "figure", "p", "div")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")

_DISORDER = _("no chapters were made: {time} “{title}” is not after the one before")
_BEYOND = _("no chapters were made: {time} “{title}” is after the end, at {end}")
_NO_TIME = _("no chapters were made: “{title}” does not begin with a time that exists")
_LATE = _("no chapters were made: the first, “{title}”, is at {time} and not at 00:00")
_AS_HEARD = _("correct the times as they are heard")
_FROM_THE_START = _("put 00:00 first, with a title for the beginning")


_NEVER = -1.0  # where a time is none: 00:75


class Timed(NamedTuple):
    """What begins or ends with a time; `leads` is whether it begins so."""

    start: float
    title: str
    leads: bool


def chapters_of(segments: Sequence[str], seconds: float) -> tuple[Chapter, ...]:
    """The chapters in a body, of which all begin within the recording; at least two, else none."""
    found = _timed(segments)
    is_wrong = len(found) < 2 or found[0].start != 0 or _first_wrong(found, seconds)
    return () if is_wrong else tuple(Chapter(start, title) for start, title, __ in found)


def chapter_problems(source: str, segments: Sequence[str], seconds: float) -> Iterator[Problem]:
    """Why what looks like chapters in this source is none."""
    found = _timed(segments)
    if len(found) < 2:
        return
    wrong, why, hint = _first_wrong(found, seconds), _DISORDER, _AS_HEARD
    if found[0].start:  # where more is wrong than that, they are hours of a day, most likely
        wrong, why, hint = None if wrong or not found[0].leads else found[0], _LATE, _FROM_THE_START
    elif wrong and wrong.start >= seconds:
        why = _BEYOND
    elif wrong and wrong.start == _NEVER:
        why = _NO_TIME
    if wrong:
        message = why.format(time=clock(int(wrong.start)), title=wrong.title, end=clock(int(seconds)))
        yield Problem(RULE, "warning", source, 0, 0, "", message, hint)


def _timed(segments: Sequence[str]) -> list[Timed]:
    """What has times: of the sorts of places that hold them, the first in which two do, from 00:00 on if any."""
    if ":" not in "".join(segments[::2]):
        return []
    from lxml import html

    body = html.fragment_fromstring("".join(segments[::2]), create_parent="div")
    every = [[found for words in sort(body) if (found := _time_in(*words))] for sort in _SORTS]
    lists = [found for found in every if len(found) > 1]
    return next((found for found in lists if found[0].start == 0), lists[0] if lists else [])


def _items(body: Any) -> Iterator[tuple[str, str]]:
    """Items of lists, and terms with what they mean, in their order."""
    for item in body.iter("li", "dt"):
        means = item.getnext() if item.tag == "dt" else None
        yield _own_text(item), _own_text(means) if means is not None and means.tag == "dd" else ""


def _rows(body: Any) -> Iterator[tuple[str, str]]:
    """Rows of tables: the first cell, and the second."""
    for row in body.iter("tr"):
        cells = [_text(cell) for cell in row.iterchildren("td", "th")]
        if len(cells) > 1:
            yield cells[0], cells[1]


def _lines(body: Any) -> Iterator[tuple[str, str]]:
    """Lines of paragraphs."""
    for paragraph in body.iter("p"):
        for line in _text(paragraph, lines=True).split("\n"):
            yield line.strip(), ""


def _headings(body: Any) -> Iterator[tuple[str, str]]:
    for heading in body.iter(*_HEADINGS):
        yield _text(heading), ""


_SORTS: tuple[Callable[[Any], Iterator[tuple[str, str]]], ...] = (_items, _rows, _lines, _headings)


def _own_text(item: Any) -> str:
    """What an item says itself: not the lists and further paragraphs in it."""
    parts = [item.text or ""]
    for child in item:
        if child.tag == "p" and not "".join(parts).strip():
            parts = [_text(child)]
            break
        if child.tag in _BLOCKS:
            break
        parts += [_text(child), child.tail or ""]
    return " ".join("".join(parts).split())


def _text(element: Any, lines: bool = False) -> str:
    """The words of an element; its lines as they are, if asked for."""
    words = _in_order(element)
    return words if lines else " ".join(words.split())


def _in_order(element: Any) -> str:
    if element.tag == "br":
        return "\n"
    return (element.text or "") + "".join(_in_order(child) + (child.tail or "") for child in element)


def _time_in(text: str, beside: str) -> Timed | None:
    """A time with its title, of a text that begins or ends with it, or that is it and has its title beside it."""
    if beside:
        found, title = _ALONE.match(text), beside
    elif found := _BEFORE.match(text):
        title = text[found.end() :]
    elif found := _BEHIND.search(text):
        title = text[: found.start()]
    title = title.strip().rstrip(".") if found else ""
    if not found or not title:
        return None
    hours, minutes, seconds, part = found.group(1, 2, 3, 4)
    if int(seconds) > 59 or (hours and int(minutes) > 59):
        return Timed(_NEVER, text, True)
    start = int(hours or 0) * 3600 + int(minutes) * 60 + float(f"{seconds}.{part or 0}")
    return Timed(start, title, found.start() == 0)


def _first_wrong(found: Sequence[Timed], seconds: float) -> Timed | None:
    """The first that is not after the one before it, or not within the recording."""
    return next((b for a, b in pairwise(found) if b.start <= a.start or b.start >= seconds), None)
