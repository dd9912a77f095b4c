"""What was measured and encoded before, by the hash of the original: an hour of sound is worked on once.

In the cache's folder `media`, `index` is data; the files lie beside it, each under the hash of its own bytes. All of it
is safe to delete. A rendition stays as it is when another ffmpeg is present: its key names the recipe, not the program.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Generic, Protocol, TypeVar

import msgspec

from plugins.cache import sealed
from plugins.media.meter import Levels
from plugins.media.transcripts import Script
from plugins.model.audio import Sound
from plugins.model.problem import Message

KEPT = 30 * 24 * 3600  # seconds


class Remembered(Protocol):
    """What an index says of files."""

    def keep(self, there: set[str]) -> None:
        """Forget what is said of files that are not there any more."""


I = TypeVar("I", bound=Remembered)  # noqa: E741


class Bare(msgspec.Struct, array_like=True, frozen=True):
    """An encoded rendition without tags: its file, its levels, what to tell the editor, how its channel was mixed
    where that is unusual, and which ffmpeg made it."""

    sha256: str
    bytes: int
    levels: Levels
    note: Message | None
    mix: str
    ffmpeg: str


class Index(msgspec.Struct, array_like=True):
    """The file `index`."""

    sounds: dict[str, Sound] = msgspec.field(default_factory=dict)  # sha256 and ending of an original
    bare: dict[str, Bare] = msgspec.field(default_factory=dict)  # sha256 of an original and recipe
    tagged: dict[str, tuple[str, int]] = msgspec.field(default_factory=dict)  # bare and tags → sha256, bytes
    scripts: dict[str, Script] = msgspec.field(default_factory=dict)  # sha256 of a transcript

    def keep(self, there: set[str]) -> None:
        """Forget what is said of files that are not there any more."""
        self.bare = {key: bare for key, bare in self.bare.items() if bare.sha256 in there}
        self.tagged = {key: file for key, file in self.tagged.items() if file[0] in there}
        originals = {key.partition(":")[0] for key in self.bare}
        self.sounds = {key: sound for key, sound in self.sounds.items() if sound.sha256 in originals}


class Shelf(Generic[I]):
    """The folder with its index. `used` are the files that this build needs; `sweep` drops what none did for long."""

    def __init__(self, folder: Path, kind: type[I]):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.index = sealed.load(folder / "index", kind) or kind()
        self.before = msgspec.msgpack.encode(self.index)
        self.used: set[str] = set()

    def path(self, sha256: str) -> Path:
        """Where the file of this hash lies."""
        return self.folder / sha256

    def holds(self, sha256: str, size: int) -> bool:
        """Whether the file is there, in its whole length; who uses its bytes looks at its hash."""
        self.used.add(sha256)
        path = self.path(sha256)
        return path.is_file() and path.stat().st_size == size

    def adopt(self, path: Path) -> str:
        """Keep a file that was made beside the others, under the hash of its bytes."""
        sha256 = sealed.sha256_of(path)
        os.replace(path, self.path(sha256))
        return sha256

    def save(self) -> None:
        """Write the index, where it has changed."""
        body = msgspec.msgpack.encode(self.index)
        if body != self.before:
            sealed.save(self.folder / "index", self.index)
            self.before = body

    def sweep(self) -> None:
        """Drop what no build has asked for in a month: a preview with drafts and the site itself share this folder."""
        now = time.time()
        for name in self.used:
            with suppress(FileNotFoundError):  # it was missing, and what was made in its place is another
                os.utime(self.path(name))
        for path in self.folder.iterdir():
            is_ours = path.is_file() and path.name != "index"
            if is_ours and path.name not in self.used and now - path.stat().st_mtime > KEPT:
                path.unlink(missing_ok=True)
        self.index.keep({path.name for path in self.folder.iterdir()})
        self.save()
