"""The file `documents`: which source held which bytes when it was last looked at, and where what it says is written.

What has a fixed length stands in columns, each with one item for each source. They are read, compared and written
whole, and an object is made of an item where one is needed: to make thousands would cost more than all else that is
done with them.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from functools import cached_property

import msgspec

from plugins.run.records import PLACE

Stat = tuple[int, int, int, int]  # size, mtime, ctime, inode
_STAT = struct.Struct("<4Q")
STAT, HASH = _STAT.size, 32  # bytes of an item
_BLOCK = 64  # items that are compared at once
_WORD = (1 << 64) - 1


class Files(msgspec.Struct, array_like=True):
    """The paths of all sources in their order, and a column of their sha256."""

    paths: list[str]
    hashes: bytearray

    def __post_init__(self) -> None:
        if len(self.hashes) != len(self.paths) * HASH:
            raise ValueError("the column is too short or too long")


class Shelf(msgspec.Struct, array_like=True, dict=True):
    """What is in the file. `code` is the digest of the parser that wrote it, and the zone of its clock."""

    code: str
    content: str = ""  # a hash of `files` and `others`: which content this is
    scanned: int = 0  # when, in ns
    others: dict[str, Stat] = {}  # of all other files below content/
    files: Files = msgspec.field(default_factory=lambda: Files([], bytearray()))
    stats: bytearray = msgspec.field(default_factory=bytearray)  # a column of what `packed` gives
    places: bytearray = msgspec.field(default_factory=bytearray)  # a column of Place

    def __post_init__(self) -> None:
        count = len(self.files.paths)
        if len(self.stats) != count * STAT or len(self.places) != count * PLACE:
            raise ValueError("a column is too short or too long")

    @cached_property
    def numbers(self) -> dict[str, int]:
        """By path, which item of every column is a source's."""
        return {path: number for number, path in enumerate(self.files.paths)}

    @cached_property
    def bodies(self) -> dict[bytes, int]:
        """By the sha256 of a body, which item of `places` has it."""
        return {bytes(self.places[at : at + HASH]): at // PLACE for at in range(0, len(self.places), PLACE)}

    def stat_of(self, number: int) -> bytes:
        """A source's item in `stats`."""
        return item(self.stats, number, STAT)

    def hash_of(self, number: int) -> bytes:
        """A source's sha256."""
        return item(self.files.hashes, number, HASH)

    def place_of(self, number: int) -> bytes:
        """A source's item in `places`."""
        return item(self.places, number, PLACE)

    def put(self, number: int, stat: bytes, sha256: bytes, place: bytes) -> None:
        """Another state of a source."""
        self.stats[number * STAT : (number + 1) * STAT] = stat
        self.files.hashes[number * HASH : (number + 1) * HASH] = sha256
        self.places[number * PLACE : (number + 1) * PLACE] = place

    def having(self, sha256: bytes) -> Iterator[int]:
        """The sources with these bytes."""
        at = self.files.hashes.find(sha256)
        while at >= 0:
            if at % HASH == 0:
                yield at // HASH
            at = self.files.hashes.find(sha256, at + 1)

    def moved(self, stats: bytearray) -> Iterator[int]:
        """The sources whose stat is another in this column."""
        return _unlike(self.stats, stats, STAT)

    def edited(self, files: Files) -> Iterator[int]:
        """The sources whose bytes are others there, where the paths are the same."""
        return _unlike(self.files.hashes, files.hashes, HASH)


def item(column: bytearray, number: int, width: int) -> bytes:
    """The item of a source in a column whose items have this many bytes."""
    return bytes(column[number * width : (number + 1) * width])


def _unlike(one: bytearray, other: bytearray, width: int) -> Iterator[int]:
    """The numbers of the items that differ between two columns of one length."""
    for block in range(0, len(one), _BLOCK * width):
        end = block + _BLOCK * width
        if one[block:end] != other[block:end]:
            for at in range(block, min(end, len(one)), width):
                if one[at : at + width] != other[at : at + width]:
                    yield at // width


def stat_of(content: str, path: str) -> Stat | None:
    """What tells that a file was not changed; None where it is not there."""
    try:
        status = os.lstat(f"{content}/{path}")
    except (FileNotFoundError, NotADirectoryError):
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def packed(stat: Stat) -> bytes:
    """A stat as an item of a column; of a time before 1970 or after 2554, what 64 bits hold."""
    size, mtime, ctime, inode = stat
    return _STAT.pack(size, mtime & _WORD, ctime & _WORD, inode)
