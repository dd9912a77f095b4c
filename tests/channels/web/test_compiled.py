"""Compiled templates lie in `__pycache__` as Python's own code does, and are taken for what they are of alone."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from plugins.channels.shared.theme import Theme

PLACE = Path("templates", "__pycache__")


@pytest.fixture(autouse=True)
def writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on machines where Python keeps its own."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)


def shown(folder: Path, text: str = "", code: str = "one", filters: dict[str, Callable[..., Any]] | None = None) -> str:
    """What a theme prints whose one template holds this text, or what it held before."""
    from plugins.channels.shared import theme

    theme._compiled.clear()  # as a new process begins
    path = folder / "templates" / "page.html"
    if text:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    made = Theme(folder, {}, filters or {}, {}, (), code)
    return made.env.get_template("page.html").render(word="a word")


def refuse(*_: object, **__: object) -> None:
    raise AssertionError("it was compiled already")


def test_a_template_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(tmp_path, "{{ word }}!") == "a word!"
    assert len(list((tmp_path / PLACE).iterdir())) == 1
    monkeypatch.setattr(Environment, "compile", refuse)
    assert shown(tmp_path) == "a word!"


def test_a_template_that_was_edited(tmp_path: Path) -> None:
    shown(tmp_path, "{{ word }}!")
    assert shown(tmp_path, "{{ word }}?") == "a word?"


def test_other_code(tmp_path: Path) -> None:
    """Filters of constants are called by the compiler."""
    text = "{{ 'word'|twice }}"
    assert shown(tmp_path, text, "one", {"twice": lambda word: word * 2}) == "wordword"
    assert shown(tmp_path, "", "two", {"twice": lambda word: f"{word}, {word}"}) == "word, word"


@pytest.mark.parametrize("harm", ["flipped", "cut", "empty"])
def test_damage(tmp_path: Path, harm: str) -> None:
    """It is compiled again, and no line of Python is run of it."""
    shown(tmp_path, "{{ word }}!")
    (path,) = (tmp_path / PLACE).iterdir()
    data = path.read_bytes()
    path.write_bytes({"flipped": data[:-9] + b"X" + data[-8:], "cut": data[:-5], "empty": b""}[harm])

    assert shown(tmp_path) == "a word!"
    assert path.read_bytes() == data


def test_a_folder_where_nothing_may_be_written(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / PLACE).write_text("a file, where the folder should be", encoding="utf-8")
    assert shown(tmp_path, "{{ word }}!") == "a word!"


def test_nothing_is_kept_where_the_code_is_not_known(tmp_path: Path) -> None:
    shown(tmp_path, "{{ word }}!", code="")
    assert not (tmp_path / PLACE).exists()
