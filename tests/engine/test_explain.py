"""What `--explain` says of a file: which of its inputs are others than when it was made."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from plugins.engine.explain import inputs_row, parts_of
from plugins.model.entry import Name
from plugins.model.value import Value
from tests.engine.worlds import World, fast_folder

PAGE = "odigoi/pos-idryetai-enas-synetairismos/index.html"
GUIDE = "guides/register.el.md"


class Article(Value, frozen=True):
    title: str
    author: Name


def make(resources: object, lang: str, values: dict[str, object]) -> bytes:
    return b""


def test_inputs_are_named_as_templates_name_them() -> None:
    """Down to what an article has; what lies deeper is one input."""
    one = parts_of(make, ("el", {"article": Article("Τίτλος", Name("Άννα")), "offers": ((1, 2), 3)}), None)
    other = parts_of(make, ("el", {"article": Article("Τίτλος", Name("Νίκος")), "offers": ((1, 2), 3)}), None)

    assert list(one) == ["lang", "values.article.title", "values.article.author", "values.offers"]
    assert [name for name in one if one[name] != other[name]] == ["values.article.author"]
    assert inputs_row(b"key", make, ("el", {}), None) != inputs_row(b"key", make, ("en", {}), None)


@pytest.fixture
def world() -> Iterator[World]:
    folder = fast_folder()
    world = World.make(folder / "site")
    assert world.build().code == 0
    yield world
    shutil.rmtree(folder)


def reason(world: World, *options: str) -> str:
    """What a build says of the guide's page, after the path."""
    done = world.build("--explain", PAGE, *options)
    assert done.code == 0, done.said
    return next(line.removeprefix(f"{PAGE}: ") for line in done.said.splitlines() if line.startswith(PAGE))


def test_the_reasons(world: World) -> None:
    """Nothing, a body, a summary, another text, the theme, a lost cache; in Greek too."""
    assert reason(world) == "not made; nothing has changed since the last build"
    world.write(GUIDE, world.read(GUIDE) + "\nΜία φράση.\n")
    said = reason(world)
    assert said.startswith("made, since these of its inputs have changed: ") and "values.article.body" in said
    assert said.endswith(f" ({GUIDE})") and "title" not in said
    world.set(GUIDE, "summary", "Άλλη σύνοψη.")
    assert "head.description" in reason(world)
    world.write("news/harbour.el.md", world.read("news/harbour.el.md") + "\nΜία φράση.\n")
    assert reason(world) == f"not made; nothing that it is made of has changed ({GUIDE})"
    world.write(GUIDE, world.read(GUIDE) + "\nΆλλη φράση.\n")
    assert "φτιάχτηκε, γιατί άλλαξαν αυτά από όσα το φτιάχνουν: " in reason(world, "--lang", "el")
    world.settings["CONTACT_EMAIL"] = "other@trial.example"
    assert "the settings" in reason(world)
    (world.cache / "db").unlink()
    world.write(GUIDE, world.read(GUIDE) + "\nΤρίτη φράση.\n")
    assert reason(world) == f"made, since what it shows has changed ({GUIDE})"
