"""The page for those who show: television, screens and newsrooms find here every address that they may take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from plugins.channels.radio.partners import CURL
from plugins.channels.web.page import Page
from plugins.channels.web.views import Link

if TYPE_CHECKING:
    from plugins.channels.web.pages import Planner

#: Name in the template → the sort of its address and its format; the same order stands on the page.
ADDRESSES = {
    "bulletin": ("loop", "mp4"),
    "order": ("loop", "json"),
    "captions": ("loop", "vtt"),
    "ticker_page": ("ticker", "html"),
    "ticker_text": ("ticker", "txt"),
    "ticker_feed": ("ticker", "xml"),
    "ticker_data": ("ticker", "json"),
    "signage": ("signage", ""),
    "xmltv": ("xmltv", ""),
    "schedule": ("screens.schedule", ""),
    "newsroom": ("newsroom", ""),
}


def pages_of_screens(planner: Planner) -> Iterator[Page]:
    """One page in each language; what a site does not make is not on it."""
    site, edition = planner.site, planner.edition
    if not site.makes("screens"):
        return
    made = {
        "loop": edition.bulletin is not None,
        "captions": edition.bulletin is not None and bool(edition.bulletin.said),
        "signage": bool(edition.slates),
        "xmltv": bool(planner.source.stations),
        "screens.schedule": bool(planner.source.stations),
        "newsroom": any(entry.date for entry in edition.listed),
    }
    found = {
        name: f"{site.url}/{site.address(sort, planner.lang, format=format)}"
        for name, (sort, format) in ADDRESSES.items()
        if site.makes(sort) and made.get(sort, True) and made.get(name, True)
    }
    titles = {entry.guid: entry.title for entry in edition.listed}
    yield Page(
        "screens",
        planner.lang,
        site.address("screens", planner.lang),
        "screens.html",
        planner.language.sitename,
        planner.language.subtitle,
        section="show",
        values={
            "found": found,
            "slates": tuple(Link(titles[guid], picture.path) for guid, picture in edition.slates.items()),
            "commands": tuple(_commands(found)),
        },
        breadcrumbs=(planner.home,),
    )


def _commands(found: dict[str, str]) -> Iterator[str]:
    """For cron, each safe to be repeated: the bulletin when it is newer, the ticker's lines, all slates."""
    if "bulletin" in found:
        yield f"{CURL} --time-cond bulletin.mp4 --output bulletin.mp4 {found['bulletin']}"
    if "ticker_text" in found:
        yield f"{CURL} --output ticker.txt {found['ticker_text']}"
    if "signage" in found:
        pictures = f"{CURL} {found['signage']} | grep -o 'http[^\"]*/slates/[^\"]*\\.png'"
        yield f"{pictures} | xargs -n 1 {CURL} --remote-name"
