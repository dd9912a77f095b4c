"""Newsreader scripts: a news text as it is read aloud, with its time, for stations without automation."""

from __future__ import annotations

import textwrap
from datetime import datetime

from plugins.channels.resources import Resources
from plugins.model.document import EntryBody
from plugins.model.value import Language
from plugins.text.durations import clock
from plugins.text.speech import read_aloud, seconds_to_read

LINE = 60


def script(
    resources: Resources, lang: Language, title: str, summary: str, date: datetime, body: EntryBody, url: str
) -> bytes:
    """Title, time, the news in short, then the whole of it."""
    from plugins.channels.shared.filters import day_in_words

    say, locale = resources.catalogues[lang].gettext, resources.settings.site.language(lang).locale
    name, brief, *parts = read_aloud(title, summary, resources.segments[body.sha256])
    time, day = clock(seconds_to_read(body.words)), day_in_words(date.date(), locale)
    times = f"{say('Reading time')}: {time} · {say('Date')}: {day}"
    blocks = [name, times, f"[{say('In brief')}, {clock(seconds_to_read(len(brief.split())))}]", brief]
    blocks += [f"[{say('In full')}]", *parts, url]
    wrapped = (
        "\n".join(textwrap.wrap(block, LINE, break_long_words=False, break_on_hyphens=False)) for block in blocks
    )
    return ("\n\n".join(wrapped) + "\n").encode()
