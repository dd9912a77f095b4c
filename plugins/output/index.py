"""The output index: what both trees hold, as their last builds left them, and what the live one rests on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeVar

import msgspec

from plugins.cache import sealed
from plugins.output.manifest import hashes

Key = tuple[int, int, int]  # size, mtime and inode: whether a file of ours was touched
Stamp = tuple[int, int, int]  # mtime, ctime and inode of a folder: whether its list of names was
Value = TypeVar("Value")

UNKNOWN: Stamp = (-1, -1, 0)  # of a folder of which nothing is known


class Held(msgspec.Struct, array_like=True, frozen=True):
    """A file that a tree holds: what it was made of, what it is, and its key on the disk."""

    fingerprint: bytes  # 16 bytes; none where it is not to be trusted
    sha256: str
    key: Key


Files = Mapping[str, Held]  # by path
Folders = Mapping[str, Stamp]  # by path; "" is the tree itself


class OutputTree(NamedTuple):
    """What a tree holds, as its last build left it."""

    files: Files = MappingProxyType({})
    folders: Folders = MappingProxyType({})


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

    live: OutputTree
    standby: OutputTree
    proof: Proof
    looked: int


class IndexRecord(msgspec.Struct, array_like=True):
    """Both trees as they are written down: of the standby, how it differs from the live one (None: not there)."""

    live: tuple[dict[str, Held], dict[str, Stamp]]
    files: dict[str, Held | None]
    folders: dict[str, Stamp | None]
    proof: Proof
    looked: int


def load(path: Path, output: Path) -> Trees:
    """Return what was written down. Where that is lost: what the live tree's own manifest says, of both."""
    record = sealed.load(path, IndexRecord)
    if record is None:
        # Enough to tell what changes for readers; and all that the standby may hold of ours is cleared away.
        tree = OutputTree({path: Held(b"", sha256, (-1, -1, 0)) for path, sha256 in hashes(output).items()})
        return Trees(tree, tree, Proof(), 0)
    live = OutputTree(*record.live)
    standby = OutputTree(changed(live.files, record.files), changed(live.folders, record.folders))
    return Trees(live, standby, record.proof, record.looked)


def record_of(trees: Trees) -> IndexRecord:
    """Return what to write down of both trees."""
    (files, folders), other = trees.live, trees.standby
    live = (dict(files), dict(folders))
    return IndexRecord(
        live, difference(files, other.files), difference(folders, other.folders), trees.proof, trees.looked
    )


def changed(rows: Mapping[str, Value], changes: Mapping[str, Value | None]) -> dict[str, Value]:
    """Return rows with these changes; None takes a row away."""
    return {path: value for path, value in {**rows, **changes}.items() if value is not None}


def difference(rows: Mapping[str, Value], other: Mapping[str, Value]) -> dict[str, Value | None]:
    """Return the changes that make `other` of rows."""
    return {path: other.get(path) for path in rows.keys() | other.keys() if rows.get(path) != other.get(path)}
