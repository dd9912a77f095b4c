"""Editions: what is live, in which order, and how the languages are paired."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from plugins.model.edition import Edition
from plugins.model.site import Site
from plugins.read.site import read_site
from plugins.translate.editions import make_editions, next_change
from tests.conftest import SmallSite

ATHENS = ZoneInfo("Europe/Athens")


@pytest.fixture
def editions_at(small_site: SmallSite, make_settings: Any) -> Any:
    def make(now: str = "2026-11-22T12:00", **more: Any) -> tuple[Site, dict[str, Edition], Any]:
        settings = make_settings(PATH=str(small_site.content), NOW=now, **more)
        site = read_site(settings)
        assert [p for p in site.problems if p.level == "error"] == []
        return site, make_editions(site, settings), settings

    return make


def test_entries_run_newest_first(editions_at: Any) -> None:
    """Those without a date come last, in a fixed order."""
    _, editions, _ = editions_at()
    dates = [entry.date for entry in editions["el"].entries if entry.date]

    assert dates == sorted(dates, reverse=True)
    assert [e.key for e in editions["el"].entries if not e.date] == [
        "members/volos-energy",
        "pages/about",
        "shows/deltio",
    ]


def test_gaps_are_what_only_the_other_language_has(editions_at: Any) -> None:
    """Both ways: no language is the engine's own."""
    _, editions, _ = editions_at()

    assert set(editions["en"].gaps) == {"news/declaration"}
    assert set(editions["el"].gaps) == {"news/visitors"}
    assert editions["en"].urls["news/declaration"] == "en/news/diakiryxi-gia-ti-diafaneia/"
    assert editions["el"].urls["news/visitors"] == "nea/visitors-from-lisbon/"


def test_the_guid_is_the_entrys_and_the_languages(editions_at: Any) -> None:
    """Shared by no other language, and made of the id alone."""
    _, editions, _ = editions_at()
    greek, english = (editions[lang].by_key["news/harbour"] for lang in ("el", "en"))

    assert greek.id == english.id
    assert greek.guid != english.guid
    assert greek.guid == "e3373573-fea0-5461-b6d9-a10f672aefd2", "made once, for ever"


def test_a_translation_inherits_what_has_no_language(editions_at: Any) -> None:
    """And states title, summary and body itself."""
    _, editions, _ = editions_at()
    english = editions["en"].by_key["news/harbour"]

    assert (english.axes, english.regions, english.members) == (
        ("volunteering", "culture"),
        ("thessaly",),
        ("volos-energy",),
    )
    assert english.date == datetime(2026, 3, 25, 10, tzinfo=ATHENS)
    assert english.aliases == ()
    assert english.title == "The harbour courtyard has opened"


@pytest.mark.parametrize(
    ("now", "out"),
    [("2026-11-30T23:59", False), ("2026-12-01T09:59:59", False), ("2026-12-01T10:00", True)],
)
def test_an_embargo_ends_at_its_instant(editions_at: Any, now: str, out: bool) -> None:
    """Not a second before."""
    _, editions, _ = editions_at(now)

    assert ("news/embargo" in editions["el"].by_key) is out


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-22T12:00", datetime(2026, 12, 1, 10, tzinfo=ATHENS)),
        ("2026-12-01T10:00", datetime(2026, 12, 6, 18, tzinfo=ATHENS)),
        ("2027-06-01T10:00", None),
    ],
)
def test_the_next_change_is_named(editions_at: Any, now: str, due: datetime | None) -> None:
    """An embargo's end, an expiry, an event's or a call's end: whichever is first."""
    site, _, settings = editions_at(now)

    assert next_change(site, settings) == due


@pytest.mark.parametrize(("now", "coming"), [("2026-12-06T17:59:59", True), ("2026-12-06T18:00", False)])
def test_an_event_is_upcoming_until_it_ends(editions_at: Any, now: str, coming: bool) -> None:
    """Its page stays; only lists of what is to come drop it."""
    _, editions, _ = editions_at(now)

    assert ("events/fair" in [entry.key for entry in editions["en"].upcoming]) is coming
    assert "events/fair" in editions["en"].by_key


def test_no_feed_is_empty(editions_at: Any) -> None:
    """A feed exists where it has an item."""
    _, editions, _ = editions_at()
    for edition in editions.values():
        assert all(feed.entries for feed in edition.feeds)
    assert "axis-culture" in [feed.what for feed in editions["el"].feeds]
    assert "axis-health" not in [feed.what for feed in editions["el"].feeds]
