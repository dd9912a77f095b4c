"""What a site's owner chooses of the pages."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from plugins.settings import Group
from plugins.settings.convert import Count, CountFromOne


class WebSettings(Group, frozen=True, kw_only=True):
    """The lists, and what pages bring beside themselves."""

    page_size: CountFromOne = field(name="DEFAULT_PAGINATION", default=10)  # entries on a page of a list
    latest_size: Count = 0  # entries in the "latest" list of every page; 0: none
    related_size: Count = 0  # related entries that an entry's page names; 0: none
    cards: bool = field(name="SHARE_CARDS", default=True)  # whether each page has a picture for those who share it
    host_files: tuple[Literal["apache", "netlify"], ...] = ()  # the hosts whose files of headers the site brings along
    #: By which search engines know that a site may tell them of pages (https://www.indexnow.org/documentation).
    indexnow_key: Annotated[str, Meta(pattern="^([a-zA-Z0-9-]{8,128})?$")] = ""
    offline: bool = False  # whether a worker keeps pages for reading without a network
