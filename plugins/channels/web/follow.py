"""The page that shows every way to follow the site, each with its address, links for apps and a QR code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from plugins.channels.calendar import EVERYTHING, dated
from plugins.channels.digest import address_of
from plugins.channels.digest.weeks import weeks_of
from plugins.channels.radio.partners import code
from plugins.channels.web.page import Page
from plugins.channels.web.views import Link
from plugins.model.artifact import Artifact
from plugins.model.value import Value

if TYPE_CHECKING:
    from plugins.channels.web.pages import Planner

# What opens an address in an app or a service: {bare} is the address without https://, {quoted} as part of another one.
PODCAST_APPS = (
    # https://github.com/podlove/podlove-subscribe-button lists the schemes of apps
    ("Apple Podcasts", "podcast://{bare}"),
    ("Overcast", "overcast://x-callback-url/add?url={quoted}"),  # https://overcast.fm/podcasterinfo
    ("Pocket Casts", "pktc://subscribe/{bare}"),  # https://github.com/Automattic/pocket-casts-android, IntentUtil
    # https://antennapod.org/documentation/podcasters-hosters/add-on-antennapod
    ("AntennaPod", "https://antennapod.org/deeplink/subscribe?url={quoted}"),
)
READERS = (
    ("Feedly", "https://feedly.com/i/subscription/feed/{quoted}"),
    ("Inoreader", "https://www.inoreader.com/?add_feed={quoted}"),
    ("NewsBlur", "https://www.newsblur.com/?url={quoted}"),
)
MAILERS = (
    ("Feedrabbit", "https://feedrabbit.com/?url={quoted}"),
    ("Blogtrottr", "https://blogtrottr.com/?subscribe={quoted}"),
)
CALENDARS = (  # webcal: https://www.iana.org/assignments/uri-schemes/prov/webcal
    ("webcal", "webcal://{bare}"),
    ("Google", "https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2F{quoted_bare}"),
    ("Outlook", "https://outlook.live.com/calendar/0/addfromweb?url={quoted}"),
)


class Way(Value, frozen=True):
    """Something to follow: its absolute address, the path of its QR code, and links that open it elsewhere."""

    title: str
    address: str
    code: str
    links: tuple[Link, ...]
    page: str = ""


def makes_follow(planner: Planner) -> bool:
    """Whether the site has the page: it has a word for it, and an address."""
    return planner.site.makes("follow") and "follow" in planner.edition.taxonomies.groups["lists"]


def pages_of_follow(planner: Planner) -> Iterator[Page]:
    """The page, where the site has one."""
    if not makes_follow(planner):
        return
    heading = planner.views.list_link("lists", "follow", "follow")
    news, shows, calendar = _news(planner), _shows(planner), _calendar(planner)
    address = planner.site.address
    weeks = weeks_of(planner.edition, planner.settings)
    digest = _digest(planner) if weeks else ""
    values = {
        "news": news,
        "mail": _opened(MAILERS, news.address) if news else (),
        "weekly": _opened(MAILERS, digest) if digest else (),
        "digest_url": digest,
        "week_url": address_of(weeks[0], planner.edition, planner.settings) if weeks else "",
        "formats": planner.feed_links("all")[: len(planner.settings.feeds.formats)],
        "shows": shows,
        "calendar": calendar,
        "radio_url": address("radio.all", planner.lang) if planner.offered else "",
        "tv_url": address("tv.all", planner.lang) if planner.televised else "",
        "screens_url": address("screens", planner.lang) if planner.site.makes("screens") else "",
    }
    yield Page(
        "follow",
        planner.lang,
        heading.url,
        "follow.html",
        heading.name,
        heading.description,
        "follow",
        values,
        planner.feed_links("all"),
        (planner.home,),
    )


def codes(planner: Planner) -> Iterator[Artifact]:
    """The QR codes of the page."""
    for way in ways_of(planner):
        yield Artifact(way.code, code, (way.address,), "web", planner.lang)


def ways_of(planner: Planner) -> Iterator[Way]:
    """All that have a code, the feed of everything first; none where the site has no such page."""
    if makes_follow(planner):
        yield from (way for way in (_news(planner), *_shows(planner), _calendar(planner)) if way)


def _news(planner: Planner) -> Way | None:
    """The feed of everything in the first format, which every reader knows."""
    feed = planner.feeds_by_name.get("all")
    if not feed:
        return None
    path = planner.site.feed_address(feed, planner.lang, planner.settings.feeds.formats[0])
    return _way(planner, "news", feed.title, path, READERS)


def _shows(planner: Planner) -> tuple[Way, ...]:
    return tuple(
        _way(planner, series.name, series.show.title, series.address(planner.settings), PODCAST_APPS, series.show.url)
        for series in planner.followed
    )


def _calendar(planner: Planner) -> Way | None:
    if not planner.site.makes("calendar") or not dated(planner.edition):
        return None
    path = planner.site.address("calendar", planner.lang, name=EVERYTHING)
    return _way(planner, "calendar", planner.language.sitename, path, CALENDARS)


def _digest(planner: Planner) -> str:
    """The feed of digests, which makes one e-mail a week of many."""
    path = planner.site.address("digest.feed", planner.lang, format=planner.settings.feeds.formats[0])
    return f"{planner.site.url}/{path}"


def _way(planner: Planner, name: str, title: str, path: str, apps: tuple[tuple[str, str], ...], page: str = "") -> Way:
    address = f"{planner.site.url}/{path}"
    picture = planner.site.address("follow.code", planner.lang, name=name)
    return Way(title, address, picture, _opened(apps, address), page)


def _opened(apps: tuple[tuple[str, str], ...], address: str) -> tuple[Link, ...]:
    bare = address.partition("://")[2]
    parts = {"bare": bare, "quoted": quote(address, safe=""), "quoted_bare": quote(bare, safe="")}
    return tuple(Link(name, form.format_map(parts), name.lower()) for name, form in apps)
