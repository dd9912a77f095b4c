"""The dates of an event that comes again, on its page: how often, and the next ones, those moved or called off too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from plugins.channels.events.words import said
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.view import View
from plugins.model.entry import Entry
from plugins.model.kinds import EventFields
from plugins.model.recurrence import Occurrence, as_stated, occurrences, over_at
from plugins.model.rights import in_language
from plugins.model.site import Site
from plugins.model.value import Value
from plugins.settings import Settings

SHOWN = 12  # dates that are still to come


class ShownDate(Value, frozen=True):
    """A date in the page's language; `day` is the one on which it would have been, if it was moved."""

    start: date
    end: date | None
    place: str
    state: str
    day: date | None


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """The dates of an event, and what else is said of it, among its facts."""
    if entry is None:
        yield Offer("patterns.air", template="_dates.html", values=partial(samples, view))
    if entry is None or not isinstance(entry.fields, EventFields):
        return
    event = as_stated(entry)
    if event.repeat:
        yield Offer("facts", template="_dates.html", values={"words": said(view, event), **dates_of(view, entry)})


def dates_of(view: View, entry: Entry) -> dict[str, Any]:
    """The dates that are not over, the soonest first, and how many there are beside them."""
    zone, now = ZoneInfo(view.settings.site.timezone), view.settings.run.now
    event = as_stated(entry)
    left = (one for one in occurrences(event, zone) if over_at(one, zone) > now)
    some = list(islice(left, SHOWN + len(event.moved)))
    shown = sorted(some, key=lambda one: (_day(one.start), one.day))[:SHOWN]
    return {"dates": tuple(_shown(one, entry.lang) for one in shown), "more": len(some) == SHOWN + len(event.moved)}


def turning_points(site: Site, settings: Settings) -> Iterator[datetime]:
    """The end of the date that is over next, of each event that comes again: those called off leave the page too."""
    zone, now = ZoneInfo(settings.site.timezone), settings.run.now
    for entry in site.entries:
        if isinstance(entry.fields, EventFields) and entry.fields.repeat:
            ends = (over_at(one, zone) for one in occurrences(entry.fields, zone))
            left = list(islice((end for end in ends if end > now), 1 + len(entry.fields.moved)))
            yield from [min(left)] if left else []


def _day(when: date) -> str:
    return when.isoformat()


def _shown(one: Occurrence, lang: str) -> ShownDate:
    place = in_language(one.place, lang) if one.place else ""
    return ShownDate(one.start, one.end, place, one.state, one.day if one.state == "moved" else None)


def samples(view: View) -> dict[str, Any]:
    """Dates for the page of patterns: one as it was meant, one that was moved, one that was called off."""
    evening = datetime(2026, 10, 6, 19, tzinfo=ZoneInfo(view.settings.site.timezone))
    event = EventFields(start=evening, end=evening + timedelta(hours=2), place="", repeat="FREQ=WEEKLY;COUNT=3")
    first, second, third = (evening + timedelta(weeks=week) for week in range(3))
    dates = (
        ShownDate(first, first + timedelta(hours=2), "", "", None),
        ShownDate(second + timedelta(days=1), None, view.language.sitename, "moved", second),
        ShownDate(third, None, "", "cancelled", None),
    )
    return {"words": said(view, event), "dates": dates, "more": True}
