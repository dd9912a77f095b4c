"""Measures a recording in one pass: exact length, loudness and true peak (EBU R 128), silence at its ends, waveform."""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from plugins.media.ffmpeg import Damaged, ffmpeg_path, run
from plugins.media.probe import SORTS, claims_of, refuse_truncated, sort_of
from plugins.model import Text
from plugins.sound import Sound

POINTS = 400  # of a waveform
_WAVE_RATE = 4000  # Hz; enough to draw
QUIETEST = -70.0  # LUFS, the gate of EBU R 128: below it there is nothing to hear
_SILENT = Text("δεν ακούγεται τίποτα", "holds nothing that can be heard")
_RECORD = Text("ελέγξτε αν γράψατε από τη σωστή είσοδο", "check that you recorded from the right input")
_SHORT = Text("κρατά λιγότερο από ένα δευτερόλεπτο", "lasts less than a second")
_STREAM = re.compile(r"Stream #0:\d+.*?: Audio: (\w+).*?, (\d+) Hz, ([\w.]+)")
_SAMPLES = re.compile(r"Number of samples: (\d+)")
_CHANNELS = {"mono": 1, "stereo": 2, "2.1": 3, "quad": 4, "5.0": 5, "5.1": 6, "7.1": 8}


class Levels(NamedTuple):
    """Integrated loudness (LUFS), true peak (dBTP), and the samples of one channel that were decoded."""

    loudness: float
    peak: float
    samples: int


def measure(path: Path) -> Sound:
    """All that is known of an original. Raises Damaged where it can't be used, with the reason."""
    sort = sort_of(path)
    claims = claims_of(path, sort)
    filters = ("silencedetect=noise=-60dB:duration=0.05", METER, f"aresample={_WAVE_RATE}")
    read = reading(path, sort)
    wave, said = run([*read, "-af", ",".join(filters), "-ac", "1", "-f", "s16le", "pipe:1"])
    codec, rate, channels = _stream(said)
    levels = levels_in(said)
    seconds = levels.samples / rate
    if seconds < 1:
        raise Damaged(_SHORT, _RECORD)
    refuse_truncated(path, sort, claims, seconds)
    if levels.loudness <= QUIETEST:
        raise Damaged(_SILENT, _RECORD)
    lead, tail = _silences(said, seconds)
    size = path.stat().st_size
    return Sound(
        sha256=sha256_of(path),
        bytes=size,
        type=SORTS[sort].type,
        codec=codec,
        seconds=round(seconds, 3),
        rate=rate,
        channels=channels,
        bit_rate=claims.bit_rate or round(size * 8 / seconds),
        constant=claims.constant,
        loudness=levels.loudness,
        peak=levels.peak,
        lead=lead,
        tail=tail,
        waveform=waveform(wave),
    )


#: Counts samples, then measures as EBU R 128 asks (https://tech.ebu.ch/docs/r/r128.pdf).
METER = "astats=measure_perchannel=none,ebur128=peak=true:framelog=verbose"


def reading(path: Path, sort: str) -> list[str]:
    """How ffmpeg opens an original: as what it is, by decoders that we chose, and only its first stream of sound."""
    known = SORTS[sort]
    choice = ["-f", known.reader, "-codec_whitelist", known.decoders]
    return [*choice, "-vn", "-sn", "-dn", "-i", ffmpeg_path(path), "-map", "0:a:0"]


def levels_of(arguments: Sequence[str], filters: Sequence[str] = ()) -> Levels:
    """Measure what ffmpeg reads with these arguments, behind these filters."""
    _, said = run([*arguments, "-af", ",".join([*filters, METER]), "-f", "null", "-"])
    return levels_in(said)


def levels_in(said: str) -> Levels:
    """What the meter printed at its end."""
    summary = said[said.rfind("Summary:") :]
    loudness, peak = re.search(r"I:\s+(-?[\d.]+) LUFS", summary), re.search(r"Peak:\s+(-?[\d.]+|-inf) dBFS", summary)
    samples = _SAMPLES.search(said)
    if not (loudness and peak and samples):
        raise Damaged(_SILENT, _RECORD)
    return Levels(float(loudness[1]), max(-120.0, float(peak[1])), int(samples[1]))


def _stream(said: str) -> tuple[str, int, int]:
    found = _STREAM.search(said)
    if not found:
        raise Damaged(_SILENT, _RECORD)
    return found[1], int(found[2]), _CHANNELS.get(found[3], 2)


def _silences(said: str, seconds: float) -> tuple[float, float]:
    """Seconds of silence at the beginning and at the end."""
    starts = [float(value) for value in re.findall(r"silence_start: (-?[\d.]+)", said)]
    ends = [float(value) for value in re.findall(r"silence_end: ([\d.]+)", said)]
    lead = ends[0] if starts and ends and starts[0] <= 0.01 else 0.0
    open_at = starts[-1] if len(starts) > len(ends) else None
    if open_at is None and ends and seconds - ends[-1] < 0.02:
        open_at = starts[-1]  # later versions close the last one at the end of the file
    return round(lead, 3), round(max(0.0, seconds - open_at), 3) if open_at is not None else 0.0


def waveform(pcm: bytes) -> tuple[int, ...]:
    """Peaks from 0 to 127 of mono samples of 16 bits."""
    samples = array("h", pcm[: len(pcm) // 2 * 2])
    count = min(POINTS, len(samples))
    edges = [len(samples) * number // count for number in range(count + 1)] if count else []
    return tuple(_peak(samples[start:end]) for start, end in pairwise(edges))


def _peak(samples: array[int]) -> int:
    return min(127, max(abs(sample) for sample in (max(samples), min(samples))) >> 8)


def sha256_of(path: Path) -> str:
    """A file's hash, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
