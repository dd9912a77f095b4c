"""Transcripts: what a recording says and when, read from WebVTT or SubRip.

Sources: https://www.w3.org/TR/webvtt1/, https://github.com/Podcastindex-org/podcast-namespace/blob/main/transcripts/transcripts.md
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from plugins.model import Asset, Resources, Text, Value

ENDINGS = ("vtt", "srt")
_TIMING = re.compile(r"\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{3})\s+-->\s+((?:\d+:)?\d{1,2}:\d{2}[.,]\d{3})(?:\s.*)?")
_NOT_CUES = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>")
_TAG = re.compile(r"</?[a-z0-9:.][^>]*>", re.IGNORECASE)
_SENTENCE_END = (".", "!", ";", "?", "…", "»", "”", "·")
PARAGRAPH = 320  # letters, after which a paragraph ends with its sentence
PAUSE = 1.0  # seconds of silence that begin a new one

_NO_HEAD = Text("δεν αρχίζει με τη γραμμή WEBVTT", "does not begin with the line WEBVTT")
_ADD_HEAD = Text(
    "γράψτε WEBVTT στην πρώτη γραμμή και κενή τη δεύτερη", "write WEBVTT in the first line, then an empty one"
)
_NO_TIME = Text("δεν έχει χρόνους", "has no times")
_WRITE_TIME = Text("γράψτε: 00:01:05.000 --> 00:01:09.500", "write: 00:01:05.000 --> 00:01:09.500")
_BACKWARDS = Text("τελειώνει πριν αρχίσει", "ends before it begins")
_UNORDERED = Text("αρχίζει πριν από τον προηγούμενο", "begins before the one above")
_IN_ORDER = Text("βάλτε τους χρόνους στη σειρά", "put the times in order")
_NOTHING = Text("δεν έχει κείμενο", "holds no text")
_FILL = Text("γράψτε τουλάχιστον έναν υπότιτλο με χρόνους", "write at least one cue with its times")


class Cue(Value, frozen=True):
    """What is said from `start` to `end`, in seconds; `voice` is who says it, where that is known."""

    start: float
    end: float
    voice: str
    text: str

    @property
    def anchor(self) -> str:
        """Its id on the episode's page."""
        return f"t-{self.start:g}"


class Paragraph(Cue, frozen=True):
    """Cues that are read together; each begins at a moment of its own."""

    cues: tuple[Cue, ...] = ()


class Fault(NamedTuple):
    """What is wrong in a line, counted from 1, and the way out."""

    line: int
    message: Text
    hint: Text


def cues_of(resources: Resources, asset: Asset) -> tuple[Cue, ...]:
    """The cues of a transcript that the media stage has accepted."""
    return read_cues(resources.read(asset).decode("utf-8"))[0]


def read_cues(text: str, joint: str = " ") -> tuple[tuple[Cue, ...], list[Fault]]:
    """The cues of a WebVTT or SubRip file, in order, without markup; and everything that is wrong with it.

    `joint` stands between the lines of a cue: captions keep the line breaks of their editor.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    faults: list[Fault] = []
    is_subrip = any("-->" in line and "," in line for line in lines[:4])
    if not is_subrip and not lines[0].startswith("WEBVTT"):
        faults.append(Fault(1, _NO_HEAD, _ADD_HEAD))
    cues: list[Cue] = []
    for number, block in _blocks(lines):
        if _NOT_CUES.match(block[0]):
            continue
        at = next((i for i, line in enumerate(block[:2]) if "-->" in line), 0)
        match = _TIMING.fullmatch(block[at])
        if not match:
            faults.append(Fault(number + at, _NO_TIME, _WRITE_TIME))
            continue
        start, end = _seconds(match[1]), _seconds(match[2])
        if end <= start:
            faults.append(Fault(number + at, _BACKWARDS, _IN_ORDER))
        elif cues and start < cues[-1].start:
            faults.append(Fault(number + at, _UNORDERED, _IN_ORDER))
        said = _cue(start, end, block[at + 1 :], joint)
        cues += [said] if said.text else []
    if not cues and not faults:
        faults.append(Fault(1, _NOTHING, _FILL))
    return tuple(cues), faults


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines that are not empty, each with the number of its first."""
    block: list[str] = []
    for number, line in enumerate((*lines, ""), 1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cue(start: float, end: float, lines: Sequence[str], joint: str) -> Cue:
    voice = _VOICE.search(" ".join(lines))
    plain = _TAG.sub("", "\n".join(lines)).split("\n")  # a tag may go over two lines
    said = joint.join(filter(None, (" ".join(html.unescape(line).split()) for line in plain)))
    return Cue(start, end, " ".join(html.unescape(voice[1]).split()) if voice else "", said)


def _seconds(stamp: str) -> float:
    total = 0.0
    for part in stamp.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return round(total, 3)


def paragraphs(cues: Iterable[Cue]) -> list[Paragraph]:
    """The cues joined for reading: a new paragraph for a new voice, after a pause, and where one is long."""
    joined: list[Paragraph] = []
    for cue in cues:
        last = joined[-1] if joined else None
        if last and last.cues[-1].start == cue.start:
            joined[-1] = _paragraph(
                *last.cues[:-1], Cue(cue.start, cue.end, cue.voice, f"{last.cues[-1].text} {cue.text}")
            )
        elif last and cue.voice in ("", last.voice) and not _ends(last, cue):
            joined[-1] = _paragraph(*last.cues, cue)
        else:
            joined.append(_paragraph(cue))
    return joined


def _paragraph(*cues: Cue) -> Paragraph:
    first = cues[0]
    return Paragraph(first.start, cues[-1].end, first.voice, " ".join(cue.text for cue in cues), cues)


def _ends(paragraph: Cue, cue: Cue) -> bool:
    is_full = len(paragraph.text) >= PARAGRAPH and paragraph.text.endswith(_SENTENCE_END)
    return is_full or cue.start - paragraph.end >= PAUSE
