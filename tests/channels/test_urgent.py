"""Urgent entries lead the front page, the lists of kinds and the feeds, for as long as they are urgent."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import html

from tests.conftest import SmallSite, tree_of

HARBOUR = "news/harbour.el.md"


def say(site: SmallSite, *lines: str) -> str:
    """Add lines to the front matter of the harbour's text; returns its title."""
    text = (site.content / HARBOUR).read_text(encoding="utf-8")
    site.write(HARBOUR, text.replace("---\n", "---\n" + "".join(f"{line}\n" for line in lines), 1))
    found = re.search(r"^title: \"?(.*?)\"?$", text, re.M)
    assert found
    return found[1]


def shown(site: SmallSite, path: str, name: str) -> list[str]:
    """The titles in a part of a page."""
    page = html.fromstring((site.output / path).read_bytes())
    return [" ".join(link.text_content().split()) for link in page.xpath(f"//*[@class='{name}']//li//a")]


def report(site: SmallSite, *options: str) -> Any:
    site.build("--report", str(site.folder / "report.json"), *options)
    return json.loads((site.folder / "report.json").read_text(encoding="utf-8"))


def test_urgent_entry_leads_while_it_is(small_site: SmallSite) -> None:
    """The front page once, the lists of all kinds, and every feed that holds it; then the site is as without it."""
    small_site.build("--now", "2026-11-30T12:00")
    without = tree_of(small_site.output)
    title = say(small_site, "urgent_until: 2026-11-25 20:00")
    said = report(small_site, "--now", "2026-11-23T12:00")  # a Monday: the week of the digest has just begun

    assert said["next_change_at"] == "2026-11-25T20:00:00+02:00"
    assert shown(small_site, "index.html", "urgent") == [title]
    front = (small_site.output / "index.html").read_text(encoding="utf-8")
    assert front.count(f">{title}</a>") == 1, "it is not repeated among the news"
    for path in ("nea/index.html", "ekdiloseis/index.html", "meli/index.html"):
        assert shown(small_site, path, "ticker") == [title]
    assert shown(small_site, "axones/index.html", "ticker") == [], "other pages are left alone"
    for ending in ("rss.xml", "atom.xml"):
        feed = feedparser.parse((small_site.output / f"feeds/el/all.{ending}").read_bytes())
        assert feed.entries[0].title == title
        assert feed.entries[0].tags[0].term == "Επείγον"
        assert all(entry.tags[0].term != "Επείγον" for entry in feed.entries[1:])

    small_site.build("--now", "2026-11-30T12:00")
    after = tree_of(small_site.output)
    assert [path for path in without if after[path] != without[path] and path != ".manifest.json"] == []


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        (["urgent: true"], "2026-11-22T20:00:00+02:00"),
        (["urgent: true", "urgent_until: 2026-11-22 22:30"], "2026-11-22T22:30:00+02:00"),
        (["urgent: false", "urgent_until: 2026-11-22 22:30"], None),
    ],
)
def test_nothing_stays_urgent_by_oversight(small_site: SmallSite, lines: list[str], end: str | None) -> None:
    """Where no end is stated it is two days after the text came out; `urgent: false` takes it back."""
    text = (small_site.content / HARBOUR).read_text(encoding="utf-8")
    small_site.write(HARBOUR, re.sub(r"^date: .*$", "date: 2026-11-20 20:00", text, count=1, flags=re.M))
    say(small_site, *lines)
    said = report(small_site)

    assert bool(shown(small_site, "index.html", "urgent")) is (end is not None)
    assert (said["next_change_at"] == end) is (end is not None)


def test_feeds_for_stations_keep_their_order(real_site: SmallSite) -> None:
    """Automation takes items by their date, so urgency moves nothing there; the archives too go by date."""
    paths = [*real_site.output.glob("radio/*/*.xml"), *real_site.output.glob("podcast/*/*.xml")]
    paths += real_site.output.glob("feeds/*/*-archive-*.xml")
    assert len(paths) > 5
    for path in paths:
        dates = [entry.published_parsed for entry in feedparser.parse(path.read_bytes()).entries]
        assert dates == sorted(dates, reverse=True), path


def test_urgent_entry_is_not_pushed_out_of_a_feed(small_site: SmallSite) -> None:
    """It stands in the feed though newer items would fill it."""
    title = say(small_site, "urgent_until: 2026-12-25")
    settings = Path(small_site.folder / "settings.py")
    settings.write_text(
        f"import sys\nsys.path.insert(0, {str(Path.cwd())!r})\nfrom pelicanconf import *\nFEED_MAX_ITEMS = 2\n", "utf-8"
    )
    small_site.build("-s", str(settings))
    feed = json.loads((small_site.output / "feeds/el/all.json").read_text(encoding="utf-8"))
    dates = [item["date_published"] for item in feed["items"]]

    assert feed["items"][0]["title"] == title and len(dates) == 2 and dates[0] < dates[1]
