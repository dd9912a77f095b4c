"""Weeks as the digests count them: from Monday to Sunday (ISO 8601), in the site's own time zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def monday_of(moment: datetime, zone: ZoneInfo) -> date:
    """The first day of the week in which a moment lies."""
    day = moment.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def end_of_week(monday: date, zone: ZoneInfo) -> datetime:
    """The instant at which a week is over and the next one begins."""
    return datetime.combine(monday + timedelta(days=7), time(0), zone)


def name_of_week(monday: date) -> str:
    """As in 2026-w47: the year is that of the week's Thursday, as ISO 8601 counts."""
    year, week, _ = monday.isocalendar()
    return f"{year}-w{week:02}"
