"""When an event or a call is over."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from plugins.model import moments
from plugins.model.entry import Entry


def end_of(entry: Entry, zone: ZoneInfo) -> datetime | None:
    """The first instant at which an event or a call is over, where no hour is stated with the day; None: never."""
    if entry.kind == "event":
        return moments.end_of(entry.fields.get("end") or entry.fields["start"], zone)
    deadline: date | None = entry.fields.get("deadline") if entry.kind == "opportunity" else None
    return moments.end_of(deadline, zone) if deadline else None
