"""The file `documents`: which source held which bytes when it was last looked at, and where what it says is written.

What has a fixed length stands in columns, each with one item for each source. They are read, compared and written
whole, and an object is made of an item where one is needed: to make thousands would cost more than all else that is
done with them.
"""

from __future__ import annotations

import hashlib
import os
import struct
from functools import cached_property

import msgspec

from plugins.cache.records import PLACE, bodies_in

Stat = tuple[int, int, int, int]  # size, mtime, ctime, inode
_STAT = struct.Struct("<4Q")
_HASH = struct.Struct("32s")
STAT, HASH = _STAT.size, _HASH.size  # bytes of an item
_WORD = (1 << 64) - 1


class Files(msgspec.Struct, array_like=True, dict=True):
    """Which sources there are: their paths in order, and a column of their sha256."""

    names: bytes = b""  # each path with a NUL behind it
    hashes: bytearray = msgspec.field(default_factory=bytearray)

    def __post_init__(self) -> None:
        if len(self.hashes) != self.names.count(b"\0") * HASH:
            raise ValueError("the column is too short or too long")

    @cached_property
    def paths(self) -> list[str]:
        """The paths one by one."""
        return self.names.decode().split("\0")[:-1]

    @property
    def digest(self) -> bytes:
        """A sha256 of all that is said here."""
        state = hashlib.sha256(hashlib.sha256(self.names).digest())
        state.update(self.hashes)
        return state.digest()


class Shelf(msgspec.Struct, array_like=True, dict=True):
    """What is in the file. `code` is the digest of the parser that wrote it, and the zone of its clock."""

    code: str
    content: str = ""  # a hash of `files` and `others`: which content this is
    scanned: int = 0  # when, in ns
    others: dict[str, Stat] = {}  # of all other files below content/
    files: Files = msgspec.field(default_factory=Files)
    stats: bytearray = msgspec.field(default_factory=bytearray)  # a column of what `packed` gives
    places: bytearray = msgspec.field(default_factory=bytearray)  # a column of Place

    def __post_init__(self) -> None:
        count = len(self.files.hashes) // HASH
        if len(self.stats) != count * STAT or len(self.places) != count * PLACE:
            raise ValueError("a column is too short or too long")

    @cached_property
    def numbers(self) -> dict[str, int]:
        """By path, which item of every column is a source's."""
        return {path: number for number, path in enumerate(self.files.paths)}

    @cached_property
    def bodies(self) -> dict[bytes, int]:
        """By the sha256 of a body, which item of `places` has it."""
        return bodies_in(self.places)

    @cached_property
    def having(self) -> dict[bytes, int]:
        """By the sha256 of a source, which item of every column is that of one with these bytes."""
        return {sha256: number for number, (sha256,) in enumerate(_HASH.iter_unpack(self.files.hashes))}

    def stat_of(self, number: int) -> bytes:
        """A source's item in `stats`."""
        return item(self.stats, number, STAT)

    def hash_of(self, number: int) -> bytes:
        """A source's sha256."""
        return item(self.files.hashes, number, HASH)

    def place_of(self, number: int) -> bytes:
        """A source's item in `places`."""
        return item(self.places, number, PLACE)


def item(column: bytearray, number: int, width: int) -> bytes:
    """The item of a source in a column whose items have this many bytes."""
    return bytes(column[number * width : (number + 1) * width])


def stat_of(content: str, path: str) -> Stat | None:
    """What tells that a file was not changed; None where it is not there."""
    try:
        status = os.lstat(f"{content}/{path}")
    except (FileNotFoundError, NotADirectoryError):
        return None
    return stat_in(status)


def stat_in(status: os.stat_result) -> Stat:
    """What tells that a file was not changed."""
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def packed(stat: Stat) -> bytes:
    """A stat as an item of a column; of a time before 1970 or after 2554, what 64 bits hold."""
    size, mtime, ctime, inode = stat
    return _STAT.pack(size, mtime & _WORD, ctime & _WORD, inode)
