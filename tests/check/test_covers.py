"""Covers as podcast directories take them, and what an editor is told of others."""

from __future__ import annotations

import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from plugins.check.rules.covers import fault_of, find
from plugins.read.site import read_site
from plugins.settings import Settings

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


@pytest.mark.parametrize(
    ("size", "form", "fault"),
    [
        ((1400, 1400), "PNG", ""),
        ((3000, 3000), "JPEG", ""),
        ((1399, 1399), "PNG", "1399 × 1399"),
        ((3001, 3001), "JPEG", "3001 × 3001"),
        ((1600, 900), "PNG", "1600 × 900"),
        ((1400, 1400), "WEBP", "WEBP"),
    ],
)
def test_size_and_format(size: tuple[int, int], form: str, fault: str, tmp_path: Path):
    Image.new("L", size).save(tmp_path / "cover", form)
    assert fault_of(tmp_path / "cover") == fault


def test_what_is_no_picture(tmp_path: Path):
    (tmp_path / "cover.png").write_bytes(b"\x89PNG no")
    assert fault_of(tmp_path / "cover.png") == "?"


def site_with(fields: str, settings: Settings) -> list[tuple[str, str]]:
    folder = settings.read.content / "shows" / "deltio"
    folder.mkdir(parents=True)
    (settings.read.content / "taxonomies.yaml").write_text("", encoding="utf-8")
    (folder / "index.el.md").write_text(SHOW.format(fields=fields), encoding="utf-8")
    (folder / "first.el.md").write_text(EPISODE, encoding="utf-8")
    with wave.open(str(folder / "first.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\0\1" * 8000)
    Image.new("L", (200, 300)).save(folder / "cover.png")
    return [(problem.level, problem.field) for problem in find(read_site(settings), settings)]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ("", [("warning", "category"), ("warning", "image")]),
        ("category: [Education]", [("warning", "image")]),
        ("category: [Education]\nimage: cover.png\nimage_alt: Εξώφυλλο", [("warning", "image")]),
    ],
)
def test_an_editor_is_told(fields: str, found: list[tuple[str, str]], make_settings: Callable[..., Settings]):
    assert site_with(fields, make_settings()) == found
