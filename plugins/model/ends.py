"""When an event or a call is over."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from plugins.model import moments
from plugins.model.entry import Entry
from plugins.model.kinds import EventFields, OpportunityFields


def end_of(entry: Entry, zone: ZoneInfo) -> datetime | None:
    """Return the first instant after an event or a call (midnight, where no hour is stated), or None for no end."""
    match entry.fields:
        case EventFields(start=start, end=end):
            return moments.end_of(end or start, zone)
        case OpportunityFields(deadline=deadline) if deadline:
            return moments.end_of(deadline, zone)
    return None
