"""A folder behind a web server: releases, one link, and what becomes of them when something fails."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from plugins.model.errors import MachineError, UsageError
from plugins.publish import flow
from plugins.publish.publication import KEEP
from plugins.publish.target import Busy, NoRelease
from plugins.publish.targets.folder import FolderTarget
from tests.publish.places import FIRST, NOON, SECOND, held, publish, serving, tree


@pytest.fixture
def target(tmp_path: Path) -> FolderTarget:
    return FolderTarget(tmp_path / "srv", keep=3)


@pytest.fixture
def first(tmp_path: Path):
    return tree(tmp_path / "first", FIRST)


@pytest.fixture
def second(tmp_path: Path):
    return tree(tmp_path / "second", SECOND)


def test_what_is_out_is_the_site(target: FolderTarget, first) -> None:
    """All of it, behind one link; the second time there is nothing to do."""
    plan = publish(first, target)
    assert held(target.current) == FIRST
    assert os.readlink(target.current) == f"releases/{plan.after.name}"
    assert publish(first, target).is_empty()
    assert target.published() == plan.after


def test_only_what_changed_is_copied(target: FolderTarget, first, second) -> None:
    """The rest is the same file in both releases, with its time; a file that changed gets a later one."""
    publish(first, target)
    times = {path: (target.current / path).stat() for path in FIRST}
    plan = publish(second, target)
    assert set(plan.put) == {"index.html", "nea/nea/index.html", "theme/style.2222.css"}
    assert (target.current / "sitemap.xml").stat().st_ino == times["sitemap.xml"].st_ino
    assert (target.current / "index.html").stat().st_mtime >= times["index.html"].st_mtime + 1


def test_files_whose_names_change_stay_for_open_pages(target: FolderTarget, first, second, tmp_path: Path) -> None:
    """The others go at once: what was withdrawn is not to be had. They stay for some publications, and for a day."""
    publish(first, target)
    publish(second, target)
    assert held(target.current) == SECOND | {"theme/style.1111.css": "one"}
    for number in range(KEEP):
        publish(tree(tmp_path / "more", SECOND | {"index.html": str(number)}), target)
    assert (target.current / "theme/style.1111.css").exists()
    publish(tree(tmp_path / "more", SECOND | {"index.html": "last"}), target, NOON + timedelta(days=2))
    assert not (target.current / "theme/style.1111.css").exists()


def test_nothing_comes_before_what_it_needs(target: FolderTarget, first) -> None:
    """Assets and recordings, texts, the lists that name them, feeds, the sitemap."""
    order = publish(first, target).put
    wanted = ["theme/style.1111.css", "audio/show/el/one.mp3", "nea/limani/index.html", "index.html"]
    assert [path for path in order if path in (*wanted, "feeds/el/all.rss.xml", "sitemap.xml")] == [
        *wanted,
        "feeds/el/all.rss.xml",
        "sitemap.xml",
    ]


def test_rollback_shows_the_release_before(target: FolderTarget, first, second, tmp_path: Path) -> None:
    """Byte for byte; what is published then has it as its own past, and the other is cleared away."""
    publish(first, target)
    publish(second, target)
    flow.roll_back(target)
    assert held(target.current) == FIRST
    with pytest.raises(NoRelease):
        flow.roll_back(target)
    publish(tree(tmp_path / "third", FIRST | {"index.html": "three"}), target)
    assert held(target.current)["index.html"] == "three"
    flow.roll_back(target)
    assert held(target.current) == FIRST


def test_so_many_releases_stay(target: FolderTarget, tmp_path: Path) -> None:
    """Those that one can go back to."""
    for number in range(6):
        publish(tree(tmp_path / "site", {"index.html": str(number)}), target)
    assert sorted(name[:6] for name in os.listdir(target.releases)) == ["000004", "000005", "000006"]


def test_a_file_that_was_touched_since_its_build_does_not_go_out(target: FolderTarget, first, second) -> None:
    """The manifest says what was built; the site that is out stays."""
    publish(first, target)
    (second.folder / "index.html").write_text("other", encoding="utf-8")
    with pytest.raises(
        MachineError, match=r"index\.html is not what its build wrote.*readers have what was out before"
    ):
        publish(second, target)
    assert held(target.current) == FIRST


def test_a_release_that_was_touched_is_mended(target: FolderTarget, first, second) -> None:
    """A file that is gone from the release, or is of another size, is carried anew."""
    publish(first, target)
    (target.current / "sitemap.xml").unlink()
    publish(second, target)
    assert held(target.current)["sitemap.xml"] == "one"


def test_two_at_once(target: FolderTarget, first) -> None:
    """The second is told so, and changes nothing."""
    with target.held(), pytest.raises(Busy, match="another publication is under way"):
        publish(first, FolderTarget(target.root, 3))


def test_a_folder_of_somebody_else_is_left_alone(target: FolderTarget, first) -> None:
    """A `current` that publishing did not make."""
    target.current.mkdir(parents=True)
    with pytest.raises(UsageError, match="was not made by publish"):
        publish(first, target)


CALLS = ("open", "os.rename", "os.link", "os.symlink", "os.remove", "os.mkdir", "os.rmdir", "os.utime", "shutil.rmtree")


def at_call(number: int, fault: Callable[[], None]) -> list[int]:
    """Have a fault at a call of the file system: https://docs.python.org/3/library/audit_events.html."""
    left = [number]

    def hook(event: str, words: tuple[object, ...]) -> None:
        if event in CALLS:
            left[0] -= 1
            if left[0] == 0:
                fault()

    sys.addaudithook(hook)
    return left


def with_fault(number: int, fault: Callable[[], None], what: Callable[[], object]) -> int:
    """The status of a process that meets a fault: 9 killed, 3 it said that it failed, 1 it did well in spite of it.

    0: it ended before that call.
    """
    serving()
    child = os.fork()
    if child == 0:
        status = 4
        try:
            left = at_call(number, fault)
            what()
            status = 0 if left[0] > 0 else 1
        except MachineError:
            status = 3
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def full() -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("fault", [lambda: os._exit(9), full], ids=["killed", "full"])
def test_faults(fault: Callable[[], None], target: FolderTarget, first, second) -> None:
    """Wherever a publication ends, readers have one of both sites, whole, and the next run heals.

    The status says whether they have the new one.
    """
    publish(first, target)
    old = held(target.current)
    new = SECOND | {"theme/style.1111.css": "one"}
    number, status = 0, 1
    while status:
        number += 1
        status = with_fault(number, fault, lambda: publish(second, FolderTarget(target.root, 3)))
        assert status != 4, number
        out = held(target.current)
        assert out in (old, new), number
        assert status > 1 or out == new
        if out == new:
            flow.roll_back(target)
    assert number > 20
    publish(second, target)
    assert held(target.current) == new
    assert not (target.releases / ".next").exists()
