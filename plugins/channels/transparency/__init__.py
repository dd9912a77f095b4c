"""Transparency: what documents and projects say of themselves for an audit, and a page for each year that says all."""

from plugins.channels.protocol import Channel, later
from plugins.channels.transparency.fields import fields

CHANNEL = Channel(
    "transparency",
    addresses={"library": "{prefix}{word}/", "library.year": "{prefix}{word}/{year}/"},
    fields=fields,
    rules=(later(f"{__name__}.rules:find"),),
    pages=later(f"{__name__}.years:pages"),
    offers=later(f"{__name__}.shown:offers"),
)
