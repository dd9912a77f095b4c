"""Covers as podcast directories take them, and what an editor is told of others."""

from __future__ import annotations

import shutil
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from plugins.cli.commands import examine_all
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from plugins.settings import Settings

STAGES = our_stages()
TAXONOMIES = Path(__file__).parents[2] / "sites" / "bilingual" / "content" / "taxonomies.yaml"
SHOW = """---
id: 11111111-1111-4111-8111-111111111111
title: Δελτίο
summary: Σύντομα νέα.
{fields}
---
Κάθε πρωί.
"""
EPISODE = """---
id: 22222222-2222-4222-8222-222222222222
title: Πρώτο
summary: Για το λιμάνι.
date: 2026-04-01 08:00
audio: first.wav
---
Ακούστε.
"""


def site_with(fields: str, settings: Settings, size: tuple[int, int], form: str) -> list[tuple[str, str, str]]:
    folder = settings.read.content / "shows" / "deltio"
    folder.mkdir(parents=True)
    shutil.copy(TAXONOMIES, settings.read.content)
    (folder / "index.el.md").write_text(SHOW.format(fields=fields), encoding="utf-8")
    (folder / "first.el.md").write_text(EPISODE, encoding="utf-8")
    with wave.open(str(folder / "first.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\0\1" * 8000)
    Image.new("L", size).save(folder / f"cover.{form.lower()}", form)
    result = Result()
    examine_all(settings, STAGES, result)
    return [(p.level, p.field, str(p.message)) for p in result.problems if p.rule == "covers"]


COVER = "category: [Education]\nimage: cover.{}\nimage_alt: Εξώφυλλο"


def test_an_editor_is_told_what_is_missing(make_settings: Callable[..., Settings]):
    found = site_with("", make_settings(ADDRESSES={"slate": None}), (8, 8), "PNG")
    assert [(level, field) for level, field, _ in found] == [("warning", "category"), ("warning", "image")]


@pytest.mark.parametrize(
    ("size", "form", "fault"),
    [
        ((1400, 1400), "PNG", ""),
        ((3100, 3100), "JPEG", ""),  # made smaller
        ((1400, 1400), "WEBP", ""),  # made a JPEG or PNG
        ((1399, 1399), "PNG", "1399 × 1399"),
        ((1600, 900), "PNG", "1600 × 900"),
    ],
)
def test_size(size: tuple[int, int], form: str, fault: str, make_settings: Callable[..., Settings]):
    """As directories ask; what can be mended is."""
    found = site_with(COVER.format(form.lower()), make_settings(ADDRESSES={"slate": None}), size, form)
    assert [message for _, _, message in found] == (
        [f"the cover shows/deltio/cover.{form.lower()} has {fault}"] if fault else []
    )
