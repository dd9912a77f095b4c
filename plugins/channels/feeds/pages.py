"""The page of all feeds, and how feeds are offered to those who follow the site."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.shared.offer import Offer
from plugins.channels.shared.page import Page, formats_of
from plugins.channels.shared.view import View
from plugins.channels.shared.way import MAILERS, Way, opened, way_of
from plugins.model.entry import Entry

READERS = (
    ("Feedly", "https://feedly.com/i/subscription/feed/{quoted}"),
    ("Inoreader", "https://www.inoreader.com/?add_feed={quoted}"),
    ("NewsBlur", "https://www.newsblur.com/?url={quoted}"),
)


def pages(view: View) -> Iterator[Page]:
    """What a feed is, in plain words, and all feeds of a language."""
    if not view.makes("feeds"):
        return
    heading = view.shown.list_link("lists", "feeds", "feeds")
    rows = tuple((feed.sort, feed.title, formats_of(feed, view.lang, view.settings)) for feed in view.edition.feeds)
    yield Page(
        "feeds",
        view.lang,
        heading.url,
        "feeds.html",
        heading.name,
        section="feeds",
        values={
            "heading": heading.name,
            "rows": rows,
            "opml": view.address("opml"),
            "offers": {"feeds": view.offers("feeds")},
        },
        feeds=view.feed_links("all"),
        breadcrumbs=(view.home,),
    )


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """The page, in the footer; the feed of everything, for readers and by e-mail."""
    if entry:
        return
    if view.makes("feeds"):
        heading = view.shown.list_link("lists", "feeds", "feeds")
        yield Offer("footer", heading.name, heading.url, "feeds")
    way = everything(view)
    if way:
        mail = {"links": opened(MAILERS, way.address)}
        yield Offer("follow.mail", view.gettext("An e-mail whenever something comes out:"), rank=2, values=mail)
        values = {"way": way, "formats": view.feed_links("all")[: len(view.settings.feeds.formats)]}
        yield Offer("follow", rank=1, template="_follow_reader.html", values=values)


def everything(view: View) -> Way | None:
    """The feed of everything in the first format, which every reader knows."""
    feed = next((feed for feed in view.edition.feeds if feed.what == "all"), None)
    if not feed:
        return None
    path = view.settings.site.feed_address(feed, view.lang, view.settings.feeds.formats[0])
    return way_of(view, "news", feed.title, path, READERS)
