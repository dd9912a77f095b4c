"""The moments at which a site changes: at each named one something is different, and between two of them nothing is."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from plugins.engine.execute import fingerprints_of
from plugins.engine.keys import Fingerprints
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from plugins.model.artifact import Artifact
from plugins.model.value import given
from plugins.settings import Settings
from tests.conftest import ROOT, examined, lend_typefaces

SITES = ROOT / "tests" / "sites"
ZONE = ZoneInfo("Europe/Athens")
SECOND = timedelta(seconds=1)
BEGIN, END = "2026-11-22T12:00", "2027-01-20T00:00"
ID = "0b6d1a52-6d0f-4c3b-8a51-0d0b6a3f1e"
HEAD = f"---\nid: {ID}{{number:02}}\ntitle: {{name}}\nsummary: Περίληψη.\n{{stated}}\n---\nΚείμενο.\n"
REMOTE = f"audio: {{url: https://x.gr/a.mp3, bytes: 1000, duration: '2:05', sha256: '{0:064}', type: audio/mpeg}}"
TEXTS = {  # every field that has a clock
    "news/later.el.md": "date: 2026-11-24 09:00",
    "news/held.el.md": "date: 2026-11-20\nembargo: 2026-11-25T22:00Z\nexpires: 2026-12-20 00:00",
    "news/urgent.el.md": "date: 2026-11-22 11:00\nurgent_until: 2026-11-22 18:00",
    "news/hidden.el.md": "date: 2026-11-22\nstatus: hidden\nurgent_until: 2026-11-23",
    "news/draft.el.md": "date: 2026-11-23 07:00\nstatus: draft",
    "news/shown.el.md": "date: 2026-01-01\nslate: true\nexpires: 2026-12-28 12:00",
    "events/midnight.el.md": "date: 2026-10-01\nplace: Βόλος\nstart: 2026-12-05 20:00\nend: 2026-12-06 00:00",
    "events/days.el.md": "date: 2026-10-20\nplace: Βόλος\nstart: 2027-01-10\nend: 2027-01-12",
    "events/moment.el.md": "date: 2026-11-01\nplace: Βόλος\nstart: 2026-12-10 18:30",
    "volunteering/call.el.md": "date: 2026-10-01\nplace: Βόλος\ndeadline: 2027-01-15",
    "shows/deltio/heard.el.md": f"date: 2026-11-20 08:00\n{REMOTE}\n"
    "rights: {rebroadcast: 'yes', from: 2026-11-26 10:00, until: 2026-12-30}\n"
    "corrections: [{date: 2026-11-23, text: Πρώτη}, {date: 2026-11-27 18:00, text: Δεύτερη},"
    " {date: 2026-11-27 18:00, text: Τρίτη}]",
    "shows/deltio/gone.el.md": f"date: 2026-11-21 08:00\n{REMOTE}\nwithdrawn: {{date: 2026-12-01 12:00, reason: Λάθ}}",
}
LIVE = (
    "live: [{start: 2026-11-25 20:00, end: 2026-11-25 21:00, stream: 'https://x.gr/live.mp3'},"
    " {start: 2026-11-25 20:00, end: 2026-11-25 22:00, stream: 'https://x.gr/other.mp3'}]\n"
)


@pytest.fixture
def site(make_settings: Callable[..., Settings], tmp_path: Path) -> Callable[..., Settings]:
    """The settings of the site at a moment."""
    content = tmp_path / "content"
    shutil.copytree(SITES / "minimal" / "content", content)
    for number, (path, stated) in enumerate(TEXTS.items()):
        name = re.sub(r".*/|\..*", "", path)
        (content / path).write_text(HEAD.format(number=number, name=name, stated=stated), encoding="utf-8")
    show = content / "shows/deltio/index.el.md"
    show.write_text(show.read_text("utf-8").replace("title:", f"{LIVE}title:", 1), encoding="utf-8")

    def at(moment: str, **more: Any) -> Settings:
        addresses = {"slate": None, "signage": None, "loop": None, "patterns": None, "patterns.air": None}
        settings = make_settings(
            NOW=moment,
            ADDRESSES=addresses,
            SHARE_CARDS=False,
            DIGEST_WEEKS=3,
            SITE_ID="6f1e8f2c-31a7-4a60-9f5c-7a1f2f1c7a11",
            **more,
        )
        lend_typefaces(settings.run.cache)
        return settings

    return at


Plan = tuple[dict[str, bytes], datetime | None, Callable[[str], bytes]]


def planned(settings: Settings) -> Plan:
    """What every file would be made of, the moment of the next change, and how to make one."""
    result, stages = Result(), our_stages()
    resources = examined(settings, stages, result)
    result.raise_errors()
    assert result.site
    late = stages.declare_late(result.site, result.editions, resources)
    every: dict[str, Artifact] = {artifact.path: artifact for artifact in (*result.artifacts, *late)}
    prints = Fingerprints("one")
    made_of = {path: fingerprints_of(one, given(one.inputs), prints)[0] for path, one in every.items()}

    def make(path: str) -> bytes:
        artifact = every[path]
        data = artifact.make(resources, *given(artifact.inputs))
        assert isinstance(data, bytes)
        return artifact.frame.fill(data) if artifact.frame else data

    return made_of, result.next_change_at, make


def is_same(one: Plan, other: Plan) -> bool:
    """Whether two moments have the same files; what is made of other things may still be the same bytes."""
    (before, _, make_before), (after, _, make_after) = one, other
    if before.keys() != after.keys():
        return False
    changed = [path for path in before if before[path] != after[path]]
    return all(make_before(path) == make_after(path) for path in changed)


def turns(site: Callable[..., Settings]) -> Iterator[tuple[Plan, datetime]]:
    """Each plan with the moment up to which it holds."""
    plan = planned(site(BEGIN))
    while plan[1] and plan[1] < datetime.fromisoformat(END).replace(tzinfo=ZONE):
        yield plan, plan[1]
        plan = planned(site(plan[1].isoformat()))


def test_at_each_turning_point_the_site_is_another_and_between_them_it_is_not(site: Callable[..., Settings]) -> None:
    """So a build for the moment that the report names is due then, not sooner, and never a second time."""
    found = []
    for before, moment in turns(site):
        assert is_same(before, planned(site((moment - SECOND).isoformat()))), f"changed before {moment}"
        assert not is_same(before, planned(site(moment.isoformat()))), f"nothing changed at {moment}"
        found.append(moment.astimezone(ZONE).strftime("%m-%d %H:%M"))

    assert found == [
        "11-22 18:00",  # no more urgent
        "11-23 00:00",  # a correction, and a digest of the week
        "11-24 09:00",  # comes out
        "11-25 20:00",  # two live broadcasts begin
        "11-25 21:00",  # one ends
        "11-25 22:00",  # the other ends
        "11-26 00:00",  # the embargo ends
        "11-26 10:00",  # stations may take it
        "11-27 18:00",  # a correction
        "11-30 00:00",  # a digest
        "12-01 00:00",  # a call comes onto screens, a month before its last day
        "12-01 12:00",  # withdrawn
        *("12-05 23:00", "12-06 00:00", "12-10 18:30"),  # events are over
        *("12-11 00:00", "12-16 00:00"),  # an event and a call come onto screens
        "12-20 00:00",  # expires
        *("12-22 11:00", "12-24 09:00"),  # news leave the screens, after a month
        "12-28 12:00",  # expires
        "12-30 00:00",  # stations may take it no more
        *("01-01 00:00", "01-13 00:00", "01-16 00:00"),  # the last days of a call, an event and a call are over
    ]


def test_a_correction_waits_for_its_date(site: Callable[..., Settings]) -> None:
    """On its page, in the newsroom and among the notices to stations."""
    for moment, told in (("2026-11-27T17:59:59", False), ("2026-11-27T18:00", True)):
        plan = planned(site(moment))
        for path in ("ekpompes/deltio/heard/index.html", "newsroom/el/shows/deltio/heard.json", "radio/el/notices.xml"):
            text = plan[2](path).decode()
            assert "Πρώτη" in text, path
            assert ("Δεύτερη" in text) is ("Τρίτη" in text) is told, path


def test_what_is_of_one_moment_shares_no_guid(site: Callable[..., Settings]) -> None:
    """The first keeps the one that it had when it was alone; only the further ones have a number in it."""
    make = planned(site("2026-11-28T12:00"))[2]
    notices = re.findall(r"<guid[^>]*>(.*?)</guid>", make("radio/el/notices.xml").decode())
    entry = uuid.uuid5(uuid.UUID(f"{ID}{[*TEXTS].index('shows/deltio/heard.el.md'):02}"), "el")
    alone = uuid.uuid5(entry, "corrected 2026-11-27T16:00:00+00:00")
    further = uuid.uuid5(entry, "corrected 2026-11-27T16:00:00+00:00 2")
    assert len(notices) == len(set(notices)) == 3
    assert {f"urn:uuid:{alone}", f"urn:uuid:{further}"} <= set(notices)

    feed = make("podcast/el/deltio.xml").decode()
    live = re.findall(r"<guid[^>]*>(.*?)</guid>", feed.partition("<item>")[0])
    show = uuid.uuid5(uuid.UUID("0b6d1a52-6d0f-4c3b-8a51-0d0b6a3f1c09"), "el")
    assert live == [str(uuid.uuid5(show, f"2026-11-25T18:00:00+00:00{number}")) for number in ("", " 2")]
