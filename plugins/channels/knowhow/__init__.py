"""Know-how: how guides are followed, step by step; when texts are reviewed; and paths that lead through them."""

from plugins.channels.knowhow.fields import fields
from plugins.channels.knowhow.settings import KnowhowSettings
from plugins.channels.protocol import Channel, later
from plugins.text.media_types import FEEDS

CHANNEL = Channel(
    "knowhow",
    settings=KnowhowSettings,
    addresses={
        "reviews": "{prefix}reviews/",
        "reviews.feed": "feeds/{lang}/reviews.{format}",
        "handout": "handouts/{lang}/{name}.pdf",
    },
    types={"reviews.feed": FEEDS},
    fields=fields,
    rules=(later(f"{__name__}.rules:find"), later(f"{__name__}.handout:find")),
    pages=later(f"{__name__}.reviews:pages"),
    artifacts=later(f"{__name__}.files:artifacts"),
    offers=later(f"{__name__}.shown:offers"),
    turning_points=later(f"{__name__}.reviews:turning_points"),
)
