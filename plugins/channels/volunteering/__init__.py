"""Volunteering: calls by axis, region and skill, how to apply, notices to put up, counts that a report can quote."""

from plugins.channels.protocol import Channel, later

CHANNEL = Channel(
    "volunteering",
    addresses={
        "calls": "{prefix}{word}/{facet}/",
        "calls.of": "{prefix}{word}/{facet}/{slug}/",
        "calls.counts": "volunteering/{lang}/counts.json",
        "notice": "notices/{lang}/{name}/",
        "notice.code": "notices/{lang}/{name}.svg",
    },
    rules=(later(f"{__name__}.rules:find"),),
    pages=later(f"{__name__}.pages:pages"),
    artifacts=later(f"{__name__}.artifacts:artifacts"),
    offers=later(f"{__name__}.offers:offers"),
    turning_points=later(f"{__name__}.calls:turning_points"),
)
