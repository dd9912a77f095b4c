"""Days and instants: a date that was written with its hour is a `datetime`, one without is a plain `date`.

So the value itself says whether an hour was written, and midnight is an hour like all others.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone, tzinfo

_MINUTE = timedelta(minutes=1)
FIRST_YEAR, LAST_YEAR = 1800, 2200  # of any date: what is reckoned from it stays within every calendar


def has_hour(when: date) -> bool:
    """Whether an hour was written."""
    return isinstance(when, datetime)


def day_of(when: date) -> date:
    """Return the day without its hour."""
    return when.date() if isinstance(when, datetime) else when


def begin_of(when: date, zone: tzinfo) -> datetime:
    """The instant itself, or the first one of the day."""
    return when if isinstance(when, datetime) else on_clock(datetime.combine(when, time()), zone)


def end_of(when: date, zone: tzinfo) -> datetime:
    """The first instant at which it is over: the instant itself, or the first one of the next day."""
    return when if isinstance(when, datetime) else on_clock(datetime.combine(when + timedelta(days=1), time()), zone)


def in_zone(moment: datetime, zone: tzinfo) -> datetime:
    """The instant by the clock of a zone, its offset a whole number of minutes.

    Clocks that went by the sun, Athens' until 1916 (+01:34:52), are set to the minute: neither RFC 3339 nor RFC 5322
    has words for the seconds of an offset.
    """
    local = moment.astimezone(zone)
    offset = local.utcoffset() or timedelta()
    return local if not offset % _MINUTE else moment.astimezone(_to_the_minute(offset))


def on_clock(naive: datetime, zone: tzinfo) -> datetime:
    """Return the instant at which the clock of a zone shows `naive`; its offset is a whole number of minutes."""
    aware = naive.replace(tzinfo=zone)
    offset = aware.utcoffset() or timedelta()
    return aware if not offset % _MINUTE else naive.replace(tzinfo=_to_the_minute(offset))


def _to_the_minute(offset: timedelta) -> timezone:
    return timezone(timedelta(minutes=round(offset / _MINUTE)))


def is_offset(offset: timedelta) -> bool:
    """Whether clocks anywhere differ so from UTC: by quarters of an hour, from −12:00 to +14:00.

    https://data.iana.org/time-zones/tzdb/theory.html
    """
    return timedelta(hours=-12) <= offset <= timedelta(hours=14) and not offset % timedelta(minutes=15)
