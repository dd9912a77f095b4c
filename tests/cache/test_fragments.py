"""Fragments outlive the build that made them, in every process; nothing damaged or foreign is taken for one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plugins.cache import fragments as module
from plugins.cache import sealed
from plugins.cache.fragments import Fragments
from plugins.channels.shared.theme import Theme
from plugins.read.document import parse
from tests.conftest import ROOT
from tests.engine.worlds import World, differences, fast_folder, tree_in

A, B, C = b"a" * 16, b"b" * 16, b"c" * 16


def kept(folder: Path, world: str = "one", **texts: bytes) -> Fragments:
    """The fragments of a folder after a build that made these; the names are keys."""
    found = Fragments(folder, world)
    for key, data in texts.items():
        found.put(key.encode() * 16, data)
    fresh = dict(found.fresh)
    found.close()
    found.save(fresh, {*found.places, *fresh})
    return Fragments(folder, world)


def test_what_was_put_is_there_for_the_next_build(tmp_path: Path) -> None:
    found = kept(tmp_path, a="άλφα".encode(), b=b"")

    assert (found.get(A), found.get(B), found.get(C)) == ("άλφα".encode(), b"", None)


def test_another_world_has_none_of_them(tmp_path: Path) -> None:
    kept(tmp_path, "one", a=b"1")
    other = Fragments(tmp_path, "two")

    assert other.get(A) is None
    assert not (tmp_path / "fragments").exists(), "what no world can use is not kept"


MANY = """
import sys
from pathlib import Path
import msgspec
from plugins.cache.fragments import Fragments, Place
from plugins.engine.processes import spread

found = Fragments(Path(sys.argv[1]), "one")

def work(part):
    for number in part:
        found.put(number.to_bytes(16, "big"), f"{number} ".encode() * (number % 90 + 1))
    return msgspec.msgpack.encode(found.fresh)

parts = [msgspec.msgpack.decode(answer, type=dict[bytes, Place]) for answer in spread(work, range(900), 3, 1)]
assert len(parts) == 3
fresh = {key: place for part in parts for key, place in part.items()}
found.close()
found.save(fresh, set(fresh))
"""


def test_every_process_may_put_some(tmp_path: Path) -> None:
    """They write to one file at the same time. (Nothing is forked here, where the test's own threads run.)"""
    subprocess.run([sys.executable, "-c", MANY, str(tmp_path)], cwd=ROOT, check=True)
    again = Fragments(tmp_path, "one")

    assert [again.get(n.to_bytes(16, "big")) for n in range(900)] == [
        f"{n} ".encode() * (n % 90 + 1) for n in range(900)
    ]


@pytest.mark.parametrize("harm", ["flipped", "cut", "gone"])
def test_a_damaged_one_is_none(tmp_path: Path, harm: str) -> None:
    kept(tmp_path, a=b"alpha", b=b"beta")
    file = tmp_path / "fragments"
    if harm == "flipped":
        file.write_bytes(b"alphA" + file.read_bytes()[5:])
    elif harm == "cut":
        os.truncate(file, 3)
    else:
        file.unlink()
    again = Fragments(tmp_path, "one")

    assert again.get(A) is None
    assert (again.get(B) is None) == (harm != "flipped")


def test_what_no_build_asks_for_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is written anew where most of it is dead."""
    monkeypatch.setattr(module, "SLACK", 100)
    found = kept(tmp_path, a=b"a" * 900, b=b"beta", c=b"c" * 50)
    found.save({}, {B})
    again = Fragments(tmp_path, "one")

    assert (again.get(A), again.get(B), again.get(C)) == (None, b"beta", None)
    assert (tmp_path / "fragments").read_bytes() == b"beta"


def test_a_folder_that_cannot_be_made_costs_only_the_memory(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    found = Fragments(tmp_path / "cache", "one")
    found.put(A, b"1")

    assert found.get(A) is None
    found.save({A: (0, 1, b"")}, {A})
    assert (tmp_path / "cache").read_text(encoding="utf-8") == "a file"


@pytest.fixture
def world() -> Iterator[World]:
    folder = fast_folder()
    yield World.make(folder / "site")
    shutil.rmtree(folder)


def test_a_clean_build_trusts_nothing_that_is_remembered(world: World) -> None:
    """Not even what is whole and sealed, but wrong."""
    assert world.build().code == 0
    made = tree_in(world.output)
    text = (world.cache / "fragments").read_bytes()
    index = sealed.load(world.cache / "fragments.index", module.Index)
    assert index and b"Story n4" in text
    wrong = text.replace(b"Story n4", b"Wrong n4")
    (world.cache / "fragments").write_bytes(wrong)
    index.places = {key: (a, n, module._check(wrong[a : a + n])) for key, (a, n, _) in index.places.items()}
    sealed.save(world.cache / "fragments.index", index)
    done = world.build("--clean")

    assert done.code == 0, done.said
    assert differences(tree_in(world.output), made) == []


def refuse(*_: object) -> None:
    raise AssertionError("it was there already")


def test_a_new_machine_with_the_cache_renders_and_parses_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """All its sources have new times and inodes, and there is no output."""
    assert world.build().code == 0
    made = tree_in(world.output)
    shutil.rmtree(world.output)
    for path in world.folder.glob(".output.*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in world.content.rglob("*.md"):
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)
    monkeypatch.setattr(Theme, "blocks", refuse)
    monkeypatch.setattr(parse, "__code__", refuse.__code__)
    done = world.build()

    assert done.code == 0, done.said
    assert differences(tree_in(world.output), made) == []


def test_a_changed_sidebar_renders_no_text_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest title stands beside every page of its language; what else these hold is known."""
    world.settings["LATEST_SIZE"] = 5
    assert world.build().code == 0
    time.sleep(0.06)
    newest = world.content / "news" / "n4.el.md"
    newest.write_text(newest.read_text(encoding="utf-8").replace("title: ", "title: Νέο ", 1), encoding="utf-8")
    blocks = Theme.blocks

    def counted(self: Theme, template: str, values: dict[str, Any]) -> dict[str, str]:
        with (world.folder / "rendered").open("a", encoding="utf-8") as file:
            file.write(f"{values['page'].url}\n")
        return blocks(self, template, values)

    monkeypatch.setattr(Theme, "blocks", counted)
    done = world.build()
    rendered = (world.folder / "rendered").read_text(encoding="utf-8").split()
    guide = "odigoi/pos-idryetai-enas-synetairismos/"

    assert done.code == 0, done.said
    assert differences(tree_in(world.output), world.clean().tree) == []
    assert "nea/neo-neo-n4/" in rendered
    assert "Νέο Νέο n4" in (world.output / guide / "index.html").read_text(encoding="utf-8")
    assert guide not in rendered
