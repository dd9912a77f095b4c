"""Ask the data: pages on which readers narrow, count and add up what is published as data; without scripts, lists."""

from plugins.channels.protocol import Channel, later

CHANNEL = Channel(
    "ask",
    addresses={"ask": "{prefix}{word}/", "ask.of": "{prefix}{word}/{facet}/"},
    pages=later(f"{__name__}.pages:pages"),
    offers=later(f"{__name__}.pages:offers"),
)
