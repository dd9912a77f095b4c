"""Measures a recording in one pass: exact length, loudness and true peak (EBU R 128), silence at its ends, waveform."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from plugins.cache.blobs import sha256_of
from plugins.media.ffmpeg import EXACT, Damaged, ffmpeg_path, run
from plugins.media.probe import SORTS, claims_of, refuse_codec, refuse_truncated, sort_of
from plugins.model.audio import Sound
from plugins.model.problem import _
from plugins.settings.stages import MAX_MINUTES

POINTS = 400  # of a waveform
_WAVE_RATE = 4000  # Hz; enough to draw
QUIETEST = -70.0  # LUFS, the gate of EBU R 128: below it there is nothing to hear
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


class Levels(NamedTuple):
    """Integrated loudness (LUFS), true peak (dBTP), and the samples of one channel that were decoded."""

    loudness: float
    peak: float
    samples: int


class Pass(NamedTuple):
    """What one pass over an original found: its levels, format and silences, its waveform, and whether all of it has
    the same format."""

    levels: Levels
    codec: str
    rate: int
    channels: int
    tracks: int
    lead: float
    tail: float
    waveform: tuple[int, ...]
    is_steady: bool

    @property
    def seconds(self) -> float:
        return self.levels.samples / self.rate


def measure(path: Path, most: int = MAX_MINUTES, folder: Path | None = None) -> Sound:
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
    found = _pass(read)
    is_steady, codec = found.is_steady, found.codec
    if not is_steady:
        with steadied(read, folder) as again:
            found = _pass(again)
    if found.seconds < 1:
        raise Damaged(_SHORT, _RECORD)
    refuse_truncated(path, sort, _stated(said) if sort in ("flac", "m4a") else claims.seconds, found.seconds)
    if found.levels.loudness <= QUIETEST:
        raise Damaged(_SILENT, _RECORD)
    size = path.stat().st_size
    return Sound(
        sha256=sha256_of(path),
        bytes=size,
        type=SORTS[sort].type,
        codec=codec,
        seconds=round(found.seconds, 3),
        rate=found.rate,
        channels=found.channels,
        bit_rate=claims.bit_rate or round(size * 8 / found.seconds),
        constant=claims.constant and is_steady,
        loudness=found.levels.loudness,
        peak=found.levels.peak,
        lead=found.lead,
        tail=found.tail,
        waveform=found.waveform,
        is_steady=is_steady,
        tracks=found.tracks,
    )


def _pass(read: Sequence[str]) -> Pass:
    """Decode all of it once. The wave is of both channels: of their sum there may be nothing to see."""
    small = f"aresample={_WAVE_RATE},aformat=channel_layouts=mono|stereo"
    filters = ("silencedetect=noise=-60dB:duration=0.05", METER, small)
    wave, said = run([*read, "-af", ",".join(filters), "-f", "s16le", "pipe:1"])
    streams = _STREAM.findall(said[: said.find("Output #0")])
    if not streams:
        raise Damaged(_SILENT, _RECORD)
    codec, rate, layout = streams[0][0], int(streams[0][1]), streams[0][2]
    levels = levels_in(said)
    seconds = levels.samples / rate
    channels = int(layout) if layout.isdecimal() else _CHANNELS.get(layout, 2)
    drawn = min(channels, 2)
    is_steady = len(_SAMPLES.findall(said)) == 1 and abs(seconds - len(wave) / drawn / 2 / _WAVE_RATE) < 0.1
    lead, tail = _silences(said, seconds)
    return Pass(levels, codec, rate, channels, len(streams), lead, tail, waveform(wave, drawn), is_steady)


def refuse_long(read: Sequence[str], most: int) -> str:
    """What ffmpeg says of a file; nothing is decoded.

    Raises Damaged where it lasts more than so many minutes, by its packets.
    """
    out, said = run([*read, "-t", str(most * 60 + 1), "-c", "copy", "-progress", "pipe:1", "-f", "null", "-"])
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
        run([*read, *EXACT, *form, "-y", target])
        yield ["-f", "flac", "-i", target, "-map", "0:a:0"]


#: Counts samples, then measures as EBU R 128 asks (https://tech.ebu.ch/docs/r/r128.pdf). One channel is played by two
#: loudspeakers, so it is measured as both of them (https://ffmpeg.org/ffmpeg-filters.html#ebur128-1).
METER = "astats=measure_perchannel=none,ebur128@level=peak=true:dualmono=true:framelog=verbose"
#: The same, and ten times a second how loud it is.
_TELLING = METER.replace("framelog=verbose", "framelog=info")
#: Tells that of an original, before all else.
_ORIGINAL = "ebur128@original=dualmono=true:framelog=info"
_FOREGROUND = 10.0  # LU below the whole: what is softer does not count (the relative gate of EBU R 128)


class Heard(NamedTuple):
    """What was measured behind filters: levels, and how loud it is (LUFS) at each tenth of a second."""

    levels: Levels
    curve: tuple[float, ...]


def reading(path: Path, sort: str) -> list[str]:
    """How ffmpeg opens an original: as what it is, by decoders that we chose, and only its first stream of sound."""
    known = SORTS[sort]
    choice = ["-f", known.reader, "-codec_whitelist", known.decoders]
    return [*choice, "-vn", "-sn", "-dn", "-i", ffmpeg_path(path), "-map", "0:a:0"]


def levels_of(arguments: Sequence[str], filters: Sequence[str] = ()) -> Levels:
    """Measure what ffmpeg reads with these arguments, behind these filters."""
    __, said = run([*arguments, "-af", ",".join([*filters, METER]), "-f", "null", "-"])
    return levels_in(said)


def heard(arguments: Sequence[str]) -> Heard:
    """What ffmpeg reads with these arguments."""
    __, said = run([*arguments, "-af", _TELLING, "-f", "null", "-"])
    return Heard(levels_in(said), _curve(said, "level"))


def heard_through(arguments: Sequence[str], filters: Sequence[str], first: Sequence[str] = ()) -> tuple[Heard, Heard]:
    """What ffmpeg reads behind the `first` filters, before the others and behind them."""
    __, said = run([*arguments, "-af", ",".join([*first, _ORIGINAL, *filters, _TELLING]), "-f", "null", "-"])
    after = levels_in(said)
    before = after._replace(loudness=_integrated(said, "original"))
    return Heard(before, _curve(said, "original")), Heard(after, _curve(said, "level"))


def lost(before: Heard, after: Heard, most: float) -> float:
    """Seconds of what is in the foreground of one and more than `most` LU softer in the other."""
    least = before.levels.loudness - _FOREGROUND
    around = [max(after.curve[max(0, at - 3) : at + 4], default=-120.0) for at in range(len(before.curve))]
    return sum(was >= least and now < was - most for was, now in zip(before.curve, around, strict=True)) / 10


def levels_in(said: str) -> Levels:
    """What the meter printed at its end."""
    peak, samples = re.search(r"Peak:\s+(-?[\d.]+|-inf) dBFS", _summary(said, "level")), _SAMPLES.search(said)
    if not (peak and samples):
        raise Damaged(_SILENT, _RECORD)
    return Levels(_integrated(said, "level"), max(-120.0, float(peak[1])), int(samples[1]))


def _integrated(said: str, meter: str) -> float:
    found = re.search(r"I:\s+(-?[\d.]+) LUFS", _summary(said, meter))
    if not found:
        raise Damaged(_SILENT, _RECORD)
    return float(found[1])


def _summary(said: str, meter: str) -> str:
    """The lines that a meter printed at its end; the last ones, since a complex filter is tried once without sound."""
    found = re.findall(rf"^\[ebur128@{meter} @ \w+\] Summary:\n(.*?)(?=^\[|\Z)", said, re.MULTILINE | re.DOTALL)
    return found[-1] if found else ""


def _curve(said: str, meter: str) -> tuple[float, ...]:
    """How loud the last 0.4 s were, ten times a second."""
    found = re.findall(rf"^\[ebur128@{meter} @ \w+\] t: .*?M:\s*(-?[\d.]+|-?inf|-?nan)", said, re.MULTILINE)
    return tuple(float(value) if value[-1].isdigit() else -120.0 for value in found)


def _silences(said: str, seconds: float) -> tuple[float, float]:
    """Seconds of silence at the beginning and at the end."""
    starts = [float(value) for value in re.findall(r"silence_start: (-?[\d.]+)", said)]
    ends = [float(value) for value in re.findall(r"silence_end: ([\d.]+)", said)]
    lead = ends[0] if starts and ends and starts[0] <= 0.01 else 0.0
    open_at = starts[-1] if len(starts) > len(ends) else None
    if open_at is None and ends and seconds - ends[-1] < 0.02:
        open_at = starts[-1]  # later versions close the last one at the end of the file
    return round(lead, 3), round(max(0.0, seconds - open_at), 3) if open_at is not None else 0.0


def waveform(pcm: bytes, channels: int) -> tuple[int, ...]:
    """Peaks from 0 to 127 of samples of 16 bits, of all channels."""
    moments = len(pcm) // 2 // channels
    samples = array("h", pcm[: moments * channels * 2])
    count = min(POINTS, moments)
    edges = [moments * number // count * channels for number in range(count + 1)] if count else []
    return tuple(_peak(samples[start:end]) for start, end in pairwise(edges))


def _peak(samples: array[int]) -> int:
    return min(127, max(abs(sample) for sample in (max(samples), min(samples))) >> 8)
