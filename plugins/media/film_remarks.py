"""What an editor should know of a video that can be used: how it was filmed, and who is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.media.captions import fields_of
from plugins.media.clips import can_tone, has_sound
from plugins.media.wishes import FilmWish
from plugins.model.kinds import EpisodeFields
from plugins.model.problem import Level, Message, Problem, _
from plugins.model.video import Footage
from plugins.text.durations import clock

RULE = "videos"

_FILE = _("the file {name} {fault}")
_PACE = _("has an uneven pace of pictures; it was made even, 25 a second")
_STEADY = _("set a constant rate in the camera or telephone")
_FRAME = _("has a picture of {width} × {height}; stations get it with black around it, in 1920 × 1080")
_SMALL = _("has {height} lines; for stations it was enlarged to 1080")
_FULL = _("film in 1920 × 1080, with the camera held level")
_HDR = _("was filmed in HDR; its light was adapted to all screens")
_NO_HDR = _("switch HDR off in the camera or telephone, to see while you film what the audience will see")
_GREY = _("was filmed in HDR, which this machine's ffmpeg can't convert: the picture will come out grey")
_IN_SDR = _(
    "switch HDR off when you film, or export it in SDR (BT.709); else install an ffmpeg with zscale and tonemap"
)
_SIDES = _("has {count} sound tracks; the first two are heard as left and right")
_ONE = _("has {count} sound tracks; number {number} alone is heard")
_MIX = _("for anything else, mix them in the editing program and export it with one stereo track")
_MUTE = _("has no sound")
_RECORD = _("if it should, export it again with its sound")
_UNCAPTIONED = _("has no captions in its own language: who can't hear is left out")
_ADD_CAPTIONS = _("write captions: {{{lang}: {stem}.vtt}}")
_NO_MOMENT = _("the video ends before {found}")
_EARLIER = _("write a moment within the video")
_EVENLY = _("record more evenly if it is to be louder")


def chosen_moment(wish: FilmWish, footage: Footage) -> float:
    """The second that the editor chose for the poster; 0: none that the video has."""
    stated = float(wish.entry.of(EpisodeFields).poster or 0)
    return stated if stated < footage.seconds else 0.0


def remarks(wish: FilmWish, footage: Footage, notes: Sequence[Message]) -> Iterator[Problem]:
    """What is to be told of a video; `notes` are those of its sounds."""
    yield from _of_picture(wish, footage)
    yield from _of_sound(wish, footage)
    for note in notes:
        yield problem(wish, "note", "video", note, _EVENLY)
    found = wish.entry.of(EpisodeFields).poster
    if found is not None and not chosen_moment(wish, footage):
        yield problem(wish, "warning", "poster", _NO_MOMENT.format(found=clock(found)), _EARLIER)


def _of_picture(wish: FilmWish, footage: Footage) -> Iterator[Problem]:
    if footage.is_variable:
        yield problem(wish, "note", "video", _PACE, _STEADY)
    size = {"width": footage.width, "height": footage.height}
    if abs(footage.width / footage.height - 16 / 9) > 0.01:
        yield problem(wish, "note", "video", _FRAME.format(**size), _FULL)
    elif footage.height < 1080:
        yield problem(wish, "note", "video", _SMALL.format(**size), _FULL)
    if footage.is_hdr:
        if can_tone():
            yield problem(wish, "note", "video", _HDR, _NO_HDR)
        else:
            yield problem(wish, "warning", "video", _GREY, _IN_SDR)


def _of_sound(wish: FilmWish, footage: Footage) -> Iterator[Problem]:
    if not has_sound(footage):
        yield problem(wish, "warning", "video", _MUTE, _RECORD)
        return
    if footage.sounds > 1:
        heard = _SIDES if len(footage.taken) > 1 else _ONE
        heard = heard.format(count=footage.sounds, number=footage.taken[0] + 1)
        yield problem(wish, "note", "video", heard, _MIX)
    if wish.entry.lang not in fields_of(wish.entry):
        hint = _ADD_CAPTIONS.format(lang=wish.entry.lang, stem=wish.path.stem)
        yield problem(wish, "warning", "video", _UNCAPTIONED, hint)


def problem(wish: FilmWish, level: Level, field: str, fault: Message, hint: Message) -> Problem:
    """What is wrong with a field, or with the file that it names."""
    line, column = wish.entry.places.get(field, (1, 1))
    message = fault
    if field == "video":
        message = _FILE.format(name=wish.path.name, fault=fault)
    return Problem(RULE, level, wish.entry.source, line, column, field, message, hint)
