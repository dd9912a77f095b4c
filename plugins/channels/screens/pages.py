"""The page for those who show: television, screens and newsrooms find here every address that they may take."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.shared.offer import Offer
from plugins.channels.shared.page import Page
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Link
from plugins.channels.shared.way import CURL
from plugins.model.entry import Entry

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
}


def pages(view: View) -> Iterator[Page]:
    """One page in each language; what a site does not make is not on it."""
    site, edition = view.settings.site, view.edition
    if not site.makes("screens"):
        return
    made = {
        "loop": edition.bulletin is not None,
        "captions": edition.bulletin is not None and bool(edition.bulletin.said),
        "signage": bool(edition.slates),
        "xmltv": bool(view.site.stations),
        "screens.schedule": bool(view.site.stations),
    }
    found = {
        name: site.absolute(site.address(sort, view.lang, format=format))
        for name, (sort, format) in ADDRESSES.items()
        if site.makes(sort) and made.get(sort, True) and made.get(name, True)
    }
    found |= {offer.sort: site.absolute(offer.address) for offer in view.offers("screens")}
    titles = {entry.guid: entry.title for entry in edition.listed}
    yield Page(
        "screens",
        view.lang,
        site.address("screens", view.lang),
        "screens.html",
        view.language.sitename,
        view.language.subtitle,
        section="show",
        values={
            "found": found,
            "slates": tuple(Link(titles[guid], picture.path) for guid, picture in edition.slates.items()),
            "commands": tuple(_commands(found)),
        },
        breadcrumbs=(view.home,),
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


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """The page, on those of feeds and of all ways to follow the site."""
    if entry is None and view.makes("screens"):
        label, address = view.gettext("For television, screens and newsrooms"), view.address("screens")
        yield Offer("feeds", label, address)
        yield Offer("follow.air", label, address, rank=3)
