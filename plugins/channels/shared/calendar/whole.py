"""What every calendar of ours begins with: its names, how often to ask again, and the rules of its clocks."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from plugins.channels.shared.calendar.zones import timezone_of

if TYPE_CHECKING:
    from icalendar import Calendar

PRODUCT = "-//Diavlos//Diavlos//EN"
REFRESH = timedelta(hours=6)


def calendar_of(title: str, zone: str, year: int | None) -> Calendar:
    """RFC 5545, with the names of RFC 7986 and, for older apps, their forerunners of `X-`; hours begin in `year`.

    There is no METHOD, which would ask for an ORGANIZER of each event, and the zone stands before the events, since
    simple parsers read but once (https://www.rfc-editor.org/rfc/rfc5546#section-3.2.1).
    """
    from icalendar import Calendar

    calendar = Calendar()
    for name, value in (("version", "2.0"), ("prodid", PRODUCT), ("calscale", "GREGORIAN"), ("name", title)):
        calendar.add(name, value)
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", zone)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", f"PT{REFRESH // timedelta(hours=1)}H")
    if year is not None:
        calendar.add_component(timezone_of(ZoneInfo(zone), zone, year - 1))
    return calendar
