"""Files that a later build relies on: plain data, checked by hash, replaced in one step, safe to delete."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import msgspec

from plugins.i18n.messages import tell
from plugins.model.problem import _

_NOT_SAVED = _("{path}: not saved ({error}); the next build will do more")
Value = TypeVar("Value")
_HASH, _LENGTH = 32, 8
_SEAL = _HASH + _LENGTH  # bytes at the end of a file: the hash of the value, and how long it is


def load(path: Path, shape: type[Value]) -> Value | None:
    """The value of a file; None where it is missing, damaged or of another shape."""
    try:
        with path.open("rb", buffering=0) as file:
            end = os.fstat(file.fileno()).st_size - _SEAL
            if end < 0:
                return None
            seal = os.pread(file.fileno(), _SEAL, end)
            length = int.from_bytes(seal[_HASH:], "little")
            if length > end:
                return None
            body = os.pread(file.fileno(), length, end - length)
        if hashlib.sha256(body).digest() != seal[:_HASH]:
            return None
        return msgspec.msgpack.decode(body, type=shape)
    except (OSError, msgspec.MsgspecError, ValueError):
        return None


def save_if_possible(path: Path, value: object, before: Iterable[bytes] = ()) -> None:
    """Replace the file; where that fails, it goes. The site is out already: the next build only has more to do."""
    try:
        save(path, value, before)
    except OSError as error:
        with suppress(OSError):  # on a disk that takes no writes the old one stays, and no longer fits what is there
            path.unlink(missing_ok=True)
        said = tell(_NOT_SAVED.format(path=path, error=error.strerror or error))
        print(said, file=sys.stderr, flush=True)


def save(path: Path, value: object, before: Iterable[bytes] = ()) -> None:
    """Replace the file by a value, and what is to stand before it. A crash leaves the old one or the new one.

    What stands before is read by its place, and has hashes of its own.
    """
    body = msgspec.msgpack.encode(value)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    path.parent.mkdir(parents=True, exist_ok=True)
    with fresh.open("wb") as file:
        file.writelines(before)
        file.write(body)
        file.write(hashlib.sha256(body).digest() + len(body).to_bytes(_LENGTH, "little"))
    fresh.replace(path)
