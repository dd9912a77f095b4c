"""Recordings as they come: whole ones are taken whatever their head says, others are refused by name, in a moment."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.i18n.messages import say
from plugins.media import ffmpeg as media_ffmpeg
from plugins.media.ffmpeg import Damaged, program
from plugins.media.measure import measure
from plugins.media.recipes import BY_NAME, conforms
from plugins.media.renditions import Encoded, encode
from plugins.model.audio import Sound
from plugins.model.errors import MachineError

VOICE = "sine=300:r=44100:d=4,volume='0.6+0.5*sin(9*t)':eval=frame"
QUIET_FIRST = f"anullsrc=r=44100:cl=mono:d=2[a];{VOICE}[b];[a][b]concat=n=2:v=0:a=1"


def ffmpeg(*words: str | Path) -> None:
    subprocess.run([program(), "-loglevel", "error", "-y", *map(str, words)], check=True)


def voice(path: Path, *options: str, source: str = VOICE) -> Path:
    """Four seconds of a voice in two channels, as a file of this name."""
    ffmpeg("-f", "lavfi", "-i", source, "-ac", "2", *options, path)
    return path


def id3(size: int) -> bytes:
    """A tag of version 2.4 with nothing but filling."""
    return b"ID3\x04\0\0" + bytes(size >> 7 * place & 127 for place in (3, 2, 1, 0)) + bytes(size)


def sized(riff: int, data: int) -> Callable[[Path], Path]:
    """A WAV whose head states these sizes."""

    def make(folder: Path) -> Path:
        path = voice(folder / "a.wav")
        body = bytearray(path.read_bytes())
        struct.pack_into("<I", body, 4, riff)
        struct.pack_into("<I", body, body.index(b"data") + 4, data)
        path.write_bytes(body)
        return path

    return make


def behind(ending: str, start: bytes = b"", cut: int = 0, end: bytes = b"", *options: str) -> Callable[[Path], Path]:
    """A file with these bytes before it, behind it, and so many of its first ones cut off."""

    def make(folder: Path) -> Path:
        path = voice(folder / f"a.{ending}", *options)
        path.write_bytes(start + path.read_bytes()[cut:] + end)
        return path

    return make


def told(name: str, *options: str, source: str = VOICE) -> Callable[[Path], Path]:
    return lambda folder: voice(folder / name, *options, source=source)


BARE = ("-write_xing", "0", "-id3v2_version", "0")
PICTURE = b"APETAGEX" + struct.pack("<4I", 2000, 500_000, 1, 0xA0000000) + bytes(8) + b"\xff\xd8" * 250_000
WHOLE = {
    "VBR without a head, quiet at first": told("a.mp3", "-q:a", "4", *BARE, source=QUIET_FIRST),
    "an APEv2 picture behind": behind("mp3", b"", 0, PICTURE, *BARE),
    "in the middle of a frame": behind("mp3", b"", 217, b"", *BARE),
    "two tags before": behind("mp3", id3(900) + id3(50)),
    "nothing but zeros before": behind("mp3", bytes(5000), 0, b"", *BARE),
    "RF64": told("a.wav", "-rf64", "always"),
    "sizes of a pipe": sized(0xFFFFFFFF, 0xFFFFFFFF),
    "sizes of sox in a pipe": sized(0x7FFFF024, 0x7FFFF000),
    "sizes of arecord": sized(0x80000024, 0x80000000),
    "sizes of a recorder without power": sized(0, 0),
    "FLAC behind ID3": behind("flac", id3(3000)),
    "mu-law": told("a.wav", "-c:a", "pcm_mulaw"),
    "ADPCM": told("a.wav", "-c:a", "adpcm_ima_wav"),
    "MP3 in WAV": told("a.wav", "-c:a", "libmp3lame", "-f", "wav"),
    "a stream of Opus without its end": told("a.opus", "-f", "ogg"),
}
SECONDS = {"VBR without a head, quiet at first": 6, "a stream of Opus without its end": 3}


@pytest.mark.parametrize("name", WHOLE)
def test_what_every_player_plays_is_taken(name: str, tmp_path: Path):
    """To its end, whatever its head says or leaves out."""
    path = WHOLE[name](tmp_path)
    if path.suffix == ".opus":  # the last page is what a recorder of a stream never gets
        whole = path.read_bytes()
        path.write_bytes(whole[: whole.rindex(b"OggS")])
    sound = measure(path).sound
    assert sound.seconds == pytest.approx(SECONDS.get(name, 4), abs=0.1)
    assert sound.channels == 2 and max(sound.waveform) > 5


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("a.wav", ("-ar", "16000", "-ac", "1", "-c:a", "g722"), "holds sound as G.722"),
        ("a.m4a", ("-c:a", "eac3", "-f", "mp4"), "holds sound as Dolby Digital Plus"),
        ("a.m4a", ("-f", "adts"), "is AAC (ADTS), which"),
        ("a.wav", ("-f", "aiff"), "is AIFF, which"),
        ("a.mp3", ("-f", "flac"), "is called .mp3 but is FLAC"),
    ],
)
def test_what_is_not_taken_is_told_by_its_name(name: str, options: tuple[str, ...], said: str, tmp_path: Path):
    """The coding or the sort, in words that are ours and the same for every ffmpeg."""
    with pytest.raises(Damaged) as error:
        measure(voice(tmp_path / name, *options))
    assert str(error.value.message).startswith(said)
    assert re.search("[α-ω]", say(error.value.message, "el")) and re.search("[α-ω]", say(error.value.hint, "el"))


@pytest.mark.parametrize("ending", ["flac", "mp3", "wav"])
def test_what_is_too_long_is_refused_before_it_is_decoded(ending: str, tmp_path: Path):
    """By its packets: hours of silence are a few MB."""
    path = tmp_path / f"a.{ending}"
    ffmpeg("-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "660", path)
    began = time.process_time()
    with pytest.raises(Damaged, match="lasts more than 10 minutes") as error:
        measure(path, 10)
    assert "MEDIA_MAX_MINUTES" in say(error.value.hint, "el") and time.process_time() - began < 1


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Sound]:
    """A mono jingle and a stereo talk in one file, as `cat` joins them, and what is measured of it."""
    folder = tmp_path_factory.mktemp("joined")
    jingle = voice(folder / "jingle.mp3", "-ac", "1", "-ar", "44100", "-t", "3", "-af", "volume=-20dB")
    talk = voice(folder / "talk.mp3", "-ar", "48000")
    path = folder / "a.mp3"
    path.write_bytes(jingle.read_bytes() + talk.read_bytes())
    return path, measure(path).sound


def test_a_recording_of_two_formats_is_one(joined: tuple[Path, Sound], tmp_path: Path):
    """Its length, loudness and waveform are of all of it, and never is it copied as it is."""
    _, sound = joined
    talk = measure(voice(tmp_path / "talk.mp3", "-ar", "48000")).sound
    assert sound.seconds == pytest.approx(7, abs=0.1) and not conforms(sound, BY_NAME["mp3"])
    assert sound.loudness == pytest.approx(talk.loudness, abs=0.5)  # the jingle is below the gate
    assert max(sound.waveform[:160]) * 5 < max(sound.waveform[180:])


def test_a_rendition_of_two_formats_is_as_long(joined: tuple[Path, Sound], tmp_path: Path):
    done = encode(*joined, {BY_NAME["low"]: tmp_path / "a.mp3"})["low"]
    assert isinstance(done, Encoded)
    assert done.levels.samples / 32_000 == pytest.approx(joined[1].seconds, abs=0.1)
    assert done.levels.loudness == pytest.approx(-16, abs=0.5) and not list(tmp_path.glob("*.new"))


def test_a_program_that_does_not_start_is_no_fault_of_a_recording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As where its libraries are missing: the machine failed."""
    broken = tmp_path / "ffmpeg"
    broken.write_text(
        "#!/bin/sh\necho 'ffmpeg: error while loading shared libraries' >&2\nexit 127\n", encoding="ascii"
    )
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    media_ffmpeg._found.cache_clear()
    media_ffmpeg.program.cache_clear()
    with pytest.raises(MachineError, match=r"does not start .*shared libraries"):
        media_ffmpeg.program()
    monkeypatch.undo()
    media_ffmpeg._found.cache_clear()
    media_ffmpeg.program.cache_clear()
