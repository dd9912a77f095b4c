"""What a recording is, by its bytes: its sort, and what its header claims. As a program it is the limited child."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

from plugins.media.ffmpeg import Damaged, limited
from plugins.model import Text


class Sort(NamedTuple):
    """A sort of file: the endings of its name, its media type, ffmpeg's reader and the decoders that it may use."""

    endings: tuple[str, ...]
    type: str
    reader: str
    decoders: str


SORTS = {
    "wav": Sort((".wav",), "audio/wav", "wav", "pcm_u8,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_f64le"),
    "flac": Sort((".flac",), "audio/flac", "flac", "flac"),
    "mp3": Sort((".mp3",), "audio/mpeg", "mp3", "mp3,mp3float"),
    "m4a": Sort((".m4a",), "audio/mp4", "mov", "aac,alac"),
    "ogg": Sort((".opus", ".ogg"), "audio/ogg", "ogg", "opus,libopus,vorbis,libvorbis,flac"),
}
_NO_SOUND = Text("δεν είναι αρχείο ήχου που γνωρίζουμε", "is no audio file that we know")
_CONVERT = Text("δώστε WAV, FLAC, MP3, M4A ή Opus", "give WAV, FLAC, MP3, M4A or Opus")
_LIES = Text("λέγεται {ending} αλλά είναι {sort}", "is called {ending} but is {sort}")
_RENAME = Text("δώστε του την κατάληξη {ending}", "give it the ending {ending}")
_EMPTY = Text("είναι κενό", "is empty")
_TRUNCATED = Text(
    "είναι κομμένο: λέει {claimed} δευτερόλεπτα, έχει {found}",
    "is cut off: it claims {claimed} seconds and has {found}",
)
_UPLOAD = Text("ανεβάστε ξανά ολόκληρο το αρχείο", "upload the whole file again")


class Claims(NamedTuple):
    """What a file's header says: seconds, bits a second, and whether every frame has the same rate."""

    seconds: float
    bit_rate: int
    constant: bool


def sort_of(path: Path) -> str:
    """The sort of a file by its first bytes. Raises Damaged where it is none, or its name says another."""
    with path.open("rb") as file:
        start = file.read(12)
    if not start:
        raise Damaged(_EMPTY, _UPLOAD)
    sort = _by_bytes(start)
    if sort is None:
        raise Damaged(_NO_SOUND, _CONVERT)
    if path.suffix.lower() not in SORTS[sort].endings:
        right = SORTS[sort].endings[0]
        raise Damaged(_LIES.format(ending=path.suffix, sort=sort.upper()), _RENAME.format(ending=right))
    return sort


def _by_bytes(start: bytes) -> str | None:
    if start[:4] in (b"RIFF", b"RF64") and start[8:12] == b"WAVE":
        return "wav"
    if start[:4] == b"fLaC":
        return "flac"
    if start[:4] == b"OggS":
        return "ogg"
    if start[4:8] == b"ftyp":
        return "m4a"
    if start[:3] == b"ID3" or (start[0] == 0xFF and start[1:2] and start[1] & 0xE6 == 0xE2):  # layer III
        return "mp3"
    return None


def claims_of(path: Path, sort: str) -> Claims:
    """What mutagen reads in the header, in a process of its own. Raises Damaged where it can't."""
    command = [sys.executable, "-m", "plugins.media.probe", str(path.absolute()), sort]
    out, _ = limited(command)
    seconds, bit_rate, constant = json.loads(out)
    return Claims(float(seconds), int(bit_rate), bool(constant))


def refuse_truncated(path: Path, sort: str, claims: Claims, seconds: float) -> None:
    """Raise Damaged where fewer seconds were decoded than the header promises, or the end is not there."""
    if claims.seconds - seconds > max(0.25, claims.seconds * 0.005):
        raise Damaged(_TRUNCATED.format(claimed=f"{claims.seconds:.1f}", found=f"{seconds:.1f}"), _UPLOAD)
    if sort == "ogg" and not _has_last_page(path):
        raise Damaged(_TRUNCATED.format(claimed="?", found=f"{seconds:.1f}"), _UPLOAD)


def _has_last_page(path: Path) -> bool:
    """Whether the last page of an Ogg file says that it is (https://www.rfc-editor.org/rfc/rfc3533#section-6)."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 65_307 * 2))  # the largest page, twice
        end = file.read()
    place = end.rfind(b"OggS")
    return place >= 0 and len(end) > place + 5 and bool(end[place + 5] & 4)


def _print_claims(path: str, sort: str) -> None:
    from mutagen.flac import FLAC
    from mutagen.mp3 import MP3, BitrateMode
    from mutagen.mp4 import MP4
    from mutagen.oggflac import OggFLAC
    from mutagen.oggopus import OggOpus
    from mutagen.oggvorbis import OggVorbis
    from mutagen.wave import WAVE

    readers: dict[str, tuple[Any, ...]] = {
        "wav": (WAVE,),
        "flac": (FLAC,),
        "mp3": (MP3,),
        "m4a": (MP4,),
        "ogg": (OggOpus, OggVorbis, OggFLAC),
    }
    for reader in readers[sort]:
        try:
            info = reader(path).info
        except Exception as error:
            said = error
            continue
        mode = getattr(info, "bitrate_mode", None)
        constant = sort == "wav" or mode == BitrateMode.CBR or (mode == BitrateMode.UNKNOWN and not info.encoder_info)
        print(json.dumps([info.length, getattr(info, "bitrate", 0) or 0, constant]))
        return
    sys.exit(f"{type(said).__name__}: {said}")


if __name__ == "__main__":
    _print_claims(*sys.argv[1:])
