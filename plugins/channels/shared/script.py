"""Where the text stands that a newsreader reads aloud."""

from __future__ import annotations

from plugins.model.entry import Entry
from plugins.settings import Settings


def script_address(entry: Entry, settings: Settings) -> str:
    """Where a news text's script stands; empty where the site makes none."""
    if entry.kind != "news" or not settings.site.makes("script"):
        return ""
    return settings.site.address("script", entry.lang, name=entry.key.removeprefix("news/").replace("/", "-"))
