"""When screens begin or end to show something."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from plugins.channels.screens.shown import edges
from plugins.model import schedule
from plugins.model.recurrence import as_of
from plugins.model.schedule import DAY, midnight
from plugins.model.site import Site
from plugins.settings import Settings


def turning_points(site: Site, settings: Settings) -> Iterator[datetime]:
    """The edges of what is shown of each text while it is out, those of airings, and a guide's midnight."""
    now, zone = settings.run.now, ZoneInfo(settings.site.timezone)
    if site.stations and (settings.site.makes("xmltv") or settings.site.makes("screens.schedule")):
        yield from schedule.turning_points(site.stations, now, zone)
        yield midnight(now.astimezone(zone).date() + DAY, zone)
    if any(settings.site.makes(sort) for sort in ("slate", "ticker", "signage")):
        for entry in (as_of(entry, now, zone) for entry in site.entries if entry.is_listed):
            end = entry.over_at(zone)
            for moment in edges(entry, zone):
                if (not end or moment < end) and (settings.run.drafts or entry.is_live(moment)):
                    yield moment
