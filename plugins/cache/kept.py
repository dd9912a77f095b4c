"""Files that take long to make and are made of few words: cards and fonts, kept in the cache folder by their names."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from plugins.cache import sealed

FOLDER = "kept"
MONTH = 30 * 24 * 3600  # seconds; a preview with drafts and the site itself share the folder


class Kept(NamedTuple):
    """A file's bytes with its name, so that one in the place of another is told."""

    name: str
    body: bytes


def kept(cache: Path, name: str, make: Callable[[], bytes], clean: bool = False) -> bytes:
    """What `make` gives, read where it was kept, unless `clean`; `name` says all that it depends on."""
    path = cache / FOLDER / name
    found = None if clean else sealed.load(path, Kept)
    if found and found.name == name:
        with suppress(OSError):
            os.utime(path)  # it was asked for
        return found.body
    body = make()
    with suppress(OSError):  # then the next build makes it again
        sealed.save(path, Kept(name, body))
    return body


def sweep(cache: Path) -> None:
    """Drop what no build has asked for in a month."""
    oldest = time.time() - MONTH
    for path in (cache / FOLDER).glob("*/*"):
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()
