"""Stations and their airings, and what these come to: every broadcast between two moments, on the site's own clock.

Radio and television use it alike. An airing is stated once and repeats by a rule, so that calendars can carry the rule
itself; what needs single broadcasts (RadioDNS, XMLTV) asks for those of a span. Its times are those of the wall clock:
a show at eight stays at eight when the clocks change.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from plugins.model.value import Language, Value

WEEK = ("mo", "tu", "we", "th", "fr", "sa", "su")
LAST = -1  # of the month
DAY = timedelta(days=1)


class Rule(Value, frozen=True):
    """When an airing comes again: on these weekdays (0 is Monday), every so many weeks.

    Where `ordinal` is not 0, it is the first, second … or last (-1) such weekday of every so many months.
    """

    weekdays: tuple[int, ...]
    interval: int = 1
    ordinal: int = 0

    def holds(self, day: date, since: date) -> bool:
        """Whether a day is one of the rule's, counted from the week or month of `since`."""
        if day.weekday() not in self.weekdays:
            return False
        if self.ordinal:
            months = (day.year - since.year) * 12 + day.month - since.month
            return months % self.interval == 0 and self.ordinal in ordinals(day)
        weeks = (_monday(day) - _monday(since)).days // 7
        return weeks % self.interval == 0


class Airing(Value, frozen=True):
    """A show's place in the programme of a station; without a `rule` it is a single one, on `since`.

    `since` and `until` (inclusive) bound it, `omitted` are days without it. `language` is the one that is heard,
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

    def is_on(self, day: date) -> bool:
        """Whether a day has it."""
        if day < self.since or (self.until and day > self.until) or day in self.omitted:
            return False
        return self.rule.holds(day, self.since) if self.rule else day == self.since

    @property
    def last(self) -> date | None:
        """The last day that it may be on; None: it goes on."""
        return self.until if self.rule else self.since

    def first(self) -> date | None:
        """The first day that has it; None: none has."""
        months = self.rule.interval + 1 if self.rule else 1  # a weekday of a month comes within that many months
        days = 31 * months + 7 * len(self.omitted) * months
        return next((day for n in range(days) if self.is_on(day := self.since + n * DAY)), None)


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
    """Every broadcast that begins at or after `since` and before `until`, in order."""
    first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
    days = [first + n * DAY for n in range((last - first).days + 1)]
    found = [
        Broadcast(airing, start, end)
        for airing in airings
        for day in days
        if airing.is_on(day)
        for start, end in (span(airing, day, zone),)
        if since <= start < until
    ]
    return sorted(found, key=lambda one: (one.start.astimezone(UTC), one.airing.show, one.airing.language))


def span(airing: Airing, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When an airing of a day begins and ends.

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


def ordinals(day: date) -> tuple[int, ...]:
    """Which such weekday of its month a day is, from the front and, where it is the last, from the back."""
    number = (day.day - 1) // 7 + 1
    return (number, LAST) if day.day + 7 > calendar.monthrange(day.year, day.month)[1] else (number,)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
