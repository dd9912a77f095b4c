"""What a site's owner chooses of podcasts."""

from __future__ import annotations

import uuid

from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.settings import Group, LanguageSettings, SiteSettings
from plugins.settings.convert import Count

_PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")  # the namespace of podcasts' guids


class PodcastSettings(Group, frozen=True, kw_only=True):
    """The feeds of podcasts."""

    podcast_max_items: Count = 1000  # episodes in the feed of a podcast, past which it has archives; 0: always all

    def check(self, site: SiteSettings) -> None:
        """Refuse a publisher that is no UUIDv5."""
        for language in site.languages:
            if language.publisher and not _is_uuid5(language.publisher):
                _refuse_publisher(site, language)


def _is_uuid5(given: str) -> bool:
    try:
        return uuid.UUID(given).version == 5 and str(uuid.UUID(given)) == given
    except ValueError:
        return False


def _refuse_publisher(site: SiteSettings, language: LanguageSettings) -> None:
    """Say which it is: made once of the address of the publisher's feed, and kept for good wherever the site moves.

    https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/guid.md
    """
    feed = site.addresses.get("podcast.publisher") or ""
    address = f"{site.url}/{feed.format(prefix=language.prefix, lang=language.code)}".partition("://")[2]
    raise UsageError(
        _(
            "settings: LANGUAGES: {code}: publisher must be a UUIDv5, not {given}; for {address} write "
            '"{offer}" and never change it'
        ).format(
            code=language.code, given=repr(language.publisher), address=address, offer=uuid.uuid5(_PODCASTS, address)
        )
    )
