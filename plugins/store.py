"""Small files that a later build relies on: plain data, checked by hash, replaced in one step, safe to delete."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import TypeVar

import msgspec

Value = TypeVar("Value")
_HASH = 32


def load(path: Path, shape: type[Value]) -> Value | None:
    """The value of a file; None where it is missing, damaged or of another shape."""
    try:
        data = path.read_bytes()
        body, seal = memoryview(data)[:-_HASH], data[-_HASH:]
        if len(data) < _HASH or hashlib.sha256(body).digest() != seal:
            return None
        return msgspec.msgpack.decode(body, type=shape)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None


def save_if_possible(path: Path, value: object) -> None:
    """Replace the file; where that fails, it goes. The site is out already: the next build only has more to do."""
    try:
        save(path, value)
    except OSError as error:
        path.unlink(missing_ok=True)
        print(
            f"{path}: not saved ({error.strerror or error}); the next build will do more", file=sys.stderr, flush=True
        )


def save(path: Path, value: object) -> None:
    """Replace the file. A crash leaves the old one or the new one."""
    body = msgspec.msgpack.encode(value)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    path.parent.mkdir(parents=True, exist_ok=True)
    with fresh.open("wb") as file:
        file.write(body)
        file.write(hashlib.sha256(body).digest())
    fresh.replace(path)
