"""Where a photograph says that it was taken, read out of its EXIF and nothing else of it (CIPA DC-008, 4.6.6)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_GPS = 0x8825
_SIDES = {1: "latitude", 2: "latitude", 3: "longitude", 4: "longitude"}
_ENTRIES = 512  # of one list


def place_in_exif(data: bytes) -> str:
    """Latitude and longitude, as 37.9715, 23.7257; empty where it does not say. Raises struct.error where cut off."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if not order:
        return ""
    (first,) = struct.unpack_from(f"{order}L", data, 4)
    for tag, _, value in _entries(data, order, first):
        if tag == _GPS:
            (start,) = struct.unpack(f"{order}L", value)
            found = {tag: (count, value) for tag, count, value in _entries(data, order, start)}
            if {1, 2, 3, 4} <= found.keys():
                latitude = _degrees(data, order, found[2][1], found[1][1][:1] == b"S")
                longitude = _degrees(data, order, found[4][1], found[3][1][:1] == b"W")
                return f"{latitude:.4f}, {longitude:.4f}"
    return ""


def _entries(data: bytes, order: str, start: int) -> Iterator[tuple[int, int, bytes]]:
    """Number, count and the four bytes of the value (or of its place) of every entry of a list."""
    (count,) = struct.unpack_from(f"{order}H", data, start)
    for number in range(min(count, _ENTRIES)):
        tag, _, length = struct.unpack_from(f"{order}HHL", data, start + 2 + number * 12)
        at = start + 2 + number * 12 + 8
        yield tag, length, data[at : at + 4]


def _degrees(data: bytes, order: str, place: bytes, is_negative: bool) -> float:
    """Three fractions: degrees, minutes, seconds."""
    (at,) = struct.unpack(f"{order}L", place)
    parts = struct.unpack_from(f"{order}6L", data, at)
    fractions = (above / below if below else 0.0 for above, below in zip(parts[::2], parts[1::2], strict=True))
    value = sum(part / 60**power for power, part in enumerate(fractions))
    return -value if is_negative else value
