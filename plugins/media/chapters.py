"""Chapters, as an episode's own text states them: items or terms that begin with a time ("00:00 Title").

In Markdown that is a list (`- 06:50 What it takes`) or a definition list (`06:50`, then `:   What it takes`). It counts
when it begins at 00:00 and goes on in order; anything else is ordinary text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from plugins.sound import Chapter

_TIMED = re.compile(
    r"<li>\s*((?:\d{1,2}:)?\d{1,2}:\d{2})\s+(?:[–—-]\s+)?(.*?)</li>"
    r"|<dt>\s*((?:\d{1,2}:)?\d{1,2}:\d{2})\s*</dt>\s*<dd>(.*?)</dd>",
    re.DOTALL,
)
_TAG = re.compile(r"<[^>]*>")


def chapters_of(segments: Sequence[str], seconds: float) -> tuple[Chapter, ...]:
    """The chapters in a body, of which all begin within the recording; at least two, else none."""
    found = []
    for item_time, item, term_time, term in _TIMED.findall("".join(segments[::2])):
        title = html.unescape(" ".join(_TAG.sub("", item or term).split())).rstrip(".")
        found.append(Chapter(float(_seconds(item_time or term_time)), title))
    starts = [chapter.start for chapter in found]
    in_order = len(set(starts)) == len(starts) and starts == sorted(starts)
    if len(found) < 2 or starts[0] != 0 or not in_order or starts[-1] >= seconds:
        return ()
    return tuple(found)


def _seconds(stamp: str) -> int:
    total = 0
    for part in stamp.split(":"):
        total = total * 60 + int(part)
    return total
