"""What was measured and encoded before, by the hash of the original: an hour of sound is worked on once.

In the cache's folder `media`, `index` is data; the files lie in the store (cache/blobs.py). All of it is safe to
delete. A rendition stays as it is when another ffmpeg is present: its key names the recipe, not the program.
"""

from __future__ import annotations

from pathlib import Path
from typing import Generic, Protocol, TypeVar

import msgspec

from plugins.cache import sealed
from plugins.cache.blobs import Blobs
from plugins.media.captions import Checked
from plugins.media.footage import LOOKED
from plugins.media.ladder import Parts
from plugins.media.meter import Levels
from plugins.media.transcripts import Script
from plugins.model.audio import Sound
from plugins.model.problem import Message
from plugins.model.video import Footage


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


class RecordingIndex(msgspec.Struct, array_like=True):
    """The file `index` of recordings."""

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


class FilmPart(msgspec.Struct, array_like=True, frozen=True):
    """A file that was made of a video: its hashes, what is known of it, what to tell the editor, and which ffmpeg made
    it."""

    sha256: str
    bytes: int
    ffmpeg: str
    sha1: str = ""
    frames: int = 0
    levels: Levels | None = None
    note: Message | None = None
    parts: Parts | None = None


class FilmIndex(msgspec.Struct, array_like=True):
    """The file `index` of videos."""

    footage: dict[str, Footage] = msgspec.field(default_factory=dict)  # sha256 and ending of an original
    parts: dict[str, FilmPart] = msgspec.field(default_factory=dict)  # of what and how it was made
    captions: dict[str, Checked] = msgspec.field(default_factory=dict)  # sha256 of captions

    def forget(self) -> None:
        """Drop what was seen by those who looked at less."""
        self.footage = {key: footage for key, footage in self.footage.items() if footage.looked == LOOKED}

    def keep(self, there: set[str]) -> None:
        """Forget what is said of files that are not there any more."""
        self.parts = {key: part for key, part in self.parts.items() if part.sha256 in there}
        originals = {key.partition(":")[0] for key in self.parts}
        self.footage = {key: footage for key, footage in self.footage.items() if key in originals}


class MediaShelf(Generic[I]):
    """The store, and an index in a folder of the cache that says what was made of what."""

    def __init__(self, cache: Path, folder: str, kind: type[I]):
        self.blobs, self.place = Blobs(cache), cache / folder / "index"
        self.folder = self.blobs.folder  # files are made there
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.place.parent.glob("?" * 64):  # where they lay until November 2026
            path.replace(self.folder / path.name)
        self.index = sealed.load(self.place, kind) or kind()
        self.before = msgspec.msgpack.encode(self.index)

    def path(self, sha256: str) -> Path:
        """Where the file of this hash lies."""
        return self.blobs.path(sha256)

    def holds(self, sha256: str, size: int) -> bool:
        """Whether the file is there, in its whole length; who uses its bytes looks at its hash."""
        return self.blobs.holds(sha256, size)

    def adopt(self, path: Path) -> str:
        """Keep a file that was made beside the others, under the hash of its bytes."""
        return self.blobs.put(path)

    def save(self) -> None:
        """Write the index, where it has changed."""
        body = msgspec.msgpack.encode(self.index)
        if body != self.before:
            sealed.save(self.place, self.index)
            self.before = body

    def sweep(self) -> None:
        """Forget what is said of files that are not in the store any more, and write the index."""
        self.index.keep(self.blobs.names())
        self.save()
