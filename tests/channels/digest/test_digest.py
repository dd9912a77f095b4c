"""Digests: weeks that are over, as a feed, pages and letters that a mailing tool can send."""

from __future__ import annotations

import json
import re
import uuid
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
import pytest
from lxml import etree, html

from plugins.channels.digest.letter import span
from plugins.text.weeks import end_of_week, monday_of, name_of_week
from tests.conftest import SmallSite, tree_of

ATHENS = ZoneInfo("Europe/Athens")
SITE = "https://diavlos.example/"
MONDAY = "2026-11-23T00:00"


@pytest.mark.parametrize(
    ("moment", "monday", "name"),
    [
        ("2026-11-22T23:59:59+02:00", date(2026, 11, 16), "2026-w47"),
        ("2026-11-22T22:00:00+00:00", date(2026, 11, 23), "2026-w48"),  # midnight in Athens
        ("2026-10-25T23:30:00+02:00", date(2026, 10, 19), "2026-w43"),  # the day on which the clocks change
        ("2027-01-03T12:00:00+02:00", date(2026, 12, 28), "2026-w53"),
        ("2027-01-04T12:00:00+02:00", date(2027, 1, 4), "2027-w01"),
    ],
)
def test_weeks_are_those_of_the_calendar_in_athens(moment: str, monday: date, name: str) -> None:
    """ISO 8601: from Monday, and the first one of a year has its first Thursday."""
    found = monday_of(datetime.fromisoformat(moment), ATHENS)
    assert (found, name_of_week(found)) == (monday, name)
    assert end_of_week(found, ATHENS) > datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    ("first", "last", "greek", "english"),
    [
        ("2026-11-16", "2026-11-22", "16–22 Νοεμβρίου 2026", "16–22 November 2026"),
        ("2026-09-28", "2026-10-04", "28 Σεπτεμβρίου – 4 Οκτωβρίου 2026", "28 September – 4 October 2026"),
        ("2026-12-28", "2027-01-03", "28 Δεκεμβρίου 2026 – 3 Ιανουαρίου 2027", "28 December 2026 – 3 January 2027"),
    ],
)
def test_week_in_words(first: str, last: str, greek: str, english: str) -> None:
    """The month and the year once where they are the same, in the genitive."""
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert (span(*days, "el_GR"), span(*days, "en_GB")) == (greek, english)


def letters(site: SmallSite, ending: str) -> list[Path]:
    return sorted(site.output.glob(f"digest/*/*.{ending}"))


def news(site: SmallSite, name: str, moment: str, title: str = "", summary: str = "Δοκιμή") -> None:
    """A text that came out at the moment; no slate is drawn of it, which would take longer than all else here."""
    site.write(
        f"news/{name}.el.md",
        f"---\nid: {uuid.uuid5(uuid.NAMESPACE_OID, name)}\ntitle: {title or name}\n"
        f"summary: {summary}\nslug: {name}\ndate: {moment}\naxes: [culture]\nslate: false\n---\nΚείμενο.\n",
    )


def built(site: SmallSite, now: str) -> Any:
    site.build("--now", now, "--report", str(site.folder / "report.json"))
    return json.loads((site.folder / "report.json").read_text(encoding="utf-8"))


def test_week_is_told_when_it_is_over(small_site: SmallSite) -> None:
    """Not before; the report names the moment; what comes out later changes nothing of it."""
    news(small_site, "sunday", "2026-11-22 23:30")
    news(small_site, "monday", "2026-11-23 00:00")
    before = built(small_site, "2026-11-22T23:45")
    assert before["next_change_at"] == "2026-11-23T00:00:00+02:00"
    assert not (small_site.output / "digest/el/2026-w47.txt").exists()

    built(small_site, MONDAY)
    letter = small_site.output / "digest/el/2026-w47.txt"
    said = letter.read_text(encoding="utf-8")
    assert "sunday" in said and "monday" not in said
    assert (small_site.output / "digest/el/latest.txt").read_bytes() == letter.read_bytes()
    feed = feedparser.parse((small_site.output / "feeds/el/digest.rss.xml").read_bytes())
    assert feed.entries[0].published == "Mon, 23 Nov 2026 00:00:00 +0200"

    news(small_site, "later", "2026-11-24 10:00")
    built(small_site, "2026-11-26T12:00")
    assert letter.read_text(encoding="utf-8") == said


def test_digests_of_an_incremental_build_are_those_of_a_clean_one(small_site: SmallSite) -> None:
    """After an edit of a text alone, and after one of its title."""
    news(small_site, "boat", "2026-11-18 10:00")
    built(small_site, MONDAY)
    path = small_site.content / "news/boat.el.md"
    for old, new in (("Κείμενο.", "Άλλο κείμενο."), ("title: boat", "title: Βάρκα")):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        built(small_site, MONDAY)
        clean = small_site.afresh("--now", MONDAY)
        assert tree_of(small_site.output) == tree_of(clean.output)
    assert "Βάρκα" in (small_site.output / "digest/el/latest.txt").read_text(encoding="utf-8")


def test_letter_of_a_full_week_is_shown_whole(small_site: SmallSite) -> None:
    """However much came out, it stays below 100 kB (Gmail cuts at 102), and counts what it leaves to the page."""
    for number in range(40):
        news(small_site, f"n{number:02}", "2026-11-18 10:00", f"{number:02}{'ώ' * 198}", "ώ" * 400)
    built(small_site, MONDAY)
    data = (small_site.output / "digest/el/latest.html").read_bytes()

    assert 50_000 < len(data) < 90_000, "which leaves room for eight events with their places"
    told = len(html.fromstring(data).xpath("//td/p/a[contains(@href, '/nea/')]"))
    for said in (data.decode(), (small_site.output / "digest/el/latest.txt").read_text(encoding="utf-8")):
        left = re.search(r"και (\d+) ακόμη", said)
        assert left and told + int(left[1]) >= 40


def test_letters_fetch_nothing_and_need_no_style_sheet(real_site: SmallSite) -> None:
    """Tables for the layout, styles inline, absolute links to pages that are there."""
    assert len(letters(real_site, "html")) > 10
    for path in letters(real_site, "html"):
        page = html.fromstring(path.read_bytes())
        assert page.xpath("//script | //style | //link | //img | //form") == []
        assert all(table.get("role") == "presentation" for table in page.xpath("//table"))
        assert page.xpath("//table[contains(@style, 'max-width:600px')]")
        assert page.get("lang") == path.parent.name
        for link in page.xpath("//a"):
            assert link.get("style")
            if not link.get("href").startswith("mailto:"):
                assert (real_site.output / link.get("href").removeprefix(SITE) / "index.html").is_file()


def test_plain_letters_say_the_same(real_site: SmallSite) -> None:
    """Every title and address of the HTML letter; lines fit any mail program, but for addresses."""
    for path in letters(real_site, "txt"):
        said = path.read_text(encoding="utf-8")
        page = html.fromstring(path.with_suffix(".html").read_bytes())
        joined = " ".join(said.split())
        for link in page.xpath("//td//p/a[starts-with(@href, 'http')]"):
            assert " ".join(link.text_content().split()) in joined
        for address in page.xpath("//td//a[starts-with(@href, 'http')]/@href"):
            assert address in said or address.rstrip("/") in (SITE.rstrip("/"), f"{SITE}en")
        assert said.split("\n")[0] == page.findtext(".//title")
        assert all(len(line) <= 78 for line in said.split("\n") if "https://" not in line and "===" not in line)


@pytest.mark.parametrize("lang", ["el", "en"])
def test_feed_is_the_same_in_every_format(real_site: SmallSite, lang: str) -> None:
    """An item a week, the newest first, with an id of its own that no other feed has, and a page."""
    folder = real_site.output / "feeds" / lang
    feeds = [feedparser.parse((folder / f"digest.{ending}").read_bytes()) for ending in ("rss.xml", "atom.xml")]
    said = json.loads((folder / "digest.json").read_text(encoding="utf-8"))
    ids = [item["id"] for item in said["items"]]
    assert all(not feed.bozo and [entry.id for entry in feed.entries] == ids for feed in feeds)
    assert len(set(ids)) == len(ids) > 5
    assert not set(ids) & {i["id"] for i in json.loads((folder / "all.json").read_text(encoding="utf-8"))["items"]}
    dates = [item["date_published"] for item in said["items"]]
    assert dates == sorted(dates, reverse=True)
    for item in said["items"]:
        assert re.fullmatch(r"https://diavlos\.example/(en/week|evdomada)/\d{4}-w\d\d/", item["url"])
        assert (real_site.output / item["url"].removeprefix(SITE) / "index.html").is_file()
        assert "<script" not in item["content_html"] and "<li>" in item["content_html"]


def test_titles_are_escaped(small_site: SmallSite) -> None:
    """In the letter, and in the item."""
    news(small_site, "nasty", "2026-11-18 10:00", '"<script>alert(1)</script> & <b>"')
    built(small_site, MONDAY)
    letter = (small_site.output / "digest/el/latest.html").read_text(encoding="utf-8")
    item = json.loads((small_site.output / "feeds/el/digest.json").read_text(encoding="utf-8"))["items"][0]
    assert all("&lt;script&gt;alert" in said and "<script" not in said for said in (letter, item["content_html"]))


def test_site_without_digests_makes_none(small_site: SmallSite) -> None:
    """`DIGEST_WEEKS = 0`: no file, and no build on its account."""
    news(small_site, "boat", "2026-11-18 10:00")
    settings = small_site.folder / "settings.py"
    root = Path(__file__).resolve().parents[3]
    settings.write_text(
        f"import sys\nsys.path.insert(0, {str(root)!r})\nfrom pelicanconf import *\nDIGEST_WEEKS = 0\n", "utf-8"
    )
    small_site.build("-s", str(settings), "--report", str(small_site.folder / "report.json"))
    said = json.loads((small_site.folder / "report.json").read_text(encoding="utf-8"))
    assert not [path for path in tree_of(small_site.output) if "digest" in path]
    assert said["next_change_at"] != "2026-11-23T00:00:00+02:00"


@pytest.mark.parametrize("lang", ["el", "en"])
def test_the_list_of_feeds_has_it(lang: str, real_site: SmallSite) -> None:
    """With the title that the feed itself has."""
    folder = real_site.output / "feeds" / lang
    title = etree.parse(folder / "digest.rss.xml").findtext("channel/title")
    found = etree.parse(folder / "feeds.opml").findall("body/outline")
    assert [one.get("xmlUrl") for one in found if one.get("text") == title] == [
        f"https://diavlos.example/feeds/{lang}/digest.rss.xml"
    ]
