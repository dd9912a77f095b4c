"""The bytes of each sort of document: the pure functions that the artifacts of this channel name."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from plugins.channels.resources import Resources
from plugins.channels.shared.feed.values import Enclosure, FeedHead, HeadLink, Item, clean, plain
from plugins.model.artifact import Artifact
from plugins.model.document import join_segments
from plugins.model.value import Value
from plugins.text.media_types import ATOM, JSON_FEED, RSS

STYLESHEET = "feeds/feed.css"
_CSS = Path(__file__).with_name("feed.css")
JSON_FEED_VERSION = "https://jsonfeed.org/version/1.1"


class Outline(Value, frozen=True):
    """A feed as a list of subscriptions names it, with absolute addresses."""

    title: str
    description: str
    feed: str
    page: str


def rss(resources: Resources, head: FeedHead, items: tuple[Item, ...], links: tuple[HeadLink, ...]) -> bytes:
    """RSS 2.0 (https://www.rssboard.org/rss-specification)."""
    from plugins.channels.shared.feed.writer import write_rss  # feedgen takes 25 ms to import: most builds make no feed

    return write_rss(head, links, _marked(resources, items), _contents(resources, items))


def atom(resources: Resources, head: FeedHead, items: tuple[Item, ...], links: tuple[HeadLink, ...]) -> bytes:
    """Atom 1.0 (https://www.rfc-editor.org/rfc/rfc4287)."""
    from plugins.channels.shared.feed.writer import write_atom

    return write_atom(head, links, _marked(resources, items), _contents(resources, items))


def json_feed(resources: Resources, head: FeedHead, items: tuple[Item, ...], links: tuple[HeadLink, ...]) -> bytes:
    """JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    return json_document(head, _marked(resources, items), links, _contents(resources, items))


def json_document(head: FeedHead, items: Sequence[Item], links: Sequence[HeadLink], contents: Sequence[str]) -> bytes:
    """Return JSON Feed 1.1 of items whose HTML is given."""
    hubs = [{"type": "WebSub", "url": link.href} for link in links if link.rel == "hub"]
    feed = {
        "version": JSON_FEED_VERSION,
        "title": clean(head.title),
        "home_page_url": head.page,
        "feed_url": next(link.href for link in links if link.rel == "self"),
        "description": clean(head.description),
        "authors": [{"name": clean(head.author), "url": head.page}],
        "language": head.lang,
        **({"hubs": hubs} if hubs else {}),
        "items": [_json_item(item, html) for item, html in zip(items, contents, strict=True)],
    }
    return json.dumps(feed, ensure_ascii=False).encode() + b"\n"


def _json_item(item: Item, html: str) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": item.id,
        "url": item.url,
        "title": clean(item.title),
        "content_html": clean(html),
        "summary": clean(item.summary),
        "date_published": item.published.isoformat(),
        "date_modified": item.updated.isoformat(),
        "authors": [{"name": clean(name)} for name in item.authors],
        "tags": [clean(name) for name in item.categories],
        "language": item.lang,
    }
    if item.image:
        values["image"] = item.image
    if item.enclosures:
        values["attachments"] = [_attachment(file) for file in item.enclosures]
    return values


def _attachment(file: Enclosure) -> dict[str, Any]:
    values = {"url": file.url, "mime_type": file.type, "size_in_bytes": file.bytes}
    return {**values, "duration_in_seconds": file.seconds} if file.seconds else values


def _marked(resources: Resources, items: Sequence[Item]) -> tuple[Item, ...]:
    """The items, urgent ones with that word as their first category."""
    return tuple(
        replace(item, categories=(resources.catalogues[item.lang].gettext("Urgent"), *item.categories))
        if item.urgent
        else item
        for item in items
    )


def _contents(resources: Resources, items: Sequence[Item]) -> list[str]:
    """The HTML of the items, in their order."""
    return [_content(resources, item) for item in items]


def _content(resources: Resources, item: Item) -> str:
    content = join_segments(resources.segments[item.body.sha256], item.links)
    if item.demo:
        content += f"\n<p><small>{escape(resources.catalogues[item.lang].gettext('Demonstration content'))}</small></p>"
    return content


def opml(resources: Resources, title: str, lang: str, outlines: tuple[Outline, ...]) -> bytes:
    """A list of subscriptions that readers import (http://opml.org/spec2.opml)."""
    from lxml import etree

    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = clean(title)
    body = etree.SubElement(root, "body")
    for outline in outlines:
        etree.SubElement(
            body,
            "outline",
            text=plain(clean(outline.title)),  # which readers may take for HTML
            title=plain(clean(outline.title)),
            description=plain(clean(outline.description)),
            type="rss",  # of Atom as well, says the specification
            xmlUrl=outline.feed,
            htmlUrl=outline.page,
            language=lang,
        )
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return document


def stylesheet(resources: Resources, text: str) -> bytes:
    """The CSS that shows a feed to people."""
    return text.encode()


def style_of_feeds() -> Artifact:
    """The style sheet that all feeds name."""
    return Artifact(STYLESHEET, stylesheet, (_CSS.read_text(encoding="utf-8"),), "web")


MakeFeed = Callable[[Resources, FeedHead, tuple[Item, ...], tuple[HeadLink, ...]], bytes]

# Ending of the address → what makes the document, and its media type.
FORMATS: dict[str, tuple[MakeFeed, str]] = {
    "rss.xml": (rss, RSS),
    "xml": (rss, RSS),
    "atom.xml": (atom, ATOM),
    "json": (json_feed, JSON_FEED),
}


def archive_path(path: str, number: int) -> str:
    """feeds/el/all.rss.xml → feeds/el/all-archive-1.rss.xml, whatever the address of feeds is like."""
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.partition(".")
    return f"{folder}{slash}{stem}-archive-{number}{dot}{ending}"
