"""Which texts screens show, and from when to when: slates, ticker and signage take the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from plugins.channels.screens.fields import ScreensFields
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import EventFields, OpportunityFields
from plugins.model.moments import FIRST_YEAR, begin_of

DAYS = timedelta(days=30)
KINDS = ("news", "event", "opportunity")


def on_screens(edition: Edition, now: datetime) -> Iterator[Entry]:
    """The texts that screens show at `now`: urgent ones, news, events and calls soonest first, then the others."""
    coming = {entry.key: number for number, entry in enumerate(edition.upcoming)}
    shown = [
        entry
        for entry in edition.listed
        if (entry.key in coming or entry.kind not in ("event", "opportunity")) and _is_on(entry, now)
    ]
    order = {kind: number for number, kind in enumerate(KINDS)}
    yield from sorted(
        shown,
        key=lambda entry: (not entry.is_urgent(now), order.get(entry.kind, len(KINDS)), coming.get(entry.key, 0)),
    )


def _is_on(entry: Entry, now: datetime) -> bool:
    assert now.tzinfo
    return any(since <= now and (until is None or now < until) for since, until in spans(entry, now.tzinfo))


def spans(entry: Entry, zone: tzinfo) -> Iterator[tuple[datetime, datetime | None]]:
    """Yield from when to when screens show an entry that is out.

    That is a month from the day it came out, and the month before an event begins or a call closes; with `slate: true`
    for as long as it is out, with `slate: false` never, nor an event that was called off.
    """
    is_wanted = entry.of(ScreensFields).slate
    if is_wanted is None and entry.of(EventFields).state == "cancelled":
        return
    if is_wanted:
        yield datetime(FIRST_YEAR, 1, 1, tzinfo=zone), None
    elif is_wanted is None and entry.kind in KINDS and entry.start:
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
