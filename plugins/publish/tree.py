"""A site that was built, as it is published: its files by the manifest, each read only as what the manifest says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec

from plugins.model.errors import MachineError
from plugins.model.problem import _
from plugins.model.value import Value

PIECE = 1 << 20  # bytes that are read at once

_OTHER = _("{path} is not what its build wrote: build again, then publish")


class FileLine(msgspec.Struct, array_like=True, frozen=True):
    """A file: its bytes, their sha256, and for the page of a text the file that it is written in."""

    size: Annotated[int, msgspec.Meta(ge=0)]
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    source: str = ""


class Tree(Value, frozen=True):
    """A folder, and its files by path."""

    folder: Path
    files: dict[str, FileLine]

    def pieces(self, path: str) -> Iterator[bytes]:
        """The bytes of a file. Raises MachineError at their end where they are not those of the manifest."""
        state = hashlib.sha256()
        with (self.folder / path).open("rb") as file:
            while piece := file.read(PIECE):
                state.update(piece)
                yield piece
        if state.hexdigest() != self.files[path].sha256:
            raise MachineError(_OTHER.format(path=path))

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises MachineError where they are not those of the manifest."""
        return b"".join(self.pieces(path))


def is_inside(path: str) -> bool:
    """Whether a path names something within its folder."""
    return "\0" not in path and {"", ".", ".."}.isdisjoint(path.split("/"))


def hash_of(path: Path) -> str:
    """The sha256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
