"""What a recording is, by its bytes: its sort, and what its head claims. As a program it is the limited child."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from plugins.media.ffmpeg import Damaged, limited
from plugins.model.problem import _


class Sort(NamedTuple):
    """A sort of file: the endings of its name, its media type, ffmpeg's reader and the decoders that it may use."""

    endings: tuple[str, ...]
    type: str
    reader: str
    decoders: str


SORTS = {
    "wav": Sort(
        (".wav",),
        "audio/wav",
        "wav",
        "pcm_u8,pcm_s16le,pcm_s24le,pcm_s32le,pcm_f32le,pcm_f64le,"
        "pcm_mulaw,pcm_alaw,adpcm_ms,adpcm_ima_wav,gsm_ms,mp3,mp3float",  # telephones, dictation machines, encoders
    ),
    "flac": Sort((".flac",), "audio/flac", "flac", "flac"),
    "mp3": Sort((".mp3",), "audio/mpeg", "mp3", "mp3,mp3float"),
    "m4a": Sort((".m4a",), "audio/mp4", "mov", "aac,alac,flac,mp3,mp3float,opus,libopus"),
    "ogg": Sort((".opus", ".ogg"), "audio/ogg", "ogg", "opus,libopus,vorbis,libvorbis,flac"),
}
_NO_SOUND = _("is no audio file that we know")
_OTHER = _("is {sort}, which we do not take")
_CONVERT = _("give WAV, FLAC, MP3, M4A or Opus")
_CODEC = _("holds sound as {codec}, which we do not take")
_NO_CODEC = _("holds sound in a coding that we do not know")
_EXPORT = _("export it from your audio program as WAV (PCM), FLAC or MP3")
_LIES = _("is called {ending} but is {sort}")
_RENAME = _("give it the ending {ending}")
_EMPTY = _("is empty")
_TRUNCATED = _("is cut off: it claims {claimed:.1f} seconds and has {found:.1f}")
_CUT = _("is cut off: its end is not there, after {found:.1f} seconds")
_UPLOAD = _("upload the whole file again")


#: What people rename, by its first bytes.
_OTHERS = {
    b"FORM": "AIFF",
    b"caff": "CAF",
    b"0&\xb2u": "WMA",
    b"\x1aE\xdf\xa3": "WebM",
    b"#!AM": "AMR",
    b"MThd": "MIDI",
}
_WINDOW = 1 << 16  # bytes in which an MP3 that begins in the middle of a frame must show whole ones
_IN_A_ROW = 3  # frames that are no accident


class Claims(NamedTuple):
    """What a file says of itself: seconds (0: it does not), bits a second, whether every frame has the same rate."""

    seconds: float = 0.0
    bit_rate: int = 0
    constant: bool = False


class AudioFrame(NamedTuple):
    """The head of a frame of MPEG layer III: where it is, its bytes, samples, rate (Hz) and bits a second."""

    at: int
    bytes: int
    samples: int
    rate: int
    bit_rate: int

    @property
    def end(self) -> int:
        return self.at + self.bytes


def sort_of(path: Path) -> str:
    """The sort of a file by its first bytes. Raises Damaged where it is none, or its name says another."""
    if not path.stat().st_size:
        raise Damaged(_EMPTY, _UPLOAD)
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        start = behind_tags(data)
        sort = _by_bytes(data[start : start + 12]) or ("mp3" if _is_mpeg(data, start) else "")
        other = "AAC (ADTS)" if _is_adts(data, start) else _OTHERS.get(data[start : start + 4], "")
    if not sort:
        raise Damaged(_OTHER.format(sort=other) if other else _NO_SOUND, _CONVERT)
    if path.suffix.lower() not in SORTS[sort].endings:
        right = SORTS[sort].endings[0]
        raise Damaged(_LIES.format(ending=path.suffix, sort=sort.upper()), _RENAME.format(ending=right))
    return sort


def behind_tags(data: mmap) -> int:
    """Where the sound begins: behind ID3v2 tags, which old taggers put before every sort of file.

    Ten bytes, the last four of them the size in sevens of bits (https://id3.org/id3v2.4.0-structure).
    """
    at = 0
    while data[at : at + 3] == b"ID3" and at + 10 <= len(data):
        size = sum((byte & 0x7F) << 7 * place for place, byte in enumerate(reversed(data[at + 6 : at + 10])))
        at += 10 + size + (10 if data[at + 5] & 0x10 else 0)  # with a foot
    return at


def _by_bytes(start: bytes) -> str:
    if start[:4] in (b"RIFF", b"RF64", b"BW64") and start[8:12] == b"WAVE":
        return "wav"
    if start[:4] == b"fLaC":
        return "flac"
    if start[:4] == b"OggS":
        return "ogg"
    return "m4a" if start[4:8] == b"ftyp" else ""


def _is_mpeg(data: mmap, start: int) -> bool:
    """Whether frames of layer III follow each other, from the beginning on or behind the rest of one that was cut."""
    return any(_follow(data, frame) for frame in _frames(data, start, min(start + _WINDOW, len(data))))


def _follow(data: mmap, first: AudioFrame) -> bool:
    """Whether other frames come right behind one, to the end or at least as many as are no accident."""
    row = [first]
    while len(row) < _IN_A_ROW and (following := _frame(data, row[-1].end)):
        row.append(following)
    return len(row) == _IN_A_ROW or (len(row) > 1 and row[-1].end >= len(data))


def _is_adts(data: mmap, start: int) -> bool:
    """AAC as a stream: its frames begin alike, but with layer 0 (ISO/IEC 13818-7, 6.2)."""
    return data[start : start + 1] == b"\xff" and data[start + 1 : start + 2] in (b"\xf0", b"\xf1", b"\xf8", b"\xf9")


# Versions 1, 2 and 2.5 of layer III (ISO/IEC 11172-3 and 13818-3), by the bits that tell them.
_BIT_RATES = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_HEAD = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x10-\xef]", re.DOTALL)


def _frame(data: mmap, at: int) -> AudioFrame | None:
    """The frame that begins here; None where none does."""
    if not _HEAD.match(data, at):
        return None
    version, third = data[at + 1] >> 3 & 3, data[at + 2]
    if third >> 2 & 3 == 3:
        return None
    is_first = version == 3
    bits, rate = _BIT_RATES[is_first][third >> 4] * 1000, _RATES[version][third >> 2 & 3]
    size = (144 if is_first else 72) * bits // rate + (third >> 1 & 1)
    return AudioFrame(at, size, 1152 if is_first else 576, rate, bits)


def _frames(data: mmap, start: int, end: int) -> Iterator[AudioFrame]:
    """Every place up to `end` at which a frame may begin."""
    for found in _HEAD.finditer(data, start, end):
        frame = _frame(data, found.start())
        if frame:
            yield frame


def refuse_codec(said: str, sort: str) -> None:
    """Raise Damaged where the sound, as ffmpeg names it, is coded in a way that we do not take."""
    found = re.search(r"Stream #0:\d+.*?: Audio: (\w+)", said)
    if found and found[1] == "none":
        raise Damaged(_NO_CODEC, _EXPORT, said)
    if found and found[1] not in SORTS[sort].decoders.split(","):
        raise Damaged(_CODEC.format(codec=_NAMES.get(found[1], found[1])), _EXPORT, said)


#: ffmpeg's names that an editor would not know again.
_NAMES = {
    "adpcm_g722": "G.722",
    "adpcm_g726": "G.726",
    "adpcm_yamaha": "Yamaha ADPCM",
    "ac3": "Dolby Digital (AC-3)",
    "eac3": "Dolby Digital Plus (E-AC-3)",
    "dts": "DTS",
    "truespeech": "TrueSpeech",
    "wmav1": "Windows Media Audio",
    "wmav2": "Windows Media Audio",
}


def claims_of(path: Path, sort: str) -> Claims:
    """What the file says of itself, read in a process of its own. Raises Damaged where that goes beyond its limits."""
    if sort not in _READERS:
        return Claims()  # what ffmpeg reads in their heads is no estimate
    command = [sys.executable, "-m", "plugins.media.probe", str(path.absolute()), sort]
    out, __ = limited(command)
    seconds, bit_rate, constant = json.loads(out)
    return Claims(float(seconds), int(bit_rate), bool(constant))


def refuse_truncated(path: Path, sort: str, claimed: float, seconds: float) -> None:
    """Raise Damaged where fewer seconds were decoded than the head promises, or the end is not there."""
    if claimed - seconds > max(0.25, claimed * 0.005):
        raise Damaged(_TRUNCATED.format(claimed=claimed, found=seconds), _UPLOAD)
    if sort == "ogg" and not _ends_with_a_page(path):
        raise Damaged(_CUT.format(found=seconds), _UPLOAD)


def _ends_with_a_page(path: Path) -> bool:
    """Whether the last page of an Ogg file is whole (https://www.rfc-editor.org/rfc/rfc3533#section-6).

    That of a stream that was recorded does not say that it is the last, so that is not asked.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 65_307 * 2))  # the largest page, twice
        end = file.read()
    place = end.rfind(b"OggS")
    while place >= 0:
        segments = end[place + 26] if place + 26 < len(end) else 0
        whole = place + 27 + segments + sum(end[place + 27 : place + 27 + segments])
        if segments or whole == len(end):
            return whole == len(end)
        place = end.rfind(b"OggS", 0, place)
    return False


def _claims_of_wav(data: mmap) -> Claims:
    """RIFF, or RF64 with its sizes of 64 bits (https://tech.ebu.ch/docs/tech/tech3306.pdf).

    Only a file with less sound than its head says is taken at its word. One that was written into a pipe, or whose
    recorder lost power, was never told its length.
    """
    at, wide, pace = behind_tags(data) + 12, 0, 0
    for __ in range(_MOST_CHUNKS):
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8
        if name == b"ds64":
            wide = int.from_bytes(data[at + 8 : at + 16], "little")
        elif name == b"fmt ":
            pace = int.from_bytes(data[at + 8 : at + 12], "little")  # bytes a second
        elif name == b"data":
            size = wide if size == _WIDE and wide else size
            is_cut = len(data) - at < size and not _is_unknown(size)
            return Claims(size / pace if is_cut and pace else 0.0, pace * 8, True)
        at += size + size % 2
    return Claims()


_WIDE = 0xFFFF_FFFF
_MOST_CHUNKS = 1000  # that stand before the samples


def _is_unknown(size: int) -> bool:
    """Whether a size stands for none: ffmpeg writes −1 into a pipe, sox 2³¹ − 4096, arecord 2³¹."""
    return _WIDE - 4096 <= size <= _WIDE or abs(size - 2**31) <= 8192


def _claims_of_mp3(data: mmap) -> Claims:
    """By its frames, one after the other; its length where the first says it: anything else would be an estimate."""
    at, sizes, seconds, rates = behind_tags(data), 0, 0.0, set()
    claimed: float | None = None
    while at < len(data):
        frame = _frame(data, at) or next(_frames(data, at, len(data)), None)
        if not frame:
            break
        if claimed is None:
            claimed = stated_frames(data[frame.at : frame.end]) * frame.samples / frame.rate
            if claimed:  # a frame that holds no sound
                at = frame.end
                continue
        sizes, seconds, at = sizes + frame.bytes, seconds + frame.samples / frame.rate, frame.end
        rates.add(frame.bit_rate)
    is_constant = len(rates) == 1
    return Claims(
        claimed or 0.0, rates.pop() if is_constant else round(sizes * 8 / seconds) if seconds else 0, is_constant
    )


def stated_frames(frame: bytes) -> int:
    """How many frames the first one says that there are, in a head of Xing's or Fraunhofer's; 0: it says nothing.

    http://gabriel.mp3-tech.org/mp3infotag.html
    """
    for name in (b"Xing", b"Info"):
        place = frame.find(name, 4, 48)
        if place >= 0 and len(frame) >= place + 12 and frame[place + 7] & 1:
            return int.from_bytes(frame[place + 8 : place + 12], "big")
    if frame[36:40] == b"VBRI":
        return int.from_bytes(frame[50:54], "big")
    return 0


_READERS = {"wav": _claims_of_wav, "mp3": _claims_of_mp3}


def _print_claims(path: str, sort: str) -> None:
    with Path(path).open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        print(json.dumps(_READERS[sort](data)))


if __name__ == "__main__":
    _print_claims(*sys.argv[1:])
