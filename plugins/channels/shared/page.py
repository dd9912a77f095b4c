"""What a page is, before it is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from plugins.channels.shared.pictures import Image
from plugins.channels.shared.views import Link
from plugins.model.edition import Edition, Feed
from plugins.model.entry import Entry
from plugins.model.value import Language, Value
from plugins.settings import Settings
from plugins.text.media_types import ATOM, JSON_FEED, RSS

FEED_TYPES = {
    "rss.xml": (RSS, "RSS"),
    "xml": (RSS, "RSS"),
    "atom.xml": (ATOM, "Atom"),
    "json": (JSON_FEED, "JSON Feed"),
}


class FeedLink(Value, frozen=True):
    """One format of a feed."""

    title: str
    url: str
    type: str


class Topic(Value, frozen=True):
    """What the card for sharing an entry says beside its title: its section, and its axis; `key` names its file."""

    key: str
    section: str
    axis: Link | None


class Page(Value, frozen=True):
    """A page: `key` is the same in every language, `values` what its template prints beside the frame (see `given`).

    `parent` is the key of the page to which the language switch goes where the other language has no such page.
    """

    key: str
    lang: Language
    url: str
    template: str
    title: str
    description: str = ""
    section: str = ""
    values: dict[str, Any] | Callable[[], dict[str, Any]] = msgspec.field(default_factory=dict)
    feeds: tuple[FeedLink, ...] = ()
    breadcrumbs: tuple[Link, ...] = ()
    image: Image | None = None
    kind: str = "website"
    indexed: bool = True
    modified: Any = None  # date or datetime of the newest thing on it
    parent: str = "home"
    sources: tuple[str, ...] = ()
    topic: Topic | None = None  # of an entry


def newest_of(entries: Iterable[Entry]) -> Any:
    """Return when the newest of the entries came out or was updated, or None where none has a date."""
    return max((moment for entry in entries if (moment := entry.updated or entry.date)), default=None)


def feed_links(what: str, edition: Edition, settings: Settings) -> tuple[FeedLink, ...]:
    """The feeds to announce on a page: its own, then that of everything."""
    by_name = {feed.what: feed for feed in edition.feeds}
    names = dict.fromkeys((what, "all"))
    return tuple(
        link for name in names if name in by_name for link in formats_of(by_name[name], edition.lang, settings)
    )


def formats_of(feed: Feed, lang: Language, settings: Settings) -> tuple[FeedLink, ...]:
    """A feed in each of its formats."""
    return tuple(
        FeedLink(
            f"{feed.title} ({FEED_TYPES[format][1]})",
            settings.site.feed_address(feed, lang, format),
            FEED_TYPES[format][0],
        )
        for format in settings.feeds.formats
    )
