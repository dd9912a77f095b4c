"""The network: members by axis, region and sector, on a map; what they offer each other; lists for their own sites."""

from plugins.channels.protocol import Channel, later

CHANNEL = Channel(
    "network",
    addresses={
        "members": "{prefix}{word}/{facet}/",
        "members.data": "network/{lang}/members.json",
        "embed": "embed/{lang}/{member}/",
        "embed.data": "embed/{lang}/{member}.json",
        "embed.style": "embed/style.css",
    },
    framed=("embed",),
    rules=(later(f"{__name__}.rules:find"),),
    pages=later(f"{__name__}.pages:pages"),
    artifacts=later(f"{__name__}.artifacts:artifacts"),
    offers=later(f"{__name__}.offers:offers"),
)
