"""Feeds as a station reads them: where a site says that they are, and what each of them holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from lxml import etree, html

from plugins.live.web import WebAnswer, leads_to, moment_of
from plugins.text.media_types import FEEDS

TYPES = frozenset(FEEDS.values())
_ATOM = "{http://www.w3.org/2005/Atom}"
_FEED_NAME = re.compile(r"\.(xml|opml)$")
_LEAST = 4  # items by whose dates a rhythm is known


class FeedFile(NamedTuple):
    """A file of an item: its address, the bytes that the feed states (0: none), its type."""

    url: str
    bytes: int
    type: str


class FeedEntry(NamedTuple):
    """An item: its guid, its date and its files."""

    guid: str
    published: datetime | None
    files: tuple[FeedFile, ...]


class LiveFeed(NamedTuple):
    """A feed: what it says its own address is, its hubs, its items, the newest first."""

    self_url: str
    hubs: tuple[str, ...]
    entries: tuple[FeedEntry, ...]

    def due(self) -> tuple[datetime, float] | None:
        """The date of the newest item, and the days that usually pass between two; None for too few items."""
        dates = sorted({one.published for one in self.entries if one.published}, reverse=True)
        if len(dates) < _LEAST:
            return None
        return dates[0], median((late - early).total_seconds() for late, early in pairwise(dates)) / 86400


class FoundLinks(NamedTuple):
    """What a page leads to on its own host: feeds that it names as such, addresses that may be some, pages.

    `same` are the pages that say the same in other languages.
    """

    feeds: frozenset[str]
    maybe: frozenset[str]
    pages: frozenset[str]
    same: frozenset[str]


def links_of(page: WebAnswer) -> FoundLinks:
    """Return what a page leads to."""
    feeds, maybe, pages, same = set[str](), set[str](), set[str](), set[str]()
    try:
        root = html.fromstring(page.decoded() or b"<p></p>")
    except (etree.ParserError, ValueError):
        root = html.Element("p")
    host = urlsplit(page.url).netloc
    for link in root.iter("link", "a"):
        url = leads_to(page.url, link.get("href", ""))
        scheme, netloc, path = urlsplit(url)[:3]
        if link.tag == "link" and link.get("type") in TYPES:
            feeds.add(url)
        elif _FEED_NAME.search(path) and host in url and scheme:
            # Apps are led to by addresses of their own: podcast://host/feed.xml, pktc://subscribe/host/feed.xml
            maybe.add(f"{urlsplit(page.url).scheme}://{url[url.index(host) :]}")
        elif netloc == host and path.endswith("/"):
            (pages if link.tag == "a" else same if link.get("hreflang") else set()).add(url)
    return FoundLinks(*map(frozenset, (feeds, maybe, pages, same)))


def subscriptions_of(document: bytes) -> list[str]:
    """Return the feeds that a list of subscriptions (OPML) names; none where it is none."""
    root = _xml(document)
    if root is None or root.tag != "opml":
        return []
    return [outline.get("xmlUrl") for outline in root.iter("outline") if outline.get("xmlUrl")]


def feed_of(document: bytes) -> LiveFeed | None:
    """Return the feed of a document (RSS, Atom, JSON Feed); None where it is none, or not well-formed."""
    if document.lstrip()[:1] == b"{":
        return _json_feed(document)
    root = _xml(document)
    if root is None:
        return None
    if root.tag == "rss":
        return _rss(root)
    return _atom(root) if root.tag == f"{_ATOM}feed" else None


def is_well_formed(document: bytes) -> bool:
    """Whether a document that is not JSON is XML."""
    return document.lstrip()[:1] == b"{" or _xml(document) is not None


def _xml(document: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(document, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _rss(root: Any) -> LiveFeed:
    links = root.findall(f"channel/{_ATOM}link")
    entries = [
        FeedEntry(item.findtext("guid", ""), moment_of(item.findtext("pubDate", "")), tuple(_enclosures(item)))
        for item in root.iterfind("channel/item")
    ]
    return _feed(links, entries)


def _enclosures(item: Any) -> Iterator[FeedFile]:
    for file in item.findall("enclosure"):
        yield FeedFile(file.get("url", ""), _number(file.get("length", "")), file.get("type", ""))


def _atom(root: Any) -> LiveFeed:
    entries = [
        FeedEntry(entry.findtext(f"{_ATOM}id", ""), _iso(entry.findtext(f"{_ATOM}published", "")), tuple(_files(entry)))
        for entry in root.iterfind(f"{_ATOM}entry")
    ]
    return _feed(root.findall(f"{_ATOM}link"), entries)


def _files(entry: Any) -> Iterator[FeedFile]:
    for link in entry.findall(f"{_ATOM}link"):
        if link.get("rel") == "enclosure":
            yield FeedFile(link.get("href", ""), _number(link.get("length", "")), link.get("type", ""))


def _feed(links: list[Any], entries: list[FeedEntry]) -> LiveFeed:
    own = next((link.get("href", "") for link in links if link.get("rel") == "self"), "")
    return LiveFeed(own, tuple(link.get("href", "") for link in links if link.get("rel") == "hub"), tuple(entries))


def _json_feed(document: bytes) -> LiveFeed | None:
    try:
        feed = json.loads(document)
        if not str(feed.get("version", "")).startswith("https://jsonfeed.org/"):
            return None
        entries = [
            FeedEntry(
                str(item["id"]),
                _iso(item.get("date_published", "")),
                tuple(
                    FeedFile(file["url"], int(file.get("size_in_bytes", 0)), file.get("mime_type", ""))
                    for file in item.get("attachments", ())
                ),
            )
            for item in feed["items"]
        ]
        return LiveFeed(feed.get("feed_url", ""), tuple(hub["url"] for hub in feed.get("hubs", ())), tuple(entries))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0
