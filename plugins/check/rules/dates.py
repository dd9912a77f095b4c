"""Dates that contradict each other, or that no editor can have meant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from plugins.model.entry import Entry
from plugins.model.kinds import EpisodeFields, EventFields, OpportunityFields, ProjectFields, ShowFields
from plugins.model.moments import day_of, has_hour
from plugins.model.problem import Level, Message, Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

EARLIEST_YEAR = 1990
YEARS_AHEAD = 10

_END = _("the end is before the start")
_EXPIRES = _("the text expires before it comes out")
_UPDATED = _("the update is before the publication")
_URGENT = _("it stops being urgent before it comes out")
_DEADLINE = _("the deadline is before the publication")
_RIGHTS = _("the rights end before they begin")
_CORRECT = _("correct one of the two dates")
_YEAR = _("unusual year: {year}")
_TYPING = _("check whether it is a slip of typing")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each of them once, in the file that states it."""
    latest = settings.run.now.year + YEARS_AHEAD
    for entry in site.entries:
        for field, level, message in _contradictions(entry):
            yield _problem(entry, field, level, message, _CORRECT)
        for field, moment in (("date", entry.date), ("updated", entry.updated), ("embargo", entry.embargo)):
            if moment and field in entry.places and not EARLIEST_YEAR <= moment.year <= latest:
                yield _problem(entry, field, "warning", _YEAR.format(year=moment.year), _TYPING)
        start = entry.of(EventFields).start
        if start and "start" in entry.places and not EARLIEST_YEAR <= start.year <= latest:
            yield _problem(entry, "start", "warning", _YEAR.format(year=start.year), _TYPING)


def _contradictions(entry: Entry) -> Iterator[tuple[str, Level, Message]]:
    stated = entry.places
    match entry.fields:
        case EventFields(start=start, end=end) | ProjectFields(start=start, end=end) if end and _is_before(end, start):
            if "end" in stated or "start" in stated:
                yield "end", "error", _END
    if entry.expires and entry.start and entry.expires <= entry.start and "expires" in stated:
        yield "expires", "error", _EXPIRES
    if entry.urgent_until and entry.start and entry.urgent_until <= entry.start and "urgent_until" in stated:
        yield "urgent_until", "error", _URGENT
    if entry.updated and entry.date and day_of(entry.updated) < day_of(entry.date):
        yield "updated", "warning", _UPDATED
    rights = entry.fields.rights if isinstance(entry.fields, ShowFields | EpisodeFields) else None
    if "rights" in stated and rights and rights.since and rights.until and rights.until <= rights.since:
        yield "rights", "error", _RIGHTS
    deadline = entry.of(OpportunityFields).deadline
    if deadline and entry.date and deadline < day_of(entry.date) and "deadline" in stated:
        yield "deadline", "warning", _DEADLINE


def _is_before(end: date, start: date) -> bool:
    """Whether an end is before its start; where one of the two is a day alone, days are compared."""
    if has_hour(end) and has_hour(start):
        return end < start
    return day_of(end) < day_of(start)


def _problem(entry: Entry, field: str, level: Level, message: Message, hint: Message) -> Problem:
    line, column = entry.stated_at(field)
    return Problem("dates", level, entry.source, line, column, field, message, hint)
