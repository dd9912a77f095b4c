"""Calls for volunteers: which are open, and those of this weekend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from plugins.channels.shared.view import View
from plugins.model.entry import Entry
from plugins.model.kinds import OpportunityFields
from plugins.model.site import Site
from plugins.settings import Settings
from plugins.text.weeks import end_of_week, monday_of


def open_calls(view: View) -> Sequence[Entry]:
    """Return the calls of a language to which one may answer, the soonest to close first."""
    return [entry for entry in view.edition.upcoming if entry.kind == "opportunity"]


def every_call(view: View) -> Sequence[Entry]:
    """Return all calls of a language that are out, those that closed too, the newest first."""
    return view.once(_published)


def _published(view: View) -> list[Entry]:
    return [e for e in view.edition.entries if e.kind == "opportunity" and e.status != "hidden"]


def is_from_home(entry: Entry) -> bool:
    """Whether it can be done from afar."""
    return bool(entry.of(OpportunityFields).remote)


def is_on(entry: Entry, first: date, last: date) -> bool:
    """Whether a call for certain days is for one of a span (inclusive)."""
    call = entry.of(OpportunityFields)
    return call.start is not None and call.start <= last and (call.end or call.start) >= first


def weekend(now: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """Return the Saturday and the Sunday of the week of an instant."""
    monday = monday_of(now, zone)
    return monday + timedelta(days=5), monday + timedelta(days=6)


def of_the_weekend(view: View) -> list[Entry]:
    """Return the open calls for this weekend."""
    days = weekend(view.settings.run.now, ZoneInfo(view.settings.site.timezone))
    return [entry for entry in open_calls(view) if is_on(entry, *days)]


def turning_points(site: Site, settings: Settings) -> Iterator[datetime]:
    """The end of the week, after which another weekend is meant, where a call is for certain days."""
    zone = ZoneInfo(settings.site.timezone)
    if any(entry.of(OpportunityFields).start for entry in site.entries):
        yield end_of_week(monday_of(settings.run.now, zone), zone)
