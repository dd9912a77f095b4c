"""The calendar: events and the deadlines of calls as iCalendar."""

from plugins.channels.protocol import Channel, later

CHANNEL = Channel(
    "calendar",
    addresses={"calendar": "calendar/{lang}/{name}.ics"},
    artifacts=later(f"{__name__}.artifacts:artifacts"),
    offers=later(f"{__name__}.pages:offers"),
    appearances=later(f"{__name__}.appearances:appearances"),
)
