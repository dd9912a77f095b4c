"""What contradicts itself in the dates of events: every fault is named with file, field and way out.

All broken texts stand in one site, which is examined once; each is told of its own fault alone.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Mapping

import pytest

from plugins.cli.commands import examine_all
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from plugins.model.problem import Problem
from tests.conftest import ROOT, settings_below

EVENT = """---
id: {id}
title: Εκδήλωση {number}
summary: Μια εκδήλωση με ένα λάθος.
date: 2026-10-01
only: el
place: Βόλος
{fields}
---
Κείμενο.
"""
WEEKLY = "start: 2026-10-06 19:00\nrepeat: every Tuesday until 2026-12-15\n"
ONCE = "start: 2026-10-06 19:00\n"
UPDATED = "updated: 2026-10-05\n"
#: A case → its fields, the field that is named and what is said of it; nothing for those that are right.
CASES: Mapping[str, tuple[str, str, str]] = {
    "in-words": (WEEKLY, "", ""),
    "in-greek": (ONCE + "repeat: κάθε Τρίτη, 10 φορές\nnot_on: [holidays]", "", ""),
    "moved": (WEEKLY + UPDATED + "moved: [{day: 2026-10-13, start: 2026-10-14 18:00}]", "", ""),
    "called-off": (WEEKLY + UPDATED + "cancelled: [2026-10-13]\nnot_on: [2026-10-20]", "", ""),
    "put-off": (ONCE + UPDATED + "state: postponed", "", ""),
    "tentative": (ONCE + "state: tentative", "", ""),
    "moved-once": (ONCE + UPDATED + "formerly: 2026-10-05 19:00", "", ""),
    "accessible": (ONCE + "access: [wheelchair, sign-language]", "", ""),
    "no-words": (ONCE + "repeat: every blue moon", "repeat", "the word “blue”"),
    "no-rule": (ONCE + "repeat: FREQ=SECONDLY", "repeat", "“FREQ=SECONDLY”"),
    "no-such-day": (ONCE + "repeat: every week until 2026-11-31", "repeat", "“2026-11-31” does not exist"),
    "both-ends": (ONCE + "repeat: every week until 2026-11-30 5 times", "repeat", "twice until when"),
    "which-tuesday": (ONCE + "repeat: every second Tuesday", "repeat", "or every so many weeks"),
    "first-on-another-day": (ONCE + "repeat: every Wednesday", "repeat", "the first date, 2026-10-06"),
    "over-before-it-begins": (ONCE + "repeat: every Tuesday until 2026-10-05", "repeat", "the first date, 2026-10-06"),
    "never": (
        "start: 2026-10-28 19:00\nrepeat: every Wednesday 1 time\nnot_on: [holidays]",
        "repeat",
        "no date is left",
    ),
    "end-of-all": (WEEKLY + "end: 2026-12-15 21:00", "end", "lasts until the next one"),
    "a-day-that-is-none": (WEEKLY + "not_on: [2026-10-07]", "not_on", "has no date on 2026-10-07"),
    "no-day": (WEEKLY + "not_on: [Christmas]", "not_on", "is not a date: “Christmas”"),
    "holiday-misspelt": (WEEKLY + "not_on: [holiday]", "not_on", "is not a date: “holiday”"),
    "called-off-on-a-day-that-is-none": (WEEKLY + UPDATED + "cancelled: [2026-10-14]", "cancelled", "no date on"),
    "moved-from-a-day-that-is-none": (
        WEEKLY + UPDATED + "moved: [{day: 2026-10-14, start: 2026-10-15}]",
        "moved",
        "no date on 2026-10-14",
    ),
    "two-things": (WEEKLY + UPDATED + "cancelled: [2026-10-13]\nnot_on: [2026-10-13]", "cancelled", "two things"),
    "moved-twice": (
        WEEKLY + UPDATED + "moved: [{day: 2026-10-13, start: 2026-10-14}, {day: 2026-10-13, start: 2026-10-15}]",
        "moved",
        "two things",
    ),
    "moved-without-a-day": (WEEKLY + UPDATED + "moved: [{start: 2026-10-14}]", "moved", "does not say “day”"),
    "moved-without-a-start": (WEEKLY + UPDATED + "moved: [{day: 2026-10-13}]", "moved", "does not say “start”"),
    "moved-with-other-words": (
        WEEKLY + UPDATED + "moved: [{day: 2026-10-13, to: 2026-10-14}]",
        "moved",
        "of the name “to”",
    ),
    "moved-backwards": (
        WEEKLY + UPDATED + "moved: [{day: 2026-10-13, start: 2026-10-15, end: 2026-10-14}]",
        "moved",
        "before it begins",
    ),
    "exceptions-of-nothing": (ONCE + "not_on: [2026-10-06]", "not_on", "takes place once"),
    "moved-of-nothing": (ONCE + UPDATED + "moved: [{day: 2026-10-06, start: 2026-10-07}]", "moved", "takes place once"),
    "called-off-of-nothing": (ONCE + UPDATED + "cancelled: [2026-10-06]", "cancelled", "takes place once"),
    "cancelled-true": (ONCE + "cancelled: true", "cancelled", "is not a date: “true”"),
    "formerly-of-many": (WEEKLY + UPDATED + "formerly: 2026-10-05 19:00", "formerly", "takes place once"),
    "formerly-now": (ONCE + UPDATED + "formerly: 2026-10-06 19:00", "formerly", "is when it begins now"),
    "no-state": (ONCE + "state: canceled", "state", "“canceled”"),
    "no-access": (ONCE + "access: [lift, elevator]", "access", "“elevator”"),
    "untold": (ONCE + "state: cancelled", "state", "calendars learn of a change"),
    "untold-moved": (WEEKLY + "moved: [{day: 2026-10-13, start: 2026-10-14}]", "moved", "calendars learn of a change"),
}


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, list[Problem]]:
    """The problems of each case, by its name."""
    folder = tmp_path_factory.mktemp("events")
    shutil.copytree(ROOT / "tests" / "sites" / "minimal" / "content", folder / "content")
    for number, (name, (fields, _field, _said)) in enumerate(CASES.items()):
        text = EVENT.format(id=uuid.UUID(int=0x3D3F7C1E5B1E4A559A5E000000000000 + number), number=number, fields=fields)
        (folder / "content" / "events" / f"{name}.el.md").write_text(text, encoding="utf-8")
    result = Result()
    examine_all(settings_below(folder, ADDRESSES={"slate": None}), our_stages(), result)
    return {
        name: [one for one in result.problems if one.file == f"events/{name}.el.md" and one.level != "note"]
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
