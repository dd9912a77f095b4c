"""The programme as XMLTV and JSON: valid, in both languages, and right when the clocks change."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from plugins.channels.screens.schedule import DAYS, schedules
from plugins.engine.resources import BuildResources
from plugins.model.value import given
from plugins.read.site import read_site
from plugins.settings import Settings
from plugins.translate.editions import make_editions, next_change
from tests.conftest import ROOT, SmallSite

STATION = """
name: {el: Τηλεόραση Δοκιμών, en: Trial Television}
area: {el: Πάτρα, en: Patras}
sort: tv
website: https://tv.example/
demo: true
airings:
  - {show: deltio, days: [su], time: "03:30", duration: "1:00:00", from: 2026-01-01}
  - {show: deltio, days: [mo, su], time: "20:00", duration: "15:00", from: 2026-01-01, repeat: true}
"""
Guide = Callable[[str], tuple[etree._Element, dict[str, Any]]]


@pytest.fixture
def guide(small_site: SmallSite, make_settings: Callable[..., Settings]) -> Guide:
    """The XMLTV and the Greek JSON of a small site with a television station, at a moment."""
    small_site.write("stations/trial.yaml", STATION)

    def make(now: str) -> tuple[etree._Element, dict[str, Any]]:
        settings = make_settings(NOW=now)
        site = read_site(settings)
        assert not [problem for problem in site.problems if problem.level == "error"], site.problems
        found = {
            artifact.path: artifact.make(BuildResources(settings, {}, MappingProxyType({})), *given(artifact.inputs))
            for artifact in schedules(site.stations, make_editions(site, settings), settings)
        }
        assert set(found) == {"tv/xmltv.xml", "screens/el/schedule.json", "screens/en/schedule.json"}
        return etree.fromstring(found["tv/xmltv.xml"]), json.loads(found["screens/el/schedule.json"])

    return make


def dtd() -> etree.DTD:
    folder = Path(os.environ.get("DIAVLOS_SCHEMAS", ROOT.parent / "shared" / "schemas"))
    if not (folder / "xmltv.dtd").is_file():
        pytest.skip(f"no xmltv.dtd in {folder}; DIAVLOS_SCHEMAS may name another folder")
    with (folder / "xmltv.dtd").open("rb") as file:
        return etree.DTD(file)


def test_the_guide_follows_its_dtd(guide: Guide, real_site: SmallSite):
    rules = dtd()
    for tree in (guide("2026-10-20")[0], etree.parse(str(real_site.output / "tv/xmltv.xml")).getroot()):
        assert rules.validate(tree), rules.error_log
        assert len(tree.findall("programme")) > 3
    tree.find("programme").append(tree.find("programme/title"))  # a title at the end is against it
    assert not rules.validate(tree)


def test_titles_are_in_both_languages(real_site: SmallSite):
    tree = etree.parse(str(real_site.output / "tv/xmltv.xml")).getroot()
    both = [one for one in tree.findall("programme") if len(one.findall("title")) == 2]
    assert both and all([t.get("lang") for t in one.findall("title")] == ["el", "en"] for one in both)
    channels = {channel.get("id") for channel in tree.findall("channel")}
    assert {one.get("channel") for one in tree.findall("programme")} <= channels
    assert all(re.fullmatch(r"[-a-z0-9.]+\.diavlos\.example", str(name)) for name in channels)


def test_a_show_stays_at_its_hour_when_summer_ends(guide: Guide):
    """The clocks go back on 25 October 2026, at four. What begins at half past three then, the first time, ends at
    half past three by the clock, an hour later."""
    tree, data = guide("2026-10-20")
    times = [(one.get("start"), one.get("stop")) for one in tree.findall("programme")]
    assert ("20261025033000 +0300", "20261025033000 +0200") in times
    assert ("20261025200000 +0200", "20261025201500 +0200") in times
    assert ("20261026200000 +0200", "20261026201500 +0200") in times
    seconds = {one.findtext("length") for one in tree.findall("programme")}
    assert seconds == {"3600", "900"}
    assert {"2026-10-25T03:30:00+03:00", "2026-11-01T03:30:00+02:00"} <= {row["start"] for row in data["broadcasts"]}


def test_a_show_stays_at_its_hour_when_summer_begins(guide: Guide):
    """On 29 March 2026 three o'clock is four: half past three, read as before the gap, comes at half past four."""
    tree, _ = guide("2026-03-25")
    times = [(one.get("start"), one.get("stop")) for one in tree.findall("programme")]
    assert ("20260329043000 +0300", "20260329053000 +0300") in times
    assert ("20260329200000 +0300", "20260329201500 +0300") in times
    assert ("20260330200000 +0300", "20260330201500 +0300") in times


def test_it_covers_a_fortnight_of_whole_days(
    guide: Guide, small_site: SmallSite, make_settings: Callable[..., Settings]
):
    """Also over a change of the clocks; the next day is due at midnight."""
    tree, data = guide("2026-10-20T15:00")
    starts = [datetime.strptime(str(one.get("start")), "%Y%m%d%H%M%S %z") for one in tree.findall("programme")]
    zone = ZoneInfo("Europe/Athens")
    first = datetime(2026, 10, 20, tzinfo=zone)
    assert all(first <= start < first + timedelta(days=DAYS) for start in starts)
    assert starts[-1].astimezone(zone).date().isoformat() == "2026-11-02"
    assert [row["start"] for row in data["broadcasts"]] == [start.astimezone(zone).isoformat() for start in starts]
    settings = make_settings(NOW="2026-10-20T15:00")
    assert next_change(read_site(settings), settings) == datetime(2026, 10, 21, tzinfo=zone)


def test_what_was_on_before_says_so(guide: Guide):
    tree, data = guide("2026-10-20")
    for one in tree.findall("programme"):
        assert (one.find("previously-shown") is not None) == (str(one.get("start"))[8:12] == "2000")
        assert one.find("video") is None  # television has a picture
    assert {row["station"] for row in data["broadcasts"]} == {"Τηλεόραση Δοκιμών"}


def test_two_builds_of_one_day_are_the_same(guide: Guide):
    assert etree.tostring(guide("2026-10-20T01:00")[0]) == etree.tostring(guide("2026-10-20T23:00")[0])
