"""Captions beside a video: refused where they can't be shown, and noted where nobody could read them in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from plugins.model.entry import Entry
from plugins.model.file import Asset
from plugins.model.problem import Message, Problem, _
from plugins.model.site import Site
from plugins.model.transcript import Cue
from plugins.model.value import Language
from plugins.model.video import Caption, Footage
from plugins.text.captions import LARGEST, Fault, read_cues, reader, together

RULE = "captions"
LINE = 42  # letters; both by https://partnerhelp.netflixstudios.com/hc/en-us/articles/235511047-Greek-Timed-Text-Style-Guide
LINES = 2
SPEED = 17  # letters a second
SHORTEST = 0.001  # seconds; one that ends before it begins is a fault
LATE = 1.0  # seconds by which captions may outlast their video
NOTED = 5  # of one sort in one file
PREFIX = "captions."  # of the fields that `Entry.files` names them by: captions.el

_NOT_UTF8 = _("is not UTF-8 text")
_SAVE_AS = _("save it as UTF-8")
_WIDE = _("has a line of {found} letters; {most} fit")
_TALL = _("has {found} lines; {most} fit")
_FAST = _("asks for {found} letters a second; {most} can be read")
_OVER = _("begins before the one above has ended")
_BREAK = _("split it into two")
_SHORTEN = _("shorten it, or give it time")
_APART = _("leave a few hundredths of a second between them")
_PLACE = _("asks for a place on the picture (“{found}”) that is not kept: captions stand below, in the middle")
_ABOVE = _("delete the setting; for one to stand above, write line:0 after its times")
_CUE = _("{name}, {time}: the cue {fault}")
_LINE = _("{name}, line {line}: the cue {fault}")
_WHOLE = _("the file {name} {fault}")
_LONGER = _("the file {name} goes on to {end} seconds, but the video lasts {found}")
_OTHER = _("give the times of this video")


class Checked(msgspec.Struct, array_like=True, frozen=True):
    """What is known of a file: when it ends, what forbids it, what is hard to read (seconds, what, the way out), and
    which code read it."""

    end: float = 0.0
    faults: tuple[tuple[int, Message, Message], ...] = ()
    notes: tuple[tuple[float, Message, Message], ...] = ()
    reader: str = ""


def checked(data: bytes) -> Checked:
    """Read a file."""
    try:
        cues, faults = read_cues(data.decode("utf-8"), "\n")
    except UnicodeDecodeError:
        cues, faults = (), [Fault(0, _NOT_UTF8, _SAVE_AS)]
    end = max((cue.end for cue in cues), default=0.0)
    told = tuple((fault.line, fault.message, fault.hint) for fault in faults)
    return Checked(end, told, tuple(_notes(cues)), reader())


def _notes(cues: Sequence[Cue]) -> Iterator[tuple[float, Message, Message]]:
    """What a viewer would miss, the first few of each sort."""
    sorts: dict[Message, list[tuple[float, Message, Message]]] = {}
    before = 0.0
    for shown in together(cues):
        for pattern, found, most, hint in _of_cue(shown, before):
            own = sorts.setdefault(pattern, [])
            if len(own) < (1 if pattern is _PLACE else NOTED):  # editors' programs write one place into every cue
                own.append((shown[0].start, pattern.format(found=found, most=most), hint))
        before = max(before, shown[0].end)
    yield from sorted((note for found in sorts.values() for note in found), key=lambda note: (note[0], str(note[1])))


def _of_cue(shown: Sequence[Cue], before: float) -> Iterator[tuple[Message, str, int, Message]]:
    """What is hard to read of the voices that are shown together."""
    cue, text = shown[0], "\n".join(cue.text for cue in shown)
    lines = text.split("\n")
    longest, speed = max(map(len, lines)), len(text) / max(cue.end - cue.start, SHORTEST)
    if longest > LINE:
        yield _WIDE, str(longest), LINE, _BREAK
    if len(lines) > LINES:
        yield _TALL, str(len(lines)), LINES, _BREAK
    if round(speed) > SPEED:
        yield _FAST, f"{speed:.0f}", SPEED, _SHORTEN
    if cue.start < before:
        yield _OVER, "", 0, _APART
    if cue.unheeded:
        yield _PLACE, cue.unheeded, 0, _ABOVE


def fields_of(entry: Entry) -> dict[Language, str]:
    """The names under which `Entry.files` holds an entry's captions, by their language; its own comes first."""
    found = {name.removeprefix(PREFIX): name for name in entry.files if name.startswith(PREFIX)}
    return dict(sorted(found.items(), key=lambda item: (item[0] != entry.lang, item[0])))


def captions_of(
    entry: Entry, footage: Footage, site: Site, content: Path, known: dict[str, Checked]
) -> tuple[tuple[Caption, ...], list[Problem]]:
    """The captions that can be shown, and what is wrong with them; `known` remembers what was read."""
    made: list[Caption] = []
    problems: list[Problem] = []
    for lang, field in fields_of(entry).items():
        asset = site.assets.get(entry.files[field].name) if entry.files[field].sort == "asset" else None
        if asset and 0 < asset.bytes <= LARGEST:  # a rule names the others
            if asset.sha256 not in known or known[asset.sha256].reader != reader():
                known[asset.sha256] = checked((content / asset.path).read_bytes())
            problems += _problems(entry, asset, known[asset.sha256], footage)
            if not known[asset.sha256].faults:
                made.append(Caption(lang, asset))
    return tuple(made), problems


def _problems(entry: Entry, asset: Asset, found: Checked, footage: Footage) -> Iterator[Problem]:
    name = asset.path.rpartition("/")[2]
    for line, fault, hint in found.faults:
        pattern = _LINE if line > 1 else _WHOLE
        yield _problem(entry, "error", pattern.format(name=name, line=line, fault=fault), hint)
    for start, fault, hint in found.notes:
        time = f"{int(start) // 60}:{start % 60:06.3f}"
        yield _problem(entry, "warning", _CUE.format(name=name, time=time, fault=fault), hint)
    if found.end > footage.seconds + LATE:
        message = _LONGER.format(name=name, end=f"{found.end:.0f}", found=f"{footage.seconds:.0f}")
        yield _problem(entry, "error", message, _OTHER)


def _problem(entry: Entry, level: str, message: Message, hint: Message) -> Problem:
    line, column = entry.places.get("captions", (1, 1))
    return Problem(RULE, level, entry.source, line, column, "captions", message, hint)  # type: ignore[arg-type]
