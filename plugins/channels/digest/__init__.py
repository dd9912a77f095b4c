"""The digest: each week that is over as a page, as an item of a feed, and as an e-mail."""

from plugins.channels.digest.settings import DigestSettings
from plugins.channels.protocol import Channel, later
from plugins.text.media_types import FEEDS

CHANNEL = Channel(
    "digest",
    settings=DigestSettings,
    addresses={
        "digest": "{prefix}{word}/{week}/",
        "digest.feed": "feeds/{lang}/digest.{format}",
        "digest.mail": "digest/{lang}/{week}.{format}",
    },
    types={"digest.feed": FEEDS},
    turning_points=later(f"{__name__}.settings:turning_points"),
    pages=later(f"{__name__}.pages:pages"),
    artifacts=later(f"{__name__}.artifacts:artifacts"),
    offers=later(f"{__name__}.pages:offers"),
    appearances=later(f"{__name__}.appearances:appearances"),
)
