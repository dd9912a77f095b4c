"""What contradicts itself in the dates of events: rules that miss them, exceptions that are none, changes untold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from zoneinfo import ZoneInfo

from plugins.model.entry import Entry
from plugins.model.holidays import WORD
from plugins.model.kinds import EventFields
from plugins.model.moments import begin_of, day_of, end_of
from plugins.model.problem import Level, Message, Problem, _
from plugins.model.recurrence import days_of, is_left_out, span
from plugins.model.site import Site
from plugins.settings import Settings

_FIRST = _("the rule does not give the first date, {day}")
_ITS_FIRST = _("begin on a day that it gives, as {near}, or correct the rule")
_NEVER = _("no date is left: the event never takes place")
_CORRECT = _("correct the rule or the days without it")
_ALONE = _("has no meaning for an event that takes place once")
_SAY_HOW = _("say how often it comes again (repeat: every Tuesday), or delete the line")
_NO_DATE = _("the event has no date on {day}")
_NEAR = _("its dates nearest to that: {days}")
_BACKWARDS = _("the date moved from {day} ends before it begins")
_DATES = _("correct one of the two dates")
_TWICE = _("says of {day} two things")
_ONE = _("name each day once, in one of the fields not_on, moved, cancelled")
_OVERLAP = _("a date lasts until the next one begins")
_UNTIL = _("end is that of one date; for the last day write it in repeat: … until {day}")
_FORMERLY = _("belongs to an event that takes place once")
_MOVED = _("write it in moved: {{day: {day}, start: …}}")
_SAME = _("is when it begins now")
_DELETE = _("write when it was to begin before it was moved, or delete the line")
_UNTOLD = _("calendars learn of a change by its date, and none is stated")
_UPDATED = _("add a line updated: with the day of the change")
CHANGES = ("state", "moved", "cancelled", "formerly")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """All that is wrong with the dates of events, once for all languages: in the file that states them."""
    zone = ZoneInfo(settings.site.timezone)
    for entry in site.entries:
        if isinstance(entry.fields, EventFields) and "start" in entry.places:
            for field, level, message, hint in _faults(entry, entry.fields, zone):
                line, column = entry.stated_at(field, "start")
                yield Problem("events", level, entry.source, line, column, field, message, hint)


Fault = tuple[str, Level, Message, Message]


def _faults(entry: Entry, event: EventFields, zone: ZoneInfo) -> Iterator[Fault]:
    if event.repeat:
        yield from _of_rule(event, zone)
    else:
        yield from _of_single(event)
    changed = next((field for field in CHANGES if getattr(event, field) not in (None, (), "tentative")), "")
    if changed and entry.updated is None:
        yield changed, "warning", _UNTOLD, _UPDATED


def _of_single(event: EventFields) -> Iterator[Fault]:
    for field in ("not_on", "moved", "cancelled"):
        if getattr(event, field):
            yield field, "warning", _ALONE, _SAY_HOW
    if event.formerly is not None and event.formerly == event.start:
        yield "formerly", "error", _SAME, _DELETE


def _of_rule(event: EventFields, zone: ZoneInfo) -> Iterator[Fault]:
    days = list(days_of(event, zone))
    if day_of(event.start) not in days[:1]:
        near = days[0].isoformat() if days else "…"
        yield "repeat", "error", _FIRST.format(day=day_of(event.start)), _ITS_FIRST.format(near=near)
        return
    if all(is_left_out(event, day) for day in days):
        yield "repeat", "error", _NEVER, _CORRECT
    if (
        len(days) > 1
        and event.end
        and end_of(span(event, days[0], zone)[1] or days[0], zone) > begin_of(span(event, days[1], zone)[0], zone)
    ):
        yield "end", "error", _OVERLAP, _UNTIL.format(day=day_of(event.end))
    if event.formerly is not None:
        yield "formerly", "error", _FORMERLY, _MOVED.format(day=day_of(event.formerly))
    yield from _of_exceptions(event, days)


def _of_exceptions(event: EventFields, days: list[date]) -> Iterator[Fault]:
    """Days that the rule does not give, or of which two things are said; dates that end before they begin."""
    known, told = set(days), set[date]()
    for field, day in _named(event):
        if day not in known:
            yield field, "error", _NO_DATE.format(day=day), _NEAR.format(days=", ".join(_nearest(days, day)))
        elif day in told:
            yield field, "error", _TWICE.format(day=day), _ONE
        told.add(day)
    for one in event.moved:
        if one.end and day_of(one.end) < day_of(one.start):
            yield "moved", "error", _BACKWARDS.format(day=one.day), _DATES


def _named(event: EventFields) -> Iterable[tuple[str, date]]:
    yield from (("not_on", date.fromisoformat(day)) for day in event.not_on if day != WORD)
    yield from (("moved", one.day) for one in event.moved)
    yield from (("cancelled", day) for day in event.cancelled)


def _nearest(days: list[date], day: date) -> list[str]:
    """The two days of the rule that are nearest to a day, in order."""
    by_distance = sorted(days, key=lambda one: (abs(one - day), one > day))
    return [one.isoformat() for one in sorted(islice(by_distance, 2))]
