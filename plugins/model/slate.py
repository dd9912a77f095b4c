"""What screens show of a text: a slate, and the bulletin that loops through them."""

from __future__ import annotations

from datetime import date, datetime

from plugins.model.transcript import Cue
from plugins.model.value import Language, Value

SECONDS = 8  # that each slate of a bulletin is shown, at least
MOST = 12  # slates of a bulletin, so that whoever waits sees it whole


class Slate(Value, frozen=True):
    """A text as one picture of 1920 × 1080 pixels: all that is drawn. `colours` (#rrggbb) are those of its axes.

    `starts` and `ends` are an event's; `last` is the day until which a call is open, or None; `until` are the words
    before it. `note` is small print. `address` is what the code leads to, which is printed as well.
    """

    lang: Language
    locale: str
    sitename: str
    label: str
    title: str
    summary: str
    came_out: datetime | None
    starts: date | None
    ends: date | None
    last: date | None
    until: str
    place: str
    note: str
    colours: tuple[str, ...]
    address: str


class SlateImage(Value, frozen=True):
    """A published slate: its place in the site, without a leading slash, its hash and size."""

    path: str
    sha256: str
    bytes: int


class BulletinCue(Value, frozen=True):
    """A part of the bulletin: from which second it is shown, and of which text (its guid); the first part has none."""

    start: int
    title: str
    guid: str = ""


class Bulletin(Value, frozen=True):
    """The loop of the newest slates, as one video; it ends where it began.

    `said` is what a synthetic voice reads in it, a paragraph each; without any there is nothing to hear.
    """

    path: str
    sha256: str
    bytes: int
    seconds: int
    cues: tuple[BulletinCue, ...]
    said: tuple[Cue, ...] = ()
