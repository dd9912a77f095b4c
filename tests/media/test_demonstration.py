"""The demonstration's shows: what there is, that it says what it is, and that transcripts are true to the second."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from PIL import Image

from plugins.media.ffmpeg import run
from plugins.media.measure import reading
from plugins.media.probe import SORTS, sort_of
from plugins.text.captions import read_cues
from tests.conftest import ROOT

SHOWS = ROOT / "content" / "shows"
EPISODES = sorted(
    path for path in SHOWS.glob("*/*.??.md") if path.parent.name != "dekapente" and not path.name.startswith("index.")
)  # that are heard; the videos are looked at in tests/channels/tv
RECORDINGS = sorted(path for path in SHOWS.glob("*/*") if path.suffix in {e for s in SORTS.values() for e in s.endings})
SLACK = 0.15  # seconds


def front_matter(path: Path) -> dict[str, str]:
    text = path.read_text(encoding="utf-8")
    fields: dict[str, str] = yaml.load(text[4 : text.index("\n---\n")], yaml.CBaseLoader)
    return fields


@lru_cache
def silences(path: Path) -> list[tuple[float, float]]:
    """Where nobody speaks: from and to which second."""
    words = [*reading(path, sort_of(path)), "-af", "silencedetect=noise=-45dB:duration=0.2", "-f", "null", "-"]
    _, said = run(words)
    found = (re.findall(rf"silence_{edge}: (-?[\d.]+)", said) for edge in ("start", "end"))
    return [(float(start), float(end)) for start, end in zip(*found, strict=False)]


def test_there_are_shows_of_each_sort():
    """Pairs of feeds, one in Greek alone, a daily bulletin; twelve episodes, every sort of original, under 10 MB."""
    shows = {path.parent.name: front_matter(path) for path in SHOWS.glob("*/index.el.md")}
    greek_alone = [show for show in shows if not (SHOWS / show / "index.en.md").exists()]
    assert len(shows) >= 3 and greek_alone and len(shows) - len(greek_alone) >= 2
    assert any("BYDAY=MO,TU,WE,TH,FR" in fields.get("frequency", "") for fields in shows.values())
    assert len([path for path in EPISODES if path.name.endswith(".el.md")]) >= 12
    assert {sort_of(path) for path in RECORDINGS} == set(SORTS)
    others = [path for path in RECORDINGS if path.suffix != ".opus"]
    assert len({path.suffix for path in others}) == len(others)
    assert sum(path.stat().st_size for path in SHOWS.rglob("*") if path.is_file()) < 10_000_000


@pytest.mark.parametrize("path", EPISODES, ids=lambda path: path.stem)
def test_an_episode_says_what_it_is(path: Path):
    """Invented, with a synthetic voice, in its text too; numbers are spelled out, so that a voice reads them right."""
    fields = front_matter(path)
    original = path if path.name.endswith(".el.md") else path.with_name(path.name.replace(".en.", ".el."))
    assert front_matter(original)["demo"] == "true" and fields["synthetic"] == "true"
    assert re.search("συνθετική φωνή|synthetic voice", path.read_text(encoding="utf-8"))
    script = (path.parent / fields["transcript"]).read_text(encoding="utf-8")
    assert not [cue.text for cue in read_cues(script)[0] if re.search(r"\d", cue.text)]


@pytest.mark.parametrize("path", EPISODES, ids=lambda path: path.stem)
def test_a_transcript_is_true_to_its_recording(path: Path):
    """Each pause between two cues is one that is heard, and each chapter begins where one ends."""
    fields = front_matter(path)
    quiet = silences(path.parent / fields["audio"])
    cues, faults = read_cues((path.parent / fields["transcript"]).read_text(encoding="utf-8"))
    assert not faults and len(cues) >= 3
    for before, after in pairwise(cues):
        middle = (before.end + after.start) / 2
        (pause,) = [span for span in quiet if span[0] <= middle <= span[1]]
        assert abs(pause[1] - after.start) < SLACK and pause[0] < before.end + SLACK
    starts = [cue.start for cue in cues]
    for minutes, seconds in re.findall(r"^- (\d\d):(\d\d) ", path.read_text(encoding="utf-8"), re.MULTILINE):
        at = int(minutes) * 60 + int(seconds)
        assert min(abs(start - at) for start in starts) < 1.2, f"{minutes}:{seconds}"


def test_covers_are_drawn_for_directories():
    for show in SHOWS.iterdir():
        with Image.open(show / "cover.png") as image:
            assert image.size == (1500, 1500) and image.mode == "RGB"
