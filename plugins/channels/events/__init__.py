"""Events: what is wrong with their dates, and how those of one that comes again are told on its page."""

from plugins.channels.protocol import Channel, later

CHANNEL = Channel(
    "events",
    rules=(later(f"{__name__}.rules:find"),),
    turning_points=later(f"{__name__}.dates:turning_points"),
    offers=later(f"{__name__}.dates:offers"),
)
