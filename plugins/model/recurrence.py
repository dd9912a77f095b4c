"""Events that come again: their dates by the wall clock of the site, without what is left out, with what was moved.

A rule is that of iCalendar (https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10), without its `RRULE:`; its UNTIL may
be a day, the last one. An event at seven stays at seven when the clocks change.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from plugins.model.entry import Entry
from plugins.model.fields import Fields, When, Words
from plugins.model.holidays import WORD, is_holiday
from plugins.model.kinds import EventFields, OpportunityFields
from plugins.model.moments import begin_of, day_of, end_of, in_zone
from plugins.model.rights import in_language
from plugins.model.schedule import YEARS
from plugins.model.value import Value

if TYPE_CHECKING:
    from dateutil.rrule import rrule


class Occurrence(Value, frozen=True):
    """A date of an event; `day` is the one on which its rule has it, `place` another than the event's."""

    day: date
    start: date
    end: date | None
    state: str = ""  # "moved" or "cancelled"
    place: Words = ""


class FirstDate(Fields, frozen=True):
    """The first date of an event that comes again: in an edition its own fields have the next one."""

    start: When | None = None
    end: When | None = None
    place: str = ""
    state: str = ""  # of the next date: "moved"


def parts_of(rule: str) -> dict[str, str]:
    """Return the parts of a rule: {"FREQ": "WEEKLY", "BYDAY": "TU"}."""
    return dict(part.split("=", 1) for part in rule.split(";"))


def last_start(rule: str, start: date, zone: ZoneInfo) -> datetime | None:
    """Return until when (inclusive) a rule gives dates, by the clock of the zone and without it; None for no end."""
    until = parts_of(rule).get("UNTIL")
    if not until:
        return None
    if until.endswith("Z"):
        moment = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return moment.astimezone(zone).replace(tzinfo=None)
    if "T" in until:
        return datetime.strptime(until, "%Y%m%dT%H%M%S")
    return datetime.combine(datetime.strptime(until, "%Y%m%d").date(), _hour_of(start))


def _hour_of(when: date) -> time:
    return when.time() if isinstance(when, datetime) else time()


def _naive(when: date) -> datetime:
    return datetime.combine(day_of(when), _hour_of(when))


@lru_cache(maxsize=512)
def _dates(rule: str, start: datetime, until: datetime | None) -> rrule:
    """The rule from its first date to its last, but for its number of dates. It remembers what it has found."""
    from dateutil.rrule import rrule, rrulestr

    bare = ";".join(f"{name}={value}" for name, value in parts_of(rule).items() if name not in ("UNTIL", "COUNT"))
    horizon = datetime.combine(start.date() + timedelta(days=round(365.25 * YEARS)), time.max)
    found = rrulestr(bare, dtstart=start, cache=True)
    assert isinstance(found, rrule)
    return found.replace(until=min(until or horizon, horizon))


def days_of(event: EventFields, zone: ZoneInfo) -> Iterator[date]:
    """Yield the days that the rule of an event gives, those among them that are left out."""
    until, count = last_start(event.repeat, event.start, zone), parts_of(event.repeat).get("COUNT")
    dates = _dates(event.repeat, _naive(event.start), until)
    yield from (found.date() for found in islice(dates, int(count) if count else None))


def is_left_out(event: EventFields, day: date) -> bool:
    """Whether an editor took a day out of the rule: by its date, or as a holiday."""
    return day.isoformat() in event.not_on or (WORD in event.not_on and is_holiday(day))


def left_out(event: EventFields, zone: ZoneInfo) -> list[date]:
    """Return the days of the rule on which the event does not take place, as far as they are reckoned."""
    return [day for day in days_of(event, zone) if is_left_out(event, day)] if event.not_on else []


def occurrences(event: EventFields, zone: ZoneInfo) -> Iterator[Occurrence]:
    """Yield the dates of an event in the order of its rule, those that were moved or called off among them."""
    if not event.repeat:
        yield Occurrence(day_of(event.start), event.start, event.end)
        return
    moved = {one.day: one for one in event.moved}
    for day in (day for day in days_of(event, zone) if not is_left_out(event, day)):
        start, end = span(event, day, zone)
        if day in event.cancelled:
            yield Occurrence(day, start, end, "cancelled")
        elif one := moved.get(day):
            yield Occurrence(day, one.start, one.end or _after(event, one.start, zone), "moved", one.place)
        else:
            yield Occurrence(day, start, end)


def span(event: EventFields, day: date, zone: ZoneInfo) -> tuple[date, date | None]:
    """Return when an event begins and ends on a day of its rule.

    An hour that the clocks skip is read with the offset before the gap, and of one that comes twice the first is meant,
    as calendars do (https://www.rfc-editor.org/rfc/rfc5545#section-3.3.5).
    """
    start: date = day
    if isinstance(event.start, datetime):
        start = in_zone(datetime.combine(day, event.start.time(), zone).astimezone(UTC), zone)
    return start, _after(event, start, zone)


def _after(event: EventFields, start: date, zone: ZoneInfo) -> date | None:
    """When a date of an event ends that begins at `start`: it lasts as long as the first one."""
    if event.end is None:
        return None
    if isinstance(start, datetime) and isinstance(event.end, datetime):
        length = event.end.astimezone(UTC) - begin_of(event.start, zone).astimezone(UTC)
        return in_zone(start.astimezone(UTC) + length, zone)
    return day_of(start) + (day_of(event.end) - day_of(event.start))


def over_at(occurrence: Occurrence, zone: ZoneInfo) -> datetime:
    """Return the first instant after a date."""
    return end_of(occurrence.end or occurrence.start, zone)


def coming(event: EventFields, now: datetime, zone: ZoneInfo) -> Occurrence:
    """Return the date that is on or comes next, else the last one; one called off where there is no other."""
    moved = [one for one in occurrences_moved(event, zone) if over_at(one, zone) > now]
    last = first = None
    for one in occurrences(event, zone):
        first = first or one
        if one.state == "":
            last = one
            if over_at(one, zone) > now:
                moved.append(one)
                break
        elif one.state == "moved":
            last = one
    if moved:
        return min(moved, key=lambda one: begin_of(one.start, zone).timestamp())
    return last or first or Occurrence(day_of(event.start), event.start, event.end)


def occurrences_moved(event: EventFields, zone: ZoneInfo) -> list[Occurrence]:
    """Return the dates that were moved."""
    return [one for one in occurrences(event, zone) if one.state == "moved"] if event.moved else []


def as_of(entry: Entry, now: datetime, zone: ZoneInfo) -> Entry:
    """Return the entry as it stands at `now`: an event that comes again with its next date, a closed call unlisted.

    The page of such a call stays where it is, for those who have its address.
    """
    match entry.fields:
        case EventFields(repeat=repeat) if repeat:
            event = as_stated(entry)
            one = coming(event, now, zone)
            first = FirstDate(start=event.start, end=event.end, place=event.place, state=one.state)
            place = in_language(one.place, entry.lang) if one.place else event.place
            fields = replace(event, start=one.start, end=one.end, place=place)
            others = (own for own in entry.extra if not isinstance(own, FirstDate))
            return replace(entry, fields=fields, extra=(*others, first))
        case OpportunityFields(filled=filled) if filled or is_closed(entry, now, zone):
            return replace(entry, status="closed") if entry.status == "published" else entry
    return entry


def is_closed(entry: Entry, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the last day of a call is over."""
    end = entry.over_at(zone)
    return end is not None and end <= now


def as_stated(entry: Entry) -> EventFields:
    """Return the fields of an event as its editor wrote them: with its first date."""
    event, first = entry.of(EventFields), entry.of(FirstDate)
    return replace(event, start=first.start, end=first.end, place=first.place) if first.start else event
