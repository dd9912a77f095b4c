"""Measures sound in one pass over what ffmpeg decodes: loudness and its course, true peak, waveform, silences.

ffmpeg weighs the sound as an ear does (two of its filters) and hands over both forms; all else is sums and largest
values of arrays. Its own meter takes four times as long, and measures one layout at a time, where the sums of two
channels and of their product tell the loudness of every mix of them.

Sources: ITU-R BS.1770-5 (https://www.itu.int/rec/R-REC-BS.1770), EBU R 128 (https://tech.ebu.ch/docs/r/r128.pdf).
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from plugins.media.arrays import Array, Doubles, Integers, np
from plugins.media.ffmpeg import Stream, streamed

QUIETEST = -70.0  # LUFS, the gate of EBU R 128: below it there is nothing to hear
NOTHING = -120.0  # dB, of what is silent
GATE = 10.0  # LU below the whole: what is softer does not count
FINE = 400  # a second, of the samples by which waveforms are drawn and silences told
_STEP, _HOP = 8, 40  # of them are a step of the limiter (20 ms), and a hop of the meter (100 ms)
_WINDOW = 4  # hops that are heard as one
_PIECE = 4  # seconds that are read at once: of them, every rate has whole hops
_REACH = 16  # samples on each side, from which one between them is reckoned
_BLOCK = 64  # samples that are looked at together
_LEAST = 32_000  # Hz; below it the filters of an ear are no longer those of the recommendation, 0.15 LU off
#: A filter before all others: what works on a frame costs as much for a small one, and readers give small ones.
LARGE = "asetnsamples=n=8192:p=0"
_FORMAT = re.compile("samplefmt:")  # how ffmpeg begins with each format that a stream has


class Levels(NamedTuple):
    """Integrated loudness (LUFS), true peak (dBTP), and the samples of one channel that were decoded."""

    loudness: float
    peak: float
    samples: int


class Mix(NamedTuple):
    """How one channel is made of two: parts of the left and of the right one."""

    left: float
    right: float


#: By what they are called: of both, unless they cancel each other.
MIXES = {"": Mix(0.5, 0.5), "difference": Mix(0.5, -0.5), "left": Mix(1.0, 0.0), "right": Mix(0.0, 1.0)}


class Course(NamedTuple):
    """How a sound goes in one layout: its mean power in each hop, as an ear weighs it and both loudspeakers play it,
    and the largest sample in each step of 20 ms."""

    power: Doubles
    peaks: Array

    def curve(self) -> Doubles:
        """How loud the last 0.4 s were (LUFS) at the end of each hop."""
        return _lufs(_momentary(self.power))

    def loudness(self) -> float:
        return _gated(_momentary(self.power))

    def highest(self) -> float:
        """Its largest sample (dBFS)."""
        return 20 * math.log10(max(float(self.peaks.max(initial=0.0)), 1e-6))

    def limited(self, gain: float, ceiling: float) -> float:
        """The loudness (LUFS) behind a gain (dB) and a limiter, by what that takes of each step."""
        peaks = self.peaks.astype(np.float64) * _factor(gain)
        taken = np.minimum(1.0, _factor(ceiling) / np.maximum(peaks, 1e-9))
        weights = np.maximum(peaks, 1e-9) ** 2  # where a step is loud, it is so in power too
        steps = _HOP // _STEP
        count = min(len(self.power), len(peaks) // steps)
        weights, taken = (part[: count * steps].reshape(count, steps) for part in (weights, taken))
        left = (weights * taken**2).sum(1) / weights.sum(1)
        return _gated(_momentary(self.power[:count] * left * _factor(gain) ** 2))


class Measurement(NamedTuple):
    """What was measured of a sound: its rate (Hz), channels and samples of one channel, its true peak (dBTP), and
    whether all of it has the same format.

    `powers` are left by left, right by right and left by right in each hop, `peaks` the largest sample in each step of
    the left, the right, half their sum and half their difference; of one channel each has one row. `fine` are the
    largest samples of all channels, `FINE` times a second.
    """

    rate: int
    channels: int
    samples: int
    peak: float
    is_steady: bool
    powers: Doubles
    peaks: Array
    fine: Array

    @property
    def seconds(self) -> float:
        return self.samples / self.rate

    @property
    def levels(self) -> Levels:
        return Levels(round(self.both.loudness(), 1), round(self.peak, 1), self.samples)

    @property
    def both(self) -> Course:
        """The course of both channels; of one channel, as two loudspeakers play it."""
        if self.channels == 1:
            return self.course(1)
        return Course(self.powers[0] + self.powers[1], np.maximum(self.peaks[0], self.peaks[1]))

    def course(self, channels: int, mix: str = "") -> Course:
        """The course in a layout of two channels, or of one that is mixed in this way."""
        if self.channels == 1:
            return Course(2 * self.powers[0], self.peaks[0])
        if channels == 2:
            return self.both
        (left, right), (lefts, rights, products) = MIXES[mix], self.powers
        power = left**2 * lefts + right**2 * rights + 2 * left * right * products
        return Course(2 * power, self.peaks[_PEAKS.index(mix)])


_PEAKS = ("left", "right", "", "difference")  # the mixes whose largest samples are the rows of `peaks`


class PackedMeasurement(NamedTuple):
    """A measurement as it is written down, without what waveforms are drawn from."""

    rate: int
    channels: int
    samples: int
    peak: float
    is_steady: bool
    powers: bytes
    peaks: bytes


def packed(found: Measurement) -> bytes:
    """A measurement as bytes; an hour of two channels is 4 MB."""
    return msgspec.msgpack.encode(PackedMeasurement(*found[:5], found.powers.tobytes(), found.peaks.tobytes()))


def unpacked(data: bytes) -> Measurement:
    """A measurement that was packed."""
    kept = msgspec.msgpack.decode(data, type=PackedMeasurement)
    powers = np.frombuffer(kept.powers).reshape(3 if kept.channels == 2 else 1, -1)
    peaks = np.frombuffer(kept.peaks, np.float32).reshape(4 if kept.channels == 2 else 1, -1)
    return Measurement(*kept[:5], powers, peaks, np.zeros(0, np.float32))


@lru_cache(maxsize=1)
def version() -> str:
    """The hash of this code: what another measured is measured again."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def metered(read: Sequence[str], rate: int, channels: int, filters: Sequence[str] = ()) -> Measurement:
    """Measure what ffmpeg reads with these arguments, behind these filters; of more than two channels, what two
    loudspeakers play of them. A low rate is measured at a multiple of it. Raises Damaged where it can't be read."""
    own = min(channels, 2)
    rate *= -(-_LEAST // rate)
    chain = ",".join([LARGE, *filters, f"aresample={rate}", *layout(channels), _weighted(rate, own)])
    meter = _Meter(rate, own)
    loud = ["-v", "verbose"]  # to be told of every change of the format
    sink = ["-c:a", "pcm_f32le", "-f", "f32le", "-flush_packets", "0", "pipe:1"]
    with streamed([*loud, *read, "-map", "0:a:0", "-af", chain, *sink]) as stream:
        for piece in _pieces(stream, own * 2, rate * _PIECE):
            meter.add(piece)
    return meter.read(is_steady=len(_FORMAT.findall(stream.said)) < 2)


def layout(channels: int) -> tuple[str, ...]:
    """The filter that makes what two loudspeakers play, of two channels and more."""
    return ("aformat=channel_layouts=stereo",) if channels > 1 else ()


def _weighted(rate: int, channels: int) -> str:
    """Filters that put beside each channel what an ear makes of it."""
    copies = "stereo|c0=c0|c1=c0" if channels == 1 else "4.0|c0=c0|c1=c1|c2=c0|c3=c1"
    weighed = "FR" if channels == 1 else "FC+BC"
    return f"aformat=sample_fmts=dblp,pan={copies}," + ",".join(
        f"biquad=b0={b0:.15f}:b1={b1:.15f}:b2={b2:.15f}:a0=1:a1={a1:.15f}:a2={a2:.15f}:c={weighed}"
        for b0, b1, b2, a1, a2 in _k_weighting(rate)
    )


def _k_weighting(rate: int) -> Iterator[tuple[float, float, float, float, float]]:
    """The K-weighting of BS.1770, a shelf (a head is in the way) and a high pass, as two filters of a rate (b0, b1, b2,
    a1, a2), by the analogue ones that its numbers for 48 kHz stand for (https://github.com/jiixyj/libebur128/blob/v1.2.6/ebur128/ebur128.c#L137)."""
    high = 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    k, q = math.tan(math.pi * 1681.974450955533 / rate), 0.7071752369554196
    a0 = 1 + k / q + k * k
    zeros = ((high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / q + k * k) / a0)
    yield *zeros, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0
    k, q = math.tan(math.pi * 38.13547087602444 / rate), 0.5003270373238773
    a0 = 1 + k / q + k * k
    yield 1.0, -2.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0


def _pieces(stream: Stream, width: int, frames: int) -> Iterator[Array]:
    """The samples of a stream, channel by channel, so many of each at a time."""
    while data := stream.read(frames * width * 4):
        whole = np.frombuffer(data[: len(data) // (width * 4) * width * 4], np.float32)
        yield np.ascontiguousarray(whole.reshape(-1, width).T)


class _Meter:
    """What is known of a sound so far."""

    def __init__(self, rate: int, channels: int):
        self.rate, self.channels = rate, channels
        self.samples, self.peak = 0, 0.0
        self.tail = np.zeros((channels, 2 * _REACH), np.float32)
        self.powers: list[Doubles] = []
        self.peaks: list[Array] = []
        self.waves: list[Array] = []

    def add(self, piece: Array) -> None:
        """Measure a piece: its channels, and the same as an ear weighs them."""
        plain, weighed = piece[: self.channels], piece[self.channels :]
        self.samples += piece.shape[1]
        self.powers.append(self._powers(weighed))
        fine, steps = self._edges(FINE, piece), self._edges(FINE // _STEP, piece)
        self.waves.append(np.maximum.reduceat(np.abs(plain).max(0), fine))
        if self.channels == 2:
            plain = np.concatenate([plain, np.stack([plain[0] + plain[1], plain[0] - plain[1]]) / 2])
        self.peaks.append(np.maximum.reduceat(np.abs(plain), steps, axis=1))
        self._peak(plain[: self.channels])

    def _powers(self, weighed: Array) -> Doubles:
        """Left by left, right by right, and left by right, of each whole hop."""
        pairs = ((0, 0), (1, 1), (0, 1)) if self.channels == 2 else ((0, 0),)
        edges = self._edges(FINE // _HOP, weighed)
        if len(weighed[0]) < self.rate * _PIECE:  # the last one
            edges = edges[edges + self.rate * _HOP // FINE <= len(weighed[0])]
            weighed = weighed[:, : len(edges) * self.rate * _HOP // FINE]
        if not len(edges):
            return np.zeros((len(pairs), 0))
        products = np.stack([weighed[a] * weighed[b] for a, b in pairs])
        return np.add.reduceat(products, edges, axis=1, dtype=np.float64) * (FINE / _HOP / self.rate)

    def _edges(self, pace: int, piece: Array) -> Integers:
        """Where each part of a piece begins, so many of them a second."""
        count = -(-piece.shape[1] * pace // self.rate)
        return np.arange(count) * self.rate // pace

    def _peak(self, plain: Array) -> None:
        """Reckon the values between samples, where they may be larger than all that were met.

        Nothing between them is larger than `_overshoot()` times the largest of those around it.
        """
        whole = np.concatenate([self.tail, plain], axis=1)
        self.tail = whole[:, -2 * _REACH :]
        self.peak = max(self.peak, float(np.abs(plain).max(initial=0.0)))
        for channel in whole:
            met = _rows(np.abs(channel), _BLOCK).max(1) > self.peak / _overshoot()
            loud = met.copy()
            loud[:-1] |= met[1:]
            loud[1:] |= met[:-1]
            starts = np.flatnonzero(loud) * _BLOCK
            if len(starts):
                places = (starts[:, None] + np.arange(_BLOCK)).ravel()
                places = places[places + 2 * _REACH <= len(channel)]
                around = np.lib.stride_tricks.sliding_window_view(channel, 2 * _REACH)[places]
                between = np.abs(np.einsum("ij,kj->ki", around, _kernels()))
                self.peak = max(self.peak, float(between.max(initial=0.0)))

    def read(self, is_steady: bool) -> Measurement:
        """What was measured of all of it."""
        self._peak(np.zeros((self.channels, 2 * _REACH), np.float32))
        powers = np.concatenate(self.powers, axis=1) if self.powers else np.zeros((3, 0))
        peaks = np.concatenate(self.peaks, axis=1) if self.peaks else np.zeros((4, 0), np.float32)
        fine = np.concatenate(self.waves) if self.waves else np.zeros(0, np.float32)
        peak = max(NOTHING, 20 * math.log10(self.peak)) if self.peak else NOTHING
        return Measurement(self.rate, self.channels, self.samples, peak, is_steady, powers, peaks, fine)


@lru_cache(maxsize=1)
def _kernels() -> Array:
    """What the samples around give to a quarter, a half and three quarters of the way between two: a low pass (sinc) in
    a Kaiser window, as ffmpeg's resampler has it."""
    at = np.arange(1 - _REACH, _REACH + 1) - np.array([[0.25], [0.5], [0.75]])
    window = np.i0(9 * np.sqrt(np.clip(1 - (at / _REACH) ** 2, 0, None))) / np.i0(9)
    return (np.sinc(at) * window).astype(np.float32)


@lru_cache(maxsize=1)
def _overshoot() -> float:
    """How many times the largest sample around it a value between samples can be."""
    return float(np.abs(_kernels()).sum(1).max())


def _rows(samples: Array, size: int) -> Array:
    """Samples in rows of a size, the last one filled up with silence."""
    short = -samples.shape[-1] % size
    if short:
        samples = np.pad(samples, [(0, 0)] * (samples.ndim - 1) + [(0, short)])
    return samples.reshape(*samples.shape[:-1], -1, size)


def _momentary(power: Doubles) -> Doubles:
    """The mean of each hop and the three before it."""
    total = np.cumsum(np.concatenate([np.zeros(_WINDOW), power]))
    return np.maximum((total[_WINDOW:] - total[:-_WINDOW]) / _WINDOW, 0.0)


def _lufs(power: Doubles) -> Doubles:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-12))


def _gated(windows: Doubles) -> float:
    """What passes both gates, of whole windows."""
    heard = windows[_WINDOW - 1 :]
    heard = heard[_lufs(heard) > QUIETEST]
    if not len(heard):
        return QUIETEST
    heard = heard[_lufs(heard) > float(_lufs(heard.mean())) - GATE]
    return float(_lufs(heard.mean()))


def _factor(decibels: float) -> float:
    return float(10 ** (decibels / 20))
