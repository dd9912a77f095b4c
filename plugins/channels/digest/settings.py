"""What a site's owner chooses of the digest, and its clock."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.model.site import Site
from plugins.settings import Group, Settings, SiteSettings
from plugins.settings.convert import Count
from plugins.text.weeks import end_of_week, monday_of


class DigestSettings(Group, frozen=True, kw_only=True):
    """The weeks that a site tells again."""

    digest_weeks: Count = 0  # of how many weeks, the newest that are over, there is a digest; 0: none

    def check(self, site: SiteSettings) -> None:
        """Refuse a site without an id: nothing stands in for it, since what it names must outlive every address."""
        if self.digest_weeks and not site.id:
            offer = f'write SITE_ID = "{uuid.uuid4()}" and never change it'
            raise UsageError(
                _("settings: SITE_ID is missing, of which DIGEST_WEEKS makes the ids of its items; {offer}").format(
                    offer=offer
                )
            )


def turning_points(site: Site, settings: Settings) -> Iterator[datetime]:
    """The end of this week, where something came out in it that is listed: it then has a digest."""
    zone = ZoneInfo(settings.site.timezone)
    week = monday_of(settings.run.now, zone)
    end = end_of_week(week, zone)
    if settings.of(DigestSettings).digest_weeks and any(
        entry.start
        and entry.is_listed
        and monday_of(entry.start, zone) == week
        and (settings.run.drafts or entry.is_live(end))
        for entry in site.entries
    ):
        yield end
