"""Fragments that earlier builds made: what a file holds beside the frame that it shares with others.

One long file of all fragments, to which every process of a build appends, and an index of where each lies. A fragment
is known by the fingerprint of what it was made of, and its bytes are checked when they are read. So a changed sidebar,
or a new machine that has this cache, costs no rendering; lost or damaged, a fragment is made again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Set
from contextlib import suppress
from pathlib import Path

import msgspec

from plugins.cache import sealed

NAME = "fragments"
SLACK = 1_000_000  # bytes of dead fragments that are not worth a rewriting

Place = tuple[int, int, bytes]  # offset, length and check of a fragment


class Index(msgspec.Struct, array_like=True):
    """The file `fragments.index`: where the fragments of one world lie."""

    world: str
    places: dict[bytes, Place]


class Fragments:
    """The fragments in a cache folder; all of them are of one world, for none outlives its code."""

    def __init__(self, folder: Path, world: str, clean: bool = False):
        self.path, self.index, self.world = folder / NAME, folder / f"{NAME}.index", world
        known = None if clean else sealed.load(self.index, Index)
        self.places = known.places if known and known.world == world else {}
        self.fresh: dict[bytes, Place] = {}
        self._handle: int | None = None
        self._owner = 0
        if not self.places:
            with suppress(OSError):
                self.path.unlink()

    def get(self, key: bytes) -> bytes | None:
        """A fragment; None where there is none, or its bytes are not those that were put there."""
        place = self.places.get(key)
        handle = self._opened() if place else None
        if place is None or handle is None:
            return None
        try:
            data = os.pread(handle, place[1], place[0])
        except OSError:
            return None
        return data if _check(data) == place[2] else None

    def put(self, key: bytes, data: bytes) -> None:
        """Keep a fragment, if the disk lets us: without it, the next build has more to do."""
        handle = self._opened()
        if handle is None:
            return
        try:
            written = os.write(handle, data)
            end = os.lseek(handle, 0, os.SEEK_CUR)
        except OSError:
            return
        if written == len(data):
            self.fresh[key] = (end - written, written, _check(data))

    def _opened(self) -> int | None:
        """The file, opened by this process itself: one that is forked would share its place with the others."""
        if self._owner != os.getpid():
            self._owner, self._handle, self.fresh = os.getpid(), None, {}
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
            with suppress(OSError):
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._handle = os.open(self.path, flags, 0o644)
        return self._handle

    def close(self) -> None:
        """Give the file back."""
        if self._handle is not None and self._owner == os.getpid():
            os.close(self._handle)
        self._owner, self._handle = 0, None

    def forget(self) -> None:
        """Trust none of them any more."""
        with suppress(OSError):
            self.index.unlink()

    def save(self, fresh: Mapping[bytes, Place], alive: Set[bytes]) -> None:
        """Write down what is there after a build that made `fresh`; what it did not ask for is forgotten."""
        places = {key: place for key, place in {**self.places, **fresh}.items() if key in alive}
        if places == self.places:
            return
        try:
            size, own = self.path.stat().st_size, sum(length for _, length, _ in places.values())
            sealed.save(self.index, Index(self.world, self._packed(places) if size > 2 * own + SLACK else places))
        except OSError:  # no room, or not ours to write: the next build begins without
            self.forget()

    def _packed(self, places: dict[bytes, Place]) -> dict[bytes, Place]:
        """Write the file anew, with these fragments alone."""
        packed: dict[bytes, Place] = {}
        new = self.path.with_name(f"{NAME}.{os.getpid()}.new")
        with self.path.open("rb") as source, new.open("wb") as target:
            for key, (offset, length, check) in places.items():
                source.seek(offset)
                packed[key] = (target.tell(), length, check)
                target.write(source.read(length))
        self.index.unlink(missing_ok=True)  # it speaks of the old file
        new.replace(self.path)
        return packed


def _check(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()[:8]
