"""An event that comes again, through the channels: its page, lists, calendars, data for machines, the next build.

One small site is built; two parsers read its calendars and reckon the dates from them.
"""

from __future__ import annotations

import json
import re
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
import vobject
from icalendar import Calendar

from tests.conftest import ROOT, SmallSite, tree_of

ATHENS = ZoneInfo("Europe/Athens")
CLASS = """---
id: 7d0e5a66-6d0f-4c3b-8a51-0d0b6a3f1c01
title: Μαθήματα επισκευής
summary: Κάθε Τρίτη μαθαίνουμε να επισκευάζουμε.
date: 2026-09-01
updated: 2026-10-01 10:00
start: 2026-10-06 19:00
end: 2026-10-06 21:00
repeat: κάθε Τρίτη έως 2026-12-29
not_on: [2026-11-10, holidays]
moved: [{day: 2026-11-24, start: 2026-11-26 18:00, place: {el: Λάρισα, en: Larissa}}]
cancelled: [2026-12-01]
place: Βόλος, λιμάνι
access: [wheelchair, sign-language]
---
Ελάτε.
"""
ENGLISH = """---
title: Repair classes
summary: Every Tuesday we learn how to repair.
place: Volos, harbour
---
Come along.
"""
ONCE = """---
id: 7d0e5a66-6d0f-4c3b-8a51-0d0b6a3f1c0{number}
title: {title}
summary: Μία φορά.
date: 2026-09-01
updated: 2026-11-01
start: {start}
place: Βόλος
only: el
{fields}
---
Κείμενο.
"""
DATES = [
    f"2026-{day}" for day in ("10-06", "10-13", "10-20", "10-27", "11-03", "11-17", "12-08", "12-15", "12-22", "12-29")
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """Built on a Sunday of November, before the date that was moved."""
    one = SmallSite(tmp_path_factory.mktemp("dates"))
    shutil.copytree(ROOT / "tests" / "sites" / "minimal" / "content", one.content)
    one.write("events/classes.el.md", CLASS)
    one.write("events/classes.en.md", ENGLISH)
    once = {
        "off": ("Συναυλία", "2026-12-05 20:00", "state: cancelled"),
        "later": ("Περίπατος", "2026-12-06 10:00", "formerly: 2026-11-29 10:00"),
        "unsure": ("Συνέλευση", "2026-12-07", "state: tentative"),
    }
    for number, (name, (title, start, fields)) in enumerate(once.items(), 2):
        text = ONCE.format(number=number, title=title, start=start, fields=fields)
        one.write(f"events/{name}.el.md", text)
    one.build("--report", str(one.folder / "report.json"), "--now", "2026-11-22T12:00")
    return one


def calendar(site: SmallSite, name: str) -> Path:
    return site.output / "calendar" / "el" / f"{name}.ics"


def components(path: Path) -> list[Any]:
    return [part for part in Calendar.from_ical(path.read_bytes()).walk() if part.name == "VEVENT"]


def test_a_parser_reckons_the_dates(site: SmallSite) -> None:
    """Those of the rule at seven on the wall clock, without holidays; the moved one on its new day; one called off."""
    found = recurring_ical_events.of(Calendar.from_ical(calendar(site, "event-classes").read_bytes())).between(
        datetime(2026, 9, 1, tzinfo=ATHENS), datetime(2027, 3, 1, tzinfo=ATHENS)
    )
    rows = sorted((one["dtstart"].dt, str(one.get("status", "")), str(one["location"])) for one in found)
    kept = [start for start, status, _place in rows if status != "CANCELLED"]
    assert [f"{start:%Y-%m-%d}" for start in kept] == sorted([*DATES, "2026-11-26"])
    assert {start.hour for start in kept} == {19, 18}
    assert [f"{start:%m-%d}" for start, status, _place in rows if status == "CANCELLED"] == ["12-01"]
    assert [place for start, _status, place in rows if f"{start:%m-%d}" == "11-26"] == ["Λάρισα"]


def test_another_parser_reckons_them_too(site: SmallSite) -> None:
    """From rule and exceptions alone, with the zone that stands in the file."""
    whole = vobject.readOne(calendar(site, "event-classes").read_text(encoding="utf-8"))
    first = whole.vevent_list[0]
    rule = first.getrruleset()
    days = [f"{one:%Y-%m-%d}" for one in rule]
    assert sorted({*days} - {"2026-11-24", "2026-12-01"}) == DATES
    assert len(whole.vevent_list) == 3
    assert {one.uid.value for one in whole.vevent_list} == {first.uid.value}


def test_changes_are_those_that_calendars_obey(site: SmallSite) -> None:
    """A later version has a higher number; an exception names the date that it stands for, in the rule's own zone."""
    whole, moved, off = components(calendar(site, "event-classes"))
    assert {int(one["sequence"]) for one in (whole, moved, off)} == {3550020}
    assert moved["recurrence-id"].dt == datetime(2026, 11, 24, 19, tzinfo=ATHENS)
    assert moved["recurrence-id"].params["TZID"] == whole["dtstart"].params["TZID"] == "Europe/Athens"
    assert (off["status"], off["recurrence-id"].dt.date()) == ("CANCELLED", date(2026, 12, 1))
    assert whole["rrule"]["UNTIL"][0].isoformat() == "2026-12-29T17:00:00+00:00"
    assert "status" not in whole


def test_one_that_takes_place_once(site: SmallSite) -> None:
    (off,), (later,), (unsure,) = (components(calendar(site, f"event-{name}")) for name in ("off", "later", "unsure"))
    assert (off["status"], str(off["summary"])) == ("CANCELLED", "Ακυρώθηκε: Συναυλία")
    assert later["dtstart"].dt.day == 6 and int(later["sequence"]) > 0
    assert (unsure["status"], unsure["dtstart"].dt) == ("TENTATIVE", date(2026, 12, 7))


def page(site: SmallSite, path: str) -> str:
    return (site.output / path / "index.html").read_text(encoding="utf-8")


def data(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found
    graph = json.loads(found[1])["@graph"]
    return next(node for node in graph if node["@type"] == "Event")


def test_the_page_tells_all_dates(site: SmallSite) -> None:
    """In words, the next ones with what changed, and what makes it open to all."""
    text = page(site, "ekdiloseis/mathimata-episkevis")
    assert "Κάθε Τρίτη, έως 29 Δεκεμβρίου 2026, όχι σε αργίες." in text
    assert text.count('class="dates__item') == 6
    assert "αντί για 24 Νοεμβρίου 2026" in text and "Λάρισα" in text
    assert '<del><time datetime="2026-12-01T19:00:00+02:00">' in text
    assert "Νοηματική" in text
    english = page(site, "en/events/repair-classes")
    assert "Every Tuesday, until 29 December 2026, not on public holidays." in english and "Larissa" in english


def test_machines_read_the_next_date_and_the_schedule(site: SmallSite) -> None:
    node = data(page(site, "ekdiloseis/mathimata-episkevis"))
    assert node["startDate"] == "2026-11-26T18:00:00+02:00"
    schedule = node["eventSchedule"]
    assert (schedule["repeatFrequency"], schedule["byDay"]) == ("P1W", ["https://schema.org/Tuesday"])
    assert (schedule["endDate"], schedule["exceptDate"]) == ("2026-12-29", ["2026-11-10", "2026-12-01"])
    assert [one["name"] for one in node["location"]["amenityFeature"]] == ["wheelchair", "sign-language"]
    assert data(page(site, "ekdiloseis/synavlia"))["eventStatus"].endswith("EventCancelled")
    later = data(page(site, "ekdiloseis/peripatos"))
    assert later["eventStatus"].endswith("EventRescheduled")
    assert later["previousStartDate"] == "2026-11-29T10:00:00+02:00"


def test_lists_have_the_next_date(site: SmallSite) -> None:
    """The soonest first; what was called off says so."""
    text = page(site, "ekdiloseis")
    upcoming = text[text.index("d-upcoming") :]
    assert upcoming.index("Μαθήματα") < upcoming.index("Συναυλία") < upcoming.index("Περίπατος")
    assert "Πέμπτη 26 Νοεμβρίου 2026, 18:00" in upcoming and "Ακυρώθηκε" in upcoming


def test_screens_do_not_invite_to_what_was_called_off(site: SmallSite) -> None:
    """The ticker has the event that comes again, and not the concert that was cancelled."""
    lines = (site.output / "screens/el/ticker.txt").read_text(encoding="utf-8")
    assert "Μαθήματα επισκευής" in lines and "Συναυλία" not in lines


@pytest.mark.parametrize(
    ("now", "following", "next_start"),
    [
        ("2026-11-22T12:00", "2026-11-26T20:00:00+02:00", "2026-11-26T18:00"),
        ("2026-11-26T20:00", "2026-12-05T20:00:00+02:00", "2026-12-08T19:00"),
    ],
)
def test_a_build_is_due_when_a_date_is_over(site: SmallSite, now: str, following: str, next_start: str) -> None:
    """Not a second before; then the next date is told."""
    site.build("--report", str(site.folder / "report.json"), "--now", now)
    due = json.loads((site.folder / "report.json").read_text(encoding="utf-8"))["next_change_at"]
    assert datetime.fromisoformat(due) <= datetime.fromisoformat(following)
    assert data(page(site, "ekdiloseis/mathimata-episkevis"))["startDate"].startswith(next_start)
    assert timedelta(0) < datetime.fromisoformat(due) - datetime.fromisoformat(now).replace(tzinfo=ATHENS)


def test_a_build_after_another_gives_what_a_clean_one_does(site: SmallSite) -> None:
    """A date that was called off leaves the page when it is over, as all others do."""
    for now in ("2026-12-01T20:59", "2026-12-01T21:00"):
        site.build("--now", now)
    assert "2026-12-01T19:00" not in page(site, "ekdiloseis/mathimata-episkevis")
    assert tree_of(site.output) == tree_of(site.afresh("--now", "2026-12-01T21:00").output)
