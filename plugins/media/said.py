"""What sound and video files say of places and persons, found where cameras, telephones and editing programs put it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

#: Endings of the files that are read here: their editors mend them in another way than documents.
PERSONS = ("mp4", "m4v", "mov", "m4a", "webm", "mp3", "flac", "ogg", "opus", "wav")
PLACE, PERSON = "place", "person"
MOOV = 64 << 20  # bytes of an MP4's table of contents; four hours have ten million
TAG = 8 << 20  # bytes of a tag of sound
ENDS = 1 << 20  # bytes at either end, where comments stand
BOXES = 5000
DEPTH = 6

#: ISO 6709, as telephones write it: +37.9715+023.7257+120.000/
_ISO_6709 = re.compile(rb"([+-]\d{2}\.\d{2,12})([+-]\d{3}\.\d{2,12})(?:[+-]\d{1,5}(?:\.\d{1,6})?)?/")
_COMMENT = re.compile(
    rb"\b(ARTIST|ALBUMARTIST|PERFORMER|COMPOSER|AUTHOR|CONTACT|LOCATION|GEO[-_ ]?LOCATION)=([^\x00-\x1f]{1,200})",
    re.IGNORECASE,
)
_WEBM_TAG = re.compile(rb"\x45\xa3[\x80-\xbf]([A-Z_]{4,20})\x44\x87([\x80-\xfe])")
_CONTAINERS = (b"moov", b"trak", b"udta", b"meta", b"ilst")
_NAMED = (b"\xa9ART", b"aART", b"\xa9wrt", b"\xa9aut", b"\xa9prf", b"auth", b"perf")
_KEYS = ("author", "artist", "creator", "director", "producer")
_ID3 = ("TPE1", "TPE2", "TCOM", "TEXT", "TOWN", "TP1", "TP2", "TCM", "TXT")


def said_in_mp4(path: Path) -> Iterator[tuple[str, str]]:
    """Of an MP4, MOV or M4A: places by ISO 6709, a track of places, and names."""
    for name, data in _top(path):
        if name == b"uuid":
            yield from _iso_6709(data)
            continue
        if b"gpmd" in data:
            yield PLACE, "GPMF"  # https://github.com/gopro/gpmf-parser
        keys: list[str] = []
        for box, start, end in _boxes(data, 0, len(data), 0):
            if box == b"keys":
                keys = _keys(data[start:end])
            elif box in _NAMED:
                yield PERSON, _value(data[start:end])
            elif box in (b"\xa9xyz", b"data"):
                yield from _iso_6709(data[start:end])
            elif box == b"loci":
                yield PLACE, _loci(data[start:end])
            number = int.from_bytes(box)
            if 0 < number <= len(keys) and keys[number - 1].rpartition(".")[2] in _KEYS:
                yield PERSON, _value(data[start:end])


def _top(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """The boxes at the top in which something is said, with their bytes."""
    size, at = path.stat().st_size, 0
    with path.open("rb") as file:
        for _ in range(BOXES):
            file.seek(at)
            head = file.read(16)
            length, name, body = int.from_bytes(head[:4]), head[4:8], 8
            if length == 1:
                length, body = int.from_bytes(head[8:16]), 16
            length = length or size - at
            if length < body or len(head) < 8:
                return
            if name in (b"moov", b"uuid", b"meta", b"udta"):
                file.seek(at + body)
                yield name, file.read(min(length - body, MOOV))
            at += length


def _boxes(data: bytes, start: int, end: int, depth: int) -> Iterator[tuple[bytes, int, int]]:
    """Every box within, with its beginning and end; those that hold others are gone into."""
    count = 0
    while start + 8 <= end and count < BOXES:
        length, name = int.from_bytes(data[start : start + 4]), data[start + 4 : start + 8]
        stop = start + length if length else end
        if not start + 8 <= stop <= end:
            return
        yield name, start + 8, stop
        inner = start + 8
        if name == b"meta" and data[inner + 4 : inner + 8] != b"hdlr":
            inner += 4  # a version, which QuickTime leaves out
        is_item = int.from_bytes(name) < 1000 or name in _NAMED
        if (name in _CONTAINERS or is_item) and depth < DEPTH:
            yield from _boxes(data, inner, stop, depth + 1)
        start, count = stop, count + 1


def _keys(data: bytes) -> list[str]:
    """The names of a QuickTime file's items, in order."""
    found: list[str] = []
    at = 8
    while at + 8 <= len(data) and len(found) < 1000:
        length = int.from_bytes(data[at : at + 4])
        if length < 8:
            break
        found.append(data[at + 8 : at + length].decode("utf-8", "replace"))
        at += length
    return found


def _value(data: bytes) -> str:
    """The text of an item: in a box of its own, or behind its length and language."""
    if data[4:8] == b"data":
        return data[16 : int.from_bytes(data[:4])].decode("utf-8", "replace")
    if len(data) > 4 and int.from_bytes(data[:2]) == len(data) - 4:
        return data[4:].decode("utf-8", "replace")
    return data[6:].split(b"\0")[0].decode("utf-8", "replace")  # 3GPP: version, flags, language


def _loci(data: bytes) -> str:
    """Latitude and longitude of 3GPP's box: behind its version, language, a name and a role (TS 26.244, 8.3)."""
    at = data.find(b"\0", 6) + 2
    longitude, latitude = (int.from_bytes(data[at + n : at + n + 4], signed=True) / 65_536 for n in (0, 4))
    return f"{latitude:.4f}, {longitude:.4f}"


def _iso_6709(data: bytes) -> Iterator[tuple[str, str]]:
    found = _ISO_6709.search(data[:4096])
    if found:
        yield PLACE, f"{float(found[1]):.4f}, {float(found[2]):.4f}"


def said_in_webm(data: bytes) -> Iterator[tuple[str, str]]:
    """Of a WebM: its tags, at either end."""
    for part in (data[:ENDS], data[ENDS:][-ENDS:]):
        for found in _WEBM_TAG.finditer(part):
            value = part[found.end() : found.end() + (found[2][0] & 0x7F)].decode("utf-8", "replace")
            yield from _by_name(found[1].decode(), value)


def comments_in(data: bytes) -> Iterator[tuple[str, str]]:
    """Of a FLAC, Ogg or WAV: the comments of Xiph, the list of RIFF, and an ID3 tag."""
    for found in _COMMENT.finditer(data[:ENDS]):
        yield from _by_name(found[1].decode(), found[2].partition(b"OggS")[0].decode("utf-8", "replace"))
    for part in (data[:ENDS], data[ENDS:][-ENDS:]):
        at = part.find(b"IART")
        if at >= 0:
            size = int.from_bytes(part[at + 4 : at + 8], "little")
            yield PERSON, part[at + 8 : at + 8 + min(size, 200)].split(b"\0")[0].decode("utf-8", "replace")
        at = part.find(b"ID3")
        if at >= 0:
            yield from names_in_id3(part[at:])


def _by_name(name: str, value: str) -> Iterator[tuple[str, str]]:
    if "LOCATION" in name.upper():
        yield PLACE, value
    elif name.upper() in (
        "ARTIST",
        "ALBUMARTIST",
        "PERFORMER",
        "COMPOSER",
        "AUTHOR",
        "CONTACT",
        "DIRECTOR",
        "PRODUCER",
    ):
        yield PERSON, value


def names_in_id3(data: bytes) -> Iterator[tuple[str, str]]:
    """Of an MP3: the names in its ID3v2 tag (https://id3.org/id3v2.3.0), and in the older one at its end."""
    if data[:3] == b"ID3" and len(data) > 10:
        version, size = data[3], _sevens(data[6:10])
        at, end = 10, min(10 + size, len(data), TAG)
        width, head = (3, 6) if version == 2 else (4, 10)
        for _ in range(BOXES):
            name = data[at : at + width].decode("latin-1")
            raw = data[at + width : at + 2 * width]
            length = _sevens(raw) if version == 4 else int.from_bytes(raw)
            if at + head > end or not name.isalnum() or not length:
                break
            body = data[at + head : min(at + head + length, end)]
            if name in _ID3:
                yield PERSON, _id3_text(body)
            elif name in ("TXXX", "TXX", "GEOB", "GEO"):
                yield from _iso_6709(body)
            at += head + length
    if data[-128:-125] == b"TAG":
        yield PERSON, data[-95:-65].split(b"\0")[0].decode("latin-1")


def _sevens(raw: bytes) -> int:
    return sum((value & 0x7F) << 7 * place for place, value in enumerate(reversed(raw)))


def _id3_text(body: bytes) -> str:
    encoding = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}.get(body[0] if body else 0, "latin-1")
    return body[1:601].decode(encoding, "replace").replace("\0", " ")
