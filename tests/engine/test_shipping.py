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


def programs() -> list[list[tuple[str, int]]]:
    """Fifty programs of up to three edits, the same in every run. Every sort of edit is in one of them at least; what
    the build refuses stands by itself, or nothing of the others would be seen."""
    deal = random.Random(50)
    alone, deck = ([name for name in ALL if (name in ERRORS) == wrong] for wrong in (True, False))
    deal.shuffle(deck)
    sizes = [deal.randint(1, 3) for _ in range(50 - len(alone))]
    cards = deck + deal.choices(deck, k=max(sum(sizes) - len(deck), 0))
    found = [[cards.pop(0) for _ in range(size)] for size in sizes] + [[name] for name in alone]
    deal.shuffle(found)
    return [[(name, deal.randint(0, 30)) for name in names] for names in found]


@pytest.mark.parametrize("part", range(10))
def test_programs_of_edits(part: int, world: Shipping) -> None:
    """Five, one after the other on one site, so that each build finds the other of the two trees, and then a build
    without an edit. The long ones begin with a site each, have ten builds, and now and then `--clean`, which makes all
    fonts and cards anew."""
    for number, program in enumerate(programs()[part::10]):
        print(program)  # shown with a failure
        done = step(world, program, OPTIONS[(part + number) % (len(OPTIONS) - 1)])
        assert done.code == (1 if program[0][0] in ERRORS else 0), done.said
    assert step(world, []).code == 0


def test_every_sort_of_edit_is_in_a_program() -> None:
    """None is left out when one is added."""
    assert {name for program in programs() for name, _ in program} == set(ALL)
    assert len(programs()) == 50


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
