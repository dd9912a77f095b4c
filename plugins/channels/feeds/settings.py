"""What a site's owner chooses of the feeds' length."""

from __future__ import annotations

from msgspec import field

from plugins.settings import Group
from plugins.settings.convert import CountFromOne


class FeedsSettings(Group, frozen=True, kw_only=True):
    """How much a feed holds."""

    size: CountFromOne = field(name="FEED_MAX_ITEMS", default=20)  # items in a feed, and in a block of its archive
    archives: bool = field(name="FEED_ARCHIVES", default=True)  # of the feed of everything: each item stays reachable
