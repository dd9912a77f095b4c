"""Time zones as calendars hold them: the rules by which clocks change, so that an hour stays what it is in its place.

https://www.rfc-editor.org/rfc/rfc5545#section-3.6.5
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from plugins.model.schedule import DAY, LAST, WEEK, midnight
from plugins.model.value import Value

if TYPE_CHECKING:
    from icalendar import Component

YEARS = 10  # of changes that must follow one rule to be written as it


class Transition(Value, frozen=True):
    """A change of the clocks: when, by the clock that stood before, and from which offset to which."""

    moment: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def pattern(self) -> tuple[int, int, time, timedelta, timedelta]:
        """What it has in common with those of other years, but which weekday of the month it is."""
        return self.moment.month, self.moment.weekday(), self.moment.time(), self.before, self.after


def timezone_of(here: ZoneInfo, name: str, year: int) -> Component:
    """VTIMEZONE from a year on: as rules where the changes of ten years follow some, else change by change.

    icalendar's own writes the beginning of summer time an hour late, by the clock that it begins (7.3.2).
    """
    from icalendar import Timezone

    component = Timezone()
    component.add("tzid", name)
    by_year = [transitions(here, year + n) for n in range(YEARS)]
    rules = [_rule_of(changes) for changes in zip(*by_year, strict=False)]
    if len({len(changes) for changes in by_year}) == 1 and all(rules):
        for first, rule in zip(by_year[0], rules, strict=True):
            component.add_component(_observance(first, rule))
    else:
        for change in (change for changes in by_year for change in changes):
            component.add_component(_observance(change))
    if not component.subcomponents:  # a zone whose clocks don't change
        start = datetime.combine(date(year, 1, 1), time(), here)
        offset = start.utcoffset() or timedelta()
        component.add_component(
            _observance(Transition(start.replace(tzinfo=None), offset, offset, start.tzname() or name))
        )
    return component


def _rule_of(changes: Iterable[Transition]) -> dict[str, object]:
    """The rule of one change in every year; empty where there is none."""
    found = list(changes)
    first, common = found[0].moment, set.intersection(*(set(_ordinals(change.moment.date())) for change in found))
    if len({change.pattern for change in found}) > 1 or not common:
        return {}
    number = LAST if LAST in common else min(common)
    return {"freq": "YEARLY", "bymonth": first.month, "byday": f"{number}{WEEK[first.weekday()].upper()}"}


def _ordinals(day: date) -> tuple[int, ...]:
    """Which such weekday of its month a day is, from the front and, where it is the last, from the back."""
    number = (day.day - 1) // 7 + 1
    return (number, LAST) if day.day + 7 > calendar.monthrange(day.year, day.month)[1] else (number,)


def _observance(change: Transition, rule: Mapping[str, object] | None = None) -> Component:
    from icalendar import TimezoneDaylight, TimezoneStandard

    part = (TimezoneDaylight if change.after > change.before else TimezoneStandard)()
    part.add("dtstart", change.moment)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    if rule:
        part.add("rrule", rule)
    return part


@lru_cache(maxsize=256)
def transitions(here: ZoneInfo, year: int) -> tuple[Transition, ...]:
    """The changes of the clocks in a year, to the minute; every calendar of a site asks for the same years."""
    found = []
    day = midnight(date(year, 1, 1), ZoneInfo("UTC"))
    while day.year == year:
        low, high = day, day + DAY
        before, after = _offset(low, here), _offset(high, here)
        if before != after:
            while high - low > timedelta(minutes=1):
                middle = low + (high - low) / 2
                low, high = (middle, high) if _offset(middle, here) == before else (low, middle)
            high = high.replace(second=0, microsecond=0)
            moment = (high + before).replace(tzinfo=None)
            found.append(Transition(moment, before, after, high.astimezone(here).tzname() or ""))
        day += DAY
    return tuple(found)


def _offset(moment: datetime, here: ZoneInfo) -> timedelta:
    return moment.astimezone(here).utcoffset() or timedelta()
