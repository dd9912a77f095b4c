"""The programme of the demonstration site: pages, calendars, and what receivers ask for by RadioDNS."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from icalendar import Calendar
from lxml import etree, html

from plugins.channels.radio.spi import LONG_TEXT, NAMESPACE, SHORT_TEXT, clipped
from plugins.channels.shared.calendar.zones import timezone_of
from plugins.model.schedule import broadcasts
from plugins.read.site import read_site
from plugins.settings import Settings
from plugins.text.durations import iso_8601
from tests.conftest import NOW, SmallSite

ATHENS = ZoneInfo("Europe/Athens")
SPI = "radiodns/spi/3.1"


def calendar_of(site: SmallSite, path: str) -> Any:
    return Calendar.from_ical((site.output / path).read_bytes())


def events(calendar: Any) -> list[Any]:
    return [part for part in calendar.walk() if part.name == "VEVENT"]


# ------------------------------------------------------------------------------------------------- pages


@pytest.mark.parametrize(("lang", "monday"), [("el", "Δευτέρα"), ("en", "Monday")])
def test_the_week_is_a_table_a_day(real_site: SmallSite, lang: str, monday: str):
    """With a caption, heads for columns and rows, in the order of hours; every link leads somewhere."""
    page = html.fromstring((real_site.output / f"radio/{lang}/schedule/index.html").read_bytes())
    tables = page.xpath("//table")
    assert len(tables) == 7 and tables[0].xpath("string(caption)") == monday
    for table in tables:
        assert [cell.get("scope") for cell in table.xpath(".//thead//th")] == ["col", "col"]
        rows = table.xpath(".//tbody/tr")
        assert [row[0].get("scope") for row in rows] == ["row"] * len(rows)
        times = [row.xpath("string(th/time[1])") for row in rows]
        assert times == sorted(times) and all(re.fullmatch(r"\d\d:\d\d", time) for time in times)
    for link in page.xpath("//main//a/@href"):
        assert (real_site.output / link[1:] / "index.html").is_file(), link


def test_notes_say_what_is_not_every_week(real_site: SmallSite):
    page = html.fromstring((real_site.output / "radio/el/schedule/index.html").read_bytes())
    notes = {" ".join(note.split()) for note in page.xpath("//*[@class='programme__note']/text()")}
    assert {"επανάληψη", "στα αγγλικά", "κάθε 2 εβδομάδες", "την τελευταία Κυριακή του μήνα"} <= notes
    assert "στα αγγλικά, έως 24 Ιουνίου 2027" in notes
    (single,) = page.xpath("//ul[@class='programme__singles']/li")
    assert " ".join(single.text_content().split()).startswith("31 Δεκεμβρίου 2026, 23:00–\u206000:30: Δημόσια φωνή")


def test_a_show_says_where_it_is_heard(real_site: SmallSite):
    page = html.fromstring((real_site.output / "ekpompes/deltio/index.html").read_bytes())
    section = page.xpath("//section[h2[@id='d-where']]")[0]
    said = " ".join(section.text_content().split())
    assert "Κύμα Παρνασσού Άμφισσα, Δελφοί, Γαλαξίδι, 95,2 MHz Δευτέρα έως Παρασκευή, 08:00" in said
    assert "Ράδιο Βαρδάρης Θεσσαλονίκη και Κιλκίς, 101,75 MHz" in said and "Αιγαίο" not in said
    assert section.xpath(".//a[@type='text/calendar']/@href") == ["/radio/el/deltio/schedule.ics"]


def test_what_is_over_leaves_the_pages_at_its_midnight(small_site: SmallSite):
    """So do the days that have not come; the report says when to build again."""
    small_site.write(
        "stations/kyma.yaml",
        "name: Κύμα\narea: Άμφισσα\nairings:\n"
        "  - {show: deltio, days: [mo], time: 8:00, duration: 5:00, from: 2026-10-05, until: 2026-11-30}\n"
        "  - {show: deltio, days: [mo], time: 9:00, duration: 5:00, from: 2026-12-07}\n",
    )
    found = []
    for now in ("2026-11-30T23:59:59", "2026-12-01T00:00", "2026-12-07T00:00"):
        done = small_site.run("build", "--now", now, "--report", str(small_site.folder / "report.json"))
        assert done.returncode == 0, done.stderr
        page = html.fromstring((small_site.output / "radio/en/schedule/index.html").read_bytes())
        report = (small_site.folder / "report.json").read_text(encoding="utf-8")
        due = re.findall(r'"next_change_at": "([^"]+)"', report)
        found.append(([" ".join(row.text_content().split()) for row in page.xpath("//tbody/tr")], due))
    ends, begins = "in Greek, to 30 November 2026", "in Greek, from 7 December 2026"
    early, late = "08:00–\u206008:05 Bulletin Κύμα", "09:00–\u206009:05 Bulletin Κύμα"
    assert [rows for rows, _ in found] == [
        [f"{early} {ends}", f"{late} {begins}"],
        [f"{late} {begins}"],
        [f"{late} in Greek"],
    ]
    assert found[0][1] == ["2026-12-01T00:00:00+02:00"]


def test_a_show_that_is_not_out_is_named_nowhere(small_site: SmallSite):
    small_site.write(
        "stations/kyma.yaml",
        "name: Κύμα\narea: Άμφισσα\nbearers: [fm:1e1.1201.09520]\nservice: {domain: kyma.example, id: kyma}\n"
        "airings: [{show: secret, days: [mo], time: 8:00, duration: 5:00, from: 2026-10-05}]\n",
    )
    small_site.write(
        "shows/secret/index.el.md",
        "---\nid: 0f0e0d0c-1111-4222-8333-444455556666\ntitle: Μυστικό\nsummary: Κάτι.\n"
        "embargo: 2027-01-01\ndate: 2026-01-01\n---\nΚάτι.\n",
    )
    small_site.build()
    assert (small_site.output / "radio/el/schedule/index.html").is_file()
    for path in small_site.output.rglob("*"):
        if path.is_file() and not path.name.startswith("."):
            data = path.read_bytes()
            assert "Μυστικό".encode() not in data and b"secret" not in data, path
    assert not (small_site.output / "radio/el/secret").exists()


def test_a_site_without_stations_has_no_programme(small_site: SmallSite):
    small_site.build()
    assert not (small_site.output / "radio/el/schedule").exists() and not (small_site.output / "radiodns").exists()


# ------------------------------------------------------------------------------------------------- calendars


@pytest.mark.parametrize("path", ["radio/el/stations/kyma-parnassou.ics", "radio/en/dimosia-foni/schedule.ics"])
def test_calendars_say_when_in_greek_time(real_site: SmallSite, path: str):
    calendar = calendar_of(real_site, path)
    (zone,) = [part for part in calendar.walk() if part.name == "VTIMEZONE"]
    assert zone["TZID"] == "Europe/Athens"
    found = events(calendar)
    assert len(found) >= 4 and len({str(event["UID"]) for event in found}) == len(found)
    for event in found:
        assert event["DTSTART"].params["TZID"] == "Europe/Athens"
        assert event["DTSTAMP"].dt.date().isoformat() in ("2026-10-01", "2026-10-20", "2026-11-02")  # as the files say
        assert event["SUMMARY"] and event["LOCATION"] and str(event["URL"]).startswith("https://diavlos.example/")


def test_calendars_repeat_as_the_airings_do(real_site: SmallSite, make_settings: Callable[..., Settings]):
    """Every broadcast of a year, over both changes of the clocks, by another reader of the rules."""
    site = read_site(make_settings(PATH=str(real_site.content)))
    since, until = datetime(2026, 10, 1, tzinfo=ATHENS), datetime(2027, 10, 1, tzinfo=ATHENS)
    checked = 0
    for station in site.stations:
        expected = [one.start.astimezone(UTC) for one in broadcasts(station.airings, since, until, ATHENS)]
        found: list[datetime] = []
        for event in events(calendar_of(real_site, f"radio/el/stations/{station.key}.ics")):
            start = event["DTSTART"].dt.replace(tzinfo=None)
            moments = [start]
            if "RRULE" in event:
                rule = re.sub(r";UNTIL=[0-9TZ]+", "", event["RRULE"].to_ical().decode())
                assert rule.startswith("FREQ=")
                last = event["RRULE"].get("UNTIL", [until])[0]
                assert last.tzinfo
                end = min(last, until).astimezone(ATHENS).replace(tzinfo=None)
                moments = rrulestr(rule, dtstart=start).between(start, end, inc=True)
            out = event.get("EXDATE", [])
            skipped = {
                day.dt.replace(tzinfo=None) for one in (out if isinstance(out, list) else [out]) for day in one.dts
            }
            found += [moment.replace(tzinfo=ATHENS).astimezone(UTC) for moment in moments if moment not in skipped]
        assert sorted(moment for moment in found if moment < until) == expected
        checked += len(expected)
    assert checked > 900


def test_events_keep_their_identity(small_site: SmallSite):
    """Over builds at other moments and corrected titles; another hour is another event."""
    airing = "{show: deltio, days: [mo], time: 8:00, duration: 5:00, from: 2026-10-05}"
    text = f"name: Κύμα\narea: Άμφισσα\nairings: [{airing}]\n"
    file = "radio/el/stations/kyma.ics"

    def built(now: str = NOW) -> bytes:
        small_site.build("--now", now)
        return (small_site.output / file).read_bytes()

    def uid(data: bytes) -> str:
        return str(events(Calendar.from_ical(data))[0]["UID"])

    small_site.write("stations/kyma.yaml", text)
    first = built()
    assert built("2027-03-01T10:00") == first
    small_site.write("stations/kyma.yaml", text.replace("5:00, from", "9:00, from").replace("Κύμα", "Κύμα 2"))
    longer = built()
    assert longer != first and uid(longer) == uid(first)
    small_site.write("stations/kyma.yaml", text.replace("8:00", "8:30"))
    assert uid(built()) != uid(first)


def test_time_zones_are_written_as_rules():
    """The changes as Greece's law has them, by the clock that stood before (https://www.rfc-editor.org/rfc/rfc5545#section-3.6.5)."""
    text = timezone_of(ATHENS, "Europe/Athens", 2025).to_ical().decode().replace("\r\n", "\n")
    summer, winter = re.findall(r"BEGIN:(?:DAYLIGHT|STANDARD)\n(.*?)\nEND", text, re.DOTALL)
    assert "DTSTART:20250330T030000\n" in summer and "TZOFFSETFROM:+0200\nTZOFFSETTO:+0300" in summer
    assert "DTSTART:20251026T040000\n" in winter and "TZOFFSETFROM:+0300\nTZOFFSETTO:+0200" in winter
    assert [re.findall("RRULE:(.*)", part) for part in (summer, winter)] == [
        ["FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"],
        ["FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"],
    ]


@pytest.mark.parametrize("name", ["Europe/Athens", "America/New_York", "Africa/Casablanca", "Asia/Tokyo"])
def test_time_zones_are_read_back(name: str):
    """Every day of four years has the offset of the zone, by another reader of the rules."""
    zone = ZoneInfo(name)
    parts = [part for part in timezone_of(zone, name, 2025).walk() if part.name in ("STANDARD", "DAYLIGHT")]
    changes = []
    for part in parts:
        start = part["DTSTART"].dt
        moments = [start]
        if "RRULE" in part:
            moments = list(
                rrulestr(part["RRULE"].to_ical().decode(), dtstart=start).between(start, datetime(2030, 1, 1), True)
            )
        changes += [(moment - part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td) for moment in moments]
    changes.sort()
    day = datetime(2026, 1, 1, 12, tzinfo=UTC)
    while day.year < 2030:
        offset = [after for moment, after in changes if moment.replace(tzinfo=UTC) <= day][-1]
        assert day.astimezone(zone).utcoffset() == offset, day
        day += timedelta(days=1)


# ------------------------------------------------------------------------------------------------- RadioDNS

#: The schema's own order and bounds (https://github.com/radiodns/spi-schema, spi_34.xsd): element → its children in
#: order, with ! where they must be there; and the most letters of a text.
ORDER = {
    "serviceInformation": "services!",
    "services": "service!",
    "service": "shortName! mediumName! longName mediaDescription link bearer! radiodns!",
    "epg": "schedule!",
    "schedule": "scope! programme",
    "scope": "serviceScope!",
    "programme": "shortName mediumName! longName location! mediaDescription memberOf link",
    "location": "time!",
    "mediaDescription": "shortDescription longDescription",
}
ATTRIBUTES = {
    "bearer": {"id", "cost"},
    "radiodns": {"fqdn", "serviceIdentifier"},
    "scope": {"startTime", "stopTime"},
    "serviceScope": {"id"},
    "programme": {"id", "shortId"},
    "time": {"time", "duration"},
    "memberOf": {"id", "shortId"},
    "link": {"uri"},
}
LETTERS = {
    "shortName": 8,
    "mediumName": 16,
    "longName": 128,
    "shortDescription": SHORT_TEXT,
    "longDescription": LONG_TEXT,
}
FORMS = {
    "id": r"crid://[^/]+/.+|fm:[0-9a-f]{3}\.[0-9a-f]{4}\.\d{5}|dab:[0-9a-f.]+|https?://\S+",
    "shortId": r"\d{1,8}",
    "cost": r"\d+",
    "serviceIdentifier": r"[a-z0-9]{1,16}",
    "startTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d",
    "stopTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d",
    "time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d",
    "duration": r"PT(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?",
}


def faults(root: etree._Element) -> list[str]:
    """What the schema would refuse."""
    found = []
    for element in root.iter():
        name = etree.QName(element)
        assert name.namespace == NAMESPACE
        order = ORDER.get(name.localname, "").split()
        places = [child.rstrip("!") for child in order]
        children = [etree.QName(child).localname for child in element]
        known = [places.index(child) for child in children if child in places]
        found += [f"{name.localname}: {child} is unknown" for child in children if child not in places]
        found += [f"{name.localname}: order"] if known != sorted(known) else []
        found += [f"{name.localname}: no {child}" for child in places if f"{child}!" in order and child not in children]
        found += [f"{name.localname}: no @{one}" for one in ATTRIBUTES.get(name.localname, set()) - set(element.attrib)]
        for attribute, value in element.attrib.items():
            if attribute in FORMS and not re.fullmatch(FORMS[attribute], value):
                found.append(f"{name.localname}: @{attribute} {value}")
        if name.localname in LETTERS and not 0 < len(element.text or "") <= LETTERS[name.localname]:
            found.append(f"{name.localname}: length")
        if element.get("shortId") and int(element.get("shortId", "")) >= 1 << 24:
            found.append(f"{name.localname}: @shortId")
    return found


def days_of(site: SmallSite) -> list[Path]:
    return sorted((site.output / SPI / "id/www.kyma-parnassou.example/kyma").glob("*_PI.xml"))


def test_receivers_are_told_of_the_services_and_of_eight_days(real_site: SmallSite):
    """From the day of the build, which is fixed here."""
    assert faults(etree.parse(str(real_site.output / SPI / "SI.xml")).getroot()) == []
    assert [path.name[:8] for path in days_of(real_site)] == [f"202611{day}" for day in range(22, 30)]
    for path in days_of(real_site):
        assert faults(etree.parse(str(path)).getroot()) == [], path


def test_a_day_holds_its_broadcasts(real_site: SmallSite):
    root = etree.parse(str(days_of(real_site)[3])).getroot()
    rows = [
        (one.findtext(f"{{{NAMESPACE}}}mediumName"), one.find(f".//{{{NAMESPACE}}}time").attrib)
        for one in root.iter(f"{{{NAMESPACE}}}programme")
    ]
    assert rows == [
        ("Δελτίο", {"time": "2026-11-25T08:00:00+02:00", "duration": "PT2M"}),
        ("Δελτίο", {"time": "2026-11-25T08:05:00+02:00", "duration": "PT2M"}),
        ("Δημόσια φωνή", {"time": "2026-11-25T19:00:00+02:00", "duration": "PT30M"}),
    ]
    ids = [one.get("shortId") for one in root.iter(f"{{{NAMESPACE}}}programme")]
    assert len(set(ids)) == 3


MUTATIONS: dict[str, tuple[str, Callable[[etree._Element], object]]] = {
    "programme: no mediumName": (
        "mediumName",
        lambda one: [p.remove(c) for p in [one.getparent()] for c in list(p) if c.tag == one.tag],
    ),
    "mediumName: length": ("mediumName", lambda one: setattr(one, "text", "ένα όνομα που δεν χωρά")),
    "programme: order": ("location", lambda one: one.getparent().insert(0, one)),
    "time: no @duration": ("time", lambda one: one.attrib.pop("duration")),
    "time: @duration PT1.5M": ("time", lambda one: one.set("duration", "PT1.5M")),
    "programme: @id x": ("programme", lambda one: one.set("id", "x")),
}


@pytest.mark.parametrize("expected", MUTATIONS)
def test_the_rules_see_a_fault(real_site: SmallSite, expected: str):
    name, change = MUTATIONS[expected]
    root = etree.parse(str(days_of(real_site)[3])).getroot()
    change(next(root.iter(f"{{{NAMESPACE}}}{name}")))
    assert expected in faults(root)


def test_long_texts_are_cut_between_words():
    assert clipped("λίγα λόγια", 10) == "λίγα λόγια"
    assert clipped("λίγα λόγια ακόμη", 12) == "λίγα λόγια…" and len(clipped("α β " * 99, 180)) <= 180


def test_durations_are_written_as_receivers_read_them():
    assert [iso_8601(n) for n in (60, 1800, 5400, 90061)] == [
        "PT1M",
        "PT30M",
        "PT1H30M",
        "PT25H1M1S",
    ]
