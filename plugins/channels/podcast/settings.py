"""What a site's owner chooses of podcasts."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from plugins.settings import Group


class PodcastSettings(Group, frozen=True, kw_only=True, rename="upper"):
    """`podcast_max_items`: episodes in the feed of a podcast, past which it has archives; 0: always all."""

    podcast_max_items: Annotated[int, Meta(ge=0, le=100_000)] = 1000
