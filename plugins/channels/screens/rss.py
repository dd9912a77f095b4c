"""RSS 2.0 for machines that show titles, sentences and pictures, and no HTML.

https://www.rssboard.org/rss-specification
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime

from plugins.channels.shared.feed.values import Enclosure, FeedHead, clean, plain
from plugins.model.value import Value
from plugins.text.media_types import RSS

_ATOM = "http://www.w3.org/2005/Atom"


class Notice(Value, frozen=True):
    """An item in plain text; what is empty in it is left out."""

    guid: str
    title: str
    url: str
    published: datetime | None
    description: str = ""
    picture: Enclosure | None = None


def write_rss(head: FeedHead, address: str, notices: Sequence[Notice]) -> bytes:
    """The document; `address` is its own. Zones are numbers, since date masks of playout systems know no names."""
    from lxml import etree

    root = etree.Element("rss", version="2.0", nsmap={"atom": _ATOM})
    channel = etree.SubElement(root, "channel")

    def add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> None:
        etree.SubElement(parent, name, attributes).text = clean(text) or None

    add(channel, "title", plain(head.title))
    add(channel, "link", head.page)
    add(channel, "description", plain(head.description))
    add(channel, "language", head.lang)
    add(channel, f"{{{_ATOM}}}link", rel="self", href=address, type=RSS)
    dates = [notice.published for notice in notices if notice.published]
    if dates:
        add(channel, "lastBuildDate", format_datetime(max(dates)))
    for notice in notices:
        item = etree.SubElement(channel, "item")
        add(item, "title", plain(notice.title))
        add(item, "link", notice.url)
        if notice.description:
            add(item, "description", plain(notice.description))
        if notice.picture:
            file = notice.picture
            add(item, "enclosure", url=file.url, length=str(file.bytes), type=file.type)
        add(item, "guid", f"urn:uuid:{notice.guid}", isPermaLink="false")
        if notice.published:
            add(item, "pubDate", format_datetime(notice.published))
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return document
