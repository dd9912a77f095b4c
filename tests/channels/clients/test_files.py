"""The published files: libsndfile, wavinfo and ffmpeg agree with each other and with the cue sheet."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from wavinfo import WavInfoReader

from plugins.i18n.greek import transliterate
from tests.channels.clients.conftest import Aired
from tests.conftest import URL
from tests.programs import needs, run
from tests.servers import needs_nginx

pytestmark = [needs_nginx, needs("ffmpeg", "ffprobe")]
LANGUAGES = pytest.mark.parametrize("lang", ["el", "en"])


def sheet(aired: Aired, lang: str) -> dict[str, Any]:
    """The newest episode's cue sheet."""
    data: dict[str, Any] = json.loads((aired.site.output / f"radio/{lang}/aired/newest.cue.json").read_bytes())
    return data


def files(aired: Aired, lang: str) -> dict[str, tuple[Path, dict[str, Any]]]:
    """Name → file and what the sheet says of it."""
    return {row["name"]: (aired.file(row["url"]), row) for row in sheet(aired, lang)["files"]}


def shown(said: str) -> dict[str, str]:
    """What a program printed as `name : value`."""
    return dict(re.findall(r"^(.+?) *: ?(.*)$", said, re.MULTILINE))


@needs("sndfile-info")
@LANGUAGES
def test_the_chunks_of_a_wave_file(lang: str, aired: Aired):
    """bext and cart by libsndfile and wavinfo: who, what, when, the last words, the address, the loudness."""
    path, row = files(aired, lang)["wav"]
    data = sheet(aired, lang)
    bext, cart = (shown(run("sndfile-info", f"--{chunk}", str(path))) for chunk in ("broadcast", "cart"))
    said = run("sndfile-info", str(path))
    whole = shown(said)
    other = WavInfoReader(str(path))
    assert (whole["fmt"], whole["Channels"], whole["Sample Rate"]) == ("16", "2", "48000")
    assert "0x1 => WAVE_FORMAT_PCM" in said and round(int(whole["Frames"]) / 48_000, 3) == row["seconds"]
    assert other.data.frame_count == int(whole["Frames"]) and other.fmt.bits_per_sample == 24
    title, show = cart["Title"], cart["Classification"]
    assert bext["Description"] == other.bext.description == f"{title} - {show}" and title.isascii()
    assert title.startswith(transliterate(data["title"])[:6]) and cart["Version"] == "0101"
    published = data["url"].replace(aired.base, URL)  # a site on this machine says in its files where it will be
    assert (cart["Cut id"], cart["Url"]) == (data["guid"], published)
    assert bext["Origination ref"] == other.bext.originator_ref == data["guid"].replace("-", "")
    assert data["date"].startswith(f"{cart['Start date']}T{cart['Start time']}")
    assert (bext["Origination date"], bext["Origination time"]) == (cart["Start date"], cart["Start time"])
    assert (other.bext.originator_date, other.bext.version) == (cart["Start date"], int(bext["BWF version"]))
    assert transliterate(data["out_cue"]).endswith(cart["Out cue"]) and len(cart["Out cue"]) > 40
    assert bext["Loudness value"] == f"{row['loudness']:.2f} LUFS"
    assert bext["Max. true peak level"].strip() == f"{row['true_peak']:.2f} dBTP"
    assert other.bext.loudness_value == row["loudness"] and other.bext.max_true_peak == row["true_peak"]


def test_every_file_is_as_loud_and_long_as_its_sheet_says(aired: Aired):
    """Measured anew, from the published bytes, by ffmpeg's meter."""
    found = files(aired, "el")
    assert list(found) == ["mp3", "low", "opus", "wav", "flac", "mp2"]
    for name, (path, row) in found.items():
        words = ["ffmpeg", "-hide_banner", "-stats", "-i", str(path), "-map", "0:a"]
        said = run(*words, "-af", "ebur128=dualmono=true:peak=true:framelog=verbose", "-f", "null", "-")
        loudness, peak = (float(found) for found in re.findall(r"(?:I|Peak): +(-?[\d.]+) (?:LUFS|dBFS)", said))
        assert loudness == pytest.approx(row["loudness"], abs=0.1), name
        assert peak == pytest.approx(row["true_peak"], abs=0.2) and peak <= -1, name
        target = -23 if name in ("wav", "flac", "mp2") else -16
        assert loudness == pytest.approx(target, abs=0.5), name
        played = re.findall(r"time=(\d+):(\d+):([\d.]+)", said)[-1]  # without what coders put before and after
        seconds = sum(float(part) * unit for part, unit in zip(played, (3600, 60, 1), strict=True))
        assert seconds == pytest.approx(row["seconds"], abs=0.06), name


@LANGUAGES
def test_chapters_are_in_every_file_that_can_hold_them(lang: str, aired: Aired):
    """ffmpeg reads them where the page has them, to the end of the recording."""
    segments = [(part["start"], part["title"]) for part in sheet(aired, lang)["segments"]]
    assert len(segments) == 3
    for name in ("mp3", "low", "opus", "flac"):
        path, row = files(aired, lang)[name]
        read = json.loads(run("ffprobe", "-v", "error", "-show_chapters", "-of", "json", str(path)))["chapters"]
        assert [(float(part["start_time"]), part["tags"]["title"]) for part in read] == segments, name
        assert float(read[-1]["end_time"]) == pytest.approx(row["seconds"], abs=0.1), name
