"""Files that take long to make and are made of few words: cards and fonts, kept in the cache folder by their names.

A file begins with a seal over its name and bytes: one that was damaged, or put in another's place, is made again.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

FOLDERS = ("cards", "fonts")
MONTH = 30 * 24 * 3600  # seconds; a preview with drafts and the site itself share the folder
_SEAL = 32


def kept(cache: Path, name: str, make: Callable[[], bytes], clean: bool = False) -> bytes:
    """What `make` gives, read where it was kept, unless `clean`; `name` says all that it depends on."""
    path = cache / name
    body = b"" if clean else _read(path, name)
    if body:
        return body
    body = make()
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    with suppress(OSError):  # then the next build makes it again
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(_seal(name, body) + body)
        fresh.replace(path)
    return body


def sweep(cache: Path) -> None:
    """Drop what no build has asked for in a month."""
    oldest = time.time() - MONTH
    for folder in FOLDERS:
        for path in (cache / folder).glob("*"):
            with suppress(OSError):
                if path.stat().st_mtime < oldest:
                    path.unlink()


def _read(path: Path, name: str) -> bytes:
    """The body of a file that is whole, and now has the time of its last use; nothing of another."""
    with suppress(OSError):
        data = path.read_bytes()
        body = data[_SEAL:]
        if data[:_SEAL] == _seal(name, body):
            os.utime(path)
            return body
    return b""


def _seal(name: str, body: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\0" + body).digest()
