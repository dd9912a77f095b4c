"""When a podcast's feed says something else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from plugins.channels.podcast.fields import PodcastShowFields
from plugins.model.site import Site
from plugins.settings import Settings


def turning_points(site: Site, settings: Settings) -> Iterator[datetime]:
    """The beginnings and ends of live broadcasts, while their show is out."""
    for entry in site.entries:
        moments = (moment for one in entry.of(PodcastShowFields).live for moment in (one.start, one.end))
        yield from (moment for moment in moments if settings.run.drafts or entry.is_live(moment))
