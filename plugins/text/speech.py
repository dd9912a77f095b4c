"""A text as it is read aloud: by newsreaders from their script, by newsrooms' systems, by the bulletin's voice."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

PACE = 150  # words a minute, of a newsreader who is in no hurry
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|blockquote|dt|dd|tr|figcaption|pre)>|<br[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_NOTE_MARK = re.compile(r'<sup id="fnref[^>]*>.*?</sup>|<a class="footnote-backref"[^>]*>.*?</a>')


def read_aloud(title: str, brief: str, segments: Sequence[str]) -> tuple[str, ...]:
    """Title, the text in short, then the whole of it, a paragraph each; `segments` are those of its body."""
    return (title, brief, *spoken(segments))


def spoken(segments: Sequence[str]) -> list[str]:
    """The paragraphs of a body as plain text, without the marks of footnotes."""
    text = _BLOCK_END.sub("\0", _NOTE_MARK.sub("", "".join(segments[::2])))
    said = (" ".join(html.unescape(_TAG.sub("", part)).split()) for part in text.split("\0"))
    return [part for part in said if part]


def seconds_to_read(words: int) -> int:
    """Return how long it takes to read so many words aloud, in seconds, to the next five."""
    return max(5, round(words / PACE * 12) * 5)
