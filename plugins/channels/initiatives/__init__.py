"""Initiatives: projects that gather documents, calls, budgets, episodes and events; and a page that gathers them."""

from plugins.channels.initiatives.fields import fields
from plugins.channels.protocol import Channel, later

CHANNEL = Channel(
    "initiatives",
    addresses={"initiatives": "{prefix}{word}/{facet}/"},
    fields=fields,
    rules=(later(f"{__name__}.rules:find"),),
    pages=later(f"{__name__}.pages:pages"),
    offers=later(f"{__name__}.pages:offers"),
)
