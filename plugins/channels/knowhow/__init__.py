"""Know-how: how guides are followed, step by step; when texts are reviewed; and paths that lead through them."""

from plugins.channels.knowhow.fields import fields
from plugins.channels.protocol import Channel, later

CHANNEL = Channel(
    "knowhow",
    addresses={"reviews": "{prefix}reviews/"},
    fields=fields,
    rules=(later(f"{__name__}.rules:find"),),
    pages=later(f"{__name__}.reviews:pages"),
    offers=later(f"{__name__}.shown:offers"),
    turning_points=later(f"{__name__}.reviews:turning_points"),
)
