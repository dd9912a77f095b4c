"""Stations' files: what an editor may write, and what is said of what he may not."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from plugins.cli.report import sentence
from plugins.i18n.messages import say
from plugins.model.problem import Problem
from plugins.model.schedule import Airing, Rule, Station
from plugins.read.stations import read_stations

GOOD = """\
name: {el: Κύμα Παρνασσού, en: Parnassos Wave}
short: {el: Κύμα, en: Wave}
area: {el: Άμφισσα, en: Amfissa}
frequency: 95,2
bearers: ["fm:1e1.1201.09520", "https://stream.kyma.example/live.mp3"]
service: {domain: www.kyma.example, id: kyma}
website: https://www.kyma.example/
updated: 2026-10-01
airings:
  - show: deltio
    days: [mo, fr]
    time: 8:00
    duration: 2:00
    from: 2026-10-05
    until: 2027-06-30
    except: [2026-12-25]
  - show: deltio
    language: en
    date: 2026-12-31
    time: 23:00
    duration: 1:00:00
    repeat: true
    name: {el: Δελτίο, en: Bulletin}
"""


def station(**values: object) -> Station:
    stated: dict[str, object] = {
        "key": "kyma",
        "source": "stations/kyma.yaml",
        "sort": "radio",
        "names": {"el": "Κύμα", "en": "Wave"},
        "area": {"el": "Άμφισσα", "en": "Amfissa"},
        "short": {"el": "Κύμα", "en": "Wave"},
        "medium": {"el": "Κύμα", "en": "Wave"},
        "frequency": 0,
        "bearers": (),
        "domain": "",
        "service": "",
        "website": "",
        "stream": "",
        "updated": None,
        "demo": False,
        "airings": (),
        "places": {},
    }
    return Station(**{**stated, **values})  # type: ignore[arg-type]


def read(folder: Path, text: str, name: str = "stations/kyma.yaml") -> tuple[list[Station], list[Problem]]:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return read_stations(folder, [name], ("el", "en"), "el")


def test_a_station_is_read(tmp_path: Path):
    (found,), problems = read(tmp_path, GOOD)
    assert problems == []
    assert (found.key, found.sort, found.frequency) == ("kyma", "radio", 9520)
    assert found.names == {"el": "Κύμα Παρνασσού", "en": "Parnassos Wave"} == found.medium
    assert (found.domain, found.service, found.has_service) == ("www.kyma.example", "kyma", True)
    assert found.airings == (
        Airing(
            show="deltio",
            language="el",
            start=time(8),
            seconds=120,
            since=date(2026, 10, 5),
            rule=Rule((0, 4)),
            until=date(2027, 6, 30),
            omitted=(date(2026, 12, 25),),
        ),
        Airing(
            show="deltio",
            language="en",
            start=time(23),
            seconds=3600,
            since=date(2026, 12, 31),
            repeat=True,
            names={"el": "Δελτίο", "en": "Bulletin"},
        ),
    )
    assert found.places["airings[1].time"] == (20, 11)


#: What is changed → what is said of it, with its place.
FAULTS = {
    "no name": (
        ("name: {el: Κύμα Παρνασσού, en: Parnassos Wave}\n", ""),
        "1:1: error: name: “name” is missing — add a line name: …",
    ),
    "a misspelt field": (("website:", "web:"), "7:6: error: web: there is no field “web” — write one of: name, sort,"),
    "a frequency of medium wave": (("95,2", "1008"), "4:12: error: frequency: is not a frequency of the FM band"),
    "a signal without its code": (
        ("fm:1e1.1201.09520", "fm:95.2"),
        "5:10: error: bearers: is not a signal as RadioDNS writes it",
    ),
    "a service with capitals": (("id: kyma", "id: Kyma"), "6:10: error: service: id: is not a service identifier"),
    "a domain that is an address": (
        ("domain: www.kyma.example", "domain: https://kyma.example"),
        "6:10: error: service: domain: is not a domain name",
    ),
    "a name too long for a display": (
        ("short: {el: Κύμα, en: Wave}", "short: {el: Κύμα Παρνασσού, en: Wave}"),
        "2:8: error: short: el: has 14 characters; the limit is 8",
    ),
    "a day in Greek": (("[mo, fr]", "[Δε]"), "11:11: error: airings[0].days: does not take the value “Δε”"),
    "no such hour": (("time: 8:00", "time: 25:00"), "12:11: error: airings[0].time: is not a time of day"),
    "a length of seconds": (("duration: 2:00", "duration: 0:20"), "13:15: error: airings[0].duration: does not last"),
    "no such date": (
        ("from: 2026-10-05", "from: 2026-02-30"),
        "14:11: error: airings[0].from: the date “2026-02-30” does not exist",
    ),
    "no first day": (
        ("    from: 2026-10-05\n", ""),
        "10:5: error: airings[0].from: does not say since when — add the first day",
    ),
    "an end before the beginning": (
        ("until: 2027-06-30", "until: 2026-06-30"),
        "15:12: error: airings[0].until: ends before it begins",
    ),
    "a value twice": (
        ("time: 8:00", "time: 8:00\n    time: 9:00"),
        "13:5: error: airings: “time” stands twice — keep one",
    ),
    "no day at all": (
        ("from: 2026-10-05\n    until: 2027-06-30", "from: 2026-10-06\n    until: 2026-10-08"),
        "11:11: error: airings[0].days: no day fits: the airing never takes place",
    ),
    "a date and a rule": (
        ("date: 2026-12-31", "date: 2026-12-31\n    rule: FREQ=DAILY"),
        "19:11: error: airings[1].date: says twice on which days",
    ),
    "neither": (("    date: 2026-12-31\n", ""), "17:5: error: airings[1].days: does not say on which days"),
    "a single one with an end": (
        ("repeat: true", "until: 2027-01-01"),
        "22:12: error: airings[1].until: has no place in an airing of one day — delete the line",
    ),
    "another language": (
        ("language: en", "language: fr"),
        "18:15: error: airings[1].language: does not take the value",
    ),
    "a rule by the minute": (
        ("days: [mo, fr]", "rule: FREQ=MINUTELY"),
        "11:11: error: airings[0].rule: is not a rule that is known here",
    ),
    "a rule that never ends to be computed": (
        ("days: [mo, fr]", "rule: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
        "11:11: error: airings[0].rule: is not a rule that is known here",
    ),
    "airings that are no list": (
        ("airings:\n  - show: deltio\n    days", "airings:\n    show: deltio\n    days"),
        None,
    ),
    "an alias": (("area: {el: Άμφισσα", "area: {el: &a Άμφισσα"), "3:12: error: area: YAML anchors and aliases"),
    "an address that runs": (
        ("website: https://www.kyma.example/", "website: 'javascript:alert(1)'"),
        "7:10: error: website: is not a web address",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_where_it_stands(tmp_path: Path, name: str):
    (old, new), expected = FAULTS[name]
    assert old in GOOD
    stations, problems = read(tmp_path, GOOD.replace(old, new, 1))
    said = [sentence(problem, "en").removeprefix("stations/kyma.yaml:") for problem in problems]
    assert not stations and said
    if expected:
        assert said[0].startswith(expected), said
    for problem in problems:
        assert say(problem.message, "el") and say(problem.hint, "el") != str(problem.hint)


@pytest.mark.parametrize("name", ["stations/kyma.yml", "stations/Kyma.yaml", "stations/a/kyma.yaml"])
def test_another_name_is_refused(tmp_path: Path, name: str):
    stations, (problem,) = read(tmp_path, GOOD, name)
    assert not stations and str(problem.message) == "is not a station's file"


def test_too_many_airings(tmp_path: Path):
    head, _, _ = GOOD.partition("airings:")
    one = "  - {show: deltio, date: 2026-12-31, time: 8:00, duration: 2:00}\n"
    _, (problem,) = read(tmp_path, f"{head}airings:\n{one * 41}")
    assert str(problem.message) == "has 41 airings; the limit is 40"
