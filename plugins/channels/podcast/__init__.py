"""The podcasts: a feed for each show and language that has something to hear or see."""

from plugins.channels.podcast.fields import FIELDS_OF
from plugins.channels.podcast.settings import PodcastSettings
from plugins.channels.protocol import Channel, later
from plugins.text.media_types import RSS

CHANNEL = Channel(
    "podcast",
    settings=PodcastSettings,
    addresses={
        "podcast": "podcast/{lang}/{show}.xml",
        "podcast.publisher": "podcast/{lang}/publisher.xml",
        "podcast.low": "podcast/{lang}/{show}-low.xml",
    },
    types={sort: {"xml": RSS} for sort in ("podcast", "podcast.publisher", "podcast.low")},
    fields=FIELDS_OF.get,
    rules=tuple(later(f"{__name__}.rules:{name}") for name in ("covers", "guids", "broadcasts")),
    plan_rules=tuple(later(f"{__name__}.rules:{name}") for name in ("sizes", "soundbites")),
    turning_points=later(f"{__name__}.clock:turning_points"),
    artifacts=later(f"{__name__}.artifacts:artifacts"),
    offers=later(f"{__name__}.pages:offers"),
    appearances=later(f"{__name__}.appearances:appearances"),
)
