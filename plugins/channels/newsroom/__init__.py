"""The newsroom: dated texts as IPTC ninjs, for editorial systems."""

from plugins.channels.protocol import Channel, later

CHANNEL = Channel(
    "newsroom",
    addresses={"newsroom": "newsroom/{lang}.json", "newsroom.item": "newsroom/{lang}/{key}.json"},
    artifacts=later(f"{__name__}.artifacts:artifacts"),
    offers=later(f"{__name__}.artifacts:offers"),
    appearances=later(f"{__name__}.appearances:appearances"),
)
