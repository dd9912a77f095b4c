"""What an HLS playlist must know of a fragmented MP4: where its parts lie, how long they are, where a picture ends.

It reads what our own ffmpeg wrote, never what an editor gave.
Sources: ISO/IEC 14496-12, 8.8; https://www.rfc-editor.org/rfc/rfc8216#section-4.3
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, NamedTuple

from plugins.model.video import RATE, Segment

_AAC_FRAME = 1024  # samples


class Parts(NamedTuple):
    """The bytes before the first part, the parts, and the name of the codec (RFC 6381)."""

    head: int
    segments: tuple[Segment, ...]
    codecs: str


def parts_of(path: Path, sound_rate: int = 0) -> Parts:
    """What a file is made of; `sound_rate` (Hz) where it is a sound."""
    with path.open("rb") as file:
        boxes = list(_boxes(file, path.stat().st_size))
        head = next(offset for name, offset, _ in boxes if name == b"moof")
        file.seek(0)
        codecs = "mp4a.40.2" if sound_rate else _codec(file.read(head))
        found = []
        for (name, offset, size), (after, _, length) in pairwise(boxes):
            if name == b"moof" and after == b"mdat":
                file.seek(offset)
                count, first = _run(file.read(size))
                seconds = count * _AAC_FRAME / sound_rate if sound_rate else count / RATE
                found.append(Segment(offset, size + length, seconds, 0 if sound_rate else size + 8 + first))
    return Parts(head, tuple(found), codecs)


def _boxes(file: BinaryIO, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, offset and size of every box at the top."""
    offset = 0
    while offset < end:
        file.seek(offset)
        size, name = struct.unpack(">I4s", file.read(8))
        if size == 1:
            (size,) = struct.unpack(">Q", file.read(8))
        yield name, offset, size
        offset += size


def _run(moof: bytes) -> tuple[int, int]:
    """How many samples a part has, and the bytes of its first."""
    header = moof.index(b"tfhd") + 4
    flags = int.from_bytes(moof[header : header + 4]) & 0xFFFFFF
    at = header + 8 + sum(size for flag, size in ((0x01, 8), (0x02, 4), (0x08, 4)) if flags & flag)
    usual = int.from_bytes(moof[at : at + 4]) if flags & 0x10 else 0
    header = moof.index(b"trun") + 4
    flags = int.from_bytes(moof[header : header + 4]) & 0xFFFFFF
    count = int.from_bytes(moof[header + 4 : header + 8])
    at = header + 8 + sum(4 for flag in (0x01, 0x04, 0x100) if flags & flag)
    return count, int.from_bytes(moof[at : at + 4]) if flags & 0x200 else usual


def _codec(head: bytes) -> str:
    """avc1.640028: profile, constraints and level, as the decoder's configuration has them (ISO/IEC 14496-15)."""
    at = head.index(b"avcC") + 4
    return f"avc1.{head[at + 1 : at + 4].hex()}"
