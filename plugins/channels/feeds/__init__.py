"""The feeds: RSS, Atom and JSON Feed of everything and of parts; archives; a list of all feeds."""

from plugins.channels.feeds.settings import FeedsSettings
from plugins.channels.protocol import Channel, later
from plugins.text.media_types import FEEDS

CHANNEL = Channel(
    "feeds",
    settings=FeedsSettings,
    addresses={
        "feeds": "{prefix}{word}/",
        "feed": "feeds/{lang}/{what}.{format}",
        "feed.term": "feeds/{lang}/{what}.{format}",
        "opml": "feeds/{lang}/feeds.opml",
    },
    types={"feed": FEEDS, "feed.term": FEEDS},
    pages=later(f"{__name__}.pages:pages"),
    artifacts=later(f"{__name__}.artifacts:artifacts"),
    offers=later(f"{__name__}.pages:offers"),
    appearances=later(f"{__name__}.appearances:appearances"),
)
