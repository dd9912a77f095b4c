"""The index of the last build, kept as data under the hash of what it was made of; safe to delete."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec

_SEAL = 32


class Index(msgspec.Struct, array_like=True, frozen=True):
    """The files of an index, and what they were made of, as a hash."""

    key: str
    files: dict[str, bytes]


def load(path: Path) -> Index | None:
    """None where there is none, or it is damaged."""
    try:
        data = path.read_bytes()
        if hashlib.sha256(data[:-_SEAL]).digest() == data[-_SEAL:]:
            return msgspec.msgpack.decode(data[:-_SEAL], type=Index)
    except (OSError, msgspec.MsgspecError):
        pass
    return None


def save(path: Path, index: Index) -> None:
    """Replace it in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = msgspec.msgpack.encode(index)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.write_bytes(body + hashlib.sha256(body).digest())
    fresh.replace(path)
