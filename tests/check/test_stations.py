"""What is said of stations once the shows are known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from plugins.channels.radio.rules import receivers
from plugins.check.rules.stations import find
from plugins.cli.report import sentence
from plugins.model.problem import Problem
from plugins.read.site import read_site
from plugins.settings import Settings
from tests.conftest import SmallSite

FILE = "stations/kyma.yaml"
GOOD = """\
name: {el: Κύμα, en: Wave}
area: {el: Άμφισσα, en: Amfissa}
frequency: 95.2
bearers: [fm:1e1.1201.09520]
service: {domain: www.kyma.example, id: kyma}
airings:
  - {show: deltio, days: [mo, tu], time: 8:00, duration: 30:00, from: 2026-10-05}
  - {show: deltio, language: en, days: [we], time: 8:00, duration: 30:00, from: 2026-10-05}
"""
LONG = "Τα νέα των συμπράξεων"

FAULTS = {
    "an unknown show": (
        ("show: deltio", "show: delto"),
        "7:12: error: airings[0].show: there is no show “delto” — did",
    ),
    "two at one time": (
        ("days: [we], time: 8:00", "days: [tu], time: 8:15"),
        "8:52: warning: airings[1].time: is on the air at the same time as another on 2026-10-06, 08:15",
    ),
    "one over midnight into the next": (
        (
            "time: 8:00, duration: 30:00, from: 2026-10-05}\n  - {show: deltio, language: en, days: [we], time: 8:00",
            "time: 23:45, duration: 30:00, from: 2026-10-05}\n  - {show: deltio, language: en, days: [we], time: 0:05",
        ),
        "8:52: warning: airings[1].time: is on the air at the same time as another on 2026-10-07, 00:05",
    ),
    "another frequency than its signal's": (
        ("frequency: 95.2", "frequency: 95.3"),
        "3:12: error: frequency: the frequency is none of those of the signals",
    ),
    "a service without a signal": (
        ("bearers: [fm:1e1.1201.09520]\n", ""),
        "4:10: error: service: has a service identifier, but no signal — add bearers",
    ),
    "a name without a short one": (
        ("{el: Κύμα, en: Wave}", "{el: Κύμα Άμφισσας, en: Wave}"),
        "1:7: error: short: receivers have room for 8 letters; the name “Κύμα Άμφισσας” has 13 — add short: {el: …, en",
    ),
}


def test_a_sound_station_has_no_fault(small_site: SmallSite, make_settings: Callable[..., Settings]):
    small_site.write(FILE, GOOD)
    assert said(make_settings()) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named(small_site: SmallSite, make_settings: Callable[..., Settings], name: str):
    (old, new), expected = FAULTS[name]
    assert old in GOOD
    small_site.write(FILE, GOOD.replace(old, new, 1))
    (one,) = said(make_settings())
    assert one.startswith(expected)


def test_a_title_too_long_for_receivers(small_site: SmallSite, make_settings: Callable[..., Settings]):
    """It asks for a name of the airing, which then stands for the title."""
    show = small_site.content / "shows/deltio/index.el.md"
    show.write_text(show.read_text("utf-8").replace("title: Δελτίο", f"title: {LONG}"), encoding="utf-8")
    assert LONG in show.read_text("utf-8")
    small_site.write(FILE, GOOD)
    assert [line.partition(" — ")[2] for line in said(make_settings())] == ["add name: {el: …, en: …}"] * 2
    small_site.write(FILE, GOOD.replace("from: 2026-10-05}", "from: 2026-10-05, name: {el: Δελτίο, en: Bulletin}}"))
    assert said(make_settings()) == []


def test_a_language_that_the_show_has_not(small_site: SmallSite, make_settings: Callable[..., Settings]):
    for path in (small_site.content / "shows/deltio").glob("*.en.md"):
        path.unlink()
    small_site.write(FILE, GOOD)
    (one,) = said(make_settings())
    assert one.startswith("8:30: error: airings[1].language: the show “deltio” does not exist in English")


def test_two_stations_with_one_service(small_site: SmallSite, make_settings: Callable[..., Settings]):
    small_site.write(FILE, GOOD)
    small_site.write("stations/other.yaml", GOOD)
    read = [sentence(p, "en") for p in found(make_settings())]
    (one,) = read
    assert one.startswith("stations/other.yaml:5:10: error: service: stations/kyma.yaml has the same identifier")


def test_the_build_stops(small_site: SmallSite):
    small_site.write(FILE, GOOD.replace("show: deltio", "show: delto"))
    done = small_site.run("check")
    assert done.returncode == 1 and "stations/kyma.yaml:7:12: error: airings[0].show" in done.stderr


def found(settings: Settings) -> list[Problem]:
    """What is said of stations, and of those that receivers are to find."""
    site = read_site(settings)
    return [*find(site, settings), *receivers(site, settings)]


def said(settings: Settings) -> list[str]:
    return [sentence(p, "en").removeprefix(f"{FILE}:") for p in found(settings)]
