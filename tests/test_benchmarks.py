"""The benchmarks' pure parts: what is planned, how records become shares, and how tools' files are read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks import cases, goals, instructions, knowledge, meter, stages
from benchmarks.kit import HUGO, OURS, cold, renew
from benchmarks.peer.dialect import front_matter, taxonomies
from tests.conftest import ROOT


def record(kind: str, files: int, peer: str, number: int, wall: float, **more: Any) -> goals.Record:
    return {"kind": kind, "where": "disk", "files": files, "peer": peer, "round": number, "wall": wall, **more}


def test_plan_measures_what_two_cases_share_once() -> None:
    """`cold` and `growth` both need 5,000 files cold, and Pelican only where it is compared."""
    found = cases.plan(["cold", "growth"])
    assert list(found) == [1_000, 5_000, 10_000, 15_000, 20_000]
    assert found[5_000] == {"cold": ["diavlos", "hugo", "pelican-i18n"]}
    assert found[1_000] == {"cold": ["diavlos", "hugo"]}


def test_what_a_case_begins_without_is_moved_aside_and_not_deleted(tmp_path: Path) -> None:
    """ext4 makes a build pay for what was deleted before it, so nothing is. A new machine has caches, and no output."""
    work = tmp_path / "sites" / "ours"
    for name in ("content", "output", ".cache"):
        (work / name).mkdir(parents=True)
        (work / name / "file").write_text(name, encoding="utf-8")
    inodes = {path.stat().st_ino for path in work.rglob("file")}
    site: Any = SimpleNamespace(dir=work, peer=SimpleNamespace(clean=("output", ".cache", "cache-en")), cold=dict)
    renew(site)
    assert sorted(path.parent.name for path in work.rglob("file")) == [".cache", "content"]
    cold(site)
    cold(site)
    assert [path.parent.name for path in work.rglob("file")] == ["content"]
    assert inodes <= {path.stat().st_ino for path in tmp_path.rglob("file")}


def test_turn_lets_each_be_first() -> None:
    """The order rotates, so that no peer always runs after the same one."""
    assert [cases.turn("abc", number)[0] for number in range(4)] == ["a", "b", "c", "a"]
    assert cases.turn([], 3) == []


def test_share_is_of_medians_and_leaves_sampled_runs_out() -> None:
    """A run whose memory was sampled is slower, so its time doesn't count."""
    records = [record("body", 5_000, OURS, number, wall) for number, wall in ((1, 0.1), (2, 0.2), (3, 0.9))]
    records += [record("body", 5_000, HUGO, number, 2.0) for number in (1, 2, 3)]
    records.append(record("body", 5_000, OURS, 0, 9.0, sampled=True, memory_mb=50))
    (line,) = goals.lines(records)
    assert (line.share, line.low, line.high, line.verdict) == (0.1, 0.05, 0.45, "met")


def test_verdict_at_another_size_is_in_brackets() -> None:
    """The goals are for 5,000 files; a small trial can't miss them."""
    records = [record("body", 250, OURS, 1, 3.0), record("body", 250, HUGO, 1, 1.0)]
    assert [line.verdict for line in goals.lines(records)] == ["(MISSED)"]


def test_slope_is_the_cost_of_a_further_file() -> None:
    """Ours grows by 10 µs a file, Hugo's by 1 ms."""
    records = [record("body", files, OURS, 1, 0.3 + files * 1e-5) for files in (1_000, 10_000)]
    records += [record("body", files, HUGO, 1, files * 1e-3) for files in (1_000, 10_000)]
    (slope,) = [line for line in goals.lines(records) if line.goal.form == "slope"]
    assert slope.share == pytest.approx(0.01)
    assert slope.verdict == "beyond"


def test_growth_that_bends_is_no_line() -> None:
    """Quadratic growth fits a line badly; linear growth perfectly."""
    sizes = (1_000, 5_000, 10_000, 15_000, 20_000)
    assert goals.fit(sizes, [files * 1e-3 for files in sizes])[1] == pytest.approx(1)
    assert goals.fit(sizes, [files**2 * 1e-6 for files in sizes])[1] < 0.99


def test_pss_is_the_whole_line() -> None:
    """Not `Pss_Anon:` nor `SwapPss:`."""
    assert meter.pss_of("Rss: 10 kB\nPss:   7 kB\nPss_Anon: 3 kB\nSwapPss: 1 kB\n") == 7


def test_callgrind_without_a_total_is_an_error() -> None:
    """A run that was killed leaves a file without totals."""
    assert instructions.callgrind_total("events: Ir\ntotals: 123\n") == 123
    with pytest.raises(ValueError, match="no total"):
        instructions.callgrind_total("events: Ir\n")


def test_stages_table_has_the_median_of_each() -> None:
    """A stage that a build left out took no time."""
    runs = {"cold": [{"read": 1.0, "whole process": 2.0}], "nothing changed": [{"whole process": 1.0}]}
    assert "| read | 1.000 | 0.000 |" in stages.table(runs)


def test_our_site_of_the_comparison_has_its_pages_and_no_others(tmp_path: Path) -> None:
    """What the engine learns to make beside them must not be measured against peers that don't make it."""
    words = SimpleNamespace(CATEGORIES={"world": ("Κόσμος", "World")}, TAGS=["banks"])
    shutil.copytree(ROOT / "benchmarks" / "peer", tmp_path, dirs_exist_ok=True)
    for lang, title in (("el", "Γεφύρι στην Άρτα"), ("en", "A bridge at Arta")):
        article = {"lang": lang, "i": 1, "title": title, "summary": title, "slug": "a-bridge", "category": "world"}
        path, head = front_matter({**article, "date": datetime(2026, 1, 2, 9), "tags": ["banks"]})
        target = tmp_path / "content" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"{head}{title}.\n", encoding="utf-8")
    (tmp_path / "content" / "taxonomies.yaml").write_text(taxonomies(words), encoding="utf-8")
    line = [sys.executable, "-m", "plugins", "build", "-s", str(tmp_path / "pelicanconf.py")]
    subprocess.run(line, cwd=ROOT, check=True, env={**os.environ, "DIAVLOS": str(ROOT)}, capture_output=True)

    made = {path.relative_to(tmp_path / "output").as_posix() for path in (tmp_path / "output").rglob("*.*")}
    pages = ("", "posts/a-bridge/", "category/world/", "tag/banks/")
    wanted = {f"{lang}/{page}index.html" for lang in ("el", "en") for page in pages}
    wanted |= {f"{lang}/{feed}feed.xml" for lang in ("el", "en") for feed in ("", "category/world/")}
    assert made - wanted <= {".manifest.json", "robots.txt", "sitemap.xml", "feeds/feed.css"} and wanted <= made


def test_a_knowledge_base_is_written_twice_alike(tmp_path: Path) -> None:
    """As many texts as it says, the same ones each time; tables of all languages state the same amounts."""
    for name in ("one", "other"):
        number = knowledge.write_site(tmp_path / name / "content", 0.01)
    files = {path.relative_to(tmp_path / "one"): path for path in (tmp_path / "one" / "content").rglob("*.*")}

    assert sum(path.suffix == ".md" for path in files) == number
    assert all(path.read_bytes() == (tmp_path / "other" / name).read_bytes() for name, path in files.items())
    amounts = [
        [line.split(",")[3:] for line in path.read_text(encoding="utf-8").splitlines()]
        for path in files.values()
        if path.suffix == ".csv"
    ]
    assert len(amounts) == 2 and amounts[0] == amounts[1] and len(amounts[0]) == knowledge.LINES + 1


def test_a_share_is_of_medians() -> None:
    """And says both beside it."""
    assert knowledge._share("a", [1.0, 2.0, 9.0], [4.0, 8.0, 40.0], 0.3) == ("a", "0.250 (2.00 of 8.00 s)", 0.25, 0.3)
