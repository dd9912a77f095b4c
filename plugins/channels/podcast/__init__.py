"""The podcasts: a feed for each show and language that has something to hear or see."""

from plugins.channels.podcast.settings import PodcastSettings
from plugins.channels.protocol import Channel, later

CHANNEL = Channel(
    "podcast",
    settings=PodcastSettings,
    addresses={
        "podcast": "podcast/{lang}/{show}.xml",
        "podcast.publisher": "podcast/{lang}/publisher.xml",
        "podcast.low": "podcast/{lang}/{show}-low.xml",
    },
    artifacts=later(f"{__name__}.artifacts:artifacts"),
    offers=later(f"{__name__}.pages:offers"),
)
