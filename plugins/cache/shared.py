"""A cache that machines share: what others have made is taken over before a build, and what was made here is given.

At the address lie `cas/<hash>`, objects that never change, and `index`, which says of which of them the files of a
cache are made: of a database that an edit has touched, only the pieces travel that differ. Nothing there is believed:
objects are held against their hash, the index against DIAVLOS_CACHE_KEY where the environment has one. Whatever lacks
is made again, and no build fails for it.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import IO, Any

import msgspec

from plugins.cache import sealed
from plugins.cache.db import FILE, Database
from plugins.cache.packs import LARGEST, PACK, PIECE, CachePiece, Files, packed, size_of, thin
from plugins.model.errors import UsageError
from plugins.model.problem import _

AT_ONCE = 32  # objects that travel side by side
MOST = 64 << 20  # bytes of an index: of half a million files
INDEX, OBJECTS, STATE = "index", "cas", ".shared"
KEY = "DIAVLOS_CACHE_KEY"
_SEAL = 32  # bytes before an index
_WORD = r"[A-Za-z0-9_][\w.+-]*"
_SHARED = re.compile(rf"{FILE}|catalogues|blobs/(?:{_WORD}/)?{_WORD}|media/(?:\w+/)?index", re.ASCII)
_PASSING = (".lock", ".new")  # endings of what means something to one machine alone
_BLOB = re.compile("blobs/([0-9a-f]{64})")
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

Look = tuple[int, int]  # of a file: its size, and its time in ns


class SharedState(msgspec.Struct, array_like=True):
    """What this machine knows to lie at an address, how its own files looked then, and which objects lack there."""

    address: str
    files: Files = {}
    looks: dict[str, Look] = {}
    lost: frozenset[bytes] = frozenset()


class SharedCache:
    """The cache at an address, beside the one in a folder. What its file system raises, all of it raises."""

    def __init__(self, folder: Path, address: str):
        self.folder, self.address = folder, address
        self.fs, self.root = _opened(address)
        found = sealed.load(folder / STATE, SharedState)
        self.state = found if found and found.address == address else SharedState(address)

    def pull(self) -> int:
        """Take over what this machine lacks; return how many bytes came."""
        files, has_rows = self._index(), (self.folder / FILE).is_file()
        wanted = {path: pieces for path, pieces in files.items() if self._lacks(path, pieces)}
        came, whole, lost = self._fetch(wanted)
        there = {path: pieces for path, pieces in files.items() if path not in wanted or path in whole}
        taken = whole - {FILE} if has_rows else whole  # rows that were added to ours make a file of its own
        looks = {path: look for path in taken if (look := _look(self.folder / path))}
        self._remember(SharedState(self.address, there, self.state.looks | looks, lost))
        return came

    def push(self) -> int:
        """Give what is new here, the index last; return how many bytes went."""
        theirs, own = _without(self._index(), self.state.lost), dict(self._own())
        files = {path: pieces for path, pieces in theirs.items() if path in own or path not in self.state.files}
        new = [path for path in own if path not in files or self._is_changed(path, own[path], files[path])]
        if not new and files == theirs:
            return 0
        went, known = 0, {piece.object for pieces in theirs.values() for piece in pieces}
        todo = packed([*new, *thin(files, set(own) - set(new))], self._reading, _is_cut)
        while made := list(islice(todo, AT_ONCE)):
            fresh = {one.name: one.body for one in made if one.name not in known}
            self.fs.pipe({self._place(name): body for name, body in fresh.items()})
            went += sum(map(len, fresh.values()))
            known.update(fresh)
            for one in made:
                files |= one.files
        body = msgspec.msgpack.encode(files)
        self.fs.pipe({f"{self.root}/{INDEX}": _seal(body) + body})
        self._remember(SharedState(self.address, files, own))
        return went + len(body)

    def _remember(self, state: SharedState) -> None:
        self.state = state
        sealed.save_if_possible(self.folder / STATE, self.state)

    def _index(self) -> Files:
        """What lies at the address; nothing where there is no index, or one that nobody with our key has written."""
        try:
            (found,) = self.fs.cat_ranges([f"{self.root}/{INDEX}"], [0], [MOST], on_error="raise")
        except FileNotFoundError:
            return {}
        seal, body = found[:_SEAL], found[_SEAL:]
        if not hmac.compare_digest(seal, _seal(body)):
            return {}
        with suppress(msgspec.MsgspecError):
            files = msgspec.msgpack.decode(body, type=Files)
            return {path: pieces for path, pieces in files.items() if is_shared(path) and size_of(pieces) <= LARGEST}
        return {}

    def _lacks(self, path: str, pieces: Sequence[CachePiece]) -> bool:
        """Whether a file is to be fetched: there is none, or others have changed it and nobody here."""
        look = _look(self.folder / path)
        if look is None:
            return True
        if _is_lasting(path):
            return look[0] != size_of(pieces)
        is_news = self.state.files.get(path) != tuple(pieces)
        return is_news and (path == FILE or self.state.looks.get(path) == look)

    def _is_changed(self, path: str, look: Look, pieces: Sequence[CachePiece]) -> bool:
        """Whether a file of ours is another than the one at the address."""
        if _is_lasting(path):
            return look[0] != size_of(pieces)
        return self.state.files.get(path) != tuple(pieces) or self.state.looks.get(path) != look

    def _own(self) -> Iterator[tuple[str, Look]]:
        """The files of this machine that others can use, and how they look."""
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if is_shared(name) and not path.is_symlink() and path.is_file() and (look := _look(path)):
                yield name, look

    @contextmanager
    def _reading(self, path: str) -> Iterator[IO[bytes]]:
        """A file of ours; of the database a copy, which another build at work does not change."""
        if path != FILE:
            with (self.folder / path).open("rb") as file:
                yield file
            return
        copy = self._fresh(path)
        try:
            with closing(sqlite3.connect(self.folder / path)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
            with copy.open("rb") as file:
                yield file
        finally:
            copy.unlink(missing_ok=True)

    def _fetch(self, wanted: Files) -> tuple[int, set[str], frozenset[bytes]]:
        """Fetch files; return how many bytes came, the files that came whole, and the objects that did not come."""
        came, lacks = 0, {path: size_of(pieces) for path, pieces in wanted.items()}
        for path in wanted:
            self._fresh(path).parent.mkdir(parents=True, exist_ok=True)
            self._fresh(path).write_bytes(b"")
        holders = _holders(wanted)
        names, lost = iter(holders), set(holders)
        while some := list(islice(names, AT_ONCE)):
            for name, body in self._objects(some):
                came += len(body)
                lost.discard(name)
                for path, place, piece in holders[name]:
                    with self._fresh(path).open("r+b") as file:
                        file.seek(place)
                        lacks[path] -= file.write(body[piece.start : piece.start + piece.size])
        whole = {path for path, lack in lacks.items() if self._settle(path, is_whole=lack == 0)}
        return came, whole, frozenset(lost)

    def _objects(self, names: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """Those objects that are there, and are what they are called."""
        count, places = len(names), [self._place(name) for name in names]
        found = self.fs.cat_ranges(places, [0] * count, [PACK + 1] * count, on_error="return")
        for name, body in zip(names, found, strict=True):
            if isinstance(body, bytes) and hashlib.sha256(body).digest() == name:
                yield name, body

    def _settle(self, path: str, is_whole: bool) -> bool:
        """Put a file that was fetched in its place, where it is what its name says; return whether it was."""
        fresh, blob = self._fresh(path), _BLOB.fullmatch(path)
        if is_whole and blob:
            with fresh.open("rb") as file:
                is_whole = hashlib.file_digest(file, "sha256").hexdigest() == blob[1]
        if is_whole and path == FILE and (self.folder / path).is_file():
            with closing(Database(self.folder)) as rows:
                rows.merge(fresh)
        elif is_whole:
            fresh.replace(self.folder / path)
        fresh.unlink(missing_ok=True)
        return is_whole

    def _fresh(self, path: str) -> Path:
        """Where a file lies until it is whole."""
        place = self.folder / path
        return place.with_name(f"{place.name}.{os.getpid()}.new")

    def _place(self, name: bytes) -> str:
        return f"{self.root}/{OBJECTS}/{name.hex()}"


def is_shared(path: str) -> bool:
    """Whether a file of a cache, by its path, is one that machines share; others' indexes name no other."""
    return _SHARED.fullmatch(path) is not None and not path.endswith(_PASSING)


def _is_lasting(path: str) -> bool:
    """Whether a name says all that a file's bytes depend on."""
    return path.startswith("blobs/") and not path.endswith(".made")


def _is_cut(path: str, size: int) -> bool:
    return path == FILE or size >= PIECE


def _without(files: Files, lost: frozenset[bytes]) -> Files:
    """The files of which nothing is lost."""
    return {path: pieces for path, pieces in files.items() if not any(piece.object in lost for piece in pieces)}


def _holders(wanted: Files) -> dict[bytes, list[tuple[str, int, CachePiece]]]:
    """By object, the pieces of files that lie in it, and their place in the file."""
    found: dict[bytes, list[tuple[str, int, CachePiece]]] = {}
    for path, pieces in wanted.items():
        place = 0
        for piece in pieces:
            found.setdefault(piece.object, []).append((path, place, piece))
            place += piece.size
    return found


def _look(path: Path) -> Look | None:
    with suppress(OSError):
        found = path.lstat()
        return found.st_size, found.st_mtime_ns
    return None


def _seal(body: bytes) -> bytes:
    return hmac.digest(os.environ.get(KEY, "").encode(), body, "sha256")


def _opened(address: str) -> tuple[Any, str]:
    """The file system of an address, and the folder in it. Raises UsageError."""
    try:
        from fsspec.core import url_to_fs  # an extra: who shares no cache does without

        fs, root = url_to_fs(address, **_OPTIONS.get(address.partition(":")[0], {}))
    except (ImportError, ValueError) as error:
        raise UsageError(_NOT_OPENED.format(address=address, error=error)) from error
    return fs, root.rstrip("/")
