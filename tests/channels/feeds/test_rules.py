"""What validators of feeds ask, asked of every document that the channel makes."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree

from plugins.channels.shared.feed.documents import style_of_feeds
from plugins.model.value import given

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RFC_822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
SCHEMAS = Path(os.environ.get("DIAVLOS_SCHEMAS") or Path(__file__).parents[4] / "shared" / "schemas")


def documents(published: Any, ending: str) -> Iterator[tuple[str, str, bytes]]:
    """The documents of a format: address, language, bytes."""
    found = [(path, data) for path, data in published.files.items() if path.endswith(ending)]
    assert len(found) > 10
    for path, data in found:
        yield f"https://diavlos.example/{path}", path.split("/")[1], data


def test_rss_follows_the_rules(published: Any) -> None:
    """One link, one self, ids that are no addresses, numeric time zones, the summary before the text."""
    for address, lang, data in documents(published, ".rss.xml"):
        root = etree.fromstring(data)
        channel = root[0]
        assert (root.tag, root.get("version"), root.get(XML_LANG)) == ("rss", "2.0", lang)
        assert len(channel.findall("title")) == len(channel.findall("link")) == 1
        assert channel.findtext("language") == lang
        assert channel.findtext("description")
        assert RFC_822.fullmatch(channel.findtext("lastBuildDate") or "")
        selves = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
        assert [(a.get("href"), a.get("type")) for a in selves] == [(address, "application/rss+xml")]
        guids = [guid.text for guid in channel.iter("guid")]
        assert len(set(guids)) == len(guids) > 0
        for item in channel.findall("item"):
            guid = item.find("guid")
            assert guid.get("isPermaLink") == "false"
            assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", guid.text)
            assert RFC_822.fullmatch(item.findtext("pubDate"))
            assert len(item.findall("enclosure")) <= 1
            tags = [child.tag for child in item]
            assert 0 <= tags.index("description") < tags.index(f"{CONTENT}encoded")
            assert "author" not in tags  # which must be an e-mail address
            assert item.findtext(f"{DC}creator")


def test_an_rss_summary_is_html(published: Any) -> None:
    """Readers take an item's description for HTML, so `<` and `&` of the plain summary are escaped in it."""
    items = etree.fromstring(published.files["feeds/el/news.rss.xml"]).iter("item")
    text = next(item.findtext("description") for item in items if "🌊" in item.findtext("title"))
    assert text == "Τι άλλαξε στο λιμάνι: λιγότερο &lt; περισσότερο &amp; όλα τα «ναι»."


def test_atom_follows_the_rules(published: Any) -> None:
    """Ids, dates, authors; one self; no two alternates of one type and language; complete enclosures."""
    enclosures = 0
    for address, lang, data in documents(published, ".atom.xml"):
        feed = etree.fromstring(data)
        assert (feed.tag, feed.get(XML_LANG)) == (f"{ATOM}feed", lang)
        assert feed.findtext(f"{ATOM}id") == address
        assert feed.findtext(f"{ATOM}author/{ATOM}name")
        selves = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
        assert [(a.get("href"), a.get("type")) for a in selves] == [(address, "application/atom+xml")]
        for element in [feed, *feed.findall(f"{ATOM}entry")]:
            assert RFC_3339.fullmatch(element.findtext(f"{ATOM}updated"))
            links = element.findall(f"{ATOM}link")
            alternates = [(a.get("type"), a.get("hreflang")) for a in links if a.get("rel") == "alternate"]
            assert len(set(alternates)) == len(alternates) > 0
            assert ("text/html", lang) in alternates
            files = [link for link in links if link.get("rel") == "enclosure"]
            assert all(link.get("type") and int(link.get("length")) > 0 for link in files)
            enclosures += len(files)
        for entry in feed.findall(f"{ATOM}entry"):
            assert entry.findtext(f"{ATOM}id").startswith("urn:uuid:")
            assert entry.find(f"{ATOM}content").get("type") == "html"
            assert entry.find(f"{ATOM}summary").get("type", "text") == "text"
            published_at = entry.findtext(f"{ATOM}published")
            assert RFC_3339.fullmatch(published_at)
            assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) >= datetime.fromisoformat(published_at)
    assert enclosures > 3


def test_atom_has_no_foreign_prefix(published: Any) -> None:
    """Atom is the default namespace of its documents, since some readers know no prefixes."""
    for _, _, data in documents(published, ".atom.xml"):
        assert b"<feed " in data
        assert not re.search(rb"<\w+:", data)


def test_json_feeds_follow_their_schema(published: Any) -> None:
    """JSON Feed 1.1, by its schema, with dates in RFC 3339."""
    path = SCHEMAS / "jsonfeed-1.1.schema.json"
    if not path.is_file():
        pytest.skip(f"{path} is not there; DIAVLOS_SCHEMAS names the folder")
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.validators.validator_for({})(json.loads(path.read_text(encoding="utf-8")))
    for address, lang, data in documents(published, ".json"):
        feed = json.loads(data)
        assert not list(validator.iter_errors(feed)), address
        assert (feed["feed_url"], feed["language"]) == (address, lang)
        assert all(RFC_3339.fullmatch(item["date_published"]) for item in feed["items"])


def test_a_json_item_is_complete(published: Any) -> None:
    """An episode in full: picture, recording, its seconds."""
    item = json.loads(published.files["feeds/el/show.json"])["items"][0]
    files = "https://diavlos.example/files/shows/bulletin"
    assert item["image"] == f"{files}/studio.jpg"
    audio, image = item["attachments"]
    assert audio == {
        "url": f"{files}/first.el.opus",
        "mime_type": "audio/ogg",
        "size_in_bytes": 4321,
        "duration_in_seconds": 3723,
    }
    assert "duration_in_seconds" not in image
    assert (item["summary"], item["content_html"]) == ("Για το λιμάνι.", "<p>Ακούστε την.</p>")


class _Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("href", "src", "cite", "poster")]


def addresses_of(html: str) -> list[str]:
    parser = _Addresses()
    parser.feed(html)
    return parser.found


def test_bodies_name_no_relative_address(published: Any) -> None:
    """What leaves the site works outside of it: links, anchors, images, footnotes."""
    seen = []
    for _, _, data in documents(published, ".json"):
        for item in json.loads(data)["items"]:
            for address in addresses_of(item["content_html"]):
                assert urlsplit(address).scheme in ("https", "mailto"), address
                seen.append(address)
    for wanted in (
        "https://diavlos.example/odigoi/fortosi/",
        "https://diavlos.example/en/guides/loading/",
        "https://diavlos.example/files/documents/statute.pdf",
        "https://diavlos.example/files/news/cover.png",
        "https://diavlos.example/nea/limani/#arxi",
        "https://diavlos.example/nea/",
        "https://example.org/a?b=1&c=2#d",
        "mailto:nea@example.org?subject=a&body=b",
    ):
        assert wanted in seen


def test_a_site_below_a_path(content: Path, publish_site: Callable[..., Any]) -> None:
    """Where the site lives below a path, every address does, the style sheet's too."""
    files = publish_site(content, url="https://union.example/diavlos").files
    for data in files.values():
        assert b"https://union.example/nea" not in data
        assert b"diavlos.example" not in data
    rss = files["feeds/el/all.rss.xml"].decode()
    assert 'href="/diavlos/feeds/feed.css"' in rss
    assert "https://union.example/diavlos/odigoi/fortosi/" in rss


def test_the_newest_item_dates_the_feed(published: Any) -> None:
    """Never the clock, and never earlier than what it holds."""
    for _, _, data in documents(published, ".rss.xml"):
        channel = etree.fromstring(data)[0]
        built = parsedate_to_datetime(channel.findtext("lastBuildDate"))
        assert built >= max(parsedate_to_datetime(node.text) for node in channel.iter("pubDate"))
    news = etree.fromstring(published.files["feeds/en/news.rss.xml"])[0]
    assert news.findtext("lastBuildDate") == "Sat, 28 Mar 2026 00:00:00 +0200"  # `updated` of the one item
    assert news.findtext("item/pubDate") == "Wed, 25 Mar 2026 18:30:00 +0200"


@pytest.mark.parametrize("format", ["rss.xml", "atom.xml"])
def test_feeds_name_the_other_language(published: Any, format: str) -> None:
    """A feed that both languages have names its counterpart by hreflang; one that is alone names none."""
    type = "application/rss+xml" if format == "rss.xml" else "application/atom+xml"

    def counterparts(path: str) -> list[tuple[str | None, str | None]]:
        links = etree.fromstring(published.files[f"{path}.{format}"]).iter(f"{ATOM}link")
        stated = [(a.get("type"), a.get("hreflang"), a.get("href")) for a in links]
        return [(lang, href) for kind, lang, href in stated if kind == type and lang]

    assert counterparts("feeds/el/tag-harbours") == [("en", f"https://diavlos.example/feeds/en/tag-harbours.{format}")]
    assert counterparts("feeds/en/all") == [("el", f"https://diavlos.example/feeds/el/all.{format}")]
    assert counterparts("feeds/el/tag-rebetiko") == []


def test_people_who_open_a_feed_see_it_styled(published: Any) -> None:
    """Every XML feed names the style sheet before its root, and the web publishes the sheet."""
    sheet = style_of_feeds()
    css = sheet.make(published.resources, *given(sheet.inputs))
    assert sheet.path == "feeds/feed.css" and isinstance(css, bytes)
    text = css.decode()
    assert "Αυτή είναι μια ροή" in text and "This is a feed" in text
    for ending in (".rss.xml", ".atom.xml"):
        for _, _, data in documents(published, ending):
            sheet = etree.fromstring(data).getprevious()
            assert (sheet.target, sheet.get("type"), sheet.get("href")) == (
                "xml-stylesheet",
                "text/css",
                "/feeds/feed.css",
            )


@pytest.mark.parametrize("lang", ["el", "en"])
def test_opml_lists_the_feeds_of_its_language(published: Any, lang: str) -> None:
    """Each feed once, with its address, its page and a title."""
    root = etree.fromstring(published.files[f"feeds/{lang}/feeds.opml"])
    outlines = root.findall("body/outline")
    feeds = published.editions[lang].feeds
    wanted = {f"https://diavlos.example/feeds/{lang}/{feed.what}.rss.xml" for feed in feeds}
    assert {outline.get("xmlUrl") for outline in outlines} == wanted
    assert len(outlines) == len(wanted)
    for outline in outlines:
        channel = etree.fromstring(published.files[urlsplit(outline.get("xmlUrl")).path.lstrip("/")])[0]
        assert outline.get("text") == channel.findtext("title")
        assert outline.get("htmlUrl") == channel.findtext("link")
        assert (outline.get("type"), outline.get("language")) == ("rss", lang)
