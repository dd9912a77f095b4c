"""The long file `bodies`: of each text a record, which is its row and then its HTML, found by its place.

Nothing in the file is trusted: what is read is checked by the hash that its place says.
"""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, NamedTuple

from plugins.model.errors import CacheDamaged
from plugins.model.problem import _

SLACK = 1_000_000  # bytes of dead records that are not worth a rewriting
_PLACE = struct.Struct("<32s32sqII")
PLACE = _PLACE.size
_BODY = struct.Struct(f"<32s{PLACE - 32}x")
_OFFSET = struct.Struct("<q")
_BEFORE_OFFSET = 64
_NOWHERE = -1


class Place(NamedTuple):
    """Where a record is, and the sha256 and length (bytes) of its two parts. In a column each takes PLACE bytes."""

    body: bytes
    row: bytes
    offset: int
    row_length: int
    body_length: int

    @classmethod
    def of(cls, item: bytes | bytearray) -> Place:
        """The place that an item of a column is."""
        return cls(*_PLACE.unpack(item))


def place_for(row: bytes, body: bytes, sha256: bytes) -> bytes:
    """An item of a column, for a record that is yet to be written; `sha256` is that of the body."""
    return _PLACE.pack(sha256, hashlib.sha256(row).digest(), _NOWHERE, len(row), len(body))


def bodies_in(column: bytearray) -> dict[bytes, int]:
    """By the sha256 of a body, the number of a record that has it."""
    return {body: number for number, (body,) in enumerate(_BODY.iter_unpack(column))}


class Records:
    """The records in a file, and those that are yet to be written there: `fresh`, by hash of each part."""

    def __init__(self, path: Path):
        self.path = path
        self.fresh: dict[bytes, bytes] = {}
        self._handle: int | None = None

    def add(self, place: bytes, row: bytes, body: bytes) -> None:
        """Keep a record that `save` will write."""
        own = Place.of(place)
        self.fresh[own.row], self.fresh[own.body] = row, body

    def row(self, place: Place) -> bytes:
        """The row of a record. Raises CacheDamaged where it is not what was written."""
        return self._part(place.row, place.offset, place.row_length)

    def body(self, place: Place) -> bytes:
        """The HTML of a record. Raises CacheDamaged where it is not what was written."""
        return self._part(place.body, place.offset + place.row_length, place.body_length)

    def _part(self, sha256: bytes, offset: int, length: int) -> bytes:
        if sha256 in self.fresh:
            return self.fresh[sha256]
        try:
            if self._handle is None:
                self._handle = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
            data = os.pread(self._handle, length, offset)
        except (OSError, OverflowError) as error:
            raise CacheDamaged(_("cache: {path}: {error}").format(path=self.path, error=error)) from error
        if hashlib.sha256(data).digest() != sha256:
            name = sha256.hex()
            raise CacheDamaged(
                _("cache: {path}: {name} is not what was written there; is the disk damaged?").format(
                    path=self.path, name=name
                )
            )
        return data

    def save(self, column: bytearray) -> None:
        """Write the records of a column that are yet to be written, and say in it where they are now.

        All others go as soon as they are more than half of the file. Raises OSError where the disk refuses.
        """
        alive, fresh = 0, []
        for number, (__, __, offset, row, body) in enumerate(_PLACE.iter_unpack(column)):
            if offset == _NOWHERE:
                fresh.append(number)
            else:
                alive += row + body
        size = self.path.stat().st_size if self.path.exists() else 0
        if not alive or size > 2 * alive + SLACK:
            self._rewrite(column)
        else:
            with self.path.open("ab") as file:
                _name(column, self._write(file, size, column, fresh))

    def _rewrite(self, column: bytearray) -> None:
        """All living records, old and new, into a file without gaps."""
        new = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        with new.open("wb") as file:
            offsets = self._write(file, 0, column, range(len(column) // PLACE))
        self.close()
        new.replace(self.path)
        _name(column, offsets)

    def _write(self, file: BinaryIO, size: int, column: bytearray, numbers: Iterable[int]) -> dict[int, int]:
        """Write the records with these numbers behind `size` bytes, equal ones once; their offsets."""
        offsets: dict[int, int] = {}
        written: dict[tuple[bytes, bytes], int] = {}
        for number in numbers:
            place = Place.of(column[number * PLACE : (number + 1) * PLACE])
            parts = place.row, place.body
            if parts not in written:
                written[parts] = size
                size += file.write(self.row(place)) + file.write(self.body(place))
            offsets[number] = written[parts]
        return offsets

    def close(self) -> None:
        """Give the file back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def _name(column: bytearray, offsets: dict[int, int]) -> None:
    """Say in a column where records are; only ever after they are there."""
    for number, offset in offsets.items():
        _OFFSET.pack_into(column, number * PLACE + _BEFORE_OFFSET, offset)
