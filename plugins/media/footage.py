"""Looks at a video in one limited pass: what it is by its bytes, whether it is whole, its picture, its loudness."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from plugins.cache.blobs import sha256_of
from plugins.media.ffmpeg import Damaged, ffmpeg_path, run
from plugins.media.measure import METER, levels_in, refuse_long
from plugins.media.meter import QUIETEST, Levels
from plugins.model.problem import _
from plugins.model.regex import regex
from plugins.model.video import Footage
from plugins.settings.stages import MAX_MINUTES


class Container(NamedTuple):
    """A sort of file: the endings of its name, its media type and ffmpeg's reader."""

    endings: tuple[str, ...]
    type: str
    reader: str


CONTAINERS = {
    "mp4": Container((".mp4", ".m4v"), "video/mp4", "mov"),
    "mov": Container((".mov",), "video/quicktime", "mov"),
    "mxf": Container((".mxf",), "application/mxf", "mxf"),
}
ENDINGS = tuple(ending for sort in CONTAINERS.values() for ending in sort.endings)
DECODERS = (
    "h264,hevc,prores,dnxhd,mpeg2video,mpeg4,mjpeg,dvvideo,vp9,libdav1d,av1,"
    "aac,alac,ac3,mp3,mp3float,opus,libopus,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_f32le"
)
PIXELS = 4096 * 2304  # the largest picture; a header can claim more than any memory holds
SECONDS = 8 * 3600  # of processor time for one run: an hour in full size takes one on a slow machine
HIGH = 720  # lines, from which on a picture that does not say so has the colours of high-definition television
LOOKED = 1  # what was looked at by less is looked at again
MOST_SOUNDS = 32  # tracks of sound, of which it is asked whether anything is heard
_UNEVEN = 0.02  # of the frames, beyond which their pace is called variable
_MXF = bytes.fromhex("060e2b34020501010d010201")  # a partition's key, SMPTE ST 377-1
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
_TEXTS = (b"#EXTM3U", b"ffconcat", b"<?xml", b"[playlist]")
_POINTER = b"version https://git-lfs.github.com/spec/"

_EMPTY = _("is empty")
_UPLOAD = _("upload the whole file again")
_PLAYLIST = _("is a playlist and no video")
_POINTS = _("is a Git LFS pointer and not the video itself")
_PULL = _("run “git lfs pull”")
_UNKNOWN = _("is no video that we know")
_CONVERT = _("give MP4, MOV or MXF")
_LIES = _("is called {ending} but is {sort}")
_RENAME = _("give it the ending {ending}")
_NO_PICTURE = _("has sound alone")
_AS_AUDIO = _("name it in the field audio")
_TRUNCATED = _("is cut off: it claims {claimed} seconds and has {found}")
_CUT = _("is cut off: its end is not there")
_SHORT = _("lasts less than a second")
_EXPORT = _("export it again from the editing program")

_PICTURE = regex(r"^ +Stream #0:\d+.*?: Video: (?!.*\(attached pic\))(\w+)(.*)$", re.MULTILINE)
_SHOWN = regex(r"^ +Stream #0:0.*?: Video: wrapped_avframe.*?, (\d+)x(\d+)(?: \[SAR (\d+):(\d+))?", re.MULTILINE)
_SOUND = regex(r"^ +Stream #0:\d+.*?: Audio: \w+.*?, \d+ Hz, ([\w.]+)", re.MULTILINE)
_DURATION = regex(r"Duration: (\d+):(\d+):([\d.]+)")
_FIELDS = regex(r"(?:top|bottom) (?:first|coded first)")
_MATRIX = regex(r"\([^()]*\b(?:bt709|bt470bg|smpte170m|smpte240m|fcc|bt2020\w+)\b")
_CHANNELS = {"mono": 1, "1": 1, "stereo": 2, "2": 2}
_BRACKETS = regex(r"\(([^()]*)\)")
_NAMED = regex(r"[\w-]+/[\w-]+/[\w-]+|bt709|bt470bg|smpte170m|smpte240m|bt2020nc")


def container_of(path: Path) -> str:
    """The sort of a file by its first bytes. Raises Damaged where it is none, or its name says another."""
    with path.open("rb") as file:
        start = file.read(64)
    if not start:
        raise Damaged(_EMPTY, _UPLOAD)
    if start.startswith(_POINTER):
        raise Damaged(_POINTS, _PULL)
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(_TEXTS):
        raise Damaged(_PLAYLIST, _CONVERT)
    is_mxf = start.startswith(_MXF)
    if not is_mxf and start[4:8] not in _BOXES:
        raise Damaged(_UNKNOWN, _CONVERT)
    sort = "mxf" if is_mxf else "mov" if start[4:8] != b"ftyp" or start[8:12] == b"qt  " else "mp4"
    allowed = CONTAINERS[sort].endings if is_mxf else (*CONTAINERS["mp4"].endings, *CONTAINERS["mov"].endings)
    if path.suffix.lower() not in allowed:  # MP4 and QuickTime are one family, and one reader takes both
        right = CONTAINERS[sort].endings[0]
        raise Damaged(_LIES.format(ending=path.suffix, sort=sort.upper()), _RENAME.format(ending=right))
    return sort


def reading(path: Path) -> list[str]:
    """How ffmpeg opens an original: as what it is, by decoders that we chose, and no picture larger than it may be."""
    choice = ["-f", CONTAINERS[container_of(path)].reader, "-codec_whitelist", DECODERS, "-max_pixels", str(PIXELS)]
    return [*choice, "-threads", "1", "-i", ffmpeg_path(path)]


def look(path: Path, most: int = MAX_MINUTES) -> Footage:
    """All that is known of an original of at most so many minutes. Raises Damaged where it can't be used, with the
    reason."""
    sort = container_of(path)
    sinks = ["-map", "0:V:0", "-vf", "vfrdet", "-fps_mode", "passthrough", "-map", "0:a:0?", "-af", METER]
    try:
        refuse_long(reading(path), most, ("-map", "0:V:0"))
        out, said = run(["-progress", "pipe:1", *reading(path), *sinks, "-f", "null", "-"], SECONDS)
    except Damaged as error:
        if not _PICTURE.search(error.said) and _SOUND.search(error.said):
            raise Damaged(_NO_PICTURE, _AS_AUDIO) from error
        if "moov atom not found" in error.said:  # MP4 has its table of contents at the end, unless asked otherwise
            raise Damaged(_CUT, _UPLOAD) from error
        raise
    seconds = _seconds(out.decode("ascii", "replace"))
    _refuse_length(said, seconds)
    picture, shown = _PICTURE.search(said), _SHOWN.search(said)
    sounds = [_CHANNELS.get(layout, 6) for layout in _SOUND.findall(said[: said.find("Stream mapping:")])]
    if not picture or not shown:
        raise Damaged(_UNKNOWN, _CONVERT)
    stretch = int(shown[3]) / int(shown[4]) if shown[3] and int(shown[4]) else 1.0
    uneven, rate = re.search(r"VFR:([\d.]+)", said), re.search(r", ([\d.]+) fps", picture[2])
    levels = levels_in(said) if sounds and "Number of samples" in said else None
    taken, levels = _heard(path, sounds, levels) if len(sounds) > 1 else ((0,), levels)
    return Footage(
        sha256=sha256_of(path),
        bytes=path.stat().st_size,
        type=CONTAINERS[sort].type,
        codec=picture[1],
        seconds=round(seconds, 3),
        width=int(int(shown[1]) * stretch),
        height=int(shown[2]),
        rate=float(rate[1]) if rate else 0.0,
        is_variable=uneven is not None and float(uneven[1]) > _UNEVEN,
        is_interlaced=bool(_FIELDS.search(picture[2])),
        is_stretched=stretch != 1.0,
        matrix="auto" if _MATRIX.search(picture[2]) else "bt709" if int(shown[2]) >= HIGH else "bt601",
        channels=(2 if len(taken) > 1 else sounds[taken[0]]) if levels else 0,
        loudness=levels.loudness if levels else -70.0,
        peak=levels.peak if levels else -120.0,
        colours=_colours(picture[2]),
        sounds=len(sounds),
        taken=taken,
        looked=LOOKED,
    )


def _colours(said: str) -> tuple[str, ...]:
    """Matrix, primaries and transfer, where a picture states them: all three, or one name for all."""
    words = (word for brackets in _BRACKETS.findall(said) for word in brackets.split(", "))
    name = next((word for word in words if _NAMED.fullmatch(word)), "")
    return tuple(name.split("/")) if "/" in name else (name,) * 3 if name else ()


def _heard(path: Path, sounds: Sequence[int], first: Levels | None) -> tuple[tuple[int, ...], Levels | None]:
    """Which of several tracks are to be heard, and how loud that is: cameras write one for each microphone.

    Two of one channel are left and right; one in which there is nothing leaves its place to the other. Else it is the
    first that has anything.
    """
    if sounds[:2] == [1, 1]:
        second = _levels(path, (1,))
        loud = tuple(place for place, levels in enumerate((first, second)) if is_heard(levels))
        if loud:
            return loud, _levels(path, loud) if len(loud) > 1 else first if loud == (0,) else second
    if not is_heard(first):
        for place in range(1, min(len(sounds), MOST_SOUNDS)):
            levels = _levels(path, (place,))
            if is_heard(levels):
                return (place,), levels
    return (0,), first


def is_heard(levels: Levels | None) -> bool:
    """Whether there is anything to hear."""
    return levels is not None and levels.loudness > QUIETEST


def _levels(path: Path, tracks: tuple[int, ...]) -> Levels:
    words = ["-filter_complex", f"{joined(tracks)},{METER}[heard]", "-map", "[heard]", "-f", "null", "-"]
    return levels_in(run([*reading(path), *words], SECONDS)[1])


def joined(tracks: tuple[int, ...]) -> str:
    """The beginning of a filter: one track as it is, two of one channel as left and right, in time with the picture."""
    in_time = "aresample=async=1:first_pts=0"
    if len(tracks) == 1:
        return f"[0:a:{tracks[0]}]{in_time}"
    sides = "".join(f"[0:a:{track}]{in_time},pan=mono|c0=c0[{track}];" for track in tracks)
    return f"{sides}[{tracks[0]}][{tracks[1]}]join=inputs=2:channel_layout=stereo"


def _seconds(progress: str) -> float:
    """How far ffmpeg came, by what `-progress` said last."""
    found = re.findall(r"out_time_us=(\d+)", progress)
    return int(found[-1]) / 1_000_000 if found else 0.0


def _refuse_length(said: str, seconds: float) -> None:
    claimed = _DURATION.search(said)
    claims = int(claimed[1]) * 3600 + int(claimed[2]) * 60 + float(claimed[3]) if claimed else seconds
    if claims - seconds > max(0.5, claims * 0.005):
        raise Damaged(_TRUNCATED.format(claimed=round(claims, 1), found=round(seconds, 1)), _UPLOAD)
    if seconds < 1:
        raise Damaged(_SHORT, _EXPORT)
