"""Incremental, parallel and clean builds give the same bytes on a site with everything that the project ships."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.engine import edits
from tests.engine.shipping import MORE, Shipping, record
from tests.engine.test_incremental import OPTIONS, Editors, run_programs, step
from tests.engine.worlds import fast_folder

ALL = {**edits.EDITS, **MORE}
#: Their damage is that of the store of large files, which has tests of its own; here it would encode for minutes.
COSTLY = {"cache lost", "cache file flipped", "cache file cut short", "cache files exchanged", "cache file lost"}


@pytest.fixture(scope="session")
def media(shared: Path) -> Path:
    """What `record` made, once for all workers of a run."""
    folder = shared / "shipping"
    with (shared / "shipping.lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "cache").is_dir():
            shutil.rmtree(folder, ignore_errors=True)
            record(folder)
    return folder


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    """`step` knows the edits of this module too."""
    for name, function in MORE.items():
        monkeypatch.setitem(edits.EDITS, name, function)


def editors(media: Path) -> type[Editors]:
    """The machine of edits on such a site."""

    class Shipped(Editors):
        def __init__(self) -> None:
            super(Editors, self).__init__()
            self.folder = fast_folder()
            self.world = Shipping.launch(self.folder, media)
            step(self.world, [])

        @rule(
            edits=st.lists(
                st.tuples(st.sampled_from([name for name in ALL if name not in COSTLY]), st.integers(0, 30)),
                min_size=1,
                max_size=3,
            ),
            options=st.sampled_from(OPTIONS),
        )
        def build(self, edits: list[tuple[str, int]], options: list[str]) -> None:
            step(self.world, edits, options)

    return Shipped


@pytest.fixture
def world(media: Path) -> Iterator[Shipping]:
    """Such a site, built once."""
    folder = fast_folder()
    world = Shipping.launch(folder, media)
    assert step(world, []).code == 0
    yield world
    shutil.rmtree(folder, ignore_errors=True)


def test_everything_that_ships_is_there(world: Shipping) -> None:
    """So that no setting can quietly take a channel out of these tests."""
    paths = "\n".join(world.lines)
    for part in (
        "search-index/",
        "cards/",
        "screens/el/",
        "audio/",
        "video/",
        "radio/",
        "tv/",
        "calendar/",
        "newsroom/",
        "de/",
    ):
        assert part in paths, part
    for path in ("podcast/el/deltio.xml", "feeds/el/digest.rss.xml", "radio/el/deltio/latest.m3u"):
        assert path in world.lines, path


@pytest.mark.parametrize("part", range(2))
def test_programs_of_edits(part: int, media: Path) -> None:
    """The same in every run."""
    run_programs(editors(media), 3, 2, part)


@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_many_programs_of_edits(part: int, media: Path) -> None:
    """Others in every run; TEST_SEED repeats one, TEST_PROGRAMS says how many (2,000 in all unless given)."""
    number = int(os.environ.get("TEST_SEED", random.randrange(10**9)))
    run_programs(editors(media), int(os.environ.get("TEST_PROGRAMS", "2000")) // 10, 10, number + part)


@pytest.mark.long
def test_each_of_the_edits_of_such_a_site(world: Shipping) -> None:
    """One after the other, with three targets each, and then one text back to what it was."""
    for name in MORE:
        for n in range(3):
            assert step(world, [(name, n)]).code == 0, (name, n)


@pytest.mark.long
@pytest.mark.parametrize("n", range(6))
@pytest.mark.parametrize("name", [name for name in ALL if name not in COSTLY])
def test_an_edit_of_each_sort_twice(name: str, n: int, world: Shipping) -> None:
    """With other targets, and once more at once."""
    step(world, [(name, n)])
    step(world, [(name, n + 3), (name, n)])
    step(world, [])
