"""What came out in each week that is over, and what is coming after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby, islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from plugins.channels.digest.settings import DigestSettings
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import EventFields, in_order
from plugins.model.moments import begin_of
from plugins.model.recurrence import as_of
from plugins.settings import Settings
from plugins.text.weeks import end_of_week, monday_of, name_of_week

AHEAD = timedelta(days=14)  # how far the events of the days to come reach
ORDER = in_order("week")


class Week(NamedTuple):
    """A week in one language: its Monday, the instant at which it was over, its entries by kind, and events to come."""

    monday: date
    end: datetime
    kinds: tuple[tuple[str, tuple[Entry, ...]], ...]
    coming: tuple[Entry, ...]

    @property
    def name(self) -> str:
        return name_of_week(self.monday)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def entries(self) -> list[Entry]:
        return [entry for _, entries in self.kinds for entry in entries]


def weeks_of(edition: Edition, settings: Settings) -> tuple[Week, ...]:
    """The newest weeks that are over and brought something, as many as the settings say."""
    most = settings.of(DigestSettings).digest_weeks
    return tuple(islice(_weeks(edition, settings), most)) if most else ()


def _weeks(edition: Edition, settings: Settings) -> Iterator[Week]:
    zone = ZoneInfo(settings.site.timezone)
    dated = ((entry.start, entry) for entry in edition.listed)  # newest first
    rows = ((start, entry) for start, entry in dated if start)
    for monday, group in groupby(rows, lambda row: monday_of(row[0], zone)):
        end = end_of_week(monday, zone)
        if end <= settings.run.now:
            yield Week(monday, end, _by_kind([entry for _, entry in group]), _coming(edition, end, zone))


def _by_kind(entries: list[Entry]) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    found = ((kind, tuple(entry for entry in entries if entry.kind == kind)) for kind in ORDER)
    return tuple((kind, own) for kind, own in found if own)


def _coming(edition: Edition, end: datetime, zone: ZoneInfo) -> tuple[Entry, ...]:
    """Events of the next days that were known when the week was over, soonest first: later builds say the same.

    Of those that come again it is the date that came next, then.
    """
    known = (e for e in edition.listed if e.kind == "event" and e.start and e.start < end)
    then = (as_of(entry, end, zone) for entry in known if entry.of(EventFields).state != "cancelled")
    starts = ((begin_of(entry.of(EventFields).start, zone), entry) for entry in then)
    found = [(start, entry) for start, entry in starts if end <= start < end + AHEAD]
    return tuple(entry for _, entry in sorted(found, key=lambda row: (row[0], row[1].key)))
