"""The glossary: its words, in any of their forms, say in every text what they mean, the first time that they stand there."""

from plugins.channels.protocol import Channel, later

CHANNEL = Channel(
    "glossary",
    rules=(later(f"{__name__}.rules:find"),),
    offers=later(f"{__name__}.shown:offers"),
)
