"""What an editor should know of a recording that can be used: how it was recorded, and who is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from plugins.media.shelf import RecordingIndex
from plugins.media.wishes import RecordingWish
from plugins.model.audio import Recording
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import EpisodeFields
from plugins.model.problem import Level, Message, Problem, _

_RULE = "recordings"
_LENGTH = _("says {stated} seconds, but the recording lasts {found}")
_DELETE = _("delete the line: the length is measured")
_FILE = _("the file {name} {fault}")
_AS_IT_IS = _("record more evenly if it is to be louder")
_CANCEL = _("has two channels that cancel each other on a receiver with one; the mono files were made {mix}")
_MIXES = {
    "difference": _("of their difference"),
    "left": _("of the left one"),
    "right": _("of the right one"),
}
_TURN = _("invert the phase of one channel in your audio program, and check the cables of the microphones")
_TRACKS = _("has {number} sound tracks; the first is heard")
_ONE_TRACK = _("if all should be heard, export them as one")
_UNWRITTEN = _("the recording has no transcript: who can't hear is left out")
_ADD_SCRIPT = _("put {stem}.vtt or .srt beside it and write transcript: {stem}.vtt")


def remarks(
    edition: Edition, wishes: Sequence[RecordingWish], recordings: Mapping[str, Recording], index: RecordingIndex
) -> Iterable[Problem]:
    """What is to be told of the recordings of an edition."""
    yield from _lengths(wishes, recordings)
    for wish in wishes:
        yield from _of_original(wish, index)
    yield from _unwritten(edition, recordings)


def _lengths(wishes: Sequence[RecordingWish], recordings: Mapping[str, Recording]) -> Iterable[Problem]:
    for wish in wishes:
        stated, found = wish.entry.of(EpisodeFields).duration, recordings[wish.entry.guid].sound.seconds
        if stated and abs(stated - found) > 1:
            message = _LENGTH.format(stated=stated, found=f"{found:.0f}")
            yield _problem(wish.entry, "warning", "duration", message, _DELETE)


def _of_original(wish: RecordingWish, index: RecordingIndex) -> Iterable[Problem]:
    made = [known for recipe in wish.made if (known := index.bare.get(wish.key(recipe)))]
    for mix in dict.fromkeys(bare.mix for bare in made if bare.mix):
        yield problem_of_file(wish, "warning", _CANCEL.format(mix=_MIXES[mix]), _TURN)
    tracks = index.sounds[wish.name].tracks
    if tracks > 1:
        yield problem_of_file(wish, "warning", _TRACKS.format(number=tracks), _ONE_TRACK)
    for bare in made:
        if bare.note:
            yield _problem(wish.entry, "note", "audio", bare.note, _AS_IT_IS)


def _unwritten(edition: Edition, recordings: Mapping[str, Recording]) -> Iterable[Problem]:
    """Recordings that nobody can read."""
    for entry in edition.entries:
        is_promo = entry.of(EpisodeFields).sort == "promo"  # of a programme that has its own
        if entry.guid in recordings and "transcript" not in entry.files and not is_promo:
            stem = entry.source.rpartition("/")[2].removesuffix(".md")
            yield _problem(entry, "note", "audio", _UNWRITTEN, _ADD_SCRIPT.format(stem=stem))


def problem_of_file(wish: RecordingWish, level: Level, fault: Message, hint: Message) -> Problem:
    """What is wrong with the file that a field names."""
    return _problem(wish.entry, level, "audio", _FILE.format(name=wish.path.name, fault=fault), hint)


def _problem(entry: Entry, level: Level, field: str, message: Message, hint: Message) -> Problem:
    line, column = entry.places.get(field, (1, 1))
    return Problem(_RULE, level, entry.source, line, column, field, message, hint)
