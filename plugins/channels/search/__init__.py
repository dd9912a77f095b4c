"""Search: an index that a browser reads piece by piece, and the page that asks it."""

from plugins.channels.protocol import Channel, later

CHANNEL = Channel(
    "search",
    addresses={"search": "{prefix}{word}/"},
    lasting=("search-index/texts", "search-index/words"),
    pages=later(f"{__name__}.pages:pages"),
    late=later(f"{__name__}.artifacts:late"),
    offers=later(f"{__name__}.pages:offers"),
    appearances=later(f"{__name__}.appearances:appearances"),
)
