"""The content-addressed store: large files, each under the hash of its bytes, whoever made them and for whatever use.

Nothing in it is written in place, so it may be shared by links; all of it is safe to delete. What a file was made of is
known to who made it (see media/shelf.py). Those that are made of few words lie beside them under a name that says all
that they depend on, sealed with it, so that one in the place of another is told.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from plugins.cache import sealed
from plugins.model.errors import MediaDamaged
from plugins.model.problem import _

FOLDER = "blobs"  # below the cache folder
DAY = 24 * 3600  # seconds
MONTH = 30 * DAY
_SWEPT = ".swept"  # its time is when the store was swept last
_NAME = re.compile("[0-9a-f]{64}")


class NamedBlob(NamedTuple):
    """A file's bytes with its name."""

    name: str
    body: bytes


class Blobs:
    """The store in a cache folder. Files are made beside the others, in `folder`, under a name of their own."""

    def __init__(self, cache: Path):
        self.folder = cache / FOLDER

    def path(self, sha256: str) -> Path:
        """Return where the file of this hash lies, be it there or not."""
        return self.folder / sha256

    def holds(self, sha256: str, size: int) -> bool:
        """Return whether a file is there, in its whole length, and note that it is used.

        Its bytes are looked at when they are used, by `get` and by who publishes them.
        """
        try:
            found = os.stat(self.folder / sha256)
            if found.st_size == size and time.time() - found.st_mtime > DAY:
                os.utime(self.folder / sha256)
        except OSError:
            return False
        return found.st_size == size

    def get(self, sha256: str) -> Path:
        """Return where a file lies whose bytes are those that were put there. Raises MediaDamaged."""
        return unharmed(self.folder / sha256)

    def put(self, path: Path) -> str:
        """Take a file over, from anywhere on the same disk; return its hash."""
        sha256 = sha256_of(path)
        os.replace(path, self.folder / sha256)
        return sha256

    def named(self, name: str, make: Callable[[], bytes], clean: bool = False) -> bytes:
        """Return what `make` gives, read where it was kept under this name ("cards/…"), unless `clean`."""
        path = self.folder / name
        found = None if clean else sealed.load(path, NamedBlob)
        if found and found.name == name:
            self.holds(name, path.stat().st_size)
            return found.body
        body = make()
        with suppress(OSError):  # then the next build makes it again
            sealed.save(path, NamedBlob(name, body))
        return body

    def sweep(self) -> None:
        """Drop what no build has used in a month, once a day: previews and the site itself share a store."""
        now, mark = time.time(), self.folder / _SWEPT
        with suppress(OSError):
            if mark.exists() and now - mark.stat().st_mtime < DAY:
                return
            for path in (*self.folder.glob("*"), *self.folder.glob("*/*")):
                if path.is_file() and now - path.stat().st_mtime > MONTH:
                    path.unlink()
            mark.touch()

    def weed(self) -> None:
        """Drop every file whose bytes are not those that were put there."""
        for path in self.folder.glob("?" * 64):
            if _NAME.fullmatch(path.name) and path.is_file() and sha256_of(path) != path.name:
                path.unlink()

    def names(self) -> set[str]:
        """Return the hashes of all files."""
        return set(os.listdir(self.folder)) if self.folder.is_dir() else set()


def sha256_of(path: Path) -> str:
    """Return the hash of a file, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def unharmed(path: Path) -> Path:
    """Return a path under which the bytes lie that it is named by. Raises MediaDamaged where it does not hold them."""
    if not path.is_file() or sha256_of(path) != path.name:
        raise changed(path)
    return path


def changed(path: Path) -> MediaDamaged:
    """Return what is said where a file is not what was put there, and again when it had been made anew."""
    return MediaDamaged(
        _("{path}: its bytes have changed, and again when it had been made anew; is the disk damaged?").format(
            path=path
        )
    )
