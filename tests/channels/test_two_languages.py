"""What one text says in two languages, and what others make of it: names, titles, places and old addresses."""

from __future__ import annotations

import json
import re
import shutil
from typing import Any
from urllib.parse import unquote

import feedparser
import pytest
from lxml import etree, html

from plugins.channels.shared.transcripts import as_html
from tests.conftest import ROOT, SmallSite

BASE = "https://trial.example"
TITLE = '"Το <img src=x onerror=alert(1)> & το &lt;script&gt;"'


def changed(site: SmallSite, name: str, *lines: str, body: str = "") -> None:
    """State these lines in a file's front matter, in place of those of their names."""
    text = (site.content / name).read_text(encoding="utf-8")
    for line in lines:
        text = re.sub(rf"^{line.partition(':')[0]}:.*\n", "", text, flags=re.MULTILINE)
        text = text.replace("---\n", f"---\n{line}\n", 1)
    site.write(name, text + body)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """A small site with what has gone wrong elsewhere."""
    site = SmallSite(tmp_path_factory.mktemp("words"))
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", site.content)
    changed(
        site,
        "news/harbour.el.md",
        f"title: {TITLE}",
        "slug: limani",
        "author: [Γραφείο Τύπου, {el: Μαρία, en: Maria}]",
        "aliases: [/%CF%80%CE%B1%CE%BB%CE%B9%CE%AC/λιμάνι/]",
        body='\n<video src="pier.mp4" poster="seal.png"></video>\n',
    )
    (site.content / "news" / "pier.mp4").write_bytes(b"1")
    changed(site, "news/declaration.el.md", "author: {el: Γραμματεία, en: Secretariat}")
    changed(site, "events/fair.el.md", "place: Διαδικτυακά (Zoom)")
    changed(site, "volunteering/kitchen.el.md", "remote: true", "place: εξ αποστάσεως ή στη Λαμία, τα πρωινά")
    site.build("--site-url", BASE)
    return site


def nodes(site: SmallSite, path: str) -> dict[str, dict[str, Any]]:
    tree = html.fromstring((site.output / path).read_bytes())
    graph = json.loads(tree.xpath('//script[@type="application/ld+json"]')[0].text)["@graph"]
    return {node["@type"]: node for node in graph}


def english(site: SmallSite) -> str:
    """The path of the English page of the news."""
    return next(path.relative_to(site.output).as_posix() for path in site.output.glob("en/news/*harbour*/index.html"))


def test_a_foreign_name_says_its_language(built: SmallSite) -> None:
    """On the page; what both languages state is in each its own."""
    meta = html.fromstring((built.output / english(built)).read_bytes()).xpath('//header//p[@class="meta"]')[0]
    assert [(node.text, node.get("lang")) for node in meta.xpath(".//span[@lang]")] == [("Γραφείο Τύπου", "el")]
    assert "Maria" in meta.text_content() and "Μαρία" not in meta.text_content()
    greek = html.fromstring((built.output / "nea/limani/index.html").read_bytes()).xpath('//header//p[@class="meta"]')
    assert "Γραφείο Τύπου και Μαρία" in " ".join(greek[0].text_content().split())
    assert not greek[0].xpath(".//span[@lang]")


def test_machines_get_the_name_in_their_language(built: SmallSite) -> None:
    """Feeds, linked data and the newsroom."""
    wanted = ["Γραφείο Τύπου", "Maria"]
    assert [author["name"] for author in nodes(built, english(built))["NewsArticle"]["author"]] == wanted
    story = json.loads((built.output / "newsroom/en/news/harbour.json").read_text(encoding="utf-8"))
    assert story["by"] == ", ".join(wanted)
    items = json.loads((built.output / "feeds/en/all.json").read_text(encoding="utf-8"))["items"]
    assert wanted in [[author["name"] for author in item["authors"]] for item in items]


def test_no_feed_holds_markup_where_text_is_meant(built: SmallSite) -> None:
    """Of any channel: what a reader takes for HTML has no element in it."""
    count = 0
    for path in built.output.rglob("*.xml"):
        root = etree.parse(path).getroot()
        if root.tag != "rss":
            continue
        for node in root.iter("title", "category", "{*}creator", "{*}title", "{*}text"):
            text = node.text or ""
            if "onerror" in text:
                count += 1
                assert "‹img src=x onerror=alert(1)›" in text and "＆lt;script＆gt;" in text, path
            assert not html.fragment_fromstring(text, create_parent="div").xpath(".//*"), (path, text)
        assert not any("<img" in entry.title for entry in feedparser.parse(path.read_bytes()).entries), path
    assert count > 3


def test_what_is_no_place_is_none(built: SmallSite) -> None:
    """An event on the net has an address there; a call from afar says where it may be done, and its town."""
    path = next(built.output.glob("ekdiloseis/*/index.html")).relative_to(built.output).as_posix()
    event = nodes(built, path)["Event"]
    assert event["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"
    assert event["location"] == {"@type": "VirtualLocation", "url": f"{BASE}/{path.removesuffix('index.html')}"}
    call = next(built.output.glob("ethelontismos/*/index.html")).relative_to(built.output).as_posix()
    posting = nodes(built, call)["JobPosting"]
    assert posting["jobLocationType"] == "TELECOMMUTE"
    assert posting["applicantLocationRequirements"] == {"@type": "Country", "name": "Ελλάδα"}
    assert posting["jobLocation"]["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Λαμία",
        "addressCountry": "GR",
    }


def test_a_video_in_a_text_is_told(built: SmallSite) -> None:
    """With its own poster, and the day on which the text came out."""
    video = nodes(built, "nea/limani/index.html")["VideoObject"]
    assert video["contentUrl"] == f"{BASE}/files/news/pier.mp4"
    assert video["thumbnailUrl"] == f"{BASE}/files/news/seal.png"
    assert video["uploadDate"].startswith("2026-03-25")


def test_a_greek_address_leads_on(built: SmallSite) -> None:
    """From a folder of that name, and by the rules."""
    page = (built.output / "παλιά" / "λιμάνι" / "index.html").read_text(encoding="utf-8")
    assert 'content="0; url=/nea/limani/"' in page
    rules = (built.output / "_redirects").read_text(encoding="utf-8").split("\n")
    assert {unquote(rule.split()[0]) for rule in rules if "limani" in rule} >= {"/παλιά/λιμάνι/"}


@pytest.mark.parametrize(
    ("title", "lang", "mark"),
    [("Λιμάνι", "el", ""), ("Λιμάνι", "en", ' lang="el"'), ("Harbour", "el", ' lang="en"'), ("Harbour", "en", "")],
)
def test_captions_in_another_language_mark_their_title(title: str, lang: str, mark: str) -> None:
    """A transcript as a page."""
    page = as_html((), lang, title)
    assert f'<html lang="{lang}">' in page and f"<h1{mark}>{title}</h1>" in page and f"<title{mark}>" in page
