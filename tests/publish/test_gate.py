"""The gate: what subscribers and stations would take for new, or never see, is named before it is published."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT, SmallSite, lend

SOUND = ROOT / "content" / "shows" / "deltio" / "2026-11-16.el.opus"
SHOW = """---
id: 5b6c1d9e-7f5c-4a57-9f1a-6f2a4d3b9c10
title: Δοκιμαστική εκπομπή
summary: Μια εκπομπή για δοκιμές.
---
Μια εκπομπή.
"""
IDS = {"one": "11111111-7f5c-4a57-9f1a-6f2a4d3b9c11", "two": "22222222-7f5c-4a57-9f1a-6f2a4d3b9c11"}


def episode(site: SmallSite, name: str, id: str, date: str, more: str = "demo: true") -> Path:
    shutil.copy(SOUND, site.content / "shows" / "try" / f"{name}.el.opus")
    head = f"id: {id}\ntitle: Επεισόδιο {name}\nsummary: Το {name}.\ndate: {date}\naudio: {name}.el.opus\n{more}"
    return site.write(f"shows/try/{name}.el.md", f"---\n{head}\n---\nΚείμενο.\n")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, encoded: Path) -> SmallSite:
    """Two episodes, published."""
    made = SmallSite(tmp_path_factory.mktemp("published"))
    shutil.copytree(ROOT / "tests" / "sites" / "minimal" / "content", made.content)
    made.write("shows/try/index.el.md", SHOW)
    lend(encoded, made.folder / "cache")
    episode(made, "one", IDS["one"], "2026-11-01")
    episode(made, "two", IDS["two"], "2026-11-08")
    done = made.run("published")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def site(published: SmallSite, tmp_path: Path) -> SmallSite:
    """A copy of that site, which may be changed."""
    shutil.copytree(published.content, tmp_path / "content")
    shutil.copytree(published.folder / "cache", tmp_path / "cache", symlinks=True)
    shutil.copy(published.folder / "published.json", tmp_path)
    return SmallSite(tmp_path)


def ledger(site: SmallSite) -> dict:
    return json.loads((site.folder / "published.json").read_text(encoding="utf-8"))


def said(site: SmallSite) -> list[str]:
    return [line for line in site.run("check").stderr.splitlines() if "published.json" in line]


def test_the_first_publication_is_accepted(site: SmallSite):
    """And the ledger has a line for each episode."""
    rows = ledger(site)["episodes"]
    assert [row["key"] for row in rows] == ["shows/try/one", "shows/try/two"] and not said(site)
    assert sum('"guid"' in line for line in (site.folder / "published.json").read_text().splitlines()) == 2


@pytest.mark.parametrize(
    ("name", "id", "date", "expected"),
    [
        ("two", "33333333-7f5c-4a57-9f1a-6f2a4d3b9c11", "2026-11-08", "and now has another"),
        ("two", IDS["two"], "2026-11-07", "came out on 2026-11-08 and now has an earlier date"),
        ("new", "33333333-7f5c-4a57-9f1a-6f2a4d3b9c11", "2026-11-05", "stations will never see it"),
    ],
)
def test_a_change_is_named_and_stops_the_ledger(site: SmallSite, name: str, id: str, date: str, expected: str):
    before = ledger(site)
    episode(site, name, id, date)
    (line,) = said(site)
    assert expected in line and ": warning: " in line
    assert site.run("published").returncode == 1 and ledger(site) == before
    assert site.build().returncode == 0


def test_a_guid_of_another_is_named(site: SmallSite):
    """Two episodes that swap their ids: both lose and both take."""
    episode(site, "one", IDS["two"], "2026-11-01")
    episode(site, "two", IDS["one"], "2026-11-08")
    lines = said(site)
    assert sum("had the guid" in line for line in lines) == 2 == sum("belonged to" in line for line in lines)


@pytest.mark.parametrize("more", ["status: draft", None])
def test_a_vanished_episode_is_named(site: SmallSite, more: str | None):
    if more:
        episode(site, "two", IDS["two"], "2026-11-08", more)
    else:
        (site.content / "shows/try/two.el.md").unlink()
    (line,) = said(site)
    assert "is gone" in line and "withdrawn, hidden or expires" in line


@pytest.mark.parametrize(
    "more",
    ["status: hidden", "expires: 2026-11-20", "withdrawn: {date: 2026-11-20, reason: Λάθος}", "updated: 2026-11-20"],
)
def test_what_is_taken_back_on_purpose_passes(site: SmallSite, more: str):
    """And its guid stays taken."""
    episode(site, "two", IDS["two"], "2026-11-08", more)
    assert not said(site) and site.run("published").returncode == 0
    assert len(ledger(site)["episodes"]) == 2


def test_an_accepted_change_passes(site: SmallSite):
    guid = ledger(site)["episodes"][1]["guid"]
    (site.content / "shows/try/two.el.md").unlink()
    data = ledger(site)
    data["accepted"] = [guid]
    (site.folder / "published.json").write_text(json.dumps(data), encoding="utf-8")
    assert not said(site) and site.run("published").returncode == 0
    assert [row["key"] for row in ledger(site)["episodes"]] == ["shows/try/one"] and not ledger(site)["accepted"]


def test_a_renamed_file_and_a_new_episode_pass(site: SmallSite):
    (site.content / "shows/try/two.el.md").unlink()
    episode(site, "deux", IDS["two"], "2026-11-08")
    episode(site, "three", "33333333-7f5c-4a57-9f1a-6f2a4d3b9c11", "2026-11-15")
    assert not said(site) and site.run("published").returncode == 0 and len(ledger(site)["episodes"]) == 3


def test_an_unchanged_site_is_warned_of_again(site: SmallSite):
    """The ledger is part of what proves that nothing has changed."""
    site.build()
    data = ledger(site)
    data["episodes"][1]["out"] = "2026-11-09T00:00:00+02:00"
    (site.folder / "published.json").write_text(json.dumps(data), encoding="utf-8")
    for _ in range(2):
        assert "earlier date" in site.build().stderr


def test_a_file_that_is_no_ledger_is_refused(site: SmallSite):
    (site.folder / "published.json").write_text("[]", encoding="utf-8")
    done = site.run("build")
    assert done.returncode == 2 and "published.json" in done.stderr and "Traceback" not in done.stderr
