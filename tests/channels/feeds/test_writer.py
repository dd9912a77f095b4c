"""The writer alone: feedgen's faults, mended, and elements of other namespaces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from io import BytesIO

import feedparser
import podcastparser
import pytest
from lxml import etree, html
from msgspec.structs import replace

from plugins.channels.shared.feed.values import Element, Enclosure, FeedHead, HeadLink, Item, clean, plain
from plugins.channels.shared.feed.writer import NAMESPACES, write_atom, write_rss
from plugins.model.document import Body

ATOM = f"{{{NAMESPACES['atom']}}}"
MOMENT = datetime(2026, 3, 25, 18, 30, tzinfo=UTC)
HEAD = FeedHead("Εκπομπή", "Περιγραφή", "el", "https://a.example/s/", "Ένωση", "/feeds/feed.css")
SELF = HeadLink("self", "https://a.example/s.xml", "application/rss+xml")
ITEM = Item(
    guid="5a8bde33-595e-5d26-ad9f-257b86c80392",
    title="Τίτλος",
    url="https://a.example/s/1/",
    summary="Περίληψη",
    body=Body(""),
    links=(),
    published=MOMENT,
    updated=MOMENT,
    lang="el",
    categories=("Ένα", "Δύο"),
    authors=("Α", "Β"),
    enclosures=(
        Enclosure("https://a.example/1.mp3", 10, "audio/mpeg", "el", 60),
        Enclosure("https://a.example/1.png", 20, "image/png"),
    ),
)
Write = Callable[..., bytes]


def written(write: Write, head: FeedHead = HEAD, *items: Item, content: str = "<p>α</p>") -> etree._Element:
    items = items or (ITEM,)
    return etree.fromstring(write(head, (SELF,), items, [content] * len(items)))


def test_items_keep_their_order() -> None:
    """feedgen puts the last one added first."""
    items = [replace(ITEM, guid=f"{n}", title=f"Νέο {n}") for n in range(3)]
    rss, atom = written(write_rss, HEAD, *items), written(write_atom, HEAD, *items)
    assert [node.text for node in rss.findall("channel/item/title")] == ["Νέο 0", "Νέο 1", "Νέο 2"]
    assert [node.text for node in atom.findall(f"{ATOM}entry/{ATOM}title")] == ["Νέο 0", "Νέο 1", "Νέο 2"]


def test_the_link_of_rss_is_the_page() -> None:
    """feedgen takes the last link added, whatever its rel, and writes no atom:link but self."""
    hub = HeadLink("hub", "https://hub.example/")
    channel = etree.fromstring(write_rss(HEAD, (SELF, hub), (ITEM,), ["α"]))[0]
    assert [node.text for node in channel.findall("link")] == ["https://a.example/s/"]
    assert [node.get("rel") for node in channel.findall(f"{ATOM}link")] == ["self", "hub"]


def test_atom_links_keep_their_attributes() -> None:
    """feedgen writes href alone, so that an enclosure is taken for the entry's page."""
    links = written(write_atom).findall(f"{ATOM}entry/{ATOM}link")
    assert [dict(link.attrib) for link in links] == [
        {"href": "https://a.example/s/1/", "rel": "alternate", "type": "text/html", "hreflang": "el"},
        {
            "href": "https://a.example/1.mp3",
            "rel": "enclosure",
            "type": "audio/mpeg",
            "hreflang": "el",
            "length": "10",
        },
        {"href": "https://a.example/1.png", "rel": "enclosure", "type": "image/png", "length": "20"},
    ]


@pytest.mark.parametrize("write", [write_rss, write_atom])
def test_characters_that_xml_cannot_hold_are_left_out(write: Write) -> None:
    """One control character in one post must not stop the channel."""
    dirty = "α\x00\x0b\x1f\ufffe\ud800β\t🌊"
    head = replace(HEAD, title=dirty, description=dirty, author=dirty)
    item = replace(ITEM, title=dirty, summary=dirty, categories=(dirty,), authors=(dirty,))
    root = written(write, head, item, content=dirty)
    assert clean(dirty) == "αβ\t🌊"
    assert [node.text for node in root.iter("{*}title")] == ["αβ\t🌊"] * 2
    assert "αβ\t🌊" in etree.tostring(root, encoding="unicode")


@pytest.mark.parametrize("write", [write_rss, write_atom])
@pytest.mark.parametrize("text", ["]]>", "<![CDATA[α]]>", "&nbsp;&amp;lt;", "<p>«α» & 'β' \"γ\"</p>\n"])
def test_texts_come_back_as_they_were(write: Write, text: str) -> None:
    """Markup, entities and CDATA marks are text to the feed; see below for what RSS makes of such a title."""
    root = written(write, HEAD, replace(ITEM, title=text.strip()), content=text)
    tag = "{http://purl.org/rss/1.0/modules/content/}encoded" if write is write_rss else f"{ATOM}content"
    assert next(root.iter(tag)).text == text
    title = plain(text.strip()) if write is write_rss else text.strip()
    assert [node.text for node in root.iter("{*}title")][1] == title


HOSTILE = {
    "<img src=x onerror=alert(1)>": "‹img src=x onerror=alert(1)›",
    "&lt;script&gt;alert(1)&lt;/script&gt;": "＆lt;script＆gt;alert(1)＆lt;/script＆gt;",
    "&#60;svg/onload=alert(1)&#x3e;": "＆#60;svg/onload=alert(1)＆#x3e;",
    "<<script>alert(1)</script": "<‹script›alert(1)‹/script",
    "&LTimg src=x&gt": "＆LTimg src=x＆gt",
    "<!--α--> <?php ?>": "‹!--α--› ‹?php ?›",
    "5 < 6 & 7 > 3, R&D, Α & Β; <3": "5 < 6 & 7 > 3, R&D, Α & Β; <3",
}


@pytest.mark.parametrize(("written", "read"), HOSTILE.items())
def test_what_looks_like_markup_is_written_with_like_signs(written: str, read: str) -> None:
    assert plain(written) == read


def elements_of(text: str) -> list[str]:
    """The elements that a reader has which takes a text for HTML, be it once or twice decoded."""
    found = []
    for taken in (text, unescape(text), unescape(unescape(text))):
        found += [node.tag for node in html.fragment_fromstring(taken, create_parent="div").iterdescendants()]
    return found


def texts_of(channel: etree._Element) -> Iterator[str]:
    """All plain text of a feed: elements and attributes, but the two that hold HTML by their definition."""
    for node in channel.iter():
        inside = node.tag == "description" and node.getparent().tag == "item"
        if node.text and not inside and not str(node.tag).endswith("encoded"):
            yield node.text
        yield from node.attrib.values()


@pytest.mark.parametrize("text", HOSTILE)
def test_plain_text_of_rss_is_no_html(text: str) -> None:
    """Titles, categories, names, and what stands in elements of other namespaces; addresses stay as they are."""
    chapter = Element("psc:chapter", "", (("start", "00:00:00"), ("title", text)))
    person = Element("podcast:person", text, (("href", "https://a.example/?a=1&lt;=2"),))
    extras = (person, Element("psc:chapters", children=(chapter,)), Element("itunes:author", text))
    item = replace(ITEM, title=text, summary=text, categories=(text,), authors=(text,), extras=extras)
    head = replace(HEAD, title=text, description=text, extras=(Element("copyright", text),))
    data = write_rss(head, (SELF,), (item,), ["<p>α</p>"])
    root = etree.fromstring(data)

    assert [elements_of(said) for said in texts_of(root) if elements_of(said)] == []
    assert root.find(".//{*}person").get("href") == "https://a.example/?a=1&lt;=2"
    found = feedparser.parse(data, sanitize_html=False)
    assert elements_of(found.feed.title) == elements_of(found.entries[0].title) == []
    assert [elements_of(tag.term) for tag in found.entries[0].tags] == [[]]
    assert elements_of(podcastparser.parse("https://a.example/s.xml", BytesIO(data))["episodes"][0]["title"]) == []


def test_dates_are_written_in_their_own_zone() -> None:
    """RFC 822 with English names and a numeric zone in RSS, RFC 3339 in Atom."""
    item = replace(ITEM, updated=datetime(2026, 4, 1, tzinfo=UTC))
    channel = written(write_rss, HEAD, item)[0]
    assert channel.findtext("item/pubDate") == "Wed, 25 Mar 2026 18:30:00 +0000"
    assert channel.findtext("lastBuildDate") == "Wed, 01 Apr 2026 00:00:00 +0000"
    atom = written(write_atom, HEAD, item)
    assert atom.findtext(f"{ATOM}updated") == "2026-04-01T00:00:00+00:00"
    assert atom.findtext(f"{ATOM}entry/{ATOM}published") == "2026-03-25T18:30:00+00:00"


def test_a_podcast_can_say_all_it_needs() -> None:
    """Elements of other namespaces, with attributes and children, under their usual prefixes."""
    category = Element("itunes:category", "", (("text", "News"),), (Element("itunes:category"),))
    head = replace(HEAD, extras=(Element("itunes:explicit", "false"), category, Element("ttl", "60")))
    transcript = Element("podcast:transcript", attributes=(("url", "https://a.example/1.vtt"),))
    data = write_rss(head, (SELF,), (replace(ITEM, extras=(transcript,)),), ["α"])
    root = etree.fromstring(data)
    names = {"itunes": NAMESPACES["itunes"], "podcast": NAMESPACES["podcast"]}
    assert root.nsmap.items() >= names.items()
    assert root.findtext("channel/itunes:explicit", namespaces=names) == "false"
    assert root.find("channel/itunes:category", names).get("text") == "News"
    assert root.find("channel/itunes:category/itunes:category", names) is not None
    assert root.findtext("channel/ttl") == "60"
    assert root.find("channel/item/podcast:transcript", names).get("url") == "https://a.example/1.vtt"


def test_only_needed_namespaces_are_declared() -> None:
    """A namespace that nothing uses is noise in every feed."""
    assert "itunes" not in written(write_rss).nsmap
    assert set(written(write_atom).nsmap) == {None}


def test_documents_of_one_feed_share_its_id() -> None:
    """An archive has the id of the current document, as in RFC 5005's example."""
    links = (HeadLink("self", "https://a.example/s-archive-1.xml"), HeadLink("current", "https://a.example/s.xml"))
    feed = etree.fromstring(write_atom(HEAD, links, (ITEM,), ["α"]))
    assert feed.findtext(f"{ATOM}id") == "https://a.example/s.xml"


def test_a_feed_without_style_sheet_names_none() -> None:
    """As a feed that people never open has none."""
    assert b"xml-stylesheet" not in write_rss(replace(HEAD, stylesheet=""), (SELF,), (ITEM,), ["α"])
