"""Transcripts that editors put beside a recording: each read once, checked, its first and last words kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

import msgspec

from plugins.model.audio import Sound, Transcript
from plugins.model.entry import Entry
from plugins.model.file import Asset
from plugins.model.problem import Message, Problem, _
from plugins.model.regex import regex
from plugins.model.site import Site
from plugins.text.captions import ENDINGS, LARGEST, Fault, read_cues, reader

RULE = "transcripts"
WORDS = 12  # of the beginning and of the end, by which a presenter and an operator know where they are
LATE = 1.0  # seconds by which a transcript may outlast its recording
NOTED = 20  # days of one file

#: Words that are true on one day alone.
DAYS = regex(
    r"\b(?:σήμερα|αύριο|μεθαύριο|χθες|χτες|απόψε|today|tomorrow|yesterday|tonight|this (?:morning|evening))\b",
    re.IGNORECASE,
)

_NOT_UTF8 = _("is not UTF-8 text")
_SAVE_AS = _("save it as UTF-8")
_LINE = _("{name}, line {line}: the cue {fault}")
_WHOLE = _("the file {name} {fault}")
_LONGER = _("the file {name} goes on to {end} seconds, but the recording lasts {found}")
_OTHER = _("give the times of this recording")


class Script(msgspec.Struct, array_like=True, frozen=True):
    """What is known of a transcript's file: its words at both ends, its end, its faults, and which code read it."""

    opening: str = ""
    closing: str = ""
    end: float = 0.0
    faults: tuple[tuple[int, Message, Message], ...] = ()
    days: tuple[tuple[float, str], ...] = ()  # where it says "today" and the like: seconds, word
    reader: str = ""


def script_of(data: bytes) -> Script:
    """Read a file."""
    try:
        cues, faults = read_cues(data.decode("utf-8"))
    except UnicodeDecodeError:
        cues, faults = (), [Fault(0, _NOT_UTF8, _SAVE_AS)]
    words = " ".join(cue.text for cue in cues).split()
    days = ((cue.start, found[0]) for cue in cues for found in DAYS.finditer(cue.text))
    return Script(
        opening=" ".join(words[:WORDS]),
        closing=" ".join(words[-WORDS:]),
        end=max((cue.end for cue in cues), default=0.0),
        faults=tuple((fault.line, fault.message, fault.hint) for fault in faults),
        days=tuple(islice(days, NOTED)),
        reader=reader(),
    )


def asset_of(entry: Entry, site: Site) -> Asset | None:
    """The transcript that an entry names, where it is a file that may be one and holds something."""
    target = entry.files.get("transcript")
    asset = site.assets.get(target.name) if target and target.sort == "asset" else None
    may_be = asset and 0 < asset.bytes <= LARGEST and asset.path.lower().endswith(ENDINGS)  # a rule names the others
    return asset if may_be else None


class Scripts:
    """The transcripts of a build; `problems` is what is wrong with them, `used` what the next build needs not read."""

    def __init__(self, site: Site, content: Path, known: Mapping[str, Script]):
        self.site, self.content, self.known = site, content, known
        self.used: dict[str, Script] = {}
        self.problems: list[Problem] = []

    def of(self, entry: Entry, sound: Sound) -> Transcript | None:
        """The transcript of an entry's recording; None where it has none, or one that can't be used."""
        asset = asset_of(entry, self.site)
        if asset is None:
            return None
        script = self.known.get(asset.sha256)
        if script is None or script.reader != reader():
            script = script_of((self.content / asset.path).read_bytes())
        self.used[asset.sha256] = script
        found = list(_problems(entry, asset, script, sound))
        self.problems += found
        return None if found else Transcript(asset, script.opening, script.closing)


def _problems(entry: Entry, asset: Asset, script: Script, sound: Sound) -> Iterator[Problem]:
    name = asset.path.rpartition("/")[2]
    for line, fault, hint in script.faults:
        pattern = _LINE if line > 1 else _WHOLE
        yield _problem(entry, pattern.format(name=name, line=line, fault=fault), hint)
    if script.end > sound.seconds + LATE:
        yield _problem(entry, _LONGER.format(name=name, end=f"{script.end:.0f}", found=f"{sound.seconds:.0f}"), _OTHER)


def _problem(entry: Entry, message: Message, hint: Message) -> Problem:
    line, column = entry.places.get("transcript", (1, 1))
    return Problem(RULE, "error", entry.source, line, column, "transcript", message, hint)
