"""Fragments outlive the build that made them; with them a changed frame or a new machine costs no rendering."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from typing import Any

import pytest

from plugins.cache.db import Database
from plugins.channels.shared.theme import Theme
from plugins.engine.execute import FRAGMENTS
from plugins.read.document import parse
from tests.engine.worlds import World, differences, fast_folder, tree_in


@pytest.fixture
def world() -> Iterator[World]:
    folder = fast_folder()
    yield World.make(folder / "site")
    shutil.rmtree(folder)


def test_a_clean_build_trusts_nothing_that_is_remembered(world: World) -> None:
    """Not even what is whole and sealed, but wrong."""
    assert world.build().code == 0
    made = tree_in(world.output)
    db = Database(world.cache)
    rows = db.all(FRAGMENTS)
    assert any(b"Story n4" in value for value in rows.values())
    for key, value in rows.items():
        db.put(FRAGMENTS, key, value.replace(b"Story n4", b"Wrong n4"))
    db.seal({})
    db.close()
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
