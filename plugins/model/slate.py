"""What screens show of a site, and when: slates, ticker and signage take the same texts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo

from plugins.model.entry import Entry
from plugins.model.kinds import EventFields, OpportunityFields
from plugins.model.moments import FIRST_YEAR, begin_of
from plugins.model.transcript import Cue
from plugins.model.value import Language, Value

DAYS = timedelta(days=30)
KINDS = ("news", "event", "opportunity")
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


def spans(entry: Entry, zone: tzinfo) -> Iterator[tuple[datetime, datetime | None]]:
    """Yield from when to when screens show an entry that is out.

    That is a month from the day it came out, and the month before an event begins or a call closes; with `slate: true`
    for as long as it is out, with `slate: false` never.
    """
    if entry.slate:
        yield datetime(FIRST_YEAR, 1, 1, tzinfo=zone), None
    elif entry.slate is None and entry.kind in KINDS and entry.start:
        yield entry.start, entry.start + DAYS
        match entry.fields:
            case EventFields(start=start):
                yield begin_of(start, zone) - DAYS, None
            case OpportunityFields(deadline=deadline) if deadline:
                yield begin_of(deadline, zone) - DAYS, None


def edges(entry: Entry, zone: tzinfo) -> Iterator[datetime]:
    """Yield the instants at which screens begin or cease to show an entry; not those between two spans that touch."""
    known = list(spans(entry, zone))
    for moment in (moment for span in known for moment in span if moment):
        before = any(since < moment and (until is None or moment <= until) for since, until in known)
        after = any(since <= moment and (until is None or moment < until) for since, until in known)
        if before is not after:
            yield moment
