"""The screens: slates, a bulletin that loops, a ticker and guides, for community channels and town halls."""

from plugins.channels.protocol import Channel, later
from plugins.channels.screens.fields import fields_of
from plugins.text.media_types import RSS

CHANNEL = Channel(
    "screens",
    for_stations=True,
    addresses={
        "screens": "screens/{lang}/",
        "ticker": "screens/{lang}/ticker.{format}",
        "signage": "screens/{lang}/signage.xml",
        "slate": "screens/{lang}/slates/{key}.png",
        "loop": "screens/{lang}/bulletin.{format}",
        "screens.schedule": "screens/{lang}/schedule.json",
        "xmltv": "tv/xmltv.xml",
    },
    types={"ticker": {"xml": RSS}, "signage": {"xml": RSS}, "xmltv": {"xml": "application/xml"}},
    fields=fields_of,
    slates=later(f"{__name__}.shown:on_screens"),
    media={"slates": ("slate", "loop", "signage", "screens")},
    turning_points=later(f"{__name__}.clock:turning_points"),
    pages=later(f"{__name__}.pages:pages"),
    artifacts=later(f"{__name__}.artifacts:artifacts"),
    offers=later(f"{__name__}.pages:offers"),
    appearances=later(f"{__name__}.appearances:appearances"),
)
