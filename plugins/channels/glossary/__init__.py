"""The glossary: its words say what they mean in every text, in any of their forms, where they first stand there."""

from plugins.channels.protocol import Channel, later

CHANNEL = Channel(
    "glossary",
    rules=(later(f"{__name__}.rules:find"),),
    offers=later(f"{__name__}.shown:offers"),
)
