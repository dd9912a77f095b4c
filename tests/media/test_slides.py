"""Slates and bulletins are made once, are the same wherever they are made, and do not outlive their recipe."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from plugins.media import slides
from plugins.model import Edition, Resources
from plugins.read.site import read_site
from plugins.settings import Settings
from plugins.translate.editions import make_editions
from tests.conftest import ROOT, SmallSite

NEWS = """---
id: 3f0c8a52-6f5e-4d0e-8c5e-9a1b2c3d4e0{n}
title: Νέο {n}
summary: Η περίληψη του νέου {n}.
date: 2026-11-2{n}
axes: [health]
---
Κείμενο.
"""


def serially(stage: str, work: Callable[[Any], bytes], items: Sequence[Any], name: Callable[[Any], str]) -> list[bytes]:
    return [work(item) for item in items]


@pytest.fixture
def make(tmp_path: Path, make_settings: Callable[..., Settings]) -> Callable[..., Edition]:
    """The Greek edition of a site with this many news, with what the stage made."""
    site = SmallSite(tmp_path)
    words = ROOT / "tests/sites/bilingual/content/taxonomies.yaml"
    site.write("taxonomies.yaml", words.read_text(encoding="utf-8"))

    def make(count: int, **more: Any) -> Edition:
        for n in range(count):
            site.write(f"news/n{n}.el.md", NEWS.format(n=n))
        settings = make_settings(**{"NOW": "2026-11-25", **more})
        read = read_site(settings)
        words = dict.fromkeys(("el", "en"), gettext.NullTranslations())
        resources = Resources(settings, words, read.segments)  # type: ignore[arg-type]
        return slides.make_slides(make_editions(read, settings), resources, serially)["el"]

    return make


def test_what_was_drawn_is_not_drawn_again(make: Callable[..., Edition], tmp_path: Path):
    """An added text costs its own slate and part; another folder gets the same bytes."""
    shelf = tmp_path / "cache" / "media" / "screens"
    first = make(1)
    before = {path.name: path.stat().st_ino for path in shelf.iterdir() if path.name != "index"}
    assert len(before) == 5  # two slates, two parts, the whole
    assert make(1).bulletin == first.bulletin
    second = make(2)
    after = {path.name: path.stat().st_ino for path in shelf.iterdir() if path.name != "index"}
    assert before.items() <= after.items() and len(after) == len(before) + 3
    assert second.bulletin and first.bulletin and second.bulletin.seconds == first.bulletin.seconds + slides.SECONDS
    elsewhere = make(2, CACHE_PATH=str(tmp_path / "elsewhere"))
    assert (elsewhere.bulletin, elsewhere.slates) == (second.bulletin, second.slates)


def test_a_damaged_shelf_is_filled_again(make: Callable[..., Edition], tmp_path: Path):
    first = make(1, ADDRESSES={"loop": None})
    (picture,) = first.slates.values()
    assert first.bulletin is None
    (tmp_path / "cache/media/screens" / picture.sha256).unlink()
    assert make(1, ADDRESSES={"loop": None}).slates == first.slates
    assert (tmp_path / "cache/media/screens" / picture.sha256).stat().st_size == picture.bytes


def test_a_site_without_slates_does_nothing(make: Callable[..., Edition], tmp_path: Path):
    assert make(1, ADDRESSES={"slate": None}).slates == {}
    assert make(0, NOW="2020-01-01").slates == {}
    assert not (tmp_path / "cache").exists()


def test_a_bulletin_has_an_end(make: Callable[..., Edition], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(slides, "MOST", 1)
    edition = make(2)
    assert edition.bulletin and [cue.title for cue in edition.bulletin.cues] == ["Δοκιμή", "Νέο 1"]
    assert len(edition.slates) == 2


def test_the_colours_are_those_of_the_theme():
    """Every axis has one; all are light enough on the dark ground (3:1 at least, WCAG 1.4.11)."""
    colours = slides.colours_of(ROOT / "theme")
    words = (ROOT / "content/taxonomies.yaml").read_text(encoding="utf-8")
    axes = re.findall(r"^  (\w+):$", words.partition("\naxes:\n")[2].partition("\nregions:")[0], re.MULTILINE)
    assert len(axes) == 9 and set(axes) <= set(colours)
    assert all(contrast(colour, "#0e2a3d") > 3 for colour in colours.values())
    assert slides.colour(1.0, 0.0, 0.0) == "#ffffff" and slides.colour(0.627955, 0.257683, 29.234) == "#ff0000"


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    lights = sorted((light(one), light(other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def light(colour: str) -> float:
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
