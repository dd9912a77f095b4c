"""Newsreader scripts: a news text as it is read aloud, with its time, for stations without automation."""

from __future__ import annotations

import html
import re
import textwrap
from collections.abc import Sequence
from datetime import datetime

from plugins.model import Body, Entry, Language, Resources
from plugins.settings import Settings
from plugins.sound import clock

PACE = 150  # words a minute, of a newsreader who is in no hurry
LINE = 60
_BLOCK_END = re.compile(r"</(?:p|li|h[1-6]|blockquote|dt|dd|tr|figcaption|pre)>|<br[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_NOTE_MARK = re.compile(r'<sup id="fnref[^>]*>.*?</sup>|<a class="footnote-backref"[^>]*>.*?</a>')


def script_address(entry: Entry, settings: Settings) -> str:
    """Where a news text's script stands; empty where the site makes none."""
    if entry.kind != "news" or not settings.site.makes("script"):
        return ""
    return settings.site.address("script", entry.lang, name=entry.key.removeprefix("news/").replace("/", "-"))


def seconds_to_read(words: int) -> int:
    """How long the reading takes, to five seconds."""
    return max(5, round(words / PACE * 12) * 5)


def script(
    resources: Resources, lang: Language, title: str, summary: str, date: datetime, words: int, body: Body, url: str
) -> bytes:
    """Title, time, the news in short, then the whole of it."""
    say = resources.catalogues[lang].gettext
    parts = spoken(resources.segments[body.sha256])
    times = f"{say('Reading time')}: {clock(seconds_to_read(words))} · {say('Date')}: {date.date().isoformat()}"
    blocks = [title, times, f"[{say('In brief')}, {clock(seconds_to_read(len(summary.split())))}]", summary]
    blocks += [f"[{say('In full')}]", *parts, url]
    wrapped = (
        "\n".join(textwrap.wrap(block, LINE, break_long_words=False, break_on_hyphens=False)) for block in blocks
    )
    return ("\n\n".join(wrapped) + "\n").encode()


def spoken(segments: Sequence[str]) -> list[str]:
    """The paragraphs of a body as plain text, without the marks of footnotes."""
    text = _BLOCK_END.sub("\0", _NOTE_MARK.sub("", "".join(segments[::2])))
    said = (" ".join(html.unescape(_TAG.sub("", part)).split()) for part in text.split("\0"))
    return [part for part in said if part]
