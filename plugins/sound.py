"""What is known of a recording: the values that the media stage measures and the podcast and radio channels print."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording as it lies there, measured once.

    `seconds` is its exact length, `bit_rate` in bits a second, `rate` in Hz. `loudness` is integrated (LUFS), `peak` is
    the true peak (dBTP), both by EBU R 128. `lead` and `tail` are the seconds below −60 dB at its ends. `waveform`
    holds peaks from 0 to 127, evenly spaced.
    """

    sha256: str
    bytes: int
    type: str
    codec: str
    seconds: float
    rate: int
    channels: int
    bit_rate: int
    constant: bool
    loudness: float
    peak: float
    lead: float
    tail: float
    waveform: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendition:
    """A file made of a recording for one use ("mp3", "low", "opus", "wav", "flac", "mp2"), measured after encoding."""

    name: str
    sha256: str
    bytes: int
    type: str
    seconds: float
    rate: int
    channels: int
    bit_rate: int
    loudness: float
    peak: float


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a recording that begins `start` seconds in."""

    start: float
    title: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A line of a transcript, from `start` to `end` seconds; `speaker` may be empty."""

    start: float
    end: float
    text: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Rights:
    """What others may do with a recording. Dates are ISO 8601 days, empty where there is no bound.

    `rebroadcast` is "yes", "ask" or "no"; `licence` is an id of Podcasting 2.0's list ("cc-by-4.0") or an address.
    """

    holder: str
    licence: str
    rebroadcast: str
    territory: str = ""
    start: str = ""
    until: str = ""
    edits: bool = False
    credit: str = ""
