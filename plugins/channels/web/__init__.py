"""The web: pages in every language, sitemap, redirects, the theme and the files that texts name."""

from plugins.channels.protocol import Channel, later
from plugins.channels.web.settings import WebSettings
from plugins.text.media_types import CHAPTERS

CHANNEL = Channel(
    "web",
    settings=WebSettings,
    addresses={
        "terms": "{prefix}{word}/",
        "term": "{prefix}{word}/{slug}/",
        "archive": "{prefix}{word}/",
        "year": "{prefix}{word}/{year}/",
        "404": "{prefix}404.html",
        "patterns": "{prefix}patterns/",
        "patterns.air": "{prefix}patterns/air/",
        "offline": "{prefix}offline/",
        "manifest": "{prefix}site.webmanifest",
        "worker": "worker.js",
        "follow": "{prefix}{word}/",
        "follow.code": "follow/{lang}/{name}.svg",
        "card": "cards/{lang}/{name}",
    },
    types={sort: {"chapters.json": CHAPTERS} for sort in ("audio", "video")},
    lasting=("cards",),
    pages=later(f"{__name__}.pages:pages"),
    artifacts=later(f"{__name__}.artifacts:artifacts"),
    appearances=later(f"{__name__}.appearances:appearances"),
)
