"""The records of both trees: rows of bytes, of which a value is made when it is asked for.

An edit of one text asks for a handful of files out of thousands. To read, copy and write what stands of all the others
as one run of bytes costs next to nothing; an object for each would cost more than the edit.
"""

from __future__ import annotations

import os
import struct
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Generic, NamedTuple, Self, TypeVar

import msgspec

from plugins.cache import sealed
from plugins.output.manifest import hashes

FEW = 40  # asked for one by one; for more, all are made at once

Key = tuple[int, int, int]  # size, mtime and inode: whether a file of ours was touched
Stamp = tuple[int, int, int]  # mtime, ctime and inode of a folder: whether its list of names was
Data = bytes | bytearray | memoryview
Value = TypeVar("Value")

UNKNOWN: Stamp = (-1, -1, 0)  # of a folder of which nothing is known
_NONE = bytes(16)
_KEYS = struct.Struct("<qqQ48x")


class Held(msgspec.Struct, array_like=True, frozen=True):
    """A file that a tree holds: what it was made of, what it is, and its key on the disk."""

    fingerprint: bytes  # 16 bytes; none where it is not to be trusted
    sha256: str
    key: Key


class Rows(ABC, Generic[Value]):
    """Values by path: a row of bytes for each, and what is otherwise since (None: no longer there).

    `paths` are as on the disk, each between NULs; `data` holds the rows in the same order.
    """

    form: ClassVar[struct.Struct]

    def __init__(self, paths: bytes = b"\0", data: Data = b"", changes: Mapping[str, Value | None] | None = None):
        self.paths, self.data = paths, data
        self.changes: Mapping[str, Value | None] = changes or {}
        self._numbers: dict[str, int] = {}  # of the rows of paths that were asked for

    @staticmethod
    @abstractmethod
    def value(row: tuple[Any, ...]) -> Value:
        """The value of a row."""

    @staticmethod
    @abstractmethod
    def row(value: Value) -> tuple[Any, ...]:
        """The row of a value."""

    def __len__(self) -> int:
        return len(self.data) // self.form.size if self._are_in_place() else len(self.whole)

    def __contains__(self, path: str) -> bool:
        return self.get(path) is not None

    def get(self, path: str) -> Value | None:
        """The value at a path."""
        if "whole" in self.__dict__:
            return self.whole.get(path)
        if path in self.changes:
            return self.changes[path]
        number = self._number(path)
        return None if number < 0 else self.value(self.form.unpack_from(self.data, number * self.form.size))

    def expect(self, count: int) -> Self:
        """Be ready to be asked for so many."""
        if count > FEW:
            _ = self.whole
        return self

    def names(self) -> list[bytes]:
        """The paths that have a row, as on the disk."""
        return self.paths.split(b"\0")[1:-1]

    def rows(self, form: struct.Struct | None = None) -> Iterator[tuple[bytes, tuple[Any, ...]]]:
        """The paths as on the disk, with their rows, or what a form takes of them."""
        paths, data = self.packed()
        return zip(paths.split(b"\0")[1:-1], (form or self.form).iter_unpack(data), strict=True)

    @cached_property
    def whole(self) -> dict[str, Value]:
        """All values by path."""
        value, names = self.value, os.fsdecode(self.paths).split("\0")[1:-1]
        found = {path: value(row) for path, row in zip(names, self.form.iter_unpack(self.data), strict=True)}
        if self.changes:
            found |= {path: changed for path, changed in self.changes.items() if changed is not None}
            for path in [path for path, changed in self.changes.items() if changed is None]:
                found.pop(path, None)
        return found

    def changed(self, changes: Mapping[str, Value | None]) -> Self:
        """These rows with what is otherwise."""
        rows = type(self)(self.paths, self.data, {**self.changes, **changes})
        rows._numbers = self._numbers
        return rows

    def differing(self, other: Self) -> set[str]:
        """The paths at which one of two has what the other has not."""
        if self.paths is other.paths and self.data is other.data:
            names = self.changes.keys() | other.changes.keys()
            one, two = self.expect(len(names)), other.expect(len(names))
            return {path for path in names if one.get(path) != two.get(path)}
        mine, its = self.whole, other.whole
        return {path for path in mine.keys() | its.keys() if mine.get(path) != its.get(path)}

    def has_paths_of(self, other: Self) -> bool:
        """Whether two surely have the same paths; only of a few changes is that asked."""
        return self.paths == other.paths and self._are_in_place() and other._are_in_place()

    def strangers(self, other: Self) -> set[str]:
        """The paths that one of two has and the other has not."""
        return set() if self.has_paths_of(other) else set(self.whole.keys() ^ other.whole.keys())

    def packed(self) -> tuple[bytes, memoryview]:
        """All as `paths` and `data`."""
        if not self.changes:
            return self.paths, memoryview(self.data)
        pack, row = self.form.pack, self.row
        if self._are_in_place():
            data = bytearray(self.data)
            for path, value in self.changes.items():
                if value is not None:
                    self.form.pack_into(data, self._number(path) * self.form.size, *row(value))
            return self.paths, memoryview(data)
        whole = sorted(self.whole.items())
        paths = os.fsencode("\0".join(["", *(path for path, _ in whole), ""]))
        return paths, memoryview(b"".join([pack(*row(value)) for _, value in whole]))

    def _are_in_place(self) -> bool:
        """Whether the changes are few, and all of values that have a row."""
        few = len(self.changes) <= FEW
        return few and all(v is not None and self._number(path) >= 0 for path, v in self.changes.items())

    def _number(self, path: str) -> int:
        """The number of a path's row, -1 where it has none."""
        number = self._numbers.get(path)
        if number is None:
            at = self.paths.find(b"\0%b\0" % os.fsencode(path))
            number = self._numbers[path] = at if at < 0 else self.paths.count(b"\0", 0, at)
        return number


class Files(Rows[Held]):
    """Files of a tree. A row: size, mtime, inode, sha256, fingerprint."""

    form = struct.Struct("<qqQ32s16s")

    def keys(self) -> Iterator[tuple[bytes, tuple[Any, ...]]]:
        """The paths as on the disk, with their keys; nothing else of them is made."""
        return self.rows(_KEYS)

    @staticmethod
    def value(row: tuple[Any, ...]) -> Held:
        size, mtime, inode, sha256, fingerprint = row
        return Held(fingerprint if fingerprint != _NONE else b"", sha256.hex(), (size, mtime, inode))

    @staticmethod
    def row(value: Held) -> tuple[Any, ...]:
        return (*value.key, bytes.fromhex(value.sha256), value.fingerprint)


class Folders(Rows[Stamp]):
    """Folders of a tree; "" is the tree itself. A row is a stamp."""

    form = struct.Struct("<qqQ")

    @staticmethod
    def value(row: tuple[Any, ...]) -> Stamp:
        mtime, ctime, inode = row
        return mtime, ctime, inode

    @staticmethod
    def row(value: Stamp) -> tuple[Any, ...]:
        return value


class Tree(NamedTuple):
    """What a tree holds, as its last build left it."""

    files: Files = Files()
    folders: Folders = Folders()


class Proof(msgspec.Struct, array_like=True):
    """Why the live tree is what a build would make: while all this stands, there is nothing to do.

    `until` is the next instant at which some entry comes out or ends (ISO 8601, empty: never); `told` is what the build
    had to say, as JSON.
    """

    world: str = ""
    content: str = ""
    drafts: bool = False
    since: str = ""
    until: str = ""
    told: bytes = b""


class Trees(NamedTuple):
    """Both trees, and what the live one rests on.

    `looked` is when (ns) what is now the standby was last looked at, file by file, or 0.
    """

    live: Tree
    standby: Tree
    proof: Proof
    looked: int


class Record(msgspec.Struct, array_like=True):
    """Both trees as they are written down: of the standby only what differs.

    No `other_files`: it holds nothing; no paths of `other_folders`: the live tree's.
    """

    files: tuple[bytes, memoryview]
    folders: tuple[bytes, memoryview]
    other_files: dict[str, Held | None] | None
    other_folders: tuple[bytes, memoryview]
    proof: Proof
    looked: int


def load(path: Path, output: Path) -> Trees:
    """What was written down. Where that is lost, what the live tree's own manifest says, of both."""
    record = sealed.load(path, Record)
    if record is None:
        # Enough to tell what changes for readers; and all that the standby may hold of ours is cleared away.
        tree = Tree(Files(changes={path: Held(b"", sha256, (-1, -1, 0)) for path, sha256 in hashes(output).items()}))
        return Trees(tree, tree, Proof(), 0)
    files, folders = Files(*record.files), Folders(*record.folders)
    others = Files() if record.other_files is None else files.changed(record.other_files)
    paths, stamps = record.other_folders
    standby = Tree(others, Folders(paths or folders.paths, stamps))
    return Trees(Tree(files, folders), standby, record.proof, record.looked)


def record_of(trees: Trees) -> Record:
    """What to write down of both trees."""
    live, standby = trees.live, trees.standby
    other = {path: standby.files.get(path) for path in standby.files.differing(live.files)}
    folders, (paths, stamps) = live.folders.packed(), standby.folders.packed()
    return Record(
        live.files.packed(),
        folders,
        other if len(standby.files) else None,
        (paths if paths != folders[0] else b"", stamps),
        trees.proof,
        trees.looked,
    )
