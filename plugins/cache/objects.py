"""Objects at an address, each under the hash of its bytes: what files are made of that travel between machines."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from plugins.cache.packs import PACK, CachePiece, Files, PackedObject, size_of
from plugins.model.errors import UsageError
from plugins.model.problem import _

AT_ONCE = 32  # objects that travel side by side
MOST = 64 << 20  # bytes of a list of files: half a million
FOLDER = "cas"
#: What is asked of a file system, by protocol: that every call ends, and that no listing is remembered.
_OPTIONS: Mapping[str, dict[str, Any]] = {
    "file": {"auto_mkdir": True},
    "s3": {
        "use_listings_cache": False,
        "config_kwargs": {
            "connect_timeout": 5,
            "read_timeout": 20,
            "retries": {"max_attempts": 2},
            "max_pool_connections": AT_ONCE,
        },
    },
}
_NOT_OPENED = _(
    "cache: {address} can't be opened: {error}; for s3:// there is the extra “s3”: pip install 's3fs>=2026.9'"
)


class ObjectStore:
    """The objects at an address. What its file system raises, all of it raises."""

    def __init__(self, address: str):
        self.fs, self.root = _opened(address)

    def read(self, name: str) -> bytes | None:
        """Return a file that may change, or None if there is none."""
        try:
            (found,) = self.fs.cat_ranges([f"{self.root}/{name}"], [0], [MOST], on_error="raise")
        except FileNotFoundError:
            return None
        return bytes(found)

    def write(self, name: str, body: bytes) -> None:
        """Put a file that may change."""
        self.fs.pipe({f"{self.root}/{name}": body})

    def get(self, names: Iterable[bytes], most: int = PACK) -> Iterator[tuple[bytes, bytes]]:
        """Those objects that are there, of no more bytes than these, and are what they are called."""
        todo = iter(names)
        while some := list(islice(todo, AT_ONCE)):
            places, count = [self._place(name) for name in some], len(some)
            found = self.fs.cat_ranges(places, [0] * count, [most + 1] * count, on_error="return")
            for name, body in zip(some, found, strict=True):
                if isinstance(body, bytes) and hashlib.sha256(body).digest() == name:
                    yield name, body

    def put(self, objects: Iterable[PackedObject], known: Iterable[bytes] = ()) -> tuple[int, Files]:
        """Put those objects that are not known to be there; return how many bytes went, and what files they make."""
        there, went, files, todo = set(known), 0, Files(), iter(objects)
        while some := list(islice(todo, AT_ONCE)):
            fresh = {one.name: one.body for one in some if one.name not in there}
            self.fs.pipe({self._place(name): body for name, body in fresh.items()})
            went += sum(map(len, fresh.values()))
            there.update(fresh)
            for one in some:
                files |= one.files
        return went, files

    def put_list(self, files: Files) -> bytes:
        """Put a list of files as an object of its own; return its hash, by which who knows it has them all."""
        body = msgspec.msgpack.encode(files)
        self.put([PackedObject(hashlib.sha256(body).digest(), body, {})])
        return hashlib.sha256(body).digest()

    def get_list(self, name: bytes) -> Files:
        """Return a list of files by its hash; an empty one where it is lost."""
        for _name, body in self.get([name], MOST):
            return msgspec.msgpack.decode(body, type=Files)
        return {}

    def fetch(
        self, wanted: Mapping[str, tuple[CachePiece, ...]], folder: Path
    ) -> tuple[int, set[str], frozenset[bytes]]:
        """Fetch files, each beside its place (`fresh`); return how many bytes came, the files that did so whole, and
        the objects that are lost."""
        came, lacks = 0, {path: size_of(pieces) for path, pieces in wanted.items()}
        for path in wanted:
            fresh(folder / path).parent.mkdir(parents=True, exist_ok=True)
            fresh(folder / path).write_bytes(b"")
        holders = _holders(wanted)
        lost = set(holders)
        for name, body in self.get(holders):
            came += len(body)
            lost.discard(name)
            for path, place, piece in holders[name]:
                with fresh(folder / path).open("r+b") as file:
                    file.seek(place)
                    lacks[path] -= file.write(body[piece.start : piece.start + piece.size])
        return came, {path for path, lack in lacks.items() if lack == 0}, frozenset(lost)

    def _place(self, name: bytes) -> str:
        return f"{self.root}/{FOLDER}/{name.hex()}"


def fresh(place: Path) -> Path:
    """Return where a file lies until it is whole."""
    return place.with_name(f"{place.name}.{os.getpid()}.new")


def _holders(wanted: Mapping[str, Sequence[CachePiece]]) -> dict[bytes, list[tuple[str, int, CachePiece]]]:
    """By object, the pieces of files that lie in it, and their place in the file."""
    found: dict[bytes, list[tuple[str, int, CachePiece]]] = {}
    for path, pieces in wanted.items():
        place = 0
        for piece in pieces:
            found.setdefault(piece.object, []).append((path, place, piece))
            place += piece.size
    return found


def _opened(address: str) -> tuple[Any, str]:
    """The file system of an address, and the folder in it. Raises UsageError."""
    try:
        from fsspec.core import url_to_fs  # an extra: who shares no cache does without

        fs, root = url_to_fs(address, **_OPTIONS.get(address.partition(":")[0], {}))
    except (ImportError, ValueError) as error:
        raise UsageError(_NOT_OPENED.format(address=address, error=error)) from error
    return fs, root.rstrip("/")
