"""Which texts screens show, and until when: what decides is the moment of the build, and the report names the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.channels.screens.shown import on_screens
from plugins.model.entry import Entry
from plugins.read.site import read_site
from plugins.settings import Settings
from plugins.translate.editions import make_editions, next_change
from tests.conftest import SmallSite

ZONE = ZoneInfo("Europe/Athens")
IDS = {
    "news": "1",
    "event": "2",
    "opportunity": "3",
    "project": "4",
}
FOLDERS = {"news": "news", "event": "events", "opportunity": "volunteering", "project": "projects"}


@pytest.fixture
def place(tmp_path: Path, make_settings: Callable[..., Settings]) -> Callable[..., Place]:
    site = SmallSite(tmp_path)
    site.write("taxonomies.yaml", (Path("tests/sites/bilingual/content/taxonomies.yaml")).read_text(encoding="utf-8"))
    return lambda: Place(site, make_settings)


class Place:
    """A site whose texts a test writes, asked at moments of its choice."""

    def __init__(self, site: SmallSite, make_settings: Callable[..., Settings]):
        self.site, self.make_settings = site, make_settings

    def write(self, kind: str, *more: str, date: str = "2026-10-01 10:00", name: str = "a") -> None:
        needed = {"event": ["place: Πάτρα"], "opportunity": ["place: Πάτρα"], "project": ["start: 2026-01-01"]}
        number = f"{len(list(self.site.content.rglob('*.md'))):02}"
        head = [
            f"id: 3f0c8a52-6f5e-4d0e-8c5e-9a1b2c3d4e{number}",
            f"title: Τίτλος {name}",
            "summary: Περίληψη.",
            f"date: {date}",
            f"slug: {kind}-{name}",
            *needed.get(kind, []),
            *more,
        ]
        self.site.write(f"{FOLDERS[kind]}/{name}.el.md", "\n".join(("---", *head, "---", "Κείμενο.", "")))

    def shown(self, now: str) -> list[str]:
        return [entry.key for entry in self._shown(now)]

    def _shown(self, now: str) -> list[Entry]:
        settings = self.make_settings(NOW=now)
        site = read_site(settings)
        assert not [problem for problem in site.problems if problem.level == "error"], site.problems
        return list(on_screens(make_editions(site, settings)["el"], settings.run.now))

    def next(self, now: str, **more: object) -> datetime | None:
        settings = self.make_settings(NOW=now, **more)
        return next_change(read_site(settings), settings)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def test_news_stay_for_thirty_days(place: Callable[..., Place]):
    """Over the end of summer time as well: by the calendar and the clock on the wall."""
    site = place()
    site.write("news")
    assert site.shown("2026-10-01T09:59") == []
    assert site.shown("2026-10-01T10:00") == site.shown("2026-10-31T09:59") == ["news/a"]
    assert site.shown("2026-10-31T10:00") == []
    assert site.next("2026-10-02") == at("2026-10-31T10:00")
    assert site.next("2026-10-31T10:00") is None


def test_an_event_is_shown_when_announced_and_again_before_it(place: Callable[..., Place]):
    site = place()
    site.write("event", "start: 2026-12-20 18:00", "end: 2026-12-20 20:00")
    days = ["2026-10-02", "2026-11-01", "2026-11-20T17:59", "2026-11-20T18:00", "2026-12-20T19:00", "2026-12-20T20:01"]
    assert [bool(site.shown(day)) for day in days] == [True, False, False, True, True, False]
    assert site.next("2026-11-01") == at("2026-11-20T18:00")
    assert site.next("2026-11-21") == at("2026-12-20T20:00")


def test_a_call_is_shown_until_its_last_day_is_over(place: Callable[..., Place]):
    site = place()
    site.write("opportunity", "deadline: 2026-12-20")
    days = ["2026-10-02", "2026-11-01", "2026-11-20", "2026-12-20T23:00", "2026-12-21"]
    assert [bool(site.shown(day)) for day in days] == [True, False, True, True, False]
    assert site.next("2026-11-01") == at("2026-11-20T00:00")


def test_a_text_may_ask_for_it_or_refuse(place: Callable[..., Place]):
    site = place()
    site.write("project", "slate: true")
    site.write("news", "slate: false")
    site.write("news", "slate: true", "expires: 2027-02-01", date="2025-01-01", name="b")
    assert site.shown("2026-10-02") == ["news/b", "projects/a"]
    assert site.shown("2027-02-01") == ["projects/a"]


def test_what_is_hidden_is_not_shown(place: Callable[..., Place]):
    site = place()
    site.write("news", "status: hidden")
    site.write("news", "embargo: 2026-10-05", name="b")
    assert site.shown("2026-10-04") == []
    assert site.shown("2026-10-05") == ["news/b"]


def test_urgent_ones_are_first_then_news_then_what_comes_soonest(place: Callable[..., Place]):
    site = place()
    site.write("event", "start: 2026-10-20 18:00", name="late")
    site.write("event", "start: 2026-10-10 18:00", name="soon")
    site.write("news", name="old")
    site.write("news", date="2026-10-02", name="new")
    site.write("news", "urgent: true", date="2026-10-01", name="urgent")
    assert site.shown("2026-10-02") == ["news/urgent", "news/new", "news/old", "events/soon", "events/late"]


def test_a_site_without_screens_has_no_such_moments(place: Callable[..., Place]):
    site = place()
    site.write("news")
    nothing = dict.fromkeys(("slate", "ticker", "signage"))
    assert site.next("2026-10-02", ADDRESSES=nothing) is None
