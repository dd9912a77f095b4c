"""Calls for volunteers: what is wrong with them, how one answers, their pages and counts, and that closed ones go.

All broken texts stand in one site, which is examined once; the sound ones in another, which is built.
"""

from __future__ import annotations

import json
import re
import shutil
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from icalendar import Calendar

from plugins.cli.commands import examine_all
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from plugins.model.problem import Problem
from tests.conftest import ROOT, SmallSite, settings_below

CALL = """---
id: {id}
title: Πρόσκληση {number}
summary: Μια πρόσκληση.
date: 2026-10-01
only: el
place: Βόλος
{fields}
---
Κείμενο.
"""
SOUND = "contact: a@volos.example\n"
#: A case → its fields, the field that is named and what is said of it; nothing for those that are right.
CASES: Mapping[str, tuple[str, str, str]] = {
    "plain": (SOUND, "", ""),
    "full": (
        SOUND + "skills: [first-aid]\nage_from: 16\nsafeguarding: [two-adults]\ninsured: true\ncommitment: regular\n"
        "weekly_hours: 4\nstart: 2026-12-01\nend: 2027-05-31\ndeadline: 2026-12-31\naccess: [lift]",
        "",
        "",
    ),
    "a-form": ("apply: https://volos.example/help/", "", ""),
    "of-a-member": ("member: volos", "", ""),
    "no-skill": (SOUND + "skills: [juggling]", "skills", "no skill “juggling”"),
    "near-skill": (SOUND + "skills: [first-ait]", "skills", "no skill “first-ait”"),
    "skill-by-name": (SOUND + "skills: [Πρώτες βοήθειες]", "skills", "no skill “Πρώτες βοήθειες”"),
    "end-alone": (SOUND + "end: 2027-05-31", "", ""),
    "backwards": (SOUND + "start: 2026-12-02\nend: 2026-12-01", "end", "the end is before the start"),
    "too-late": (SOUND + "commitment: once\nstart: 2026-12-01\ndeadline: 2026-12-02", "deadline", "after it is over"),
    "nobody": ("places: 3", "contact", "nobody can be written to"),
    "hours-once": (SOUND + "commitment: once\nweekly_hours: 4", "weekly_hours", "again and again"),
    "minors": (SOUND + "age_from: 15", "age_from", "how they are protected"),
    "age-of-a-child": (SOUND + "age_from: 2", "age_from", "from 5 to 99"),
    "age-in-words": (SOUND + "age_from: 18+", "age_from", "from 5 to 99"),
    "hours-a-week": (SOUND + "weekly_hours: 100", "weekly_hours", "from 1 to 60"),
    "commitment": (SOUND + "commitment: sometimes", "commitment", "“sometimes”"),
    "safeguard": (SOUND + "safeguarding: [police]", "safeguarding", "“police”"),
    "insured": (SOUND + "insured: by us", "insured", "“by us”"),
    "form": ("apply: volos.example", "apply", "is not a web address"),
    "start-with-hour": (SOUND + "start: 2026-12-01 10:00", "start", "is not a date"),
    "no-such-day": (SOUND + "start: 2026-11-31", "start", "does not exist"),
}
SKILLS = """
skills:
  first-aid:
    esco: http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000001
    el: {name: Πρώτες βοήθειες, slug: protes-voitheies}
    en: {name: First aid, slug: first-aid}
  driving:
    el: {name: Οδήγηση, slug: odigisi}
    en: {name: Driving, slug: driving}
"""
WORDS = """lists:
  skill:
    el: {name: Δεξιότητες, slug: dexiotites}
    en: {name: Skills, slug: skills}
  from-home:
    el: {name: Από το σπίτι, slug: apo-to-spiti}
    en: {name: From home, slug: from-home}
  weekend:
    el: {name: Το Σαββατοκύριακο, slug: savvatokyriako}
    en: {name: This weekend, slug: weekend}
  call-counts:
    el: {name: Αριθμοί, slug: arithmoi}
    en: {name: Numbers, slug: numbers}
"""


def laid_out(site: SmallSite) -> SmallSite:
    """The minimal site with skills, and words for the pages of calls."""
    shutil.copytree(ROOT / "tests" / "sites" / "minimal" / "content", site.content)
    words = (site.content / "taxonomies.yaml").read_text(encoding="utf-8")
    assert "\nlists:\n" in words
    site.write("taxonomies.yaml", words.replace("\nlists:\n", f"\n{WORDS}") + SKILLS)
    return site


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[Problem]]:
    """The problems of each case, by its name."""
    site = laid_out(SmallSite(tmp_path_factory.mktemp("calls")))
    member = (site.content / "members" / "volos.el.md").read_text(encoding="utf-8")
    site.write("members/volos.el.md", member.replace("\ntitle:", "\nemail: info@volos.example\ntitle:", 1))
    for number, (name, (fields, _field, _said)) in enumerate(CASES.items()):
        one = uuid.UUID(int=0x4D3F7C1E5B1E4A559A5E000000000000 + number)
        site.write(f"volunteering/{name}.el.md", CALL.format(id=one, number=number, fields=fields))
    result = Result()
    examine_all(settings_below(site.folder, ADDRESSES={"slate": None}), our_stages(), result)
    return {
        name: [p for p in result.problems if p.file == f"volunteering/{name}.el.md" and p.level != "note"]
        for name in CASES
    }


@pytest.mark.parametrize("name", CASES)
def test_case(name: str, problems: Mapping[str, list[Problem]]) -> None:
    _fields, field, said = CASES[name]
    found = [(one.field, str(one.message)) for one in problems[name]]
    assert len(found) == bool(said), found
    for one in problems[name]:
        assert (one.field, said in str(one.message)) == (field, True), found
        assert one.line > 1 and str(one.hint)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """Three calls, in the week before the one of the 5th of December."""
    one = laid_out(SmallSite(tmp_path_factory.mktemp("volunteering")))
    calls = {
        "kitchen-help": (
            "Βοήθεια & κουζίνα",
            (
                "deadline: 2026-12-04\nstart: 2026-12-05\nend: 2026-12-06\nskills: [driving]\nplaces: 8\n"
                "commitment: once\ninsured: true\naccess: [wheelchair]\naxes: [culture]\nregions: [attica]"
            ),
        ),
        "letters": ("Γράμματα", "remote: true\nskills: [first-aid, driving]\nplaces: 3\ndeadline: 2026-12-10"),
        "taken": ("Γεμάτη", "filled: true\nregions: [attica]"),
    }
    for number, (name, (title, fields)) in enumerate(calls.items()):
        text = CALL.format(id=uuid.UUID(int=0x5D3F7C1E5B1E4A559A5E000000000000 + number), number=number, fields=fields)
        text = text.replace(f"title: Πρόσκληση {number}", f"title: {title}").replace("place:", f"{SOUND}place:")
        one.write(f"volunteering/{name}.el.md", text)
    one.build("--now", "2026-11-30T12:00", "--report", str(one.folder / "report.json"))
    return one


def page(site: SmallSite, path: str) -> str:
    return (site.output / path / "index.html").read_text(encoding="utf-8")


def test_an_answer_is_a_mail_that_is_ready(site: SmallSite) -> None:
    """With a subject and a text in the page's language, whatever signs the title has; its lines end as mail's do."""
    text = page(site, "ethelontismos/voitheia-kouzina")
    found = re.search(r'href="(mailto:[^"]+)"', text)
    assert found
    address = urlsplit(found[1].replace("&amp;", "&"))
    words = parse_qs(address.query, strict_parsing=True)
    assert unquote(address.path) == "a@volos.example"
    assert words["subject"] == ["Εθελοντισμός: Βοήθεια & κουζίνα"]
    assert "/ethelontismos/voitheia-kouzina/)" in words["body"][0]
    assert "\r\n" in words["body"][0] and "\n" not in words["body"][0].replace("\r\n", "")
    assert found[1].isascii() and len(found[1]) < 2000


def test_pages_of_calls(site: SmallSite) -> None:
    """By skill, region and axis; from home; of this weekend: each has the open ones that belong there."""
    assert "Γράμματα" in page(site, "ethelontismos/dexiotites/protes-voitheies")
    drivers = page(site, "ethelontismos/dexiotites/odigisi")
    assert "Γράμματα" in drivers and "Βοήθεια &amp; κουζίνα" in drivers
    home = page(site, "ethelontismos/apo-to-spiti")
    assert "Γράμματα" in home and "κουζίνα</a>" not in home
    assert "κουζίνα" in page(site, "ethelontismos/savvatokyriako")
    attica = page(site, "ethelontismos/perifereies/attiki")
    assert "κουζίνα" in attica and "Γεμάτη" not in attica
    every = page(site, "ethelontismos")
    for path in ("dexiotites/odigisi/", "apo-to-spiti/", "savvatokyriako/", "arithmoi/"):
        assert f'href="/ethelontismos/{path}"' in every


def test_counts_for_reports(site: SmallSite) -> None:
    """As a page and as data; those that are closed or taken count, and are not open."""
    counts = json.loads((site.output / "volunteering/el/counts.json").read_text(encoding="utf-8"))
    assert counts["total"] == {"calls": 4, "places": counts["total"]["places"], "open": 3}
    assert {row["key"]: (row["calls"], row["open"]) for row in counts["regions"]}["attica"] == (2, 1)
    assert counts["months"][0]["key"] == "2026-10"
    text = page(site, "ethelontismos/arithmoi")
    assert text.count("<caption>") == 3 and "Οκτώβριος 2026" in text


def test_a_notice_has_strips_with_codes(site: SmallSite) -> None:
    text = page(site, "notices/el/kitchen-help")
    assert text.count('class="sheet__strip"') == 8 and 'name="robots" content="noindex' in text
    code = site.output / "notices" / "el" / "kitchen-help.svg"
    assert code.read_bytes().startswith(b"<?xml") and text.count("kitchen-help.svg") == 9
    assert not (site.output / "notices" / "el" / "taken").exists()


def posting(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert found
    node: dict[str, Any] = next(one for one in json.loads(found[1])["@graph"] if one["@type"] == "JobPosting")
    return node


def test_machines_read_a_job_posting(site: SmallSite) -> None:
    """With all that Google asks for, unpaid, and until when one may apply."""
    node = posting(page(site, "ethelontismos/voitheia-kouzina"))
    for name in ("title", "description", "datePosted", "hiringOrganization", "jobLocation"):
        assert node[name]
    assert (node["employmentType"], node["validThrough"], node["directApply"]) == ("VOLUNTEER", "2026-12-04", False)
    assert node["jobLocation"]["address"]["addressCountry"] == "GR"
    assert node["skills"] == ["Οδήγηση"]


def shown(site: SmallSite, words: str) -> list[str]:
    """The files that have some words, but for the page of the call itself."""
    return [
        path.relative_to(site.output).as_posix()
        for path in sorted(site.output.rglob("*"))
        if path.suffix in (".html", ".xml", ".json", ".ics", ".txt")
        and words in path.read_text(encoding="utf-8")
        and "patterns" not in path.as_posix()
        and "gramma" not in path.as_posix()
        and "letters" not in path.as_posix()
    ]


def test_a_call_that_closes_leaves_every_channel(site: SmallSite) -> None:
    """At the end of its last day, when a build is due; its page stays and says so, and no engine is led to it."""
    assert {path.partition("/")[0] for path in shown(site, "Γράμματα")} >= {"feeds", "calendar", "ethelontismos"}
    calendar = Calendar.from_ical((site.output / "calendar/el/deadlines.ics").read_bytes())
    assert next(str(one["summary"]) for one in calendar.walk("VEVENT")).startswith("Αιτήσεις έως")
    site.build("--now", "2026-12-10T23:59", "--report", str(site.folder / "report.json"))
    due = json.loads((site.folder / "report.json").read_text(encoding="utf-8"))["next_change_at"]
    assert due.startswith("2026-12-11T00:00:00")
    site.build("--now", "2026-12-11T00:00")
    assert shown(site, "Γράμματα") == []
    closed = page(site, "ethelontismos/grammata")
    assert "Η πρόσκληση έκλεισε." in closed and "mailto:a@" not in closed and 'content="noindex' in closed
