"""Slates and bulletins are made once, are the same wherever they are made, and do not outlive their recipe."""

from __future__ import annotations

import gettext
import re
import subprocess
from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import pytest

import plugins.media.ffmpeg
from plugins.drawing.colour import srgb
from plugins.engine.resources import BuildResources
from plugins.media import slides, speech
from plugins.media.ffmpeg import ffmpeg_path, program
from plugins.model.edition import Edition
from plugins.model.errors import MachineError
from plugins.read.site import read_site
from plugins.settings import Settings
from plugins.translate.editions import make_editions
from tests.conftest import ROOT, SmallSite
from tests.media.witness import levels_of
from tests.programs import needs

NEWS = """---
id: 3f0c8a52-6f5e-4d0e-8c5e-9a1b2c3d4e0{n}
title: Νέο {n}
summary: Η περίληψη του νέου {n}.
date: 2026-11-2{n}
axes: [health]
---
Κείμενο.
"""


NOTE = "This bulletin is read by a synthetic voice."
VOICES = {"BULLETIN_VOICES": {"el": "el"}}
HEARD = 8000  # Hz


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
        resources = BuildResources(settings, words, read.segments)  # type: ignore[arg-type]
        return slides.make_slides(make_editions(read, settings), resources, serially)["el"]

    return make


def test_what_was_drawn_is_not_drawn_again(make: Callable[..., Edition], tmp_path: Path):
    """An added text costs its own slate and part; another folder gets the same bytes."""
    shelf = tmp_path / "cache" / "blobs"
    first = make(1)
    before = {path.name: path.stat().st_ino for path in shelf.glob("?" * 64)}
    assert len(before) == 5  # two slates, two parts, the whole
    assert make(1).bulletin == first.bulletin
    second = make(2)
    after = {path.name: path.stat().st_ino for path in shelf.glob("?" * 64)}
    assert before.items() <= after.items() and len(after) == len(before) + 3
    assert second.bulletin and first.bulletin and second.bulletin.seconds == first.bulletin.seconds + slides.SECONDS
    elsewhere = make(2, CACHE_PATH=str(tmp_path / "elsewhere"))
    assert (elsewhere.bulletin, elsewhere.slates) == (second.bulletin, second.slates)


def test_a_damaged_shelf_is_filled_again(make: Callable[..., Edition], tmp_path: Path):
    first = make(1, ADDRESSES={"loop": None})
    (picture,) = first.slates.values()
    assert first.bulletin is None
    (tmp_path / "cache/blobs" / picture.sha256).unlink()
    assert make(1, ADDRESSES={"loop": None}).slates == first.slates
    assert (tmp_path / "cache/blobs" / picture.sha256).stat().st_size == picture.bytes


def test_a_site_without_slates_does_nothing(make: Callable[..., Edition], tmp_path: Path):
    assert make(1, ADDRESSES={"slate": None}).slates == {}
    assert make(0, NOW="2020-01-01").slates == {}
    assert not (tmp_path / "cache").exists()


def test_a_run_that_makes_none_says_where_they_would_stand(make: Callable[..., Edition], tmp_path: Path):
    """Of `check`, and of a preview: nothing is drawn or filmed, and what was drawn before stays."""
    unmade = make(1, UNMADE=("slates",))
    assert {picture.sha256 for picture in unmade.slates.values()} == {""}
    assert unmade.bulletin and not unmade.bulletin.sha256
    assert not list((tmp_path / "cache/blobs").glob("?" * 64))
    drawn = make(1)
    assert [picture.path for picture in drawn.slates.values()] == [p.path for p in unmade.slates.values()]
    assert make(1, UNMADE=("slates",)).slates == drawn.slates


def test_a_preview_at_another_address_draws_nothing_anew(make: Callable[..., Edition]):
    """The code on a slate leads to the published site, wherever the preview stands."""
    published = make(1, ADDRESSES={"loop": None})
    at_port = {"SITEURL": "http://localhost:8123", "PUBLISHED_URL": "https://trial.example"}
    assert make(1, ADDRESSES={"loop": None}, **at_port).slates == published.slates


def test_a_bulletin_has_an_end(make: Callable[..., Edition], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(slides, "MOST", 1)
    edition = make(2)
    assert edition.bulletin and [cue.title for cue in edition.bulletin.cues] == ["Δοκιμή", "Νέο 1"]
    assert len(edition.slates) == 2


@needs("espeak-ng")
@pytest.mark.parametrize("name", sorted({program(), imageio_ffmpeg.get_ffmpeg_exe()}))
def test_a_bulletin_states_its_colours(
    name: str, make: Callable[..., Edition], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    """Whichever ffmpeg makes it: later versions write what a drawn slate says of itself, which is nothing."""
    monkeypatch.setattr(plugins.media.ffmpeg, "program", lambda: name)
    bulletin = make(1).bulletin
    assert bulletin
    (path,) = tmp_path.rglob(bulletin.sha256)
    said = subprocess.run([name, "-i", path], capture_output=True, check=False).stderr.decode()
    assert "yuv420p(tv, bt709, progressive)" in said


def test_a_bulletin_is_read_aloud(make: Callable[..., Edition], tmp_path: Path):
    """First that the voice is synthetic, then each text at its slate; between them nothing is heard."""
    loop = make(2, **VOICES).bulletin
    assert loop
    texts = [paragraph.text for paragraph in loop.said]
    assert texts == ["Δοκιμή", "Μικρός", NOTE, "Νέο 1", "Η περίληψη του νέου 1.", "Κείμενο.", "Νέο 0",
                     "Η περίληψη του νέου 0.", "Κείμενο."]  # fmt: skip
    ends = [*(cue.start for cue in loop.cues[1:]), loop.seconds]
    assert [end - cue.start for cue, end in zip(loop.cues, ends, strict=True)] == [8, 8, 8]
    for number, (cue, end) in enumerate(zip(loop.cues, ends, strict=True)):
        own = loop.said[3 * number : 3 * number + 3]
        assert own[0].start == cue.start and own[-1].end <= end - speech.REST
    sound = heard(tmp_path / "cache/blobs" / loop.sha256)
    assert len(sound) == pytest.approx(loop.seconds * HEARD, abs=HEARD / 20)
    assert all(loudest(sound, said.start, said.end) > 1000 for said in loop.said)
    assert all(loudest(sound, end - speech.REST, end - 0.05) < 30 for end in ends)


@needs("espeak-ng")
def test_a_bulletin_is_as_loud_as_broadcasting_asks(make: Callable[..., Edition], tmp_path: Path):
    """EBU R 128, with a peak that no transmitter cuts off; the file says in words and by code what is heard."""
    loop = make(1, **VOICES).bulletin
    assert loop
    path = tmp_path / "cache/blobs" / loop.sha256
    found = levels_of(["-i", ffmpeg_path(path), "-map", "0:a:0"])
    assert found.loudness == pytest.approx(-23, abs=0.5) and found.peak <= -1
    told = subprocess.run([program(), "-hide_banner", "-i", path], capture_output=True, check=False).stderr.decode()
    assert re.search(r"Stream #0:1.*\(ell\): Audio: aac.* 48000 Hz, stereo", told)
    assert f"comment         : {NOTE}" in told


@needs("espeak-ng")
def test_a_slate_stays_until_it_is_read(make: Callable[..., Edition], tmp_path: Path):
    """A longer text moves those after it; the same words are not read again."""
    first = make(2, **VOICES).bulletin
    shelf = tmp_path / "cache/blobs"
    before = {path.name for path in shelf.glob("?" * 64)}
    text = NEWS.format(n=1) + "\nΜια δεύτερη παράγραφος, που κρατά μερικά δευτερόλεπτα ακόμη, για όποιον ακούει.\n"
    (tmp_path / "content/news/n1.el.md").write_text(text, encoding="utf-8")
    second = make(0, **VOICES).bulletin
    assert first and second
    assert [cue.start for cue in first.cues] == [0, 8, 16]
    assert [cue.start for cue in second.cues[:2]] == [0, 8] and second.cues[2].start in (18, 20, 22)
    assert second.seconds == second.cues[2].start + 8
    assert len({path.name for path in shelf.glob("?" * 64)} - before) == 2  # the paragraph, the whole
    elsewhere = make(0, CACHE_PATH=str(tmp_path / "elsewhere"), **VOICES).bulletin
    assert elsewhere == second


@needs("espeak-ng")
def test_the_cover_says_so_where_a_voice_reads(make: Callable[..., Edition], monkeypatch: pytest.MonkeyPatch):
    """Not where none does: without the setting, in another language, while one writes."""
    drawn: list[slides.Slate] = []
    draw = slides.Drawer.draw
    monkeypatch.setattr(slides.Drawer, "draw", lambda self, found: (drawn.extend(found), draw(self, found)))
    for more, note in (
        (VOICES, NOTE),
        ({}, ""),
        ({"BULLETIN_VOICES": {"en": "en-gb"}}, ""),
        ({**VOICES, "PREVIEW": True}, ""),
    ):
        drawn.clear()
        loop = make(1, **more).bulletin
        assert loop and bool(loop.said) is bool(note)
        assert [slate.note for slate in drawn if slate.lang == "el" and slate.came_out is None] == [note]


def test_without_the_program_nothing_is_made(
    make: Callable[..., Edition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(MachineError, match="BULLETIN_VOICES"):
        make(1, **VOICES)
    files = [path.read_bytes() for path in (tmp_path / "cache/blobs").glob("?" * 64)]
    assert len(files) == 2 and all(file.startswith(b"\x89PNG") for file in files)


def heard(video: Path) -> array[int]:
    """The samples of a video's sound."""
    words = ["-v", "error", "-i", ffmpeg_path(video), "-vn", "-ac", "1", "-ar", str(HEARD), "-f", "s16le", "-"]
    return array("h", subprocess.run([program(), *words], capture_output=True, check=True).stdout)


def loudest(sound: array[int], start: float, end: float) -> int:
    """The highest peak between two moments (seconds)."""
    return max(map(abs, sound[round(start * HEARD) : round(end * HEARD)]))


def test_the_colours_are_those_of_the_theme():
    """Every axis has one; all are light enough on the dark ground (3:1 at least, WCAG 1.4.11)."""
    colours = slides.colours_of([ROOT / "theme"])
    words = (ROOT / "content/taxonomies.yaml").read_text(encoding="utf-8")
    axes = re.findall(r"^  (\w+):$", words.partition("\naxes:\n")[2].partition("\nregions:")[0], re.MULTILINE)
    assert len(axes) == 9 and set(axes) <= set(colours)
    assert all(contrast(colour, "#0e2a3d") > 3 for colour in colours.values())
    assert srgb(1.0, 0.0, 0.0) == "#ffffff" and srgb(0.627955, 0.257683, 29.234) == "#ff0000"


def contrast(one: str, other: str) -> float:
    """https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio"""
    lights = sorted((light(one), light(other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def light(colour: str) -> float:
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
