"""Midnight is an hour like all others: what is written with its hour keeps it, on every channel."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from plugins.cache.rows import Rows, row_of
from plugins.channels.digest.letter import LetterLine, _note
from plugins.drawing.slate import _when
from plugins.engine.resources import BuildResources
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from plugins.media.slides import _slate
from plugins.model import moments
from plugins.model.document import Body, Document
from plugins.model.kinds import CommonFields, EventFields
from plugins.model.value import given
from plugins.settings import Settings
from tests.conftest import ROOT, examined, lend_typefaces

MINIMAL = ROOT / "tests" / "sites" / "minimal" / "content"
ZONE = ZoneInfo("Europe/Athens")
HEAD = "title: {name}\nsummary: Περίληψη.\ndate: 2026-10-01\nplace: Βόλος\n"


@dataclass
class Case:
    """What an event states, and what the channels say of it."""

    stated: str
    calendar: tuple[str, str]  # DTSTART and DTEND
    page: str
    linked: tuple[str, str]  # schema.org's startDate and endDate
    newsroom: dict[str, str]
    over: str  # the first instant at which it is no more to come


CASES = {
    "to-midnight": Case(
        "start: 2026-12-05 20:00\nend: 2026-12-06 00:00",
        ("20261205T200000", "20261206T000000"),
        "Σάββατο 5 Δεκεμβρίου 2026, 20:00 – Κυριακή 6 Δεκεμβρίου 2026, 00:00",
        ("2026-12-05T20:00:00+02:00", "2026-12-06T00:00:00+02:00"),
        {"startDate": "2026-12-05T20:00:00+02:00", "endDate": "2026-12-06T00:00:00+02:00"},
        "2026-12-06T00:00",
    ),
    "new-year": Case(
        "start: 2027-01-01 00:00\nend: 2027-01-01 02:00",
        ("20270101T000000", "20270101T020000"),
        "Παρασκευή 1 Ιανουαρίου 2027, 00:00–02:00",
        ("2027-01-01T00:00:00+02:00", "2027-01-01T02:00:00+02:00"),
        {"startDate": "2027-01-01T00:00:00+02:00", "endDate": "2027-01-01T02:00:00+02:00"},
        "2027-01-01T02:00",
    ),
    "in-utc": Case(
        "start: 2026-12-10T22:00Z",
        ("20261211T000000", ""),
        "Παρασκευή 11 Δεκεμβρίου 2026, 00:00",
        ("2026-12-11T00:00:00+02:00", ""),
        {"startDate": "2026-12-11T00:00:00+02:00", "expectedEndDate": "2026-12-11"},
        "2026-12-11T00:00",
    ),
    "a-day": Case(
        "start: 2027-03-25",
        ("20270325", "20270326"),
        "Πέμπτη 25 Μαρτίου 2027",
        ("2027-03-25", ""),
        {"expectedStartDate": "2027-03-25", "expectedEndDate": "2027-03-25"},
        "2027-03-26T00:00",
    ),
    "days": Case(
        "start: 2027-03-25\nend: 2027-03-27",
        ("20270325", "20270328"),
        "Πέμπτη 25 Μαρτίου 2027 – Σάββατο 27 Μαρτίου 2027",
        ("2027-03-25", "2027-03-27"),
        {"expectedStartDate": "2027-03-25", "expectedEndDate": "2027-03-27"},
        "2027-03-28T00:00",
    ),
    "an-hour": Case(
        "start: 2027-03-25 18:30",
        ("20270325T183000", ""),
        "Πέμπτη 25 Μαρτίου 2027, 18:30",
        ("2027-03-25T18:30:00+02:00", ""),
        {"startDate": "2027-03-25T18:30:00+02:00", "expectedEndDate": "2027-03-25"},
        "2027-03-25T18:30",
    ),
    "from-an-hour-to-a-day": Case(
        "start: 2027-03-25 18:30\nend: 2027-03-27",
        ("20270325T183000", "20270328T000000"),
        "Πέμπτη 25 Μαρτίου 2027, 18:30 – Σάββατο 27 Μαρτίου 2027",
        ("2027-03-25T18:30:00+02:00", "2027-03-27"),
        {"startDate": "2027-03-25T18:30:00+02:00", "expectedEndDate": "2027-03-27"},
        "2027-03-28T00:00",
    ),
    "from-a-day-to-an-hour": Case(
        "start: 2027-03-25\nend: 2027-03-25 22:00",
        ("20270325T000000", "20270325T220000"),
        "Πέμπτη 25 Μαρτίου 2027 – Πέμπτη 25 Μαρτίου 2027, 22:00",
        ("2027-03-25", "2027-03-25T22:00:00+02:00"),
        {"expectedStartDate": "2027-03-25", "endDate": "2027-03-25T22:00:00+02:00"},
        "2027-03-25T22:00",
    ),
}


@dataclass
class Planned:
    settings: Settings
    result: Result
    resources: BuildResources

    def text(self, path: str) -> str:
        """What one file holds."""
        artifact = next(artifact for artifact in self.result.artifacts if artifact.path == path)
        data = artifact.make(self.resources, *given(artifact.inputs))
        assert isinstance(data, bytes)
        return (artifact.frame.fill(data) if artifact.frame else data).decode()


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    """All cases as events of one site."""
    from tests.conftest import settings_below

    folder = tmp_path_factory.mktemp("moments")
    settings = settings_below(folder, ADDRESSES={"slate": None}, SHARE_CARDS=False)
    shutil.copytree(MINIMAL, settings.read.content)
    for number, (name, case) in enumerate(CASES.items()):
        head = f"id: 0b6d1a52-6d0f-4c3b-8a51-0d0b6a3f1d{number:02}\n{HEAD.format(name=name)}{case.stated}"
        text = f"---\n{head}\n---\nΕλάτε.\n"
        (settings.read.content / f"events/{name}.el.md").write_text(text, encoding="utf-8")
    lend_typefaces(settings.run.cache)
    result, stages = Result(), our_stages()
    resources = examined(settings, stages, result)
    result.raise_errors()
    return Planned(settings, result, resources)


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>|&#8288;|\u2060", "", markup).split())


@pytest.mark.parametrize("name", CASES)
def test_an_event_keeps_its_hours(planned: Planned, name: str) -> None:
    """In calendars, on its page, for search engines, in the newsroom, on slates, in the digest."""
    case = CASES[name]
    (event,) = Calendar.from_ical(planned.text(f"calendar/el/event-{name}.ics")).walk("VEVENT")
    ends = event["dtend"].to_ical().decode() if "dtend" in event else ""
    assert (event["dtstart"].to_ical().decode(), ends) == case.calendar

    page = planned.text(f"ekdiloseis/{name}/index.html")
    assert f"<dd>{case.page}</dd>" in re.sub(r"</?time[^>]*>|&#8288;|\n", "", page) or case.page in words(page)

    graph = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[0])
    (node,) = [node for node in graph["@graph"] if node["@type"] == "Event"]
    assert (node["startDate"], node.get("endDate", "")) == case.linked

    story = json.loads(planned.text(f"newsroom/el/events/{name}.json"))
    assert story["eventDetails"]["dates"] == case.newsroom

    edition = planned.result.editions["el"]
    entry = edition.by_key[f"events/{name}"]
    on_slate = _when(_slate(entry, edition, {}, planned.resources))
    hours = re.findall(r"\d\d:\d\d", case.page)
    assert re.findall(r"\d\d:\d\d", on_slate) == hours
    line = LetterLine("", "", "", entry.of(EventFields).start, None, "", False)
    begins = case.page.partition(" – ")[0].partition("–")[0]
    assert _note(planned.resources, line, "el") == begins


@pytest.mark.parametrize("name", CASES)
def test_an_event_is_over_at_its_end(planned: Planned, name: str, make_settings: Callable[..., Settings]) -> None:
    """At that very instant, and not an instant sooner."""
    over = datetime.fromisoformat(CASES[name].over).replace(tzinfo=ZONE)
    for now, is_coming in ((over, False), (over - timedelta(seconds=1), True)):
        settings = make_settings(PATH=str(planned.settings.read.content), NOW=now.isoformat())
        site = planned.result.site
        assert site
        edition = our_stages().editions(site, settings)["el"]
        assert (f"events/{name}" in [entry.key for entry in edition.upcoming]) is is_coming


def test_what_is_remembered_says_as_well_whether_an_hour_was_written() -> None:
    """In the cache of parsed texts."""
    for value in (date(2026, 12, 5), datetime(2026, 12, 5, tzinfo=ZONE), datetime(1900, 5, 1, 12, tzinfo=ZONE)):
        event = EventFields(start=value, place="Α")
        document = Document(CommonFields(), event, (), {}, Body(""), (), (), 0, "", ())
        again = Rows(ZONE).document(row_of(document)).fields
        assert isinstance(again, EventFields) and type(again.start) is type(value)
        assert again == (event if value.year > 1916 else again)


def test_begin_and_end_of_a_day() -> None:
    """A day is over when the next one begins, be it of 23 hours; an instant is over at once."""
    day = date(2026, 3, 29)
    assert moments.end_of(day, ZONE).timestamp() - moments.begin_of(day, ZONE).timestamp() == 23 * 3600
    instant = datetime(2026, 3, 29, tzinfo=ZONE)
    assert moments.begin_of(instant, ZONE) == moments.end_of(instant, ZONE) == instant
