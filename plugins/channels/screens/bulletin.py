"""The running order of the bulletin that loops: what is shown when, and what is said, as text, data and captions."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from plugins.channels.resources import Resources
from plugins.channels.shared.captions import LINE, as_vtt
from plugins.channels.shared.json_text import json_text
from plugins.model.transcript import Cue
from plugins.model.value import Language, Value
from plugins.text.durations import clock

LINES = 2  # of a caption


class BulletinPart(Value, frozen=True):
    """A part: from which second on, its title, and the page and picture of its text; the first part has none."""

    start: int
    title: str
    guid: str
    url: str
    picture: str


class Order(Value, frozen=True):
    """A bulletin's file and parts. `captions` is the address of what a synthetic voice says in it; empty: nothing."""

    lang: Language
    address: str
    sha256: str
    bytes: int
    seconds: int
    rows: tuple[BulletinPart, ...]
    captions: str


def as_json(resources: Resources, order: Order) -> bytes:
    """Return the bulletin as JSON for automation; times are in seconds from the beginning of a round."""
    ends = [*(row.start for row in order.rows[1:]), order.seconds]
    data = {
        "language": order.lang,
        "video": {
            "url": order.address,
            "type": "video/mp4",
            "bytes": order.bytes,
            "sha256": order.sha256,
            "seconds": order.seconds,
        },
        "synthetic_voice": bool(order.captions),
        "captions": {"url": order.captions, "type": "text/vtt"} if order.captions else None,
        "parts": [
            {
                "start": row.start,
                "seconds": end - row.start,
                "title": row.title,
                "guid": row.guid or None,
                "url": row.url or None,
                "slate": row.picture or None,
            }
            for row, end in zip(order.rows, ends, strict=True)
        ],
    }
    return json_text(data)


def as_text(resources: Resources, order: Order) -> bytes:
    """Return the bulletin as plain text, a part a line."""
    lines = [f"{clock(row.start):>5}  {row.title}" for row in order.rows]
    lines += [f"{clock(order.seconds):>5}", "", order.address, f"SHA-256 {order.sha256}"]
    if order.captions:
        say = resources.catalogues[order.lang].gettext
        lines += ["", f"{say('Voice')}: {say('synthetic')}", order.captions]
    return "\n".join((*lines, "")).encode()


def as_captions(resources: Resources, lang: Language, said: tuple[Cue, ...]) -> bytes:
    """WebVTT of all that is said."""
    return as_vtt([caption for paragraph in said for caption in captions(paragraph)], lang).encode()


def captions(paragraph: Cue) -> Iterator[Cue]:
    """A paragraph as captions of two lines, each for as long as its share of the letters takes."""
    lines = textwrap.wrap(paragraph.text, LINE, break_on_hyphens=False)
    pieces = ["\n".join(lines[at : at + LINES]) for at in range(0, len(lines), LINES)]
    pace = (paragraph.end - paragraph.start) / sum(map(len, pieces))
    start = paragraph.start
    for piece in pieces:
        end = start + len(piece) * pace
        yield Cue(start, end, "", piece)
        start = end
