"""`rename`: a text moves with what is its own, what led to it leads on, and nothing is touched where that can't be."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from plugins.cli.renaming import with_name
from tests.conftest import ROOT, SmallSite, borrow
from tests.forks import forked

HEAD = "---\nid: 11111111-1111-4111-8111-1111111111{:02}\ntitle: {}\nsummary: S.\ndate: 2026-01-0{}\n{}---\n{}\n"


def rename(site: SmallSite, old: str, new: str, *more: str) -> subprocess.CompletedProcess[str]:
    borrow(site.folder / "cache")
    words = ["rename", old, new, *more, "-s", str(site.settings), "--lang", "en", "--now", "2026-11-22T12:00"]
    return forked([*words, "--content", str(site.content), "--cache", str(site.folder / "cache")])


def paths(site: SmallSite) -> set[str]:
    return {path.relative_to(site.content).as_posix() for path in site.content.rglob("*") if path.is_file()}


def test_nothing_is_touched_before_somebody_says_so(small_site: SmallSite) -> None:
    """It shows what it would do; no copy stays behind."""
    before = {path: path.read_bytes() for path in small_site.folder.rglob("content/**/*") if path.is_file()}
    done = rename(small_site, "news/harbour", "quay")
    assert done.returncode == 0 and "news/harbour.el.md → news/quay.el.md" in done.stdout
    assert "nothing was changed; with --yes it is done" in done.stdout
    assert {path: path.read_bytes() for path in small_site.folder.rglob("content/**/*") if path.is_file()} == before
    assert not list((small_site.folder / "cache").glob("rename-*"))


def test_links_are_repaired_in_their_own_form(small_site: SmallSite) -> None:
    """Relative or from the root, with language or without, with their fragment; code stays."""
    links = (
        "[a]({filename}/news/harbour.el.md#x) [b](harbour.el.md) [c](../news/harbour.md) `[x](harbour.el.md)`\n\n"
        "[d][e]\n\n[e]: {filename}harbour.el.md\n\n```\n[f](harbour.el.md)\n```\n"
    )
    small_site.write("news/one.el.md", HEAD.format(1, "Ένα", 1, "only: el\n", links))
    done = rename(small_site, "content/news/harbour.el.md", "news/quay", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    body = (
        (small_site.content / "news/one.el.md").read_text(encoding="utf-8").partition("---\n")[2].partition("---\n")[2]
    )
    assert body.strip() == links.strip().replace("{filename}/news/harbour", "{filename}/news/quay").replace(
        "[b](harbour", "[b](quay"
    ).replace("[c](../news/harbour", "[c](quay").replace("{filename}harbour", "{filename}quay")
    assert {"news/quay.el.md", "news/quay.en.md"} <= paths(small_site)
    assert not any(path.startswith("news/harbour") for path in paths(small_site))


def test_a_pair_takes_its_files_to_another_kind_and_leads_on(small_site: SmallSite) -> None:
    """Its address is another: the old one is an alias in each language; a file that others name stays where it is."""
    small_site.write("news/own.txt", "1")
    small_site.write("news/shared.txt", "2")
    body = "[own](own.txt) [shared](shared.txt) [a guide]({filename}/guides/register.el.md)"
    small_site.write("news/one.el.md", HEAD.format(1, "Ένα", 1, "aliases: /old/\n", body))
    small_site.write("news/one.en.md", "---\ntitle: One\nsummary: S.\n---\n[own](own.txt)\n")
    small_site.write("news/two.el.md", HEAD.format(2, "Δύο", 2, "only: el\n", "[s](shared.txt) [one](/nea/ena/)"))
    done = rename(small_site, "news/one", "guides/one", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    greek = (small_site.content / "guides/one.el.md").read_text(encoding="utf-8")
    assert "aliases: [/old/, /nea/ena/]\n" in greek
    assert "[own](own.txt) [shared](../news/shared.txt)" in greek
    assert "aliases: [/en/news/one/]\n" in (small_site.content / "guides/one.en.md").read_text(encoding="utf-8")
    assert "[one](/odigoi/ena/)" in (small_site.content / "news/two.el.md").read_text(encoding="utf-8")
    assert {"guides/own.txt", "news/shared.txt"} <= paths(small_site)
    small_site.build()
    assert "/odigoi/ena/" in (small_site.output / "nea/ena/index.html").read_text(encoding="utf-8")


def test_a_translation_that_was_up_to_date_is_so_still(small_site: SmallSite) -> None:
    """Though a link in its original is another; one that was stale stays so."""
    small_site.write("news/one.el.md", HEAD.format(1, "Ένα", 1, "", "[a](harbour.el.md)"))
    small_site.write("news/one.en.md", "---\ntitle: One\nsummary: S.\n---\n[a](harbour.en.md)\n")
    small_site.run("check", "--fix")
    before = listed(small_site)
    assert "news/one.en.md" not in before
    done = rename(small_site, "news/harbour", "quay", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert listed(small_site) == [name.replace("news/harbour", "news/quay") for name in before]


def listed(site: SmallSite) -> list[str]:
    """The translations that are stale."""
    said = json.loads(site.run("translations", "--format", "json").stdout)
    return [row["file"] for row in said["stale"]]


def test_what_names_a_member_names_it_on(small_site: SmallSite) -> None:
    """Fields are found by what is wrong without them, so those of any channel are."""
    done = rename(small_site, "members/volos-energy", "port-of-volos", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "port-of-volos" in (small_site.content / "news/harbour.el.md").read_text(encoding="utf-8")
    assert small_site.run("check").returncode == 0


def test_a_show_moves_whole_and_says_what_is_lost(small_site: SmallSite) -> None:
    """With its episodes; feeds are told, for nothing leads on from their address."""
    done = rename(small_site, "shows/deltio", "shows/bulletin")
    assert "shows/deltio/first.el.md → shows/bulletin/first.el.md" in done.stdout
    assert "nothing leads on from" in done.stdout and "/newsroom/el/shows/deltio/first.json" in done.stdout


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("news/nothing", "other", "there is no text news/nothing"),
        ("news/harbour", "harbour", "news/harbour is its name already"),
        ("news/harbour", "embargo", "news/embargo.el.md is there already"),
        ("news/harbour", "nothing/harbour", "nothing/harbour is in no kind's folder"),
        ("news/harbour", "Λιμάνι", "the name is not in plain lower-case Latin letters — rename it"),
        ("news/harbour", "events/harbour", "the site would have problems that it has not now"),
    ],
)
def test_what_cannot_be_is_refused(old: str, new: str, message: str, small_site: SmallSite) -> None:
    """Before anything is moved; a kind that asks for more says what."""
    before = paths(small_site)
    done = rename(small_site, old, new, "--yes")
    assert done.returncode == 2 and message in done.stderr, done.stderr
    assert paths(small_site) == before
    if new.startswith("events/"):
        assert "start" in done.stderr


def test_only_whole_names_are_replaced() -> None:
    """In the field that begins on the line, over all its lines."""
    data = b"---\nmember:\n  - volos\n  - volos-port\nseries: volos\n---\nvolos\n"
    assert with_name(data, 2, "members/volos", "members/larisa") == data.replace(b"- volos\n", b"- larisa\n")


def test_an_address_over_several_lines_is_left_to_its_author(small_site: SmallSite) -> None:
    small_site.write("news/one.el.md", HEAD.format(1, "Ένα", 1, "only: el\naliases:\n  - /old/\n", "Κείμενο."))
    done = rename(small_site, "news/one", "guides/one", "--yes")
    assert done.returncode == 2 and "states aliases over several lines" in done.stderr
    assert (ROOT / "tests/sites").is_dir() and Path(small_site.content / "news/one.el.md").is_file()
