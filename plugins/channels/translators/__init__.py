"""Translators: what is to be translated, with what has changed since, as a page that only previews have."""

from plugins.channels.protocol import Channel, later

CHANNEL = Channel(
    "translators",
    addresses={"translations": "{prefix}translations/", "translations.style": "translations/translations.css"},
    artifacts=later(f"{__name__}.pages:artifacts"),
    pages=later(f"{__name__}.pages:pages"),
)
