"""Measures a recording in one pass: exact length, loudness and true peak (EBU R 128), silence at its ends, waveform."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from plugins.cache.blobs import sha256_of
from plugins.media.arrays import Array, Doubles, np
from plugins.media.ffmpeg import EXACT, Damaged, ffmpeg_path, run
from plugins.media.meter import FINE, GATE, NOTHING, QUIETEST, Levels, Measurement, metered
from plugins.media.probe import SORTS, claims_of, refuse_codec, refuse_truncated, sort_of
from plugins.model.audio import Sound
from plugins.model.problem import _
from plugins.settings.stages import MAX_MINUTES

POINTS = 400  # of a waveform
_SOFT = 0.001  # of full scale (−60 dB): what is softer is silence
_PAUSE = 0.05  # seconds; what is shorter is none
_SILENT = _("holds nothing that can be heard")
_RECORD = _("check that you recorded from the right input")
_SHORT = _("lasts less than a second")
_LONG = _("lasts more than {minutes} minutes")
_SPLIT = _("split it into episodes; the limit is the setting MEDIA_MAX_MINUTES")
_STREAM = re.compile(r"^ +Stream #0:\d+.*?: Audio: (\w+).*?, (\d+) Hz, ([\w.]+)", re.MULTILINE)
_STATED = re.compile(r"Duration: (\d+):(\d+):([\d.]+)")
_SAMPLES = re.compile(r"Number of samples: (\d+)")
_CHANNELS = {"mono": 1, "stereo": 2, "2.1": 3, "quad": 4, "5.0": 5, "5.1": 6, "7.1": 8}
STEADY = 48_000  # Hz of what is made of a recording whose format changes on the way


class Format(NamedTuple):
    """What ffmpeg says of a recording: its codec, rate (Hz) and channels, and how many sounds there are."""

    codec: str
    rate: int
    channels: int
    tracks: int


class Measured(NamedTuple):
    """What is published of an original, and the measurement that its renditions are reckoned from."""

    sound: Sound
    whole: Measurement


def measure(path: Path, most: int = MAX_MINUTES, folder: Path | None = None) -> Measured:
    """All that is known of an original of at most so many minutes; in `folder` a file may lie for a while.

    Raises Damaged where it can't be used, with the reason.
    """
    sort = sort_of(path)
    claims = claims_of(path, sort)
    read = reading(path, sort)
    try:
        said = refuse_long(read, most)
    except Damaged as error:
        refuse_codec(error.said, sort)
        raise
    refuse_codec(said, sort)
    form = format_of(said)
    found = metered(read, form.rate, form.channels)
    if not (is_steady := found.is_steady):
        with steadied(read, folder) as again:
            form = Format(form.codec, STEADY, 2, form.tracks)
            found = metered(again, STEADY, 2)
    if found.seconds < 1:
        raise Damaged(_SHORT, _RECORD)
    refuse_truncated(path, sort, _stated(said) if sort in ("flac", "m4a") else claims.seconds, found.seconds)
    levels = found.levels
    if levels.loudness <= QUIETEST:
        raise Damaged(_SILENT, _RECORD)
    size = path.stat().st_size
    lead, tail = silences(found.fine)
    sound = Sound(
        sha256=sha256_of(path),
        bytes=size,
        type=SORTS[sort].type,
        codec=form.codec,
        seconds=round(found.seconds, 3),
        rate=form.rate,
        channels=form.channels,
        bit_rate=claims.bit_rate or round(size * 8 / found.seconds),
        constant=claims.constant and is_steady,
        loudness=levels.loudness,
        peak=levels.peak,
        lead=lead,
        tail=tail,
        waveform=waveform(found.fine),
        is_steady=is_steady,
        tracks=form.tracks,
    )
    return Measured(sound, found)


def format_of(said: str) -> Format:
    """The format of the first sound that ffmpeg found. Raises Damaged where it found none."""
    streams = _STREAM.findall(said[: said.find("Output #0")])
    if not streams:
        raise Damaged(_SILENT, _RECORD)
    codec, rate, layout = streams[0]
    return Format(codec, int(rate), int(layout) if layout.isdecimal() else _CHANNELS.get(layout, 2), len(streams))


def refuse_long(read: Sequence[str], most: int, first: Sequence[str] = ("-map", "0:a:0")) -> str:
    """What ffmpeg says of a file; nothing is decoded.

    Raises Damaged where it lasts more than so many minutes, by its packets.
    """
    out, said = run([*read, *first, "-t", str(most * 60 + 1), "-c", "copy", "-progress", "pipe:1", "-f", "null", "-"])
    found = re.findall(rb"out_time_us=(\d+)", out)
    if found and int(found[-1]) > most * 60_000_000:
        raise too_long(most)
    return said


def _stated(said: str) -> float:
    """The seconds that a head states; 0: none."""
    found = _STATED.search(said)
    return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3]) if found else 0.0


def too_long(most: int) -> Damaged:
    """What is said of a recording or a film of more than so many minutes."""
    return Damaged(_LONG.format(minutes=most), _SPLIT)


@contextmanager
def steadied(read: Sequence[str], folder: Path | None) -> Iterator[list[str]]:
    """How ffmpeg opens a copy that has one format throughout, which lies in a folder for a while.

    Where the format changes on the way (files that were joined), ffmpeg makes its filters anew, so each of them would
    see a part of the whole.
    """
    # One channel is heard from both sides, as players do; ffmpeg's own way would make that part 3 dB softer.
    sides = "pan=stereo|FL=FL+FC+0.7*BL+0.7*SL|FR=FR+FC+0.7*BR+0.7*SR"
    form = ["-af", f"aresample={STEADY},{sides}", "-c:a", "flac", "-sample_fmt", "s32", "-f", "flac"]
    with NamedTemporaryFile(dir=folder, suffix=".new") as copy:
        target = ffmpeg_path(Path(copy.name))
        run([*read, "-map", "0:a:0", *EXACT, *form, "-y", target])
        yield ["-f", "flac", "-i", target]


#: ffmpeg's own meter, for what is heard while a picture is looked at; one channel as two loudspeakers play it
#: (https://ffmpeg.org/ffmpeg-filters.html#ebur128-1).
METER = "astats=measure_perchannel=none,ebur128=peak=true:dualmono=true:framelog=verbose"


def reading(path: Path, sort: str) -> list[str]:
    """How ffmpeg opens an original: as what it is, by decoders that we chose, and only its first stream of sound."""
    known = SORTS[sort]
    choice = ["-f", known.reader, "-codec_whitelist", known.decoders]
    return [*choice, "-vn", "-sn", "-dn", "-i", ffmpeg_path(path)]


def lost(before: Doubles, after: Doubles, loudness: float, most: float) -> float:
    """Seconds of what is in the foreground of one course (LUFS ten times a second, the whole being at `loudness`) and
    more than `most` LU softer in the other."""
    near = 3  # tenths of a second, by which coders may be late
    wide = np.full(len(before) + 2 * near, NOTHING)
    count = min(len(after), len(before) + near)
    wide[near : near + count] = after[:count]
    around = np.lib.stride_tricks.sliding_window_view(wide, 2 * near + 1).max(1)
    return int(np.count_nonzero((before >= loudness - GATE) & (around < before - most))) / 10


def levels_in(said: str) -> Levels:
    """What ffmpeg's meter printed at its end."""
    found = [re.findall(what, said) for what in (r"I:\s+(-?[\d.]+) LUFS", r"Peak:\s+(-?[\d.]+|-inf) dBFS")]
    samples = _SAMPLES.search(said)
    if not (all(found) and samples):
        raise Damaged(_SILENT, _RECORD)
    loudness, peak = (of[-1] for of in found)  # a complex filter is tried once without sound
    return Levels(float(loudness), max(NOTHING, float(peak)), int(samples[1]))


def silences(fine: Array) -> tuple[float, float]:
    """Seconds of silence at the beginning and at the end, of the largest samples that a meter tells."""
    heard = np.flatnonzero(fine > _SOFT)
    if not len(heard):
        return 0.0, 0.0
    lead, tail = int(heard[0]) / FINE, (len(fine) - 1 - int(heard[-1])) / FINE
    return _pause(lead), _pause(tail)


def _pause(seconds: float) -> float:
    """A silence, rounded; one that is too short to be told is none."""
    return round(seconds, 3) if seconds >= _PAUSE else 0.0


def waveform(fine: Array) -> tuple[int, ...]:
    """Peaks from 0 to 127, of the largest samples that a meter tells."""
    count = min(POINTS, len(fine))
    edges = [len(fine) * number // count for number in range(count)]
    return tuple(min(127, int(peak * 128)) for peak in np.maximum.reduceat(fine, edges)) if count else ()
