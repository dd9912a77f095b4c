"""Chapters, as an episode's own text states them: items or terms that begin with a time ("00:00 Title").

In Markdown that is a list (`- 06:50 What it takes`) or a definition list (`06:50`, then `:   What it takes`). It counts
when it begins at 00:00 and goes on in order; anything else is ordinary text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from itertools import pairwise

from plugins.model import Text
from plugins.sound import Chapter, clock

_TIMED = re.compile(
    r"<li>\s*((?:\d{1,2}:)?\d{1,2}:\d{2})\s+(?:[–—-]\s+)?(.*?)</li>"
    r"|<dt>\s*((?:\d{1,2}:)?\d{1,2}:\d{2})\s*</dt>\s*<dd>(.*?)</dd>",
    re.DOTALL,
)
_TAG = re.compile(r"<[^>]*>")


_DISORDER = Text(
    "δεν έγιναν κεφάλαια: το {time} «{title}» δεν είναι μετά το προηγούμενο",
    "no chapters were made: {time} “{title}” is not after the one before",
)
_BEYOND = Text(
    "δεν έγιναν κεφάλαια: το {time} «{title}» είναι μετά το τέλος, στο {end}",
    "no chapters were made: {time} “{title}” is after the end, at {end}",
)


def chapters_of(segments: Sequence[str], seconds: float) -> tuple[Chapter, ...]:
    """The chapters in a body, of which all begin within the recording; at least two, else none."""
    found = _timed(segments)
    return () if len(found) < 2 or found[0].start != 0 or _first_wrong(found, seconds) else tuple(found)


def fault_of(segments: Sequence[str], seconds: float) -> Text | None:
    """Why what begins as chapters do is none; None where nothing is wrong."""
    found = _timed(segments)
    wrong = _first_wrong(found, seconds) if len(found) > 1 and found[0].start == 0 else None
    if wrong is None:
        return None
    why = _BEYOND if wrong.start >= seconds else _DISORDER
    return why.format(time=clock(int(wrong.start)), title=wrong.title, end=clock(int(seconds)))


def _timed(segments: Sequence[str]) -> list[Chapter]:
    """Everything in a body that begins with a time."""
    found = []
    for item_time, item, term_time, term in _TIMED.findall("".join(segments[::2])):
        title = html.unescape(" ".join(_TAG.sub("", item or term).split())).rstrip(".")
        found.append(Chapter(float(_seconds(item_time or term_time)), title))
    return found


def _first_wrong(found: Sequence[Chapter], seconds: float) -> Chapter | None:
    """The first that is not after the one before it, or not within the recording."""
    return next((b for a, b in pairwise(found) if b.start <= a.start or b.start >= seconds), None)


def _seconds(stamp: str) -> int:
    total = 0
    for part in stamp.split(":"):
        total = total * 60 + int(part)
    return total
