"""Stations and their airings, and what these come to: every broadcast between two moments, on the site's own clock.

Radio and television use it alike. An airing is stated once and repeats by a rule, so that calendars can carry the rule
itself; what needs single broadcasts (RadioDNS, XMLTV) asks for those of a span. Its times are those of the wall clock:
a show at eight stays at eight when the clocks change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from plugins.model.holidays import is_holiday
from plugins.model.value import Language, Value

if TYPE_CHECKING:
    from dateutil.rrule import rrule

WEEK = ("mo", "tu", "we", "th", "fr", "sa", "su")
LAST = -1  # of the month
YEARS = 20  # for which the public holidays of a rule without an end are reckoned
HOLIDAYS_A_YEAR = 16  # at most
DAY = timedelta(days=1)


class Rule(Value, frozen=True):
    """When an airing comes again: on these weekdays (0 is Monday), every so many weeks.

    Where `ordinal` is not 0, it is the first, second … or last (-1) such weekday of every so many months.
    """

    weekdays: tuple[int, ...]
    interval: int = 1
    ordinal: int = 0

    def days(self, since: date, first: date, last: date) -> list[date]:
        """Return the days of the rule from `first` to `last` (inclusive), counted from the week or month of `since`."""
        span = (datetime.combine(day, time()) for day in (first, last))
        return [found.date() for found in _recurrence(self, since).between(*span, inc=True)]


@lru_cache(maxsize=256)
def _recurrence(rule: Rule, since: date) -> rrule:
    """The rule as RFC 5545 has it. It remembers what it has found."""
    from dateutil.rrule import MO, MONTHLY, WEEKLY, rrule, weekday

    return rrule(
        MONTHLY if rule.ordinal else WEEKLY,
        datetime.combine(since, time()),
        rule.interval,
        wkst=MO,
        byweekday=[weekday(day, rule.ordinal or None) for day in rule.weekdays],
        cache=True,
    )


class Airing(Value, frozen=True):
    """A show's place in the programme of a station; without a `rule` it is a single one, on `since`.

    `since` and `until` (inclusive) bound it, `omitted` are days without it, and `not_on_holidays` leaves out the public
    ones. `language` is the one that is heard,
    `repeat` says that it was on the air before, and `names` holds what narrow displays show.
    """

    show: str
    language: Language
    start: time
    seconds: int
    since: date
    rule: Rule | None = None
    until: date | None = None
    omitted: tuple[date, ...] = ()
    repeat: bool = False
    names: Mapping[Language, str] = {}
    not_on_holidays: bool = False

    def days(self, first: date, last: date) -> list[date]:
        """Return the days on which it is on, from `first` to `last` (inclusive)."""
        first, last = max(first, self.since), min(last, self.last or date.max)
        found = self.rule.days(self.since, first, last) if self.rule else [self.since] if first <= last else []
        return [day for day in found if not self.is_left_out(day)]

    def is_left_out(self, day: date) -> bool:
        """Whether it is not on, on a day of its rule."""
        return day in self.omitted or (self.not_on_holidays and is_holiday(day))

    def left_out(self) -> list[date]:
        """Return the days of its rule on which it is not on; of public holidays those of twenty years."""
        if not self.rule or not (self.omitted or self.not_on_holidays):
            return []
        last = min(self.until or date.max, self.since + timedelta(days=round(365.25 * YEARS)))
        return [day for day in self.rule.days(self.since, self.since, last) if self.is_left_out(day)]

    @property
    def last(self) -> date | None:
        """The last day on which it may be on, or None if it has no end."""
        return self.until if self.rule else self.since

    def first(self) -> date | None:
        """Return the first day on which it is on, or None if there is none."""
        months = self.rule.interval + 1 if self.rule else 1  # a weekday of a month comes within that many months
        left_out = len(self.omitted) + (HOLIDAYS_A_YEAR if self.not_on_holidays else 0)
        most = timedelta(days=31 * months + 7 * left_out * months)
        return next(iter(self.days(self.since, self.since + most)), None)


class Station(Value, frozen=True):
    """A station that airs our shows. `sort` is "radio" or "tv", `frequency` in units of 10 kHz, 0 where it has none.

    `bearers` are its signals as RadioDNS writes them (ETSI TS 103 270), and (`domain`, `service`) its identifier there;
    both are empty where it has none. `short` and `medium` are its names for narrow displays. `places` tells where each
    value stands in its file: "airings[0].show" → (line, column).
    """

    key: str
    source: str
    sort: str
    names: Mapping[Language, str]
    area: Mapping[Language, str]
    short: Mapping[Language, str]
    medium: Mapping[Language, str]
    frequency: int
    bearers: tuple[str, ...]
    domain: str
    service: str
    website: str
    stream: str
    updated: date | None
    demo: bool
    airings: tuple[Airing, ...]
    places: Mapping[str, tuple[int, int]]

    @property
    def has_service(self) -> bool:
        """Whether receivers can find it by RadioDNS."""
        return self.sort == "radio" and bool(self.service)


class Broadcast(Value, frozen=True):
    """An airing on one day, with its beginning and end in the site's time zone."""

    airing: Airing
    start: datetime
    end: datetime


def broadcasts(airings: Iterable[Airing], since: datetime, until: datetime, zone: ZoneInfo) -> list[Broadcast]:
    """Return the broadcasts that begin at or after `since` and before `until`, in order."""
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    found = [
        Broadcast(airing, start, end)
        for airing in airings
        for day in airing.days(first, last)
        for start, end in (span(airing, day, zone),)
        if since <= start < until
    ]
    return sorted(found, key=lambda one: (one.start.astimezone(UTC), one.airing.show, one.airing.language))


def span(airing: Airing, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when an airing of a day begins and ends.

    An hour that the clocks skip is read with the offset before the gap, and of one that comes twice the first is meant,
    as calendars do (https://www.rfc-editor.org/rfc/rfc5545#section-3.3.5).
    """
    start = datetime.combine(day, airing.start, zone).astimezone(UTC)
    return start.astimezone(zone), (start + timedelta(seconds=airing.seconds)).astimezone(zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time(), zone)


def turning_points(stations: Iterable[Station], now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The moments at which pages or files of the programme change: an airing begins or ends, a day's files are due."""
    for station in stations:
        for airing in station.airings:
            if airing.rule:
                yield midnight(airing.since, zone)
            if airing.last:
                yield midnight(airing.last + DAY, zone)
        if station.has_service:
            yield midnight(now.astimezone(zone).date() + DAY, zone)
