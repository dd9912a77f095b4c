"""The list of what a tree holds for readers, in the tree itself: what publishing relies on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec

MANIFEST = ".manifest.json"

Line = tuple[int, str, str, str, tuple[str, ...]]  # bytes, sha256, channel, language, sources
_Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class _Manifest(msgspec.Struct):
    files: dict[str, tuple[int, _Hash, str, str, tuple[str, ...]]]


def manifest_bytes(lines: Mapping[str, Line]) -> bytes:
    """The manifest: path → line; sorted, a line a file."""
    encode = msgspec.json.encode
    rows = b",\n".join(b"%b: %b" % (encode(path), encode(line)) for path, line in sorted(lines.items()))
    return b'{"version": 1, "files": {\n' + rows + b"\n}}\n"


def lines(output: Path) -> dict[str, Line]:
    """What a tree's manifest says of each file. Raises OSError, or msgspec.MsgspecError where it is damaged."""
    files = msgspec.json.decode((output / MANIFEST).read_bytes(), type=_Manifest).files
    if not all(map(is_inside, files)):
        raise msgspec.ValidationError(MANIFEST)
    return files


def hashes(output: Path) -> dict[str, str]:
    """The sha256 of each file by a tree's manifest; none where that is damaged."""
    try:
        return {path: line[1] for path, line in lines(output).items()}
    except (OSError, msgspec.MsgspecError):
        return {}


def is_inside(path: str) -> bool:
    """Whether a path names something within the output folder."""
    return "\0" not in path and {"", ".", ".."}.isdisjoint(path.split("/"))
