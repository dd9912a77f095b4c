"""Television: for each show a Media RSS feed, packs, and a script that fetches its videos."""

from plugins.channels.protocol import Channel, later
from plugins.text.media_types import RSS

CHANNEL = Channel(
    "tv",
    for_stations=True,
    addresses={
        "tv": "tv/{lang}/{show}.xml",
        "tv.all": "tv/{lang}/",
        "tv.show": "tv/{lang}/{show}/",
        "tv.file": "tv/{lang}/{show}/{name}",
    },
    types={"tv": {"xml": RSS}},
    media={"films": ("tv", "tv.all", "tv.show", "tv.file")},
    pages=later(f"{__name__}.pages:pages"),
    artifacts=later(f"{__name__}.artifacts:artifacts"),
    offers=later(f"{__name__}.pages:offers"),
    appearances=later(f"{__name__}.appearances:appearances"),
)
