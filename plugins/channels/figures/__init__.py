"""Figures: the tables that documents have, checked line by line, and shown below their text with a chart."""

from plugins.channels.protocol import Channel, later

CHANNEL = Channel(
    "figures",
    rules=(later("plugins.channels.shared.tables.rules:find"),),
    offers=later(f"{__name__}.shown:offers"),
)
