"""Transcripts: what a recording says and when, read from WebVTT or SubRip.

Blocks are told apart as https://www.w3.org/TR/webvtt1/#webvtt-parser-algorithm does, in SubRip too: by an empty line,
or by a line of times; one that holds a space is not empty. What a player would drop without a word is a fault.
See https://github.com/Podcastindex-org/podcast-namespace/blob/main/transcripts/transcripts.md too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple, Protocol

from plugins.model import transcript
from plugins.model.file import Asset
from plugins.model.problem import Message, _
from plugins.model.transcript import Cue, Paragraph
from plugins.text import cue_text
from plugins.text.cue_text import CuePlace, Said, both, place_in, said_in

ENDINGS = ("vtt", "srt")
LARGEST = 2 * 1024 * 1024  # bytes
LINES = 100_000  # of a file; an hour of speech has five thousand
CUES = 10_000  # of a file; an hour has a thousand
TAGS = 100_000  # of a file; an hour with a time for every word has thirty thousand
LETTERS = 10_000  # of a cue
MARKED = 5 * LETTERS  # with its tags
NAME = 200  # letters of a voice
FAULTS = 20  # told of one file
_TIME = r"(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d)[.,](\d{3})"
_TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?![\d:])(.*)")
_HEAD = re.compile(r"WEBVTT(?:[ \t]|$)")
_NOT_CUES = re.compile(r"NOTE(?:\s|$)|(?:STYLE|REGION)\s*$")
_NUMBER = re.compile(r"\s*\d{1,9}\s*")
_SENTENCE_END = (".", "!", ";", "?", "…", "»", "”", "·")
PARAGRAPH = 320  # letters, after which a paragraph ends with its sentence
PAUSE = 1.0  # seconds of silence that begin a new one

_NO_HEAD = _("does not begin with the line WEBVTT")
_ADD_HEAD = _("write WEBVTT in the first line, then an empty one")
_NO_TIME = _("has no times")
_WRITE_TIME = _("write: 00:01:05.000 --> 00:01:09.500")
_BACKWARDS = _("ends before it begins")
_UNORDERED = _("begins before the one above")
_IN_ORDER = _("put the times in order")
_NOTHING = _("holds no text")
_FILL = _("write at least one cue with its times")
_OPEN_TAG = _("has “<” without “>”")
_CLOSE = _("close the tag with “>”; where the sign itself is meant, write &lt;")
_MANY_LINES = _("has {found} lines; the limit is {limit}")
_MANY_TAGS = _("has {found} signs “<”; the limit is {limit}")
_WITHOUT = _("export it again without formatting")
_MANY_CUES = _("has more than {limit} cues or turns of its speakers")
_JOIN = _("delete what is not said, and join cues that are very short")
_LONG = _("has {found} letters; the limit is {limit}")
_SPLIT = _("split it into several")
_LONG_NAME = _("has a speaker's name of {found} letters; the limit is {limit}")
_NAME_ALONE = _("write the name alone, for example <v Eleni>, and the words after it")


class Reader(Protocol):
    """What reads a published file."""

    def read(self, asset: Asset) -> bytes:
        """Return its bytes."""
        ...


class Fault(NamedTuple):
    """What is wrong in a line, counted from 1, and the way out; line 0 is the whole file."""

    line: int
    message: Message
    hint: Message


class _Block(NamedTuple):
    """Lines that belong together: the numbers of the first and of that with the times (0: there is none); the words."""

    first: int
    times: int
    timing: str
    lines: tuple[str, ...]


@lru_cache(maxsize=1)
def reader() -> str:
    """Return a hash of the code that reads captions, since what other code read is to be read again."""
    sources = (Path(__file__), Path(cue_text.__file__), Path(transcript.__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]


def cues_of(resources: Reader, asset: Asset) -> tuple[Cue, ...]:
    """The cues of a transcript that the media stage has accepted."""
    return read_cues(resources.read(asset).decode("utf-8"))[0]


def read_cues(text: str, joint: str = " ") -> tuple[tuple[Cue, ...], list[Fault]]:
    """The cues of a WebVTT or SubRip file, in order, without markup; and what is wrong with it, the first of it.

    `joint` stands between the lines of a cue: captions, which have a picture, keep the line breaks of their editor, and
    what he asks of their place; what is heard alone has neither.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for sign, limit, fault, hint in (("\n", LINES, _MANY_LINES, _JOIN), ("<", TAGS, _MANY_TAGS, _WITHOUT)):
        if text.count(sign) > limit:
            return (), [Fault(0, fault.format(found=text.count(sign), limit=limit), hint)]
    lines = text.split("\n")
    is_vtt = _HEAD.match(lines[0]) is not None
    faults = [] if is_vtt or _is_subrip(lines) else [Fault(1, _NO_HEAD, _ADD_HEAD)]
    cues: list[Cue] = []
    before = 0.0
    for count, block in enumerate(_blocks(lines, is_vtt), 1):
        times, marked = _TIMING.fullmatch(block.timing), sum(map(len, block.lines))
        if not times:
            faults.append(Fault(block.times or block.first, _NO_TIME, _WRITE_TIME))
        elif marked > MARKED:
            faults.append(Fault(block.times, _LONG.format(found=marked, limit=LETTERS), _SPLIT))
        else:
            start, end = _seconds(times.groups()[:4]), _seconds(times.groups()[4:8])
            said, place = said_in("\n".join(block.lines), is_subrip=not is_vtt), CuePlace()
            if joint == "\n":
                place = both(place_in(times[9]), said.place)
            faults += _faults(block.times, start, end, before, said)
            before = start
            cues += _cues(start, end, said, place, joint, cues[-1] if cues else None)
        if max(count, len(cues)) > CUES:
            faults.append(Fault(0, _MANY_CUES.format(limit=CUES), _JOIN))
        if max(count, len(cues)) > CUES or len(faults) >= FAULTS:
            break
    if not cues and not faults:
        faults.append(Fault(1, _NOTHING, _FILL))
    return tuple(cues), faults[:FAULTS]


def _is_subrip(lines: Sequence[str]) -> bool:
    """Whether the first times of a file are written with a comma."""
    first = next((line for line in lines if "-->" in line), "")
    return _TIMING.fullmatch(first) is not None and "," in first.partition("-->")[0]


def _blocks(lines: Sequence[str], is_vtt: bool) -> Iterator[_Block]:
    """What is a cue or should be one; the head, comments and styles are none."""
    at = 1 if is_vtt else 0
    while is_vtt and at < len(lines) and lines[at] and "-->" not in lines[at]:
        at += 1  # the head goes on until an empty line, or until times
    ahead: list[str] = []  # the lines before that of the times
    times, behind = 0, list[str]()
    for number, line in enumerate((*lines[at:], ""), at + 1):
        is_times = "-->" in line and not (not ahead and _NOT_CUES.match(line))
        number_of_next: list[str] = []
        if is_times and (times or len(ahead) > 1):  # it begins a block of its own, and so does the number before it
            held = behind if times else ahead
            if held and _NUMBER.fullmatch(held[-1]) and (not times or (ahead and _NUMBER.fullmatch(ahead[0]))):
                number_of_next = [held.pop()]
        if not line or (is_times and (times or len(ahead) > 1)):
            yield from _block(lines, number, ahead, times, behind)
            ahead, times, behind = number_of_next, 0, []
        if is_times:
            times = number
        elif line:
            (behind if times else ahead).append(line)


def _block(lines: Sequence[str], end: int, ahead: Sequence[str], times: int, behind: Sequence[str]) -> Iterator[_Block]:
    """The block that ends before a line; nothing where it says nothing, or not to listeners."""
    if times:
        yield _Block(times - len(ahead), times, lines[times - 1], tuple(behind))
    elif any(line.strip() for line in ahead) and not _NOT_CUES.match(ahead[0]):
        yield _Block(end - len(ahead), 0, "", ())


def _faults(line: int, start: float, end: float, before: float, said: Said) -> Iterator[Fault]:
    """What is wrong with a cue that has times."""
    if end <= start:
        yield Fault(line, _BACKWARDS, _IN_ORDER)
    elif start < before:
        yield Fault(line, _UNORDERED, _IN_ORDER)
    if said.is_open:
        yield Fault(line, _OPEN_TAG, _CLOSE)
    letters = sum(len(words) for piece in said.pieces for words in piece.lines)
    if letters > LETTERS:
        yield Fault(line, _LONG.format(found=letters, limit=LETTERS), _SPLIT)
    name = max((len(piece.voice) for piece in said.pieces), default=0)
    if name > NAME:
        yield Fault(line, _LONG_NAME.format(found=name, limit=NAME), _NAME_ALONE)


def _cues(start: float, end: float, said: Said, place: CuePlace, joint: str, last: Cue | None) -> Iterator[Cue]:
    """A cue for each voice."""
    for voice, words in said.pieces:
        turn = 0
        if last and last.start == start:
            turn = last.turn + (voice not in ("", last.voice))
        last = Cue(start, end, voice, joint.join(words), turn, *place)
        yield last


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return round(hours * 3600 + minutes * 60 + seconds + thousandths / 1000, 3)


def together(cues: Iterable[Cue]) -> Iterator[list[Cue]]:
    """Yield the cues that are shown as one, since their voices speak from the same moment to the same."""
    for __, same in groupby(cues, lambda cue: (cue.start, cue.end)):
        yield list(same)


def paragraphs(cues: Iterable[Cue]) -> list[Paragraph]:
    """The cues joined for reading: a new paragraph for a new voice, after a pause, and where one is long."""
    joined: list[list[Cue]] = []
    letters = 0
    for cue in _moments(cues):
        if joined and cue.voice in ("", joined[-1][0].voice) and not _ends(joined[-1][-1], letters, cue):
            joined[-1].append(cue)
            letters += 1 + len(cue.text)
        else:
            joined.append([cue])
            letters = len(cue.text)
    return [_paragraph(own) for own in joined]


def _moments(cues: Iterable[Cue]) -> Iterator[Cue]:
    """A cue for each moment and voice, so that each has an anchor of its own."""
    for (start, turn), same in groupby(cues, lambda cue: (cue.start, cue.turn)):
        own = list(same)
        yield Cue(start, own[-1].end, own[0].voice, " ".join(cue.text for cue in own), turn)


def _paragraph(cues: Sequence[Cue]) -> Paragraph:
    first, text = cues[0], " ".join(cue.text for cue in cues)
    return Paragraph(first.start, cues[-1].end, first.voice, text, first.turn, cues=tuple(cues))


def _ends(last: Cue, letters: int, cue: Cue) -> bool:
    is_full = letters >= PARAGRAPH and last.text.endswith(_SENTENCE_END)
    return is_full or cue.start - last.end >= PAUSE
