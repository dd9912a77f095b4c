"""Calendars: events and the last days of calls, as apps read them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from icalendar import Calendar

from tests.conftest import SmallSite


def files(site: SmallSite, lang: str = "*") -> list[Path]:
    return sorted(site.output.glob(f"calendar/{lang}/*.ics"))


def events(path: Path) -> list[Any]:
    return [part for part in Calendar.from_ical(path.read_bytes()).walk() if part.name == "VEVENT"]


def by_title(path: Path) -> dict[str, Any]:
    return {str(event["summary"]): event for event in events(path)}


def lines(data: bytes) -> Iterator[bytes]:
    yield from data.split(b"\r\n")


def test_files_are_written_as_the_standard_asks(real_site: SmallSite) -> None:
    """Lines end in CRLF and have at most 75 bytes, cut between characters (RFC 5545, section 3.1)."""
    assert len(files(real_site)) > 60
    for path in files(real_site):
        data = path.read_bytes()
        assert data.endswith(b"END:VCALENDAR\r\n") and b"\n" not in data.replace(b"\r\n", b"")
        for line in lines(data):
            assert len(line) <= 75
            line.decode()


def test_every_appointment_has_what_apps_ask_for(real_site: SmallSite) -> None:
    """An id of its own, a stamp, a day, a page; ids differ by language, and are the same in every calendar."""
    ids: dict[str, set[str]] = {}
    for path in files(real_site):
        found = events(path)
        assert found, path
        uids = [str(event["uid"]) for event in found]
        dates = [event["recurrence-id"].dt if "recurrence-id" in event else None for event in found]
        assert len({*zip(uids, dates, strict=True)}) == len(uids)  # of one that comes again, dates that differ follow
        ids.setdefault(path.parent.name, set()).update(uids)
        for event in found:
            page = str(event["url"]).removeprefix("https://diavlos.example/")
            assert (real_site.output / page / "index.html").is_file()
            assert event["dtstamp"].dt.utcoffset() == timedelta(0)
            if "dtend" in event:
                assert event["dtend"].dt > event["dtstart"].dt
    assert len(ids) == 2 and not ids["el"] & ids["en"]
    whole = {
        path.parent.name: {str(e["uid"]) for e in events(path)} for path in real_site.output.glob("calendar/*/all.ics")
    }
    assert whole == ids, "the calendar of everything has all that the others have"


def test_hours_are_those_of_the_place(real_site: SmallSite) -> None:
    """With the zone's rules in the file: what happens at 11:00 in Patras does so after the clocks have changed."""
    path = real_site.output / "calendar/el/all.ics"
    start = by_title(path)["Διεθνής Ημέρα Εθελοντισμού στην Πάτρα"]["dtstart"].dt
    assert (start.hour, start.utcoffset()) == (11, timedelta(hours=2))
    assembly = by_title(path)["Τακτική γενική συνέλευση 2026"]["dtstart"].dt
    assert (assembly.hour, assembly.utcoffset()) == (10, timedelta(hours=3))
    zones = [part for part in Calendar.from_ical(path.read_bytes()).walk() if part.name == "VTIMEZONE"]
    assert [str(zone["tzid"]) for zone in zones] == ["Europe/Athens"]


def test_every_calendar_begins_alike(real_site: SmallSite) -> None:
    """How often to ask again is said twice, for older apps too; the zone stands first; nobody is invited."""
    every = sorted(real_site.output.rglob("*.ics"))
    assert {path.relative_to(real_site.output).parts[0] for path in every} == {"calendar", "radio"}
    for path in every:
        whole = Calendar.from_ical(path.read_bytes())
        assert (whole["refresh-interval"].dt, whole["x-published-ttl"]) == (timedelta(hours=6), "PT6H"), path
        assert "method" not in whole and not any("organizer" in part for part in whole.walk())
        names = [part.name for part in whole.subcomponents]
        assert "VTIMEZONE" not in names[1:], path


def test_last_day_of_a_call_is_a_whole_day(real_site: SmallSite) -> None:
    """Its end is the day after, since the standard leaves the end out."""
    found = {t: e for t, e in by_title(real_site.output / "calendar/en/all.ics").items() if t.startswith("Apply by: ")}
    assert found
    for event in found.values():
        day = event["dtstart"].dt
        assert not isinstance(day, datetime) and event["dtend"].dt == day + timedelta(days=1)


def test_newest_days_come_first(real_site: SmallSite) -> None:
    """So that the files that are cut lose the oldest."""
    for path in real_site.output.glob("calendar/*/all.ics"):
        first = (event["dtstart"].dt for event in events(path) if "recurrence-id" not in event)
        days = [day.date() if isinstance(day, datetime) else day for day in first]
        assert all(one >= other for one, other in pairwise(days))
