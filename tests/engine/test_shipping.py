"""Incremental, parallel and clean builds give the same bytes on a site with everything that the project ships."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.engine import edits
from tests.engine.edits import Edit
from tests.engine.shipping import MORE, Shipping
from tests.engine.test_incremental import ERRORS, OPTIONS, Editors, built_once, run_programs, step
from tests.engine.worlds import World

STORES = ("media", "blobs")  # large files: damage to them has tests of its own; here it would encode for minutes
DAMAGE = ("cache lost", "cache file flipped", "cache file cut short", "cache files exchanged", "cache file lost")


def beside_the_stores(edit: Edit) -> Edit:
    """Return an edit of all else in the cache."""

    def damage(world: World, n: int) -> None:
        for name in STORES:
            if (world.cache / name).is_dir():
                (world.cache / name).rename(world.folder / f"aside-{name}")
        edit(world, n)
        world.cache.mkdir(exist_ok=True)
        for name in STORES:
            if (world.folder / f"aside-{name}").is_dir():
                (world.folder / f"aside-{name}").rename(world.cache / name)

    return damage


SPARING = {name: beside_the_stores(edits.EDITS[name]) for name in DAMAGE}
ALL = {**edits.EDITS, **MORE, **SPARING}


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    """`step` knows the edits of this module too."""
    for name, function in {**MORE, **SPARING}.items():
        monkeypatch.setitem(edits.EDITS, name, function)


def editors(media: Path, options: Sequence[list[str]]) -> type[Editors]:
    """The machine of edits on such a site, each build with one of these options."""

    class Shipped(Editors):
        about = ("shipping",)
        make = staticmethod(partial(Shipping.launch, media=media))

        @rule(
            edits=st.lists(
                st.tuples(st.sampled_from(list(ALL)), st.integers(0, 30)),
                min_size=1,
                max_size=3,
            ),
            options=st.sampled_from(options),
        )
        def build(self, edits: list[tuple[str, int]], options: list[str]) -> None:
            step(self.world, edits, options)

    return Shipped


@pytest.fixture
def world(media: Path) -> Iterator[Shipping]:
    """Such a site, built once."""
    with built_once("shipping", make=partial(Shipping.launch, media=media)) as world:
        assert isinstance(world, Shipping)
        yield world


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


@pytest.mark.parametrize("part", range(10))
def test_programs_of_edits(part: int, media: Path) -> None:
    """Fifty programs, the same in every run, of up to three edits and a build. The long ones have ten builds, and now
    and then `--clean`, which makes all fonts and cards anew."""
    run_programs(editors(media, OPTIONS[:-1]), 5, 1, part)


@pytest.mark.parametrize("part", range(10))
def test_an_edit_of_each_sort(part: int, world: Shipping) -> None:
    """Five at once, one lot after the other, so that each build finds the other of the two trees; what the build
    refuses by itself, or nothing of the others would be seen."""
    names = list(ALL)[part::10]
    refused, sound = ([name for name in names if (name in ERRORS) == wrong] for wrong in (True, False))
    for lot in (*(sound[first : first + 5] for first in range(0, len(sound), 5)), *([name] for name in refused)):
        print(lot)  # shown with a failure
        done = step(world, [(name, 0) for name in lot])

        assert done.code == (1 if lot[0] in ERRORS else 0), done.said
    assert step(world, []).code == 0


@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_many_programs_of_edits(part: int, media: Path) -> None:
    """Others in every run; TEST_SEED repeats one, TEST_PROGRAMS says how many (2,000 in all unless given)."""
    number = int(os.environ.get("TEST_SEED", random.randrange(10**9)))
    run_programs(editors(media, OPTIONS), int(os.environ.get("TEST_PROGRAMS", "2000")) // 10, 10, number + part)


@pytest.mark.long
def test_each_of_the_edits_of_such_a_site(world: Shipping) -> None:
    """One after the other, with three targets each, and then one text back to what it was."""
    for name in MORE:
        for n in range(3):
            assert step(world, [(name, n)]).code == 0, (name, n)


@pytest.mark.long
@pytest.mark.parametrize("n", range(6))
@pytest.mark.parametrize("name", list(ALL))
def test_an_edit_of_each_sort_twice(name: str, n: int, world: Shipping) -> None:
    """With other targets, and once more at once."""
    step(world, [(name, n)])
    step(world, [(name, n + 3), (name, n)])
    step(world, [])
