"""RSS 2.0 and Atom 1.0 by feedgen, with feedgen 1.0.0's faults mended: the one place that knows it.

What is mended, and how:
- links of Atom entries lose rel, type, length and hreflang: `_Entry` puts them back
  (https://github.com/lkiesow/python-feedgen/issues/135)
- an RSS feed's link is the last one added, and only `self` becomes an atom:link: feedgen gets the page's link
  alone, all others are written here
- entries are prepended: they are appended
- lastBuildDate and updated default to the clock: they are always set, from what the feed holds
- dates of RSS go through setlocale, which is the whole process's: they are written here, by email.utils
- control characters raise: they are left out
- "CDATA" as type of a content leaks into Atom: no type but Atom's own is ever given
- itunes:explicit true or false is refused, and there is no podcast:, fh: or <?xml-stylesheet?>: see `Element`

It knows nothing of this site, so any channel's feeds can be made of `values.Head` and `values.Item`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree
from msgspec.structs import replace

from plugins.channels.shared.feed.values import Element, FeedHead, HeadLink, Item, clean, plain

GENERATOR = "Diavlos"  # without a version, which would change every feed's bytes
NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "fh": "http://purl.org/syndication/history/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_LINK_ATTRIBUTES = ("rel", "type", "hreflang", "title", "length")


def last_change(items: Sequence[Item]) -> datetime:
    """When a feed of these items last changed; the clock has no say in it."""
    return max(item.updated for item in items)


def write_rss(head: FeedHead, links: Iterable[HeadLink], items: Sequence[Item], contents: Sequence[str]) -> bytes:
    """An RSS 2.0 document; `contents` is the HTML of the items, in their order; it may have no items."""
    head, items = _plain_head(head), [_plain_item(item) for item in items]
    feed = _Feed(head, {"dc", "media", "atom"} | _prefixes(head, items))
    feed.link(href=clean(head.page))
    feed.description(clean(head.description))
    if items:
        feed.extras.add(Element("lastBuildDate", format_datetime(last_change(items))))
    feed.extras.add(*map(_atom_link, links))
    for item, content in zip(items, contents, strict=True):
        entry = feed.entry_of(item, content)
        # RSS gives HTML in an item's description: https://www.rssboard.org/rss-profile#element-channel-item-description
        entry.description(escape(clean(item.summary), quote=False), isSummary=True)
        entry.extras.add(Element("pubDate", format_datetime(item.published)))
        entry.extras.add(*(Element("dc:creator", name) for name in item.authors))
        if item.enclosures:
            first = item.enclosures[0]
            entry.enclosure(first.url, first.bytes, first.type)
        if item.image:
            entry.extras.add(Element("media:thumbnail", attributes=(("url", item.image),)))
    document: bytes = feed.rss_str(pretty=True)
    return document


def write_atom(head: FeedHead, links: Iterable[HeadLink], items: Sequence[Item], contents: Sequence[str]) -> bytes:
    """An Atom 1.0 document; `contents` is the HTML of the items, in their order. At least one item.

    Without an id of its own, the documents of a feed share the address of its current one (as in RFC 5005's example).
    """
    links = tuple(links)
    feed = _Feed(head, _prefixes(head, items))
    by_rel = {link.rel: link.href for link in links}
    feed.id(head.id or by_rel.get("current") or by_rel["self"])
    feed.subtitle(clean(head.description))
    feed.author(name=clean(head.author), uri=head.page)
    feed.updated(last_change(items))
    feed.link([_attributes(HeadLink("alternate", head.page, "text/html", head.lang)), *map(_attributes, links)])
    for item, content in zip(items, contents, strict=True):
        entry = feed.entry_of(item, content, "html")
        entry.id(item.uri)
        entry.summary(clean(item.summary))
        entry.published(item.published)
        entry.updated(item.updated)
        entry.author([{"name": clean(name)} for name in item.authors])
        for file in item.enclosures:
            link = HeadLink("enclosure", file.url, file.type, file.lang)
            entry.link({**_attributes(link), "length": str(file.bytes)})
    document: bytes = feed.atom_str(pretty=True)
    return document


_WORDS = ("title", "text", "name", "label")  # attributes that people read
_ADDRESS = re.compile(r"[a-z]+:\S+")


def _plain_head(head: FeedHead) -> FeedHead:
    title, description = plain(head.title), plain(head.description)
    return replace(head, title=title, description=description, extras=tuple(map(_plain_element, head.extras)))


def _plain_item(item: Item) -> Item:
    """Its summary is left, which RSS takes for HTML and which is written as such."""
    return replace(
        item,
        title=plain(item.title),
        categories=tuple(map(plain, item.categories)),
        authors=tuple(map(plain, item.authors)),
        extras=tuple(map(_plain_element, item.extras)),
    )


def _plain_element(element: Element) -> Element:
    text = element.text if _ADDRESS.fullmatch(element.text) else plain(element.text)
    said = tuple((name, plain(value) if name in _WORDS else value) for name, value in element.attributes)
    return replace(element, text=text, attributes=said, children=tuple(map(_plain_element, element.children)))


class _Feed(FeedGenerator):
    """A feed with its title, language, style sheet and extra elements."""

    def __init__(self, head: FeedHead, prefixes: set[str]):
        super().__init__()
        self._FeedGenerator__rss_lastBuildDate = None  # else it is the clock's, written with setlocale
        self.register_extension("extras", _FeedExtras, _EntryExtras)
        self.extras.prefixes = sorted(prefixes)
        self.extras.lang, self.extras.stylesheet = head.lang, head.stylesheet
        self.extras.add(*head.extras)
        self.title(clean(head.title))
        self.language(head.lang)
        self.generator(GENERATOR)

    def entry_of(self, item: Item, content: str, type: str | None = None) -> Any:
        """The item as an entry at the end of the feed, with all that both formats say in the same way."""
        entry = _Entry()
        self.add_entry(entry, order="append")
        entry.id(item.id)
        entry.title(clean(item.title))
        entry.link(href=clean(item.url), rel="alternate", type="text/html", hreflang=item.lang)
        entry.category([{"term": clean(name)} for name in item.categories])
        entry.content(clean(content), type=type)
        entry.extras.add(*item.extras)
        return entry


class _Entry(FeedEntry):
    """An entry whose Atom links keep their attributes."""

    def atom_entry(self, extensions: bool = True) -> etree._Element:
        element = super().atom_entry(extensions)
        for node, link in zip(element.findall("link"), self.link(), strict=True):
            for name in _LINK_ATTRIBUTES:
                if link.get(name):
                    node.set(name, link[name])
        return element


class _Extras:
    """Elements that feedgen cannot write, in the order in which they were added."""

    def __init__(self) -> None:
        self.elements: list[Element] = []

    def add(self, *elements: Element) -> None:
        self.elements.extend(elements)


class _FeedExtras(_Extras, BaseExtension):
    """What stands beside the entries, and around the feed: namespaces, language, style sheet."""

    prefixes: Sequence[str]
    lang: str
    stylesheet: str

    def extend_ns(self) -> dict[str, str]:
        return {prefix: NAMESPACES[prefix] for prefix in self.prefixes}

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        feed.set(_XML_LANG, self.lang)  # RSS's <language> says nothing to browsers and screen readers
        return self._extend(feed, feed[0])

    def extend_atom(self, feed: etree._Element) -> etree._Element:
        return self._extend(feed, feed)

    def _extend(self, root: etree._Element, parent: etree._Element) -> etree._Element:
        if self.stylesheet:
            sheet = f'type="text/css" href="{escape(self.stylesheet)}"'
            root.addprevious(etree.ProcessingInstruction("xml-stylesheet", sheet))
        _append(parent, self.elements)
        return root


class _EntryExtras(_Extras, BaseEntryExtension):
    """What stands in an entry."""

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        _append(feed, self.elements)
        return feed

    extend_atom = extend_rss


def _append(parent: etree._Element, elements: Iterable[Element]) -> None:
    for element in elements:
        prefix, colon, name = element.name.rpartition(":")
        node = etree.SubElement(parent, f"{{{NAMESPACES[prefix]}}}{name}" if colon else name)
        for key, value in element.attributes:
            node.set(key, clean(value))
        node.text = clean(element.text) or None
        _append(node, element.children)


def _prefixes(head: FeedHead, items: Iterable[Item]) -> set[str]:
    """The prefixes that extra elements need."""
    extras = [*head.extras, *(element for item in items for element in item.extras)]
    found: set[str] = set()
    while extras:
        element = extras.pop()
        found.add(element.name.rpartition(":")[0])
        extras += element.children
    return found - {""}


def _attributes(link: HeadLink) -> dict[str, str]:
    stated = {"rel": link.rel, "href": clean(link.href), "type": link.type, "hreflang": link.hreflang}
    return {name: value for name, value in stated.items() if value}


def _atom_link(link: HeadLink) -> Element:
    return Element("atom:link", attributes=tuple(_attributes(link).items()))
