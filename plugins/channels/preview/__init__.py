"""The preview: a page for each text, as every channel brings it out, with what is missing; in previews alone."""

from plugins.channels.protocol import Channel, later

CHANNEL = Channel(
    "preview",
    addresses={"preview": "preview/{prefix}{key}/", "preview.style": "preview/preview.css"},
    pages=later(f"{__name__}.pages:pages"),
    artifacts=later(f"{__name__}.pages:artifacts"),
    offers=later(f"{__name__}.pages:offers"),
    policies=later(f"{__name__}.pages:policies"),
    media={"slates": ("preview",), "films": ("preview",)},
)
