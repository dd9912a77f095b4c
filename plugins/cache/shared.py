"""A cache that machines share: what others have made is taken over before a build, and what was made here is given.

At the address lie objects (cache/objects.py), and `index`, which says of which of them the files of a cache are made.
Rows of the database travel as files of rows, each with what a build has added. Nothing there is believed: objects are
held against their hash, the index against DIAVLOS_CACHE_KEY where the environment has one. Whatever lacks is made
again, and no build fails for it.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO

import msgspec

from plugins.cache import sealed
from plugins.cache.db import Database
from plugins.cache.objects import ObjectStore, fresh
from plugins.cache.packs import FEW, LARGEST, PIECE, CachePiece, Files, packed, size_of, thin
from plugins.cache.parsed import FILES

INDEX, STATE, ROWS = "index", ".shared", "rows/"
KEY = "DIAVLOS_CACHE_KEY"
PACKED_ROWS = 16 << 20  # bytes of a file of rows
OWN_ROOMS = (FILES, "inputs", "reads")  # of the database: they tell of this machine's content and output
_SEAL = 32  # bytes before an index
_WORD = r"[A-Za-z0-9_][\w.+-]*"
_SHARED = re.compile(rf"catalogues|blobs/(?:{_WORD}/)?{_WORD}|media/(?:\w+/)?index|rows/[0-9a-f]{{64}}", re.ASCII)
_PASSING = (".lock", ".new")  # endings of what means something to one machine alone
_NAMED = re.compile("(?:blobs|rows)/([0-9a-f]{64})")

Look = tuple[int, int]  # of a file: its size, and its time in ns
Row = tuple[str, bytes, bytes]  # room, key, value
_rows = msgspec.msgpack.Decoder(list[Row])


class SharedState(msgspec.Struct, array_like=True):
    """What this machine knows to lie at an address, how its own files looked then, which objects lack there, and which
    builds' rows others have."""

    address: str
    files: Files = {}
    looks: dict[str, Look] = {}
    lost: frozenset[bytes] = frozenset()
    builds: frozenset[int] = frozenset()


class SharedCache:
    """The cache at an address, beside the one in a folder. What its file system raises, all of it raises."""

    def __init__(self, folder: Path, address: str):
        self.folder, self.address, self.store = folder, address, ObjectStore(address)
        found = sealed.load(folder / STATE, SharedState)
        self.state = found if found and found.address == address else SharedState(address)

    def pull(self) -> int:
        """Take over what this machine lacks; return how many bytes came."""
        return self._take(self._index())

    def take(self, name: bytes) -> int:
        """Take over what another has given under this name; return how many bytes came."""
        return self._take({**self.state.files, **_sound(self.store.get_list(name))})

    def give(self) -> bytes:
        """Give what is new here, and return the name under which another can take it; the index stays."""
        _went, files, own = self._given(self.state.files)
        self._remember(SharedState(self.address, self.state.files | files, own, builds=self._builds()))
        return self.store.put_list(files)

    def push(self) -> int:
        """Give what is new here, and write the index; return how many bytes went."""
        theirs = self._index()
        lost = {path for path, pieces in theirs.items() if any(piece.object in self.state.lost for piece in pieces)}
        there = {path: pieces for path, pieces in theirs.items() if path not in lost}
        went, given, own = self._given(there)
        before = self.state.files
        kept = {path: pieces for path, pieces in there.items() if path in own or path not in before or _is_rows(path)}
        files = self._with_few_rows(kept | given)
        if files == theirs:
            return 0
        body = msgspec.msgpack.encode(files)
        self.store.write(INDEX, _seal(body) + body)
        self._remember(SharedState(self.address, files, own, builds=self._builds()))
        return went + len(body)

    def _index(self) -> Files:
        """What lies at the address; nothing where there is no index, or one that nobody with our key has written."""
        found = self.store.read(INDEX) or b""
        seal, body = found[:_SEAL], found[_SEAL:]
        if hmac.compare_digest(seal, _seal(body)):
            with suppress(msgspec.MsgspecError):
                return _sound(msgspec.msgpack.decode(body, type=Files))
        return {}

    def _take(self, files: Files) -> int:
        wanted = {path: pieces for path, pieces in files.items() if self._lacks(path, pieces)}
        came, arrived, lost = self.store.fetch(wanted, self.folder)
        with closing(Database(self.folder)) as rows:
            whole = {path for path in wanted if self._settle(path, path in arrived, rows)}
        there = {path: pieces for path, pieces in files.items() if path not in wanted or path in whole}
        looks = {path: look for path in whole if (look := _look(self.folder / path))}
        builds = self.state.builds | {rows.build}
        self._remember(SharedState(self.address, there, self.state.looks | looks, self.state.lost | lost, builds))
        return came

    def _given(self, there: Files) -> tuple[int, Files, dict[str, Look]]:
        """Give what is not there; return how many bytes went, these files, and how all of ours look."""
        own = dict(self._own())
        new = [path for path in own if path not in there or self._is_changed(path, own[path], there[path])]
        known = {piece.object for pieces in there.values() for piece in pieces}
        todo = [*new, *thin(there, set(own) - set(new))]
        went, files = self.store.put(packed(todo, self._reading, _is_large), known)
        more, rows = self._put_rows(self.state.builds)
        return went + more, files | rows, own

    def _put_rows(self, builds: Iterable[int]) -> tuple[int, Files]:
        """Give the rows that other builds than these have left."""
        with closing(Database(self.folder)) as db:
            found = [row for row in db.rows_since(frozenset(builds)) if row[0] not in OWN_ROOMS]
        bodies = {_name_of(body): body for body in _bodies(found)}
        return self.store.put(packed(bodies, lambda path: io.BytesIO(bodies[path]), _is_large))

    def _with_few_rows(self, files: Files) -> Files:
        """The files; where files of rows have become many, with all rows in a few."""
        if sum(map(_is_rows, files)) <= FEW:
            return files
        _went, rows = self._put_rows(())
        known = self.state.files.keys()
        return {path: pieces for path, pieces in files.items() if not _is_rows(path) or path not in known} | rows

    def _builds(self) -> frozenset[int]:
        with closing(Database(self.folder)) as db:
            return db.builds()

    def _remember(self, state: SharedState) -> None:
        self.state = state
        sealed.save_if_possible(self.folder / STATE, state)

    def _lacks(self, path: str, pieces: Sequence[CachePiece]) -> bool:
        """Whether a file is to be fetched: there is none, or others have changed it and nobody here."""
        is_news = self.state.files.get(path) != tuple(pieces)
        look = _look(self.folder / path)
        if _is_rows(path) or look is None:
            return is_news or not _is_rows(path)
        if _is_lasting(path):
            return look[0] != size_of(pieces)
        return is_news and self.state.looks.get(path) == look

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
        with (self.folder / path).open("rb") as file:
            yield file

    def _settle(self, path: str, is_whole: bool, rows: Database) -> bool:
        """Put a file that was fetched in its place, where it is what its name says; return whether it was."""
        made, named = fresh(self.folder / path), _NAMED.fullmatch(path)
        if is_whole and named:
            with made.open("rb") as file:
                is_whole = hashlib.file_digest(file, "sha256").hexdigest() == named[1]
        if is_whole and _is_rows(path):
            is_whole = _merged(made.read_bytes(), rows)
        elif is_whole:
            made.replace(self.folder / path)
        made.unlink(missing_ok=True)
        return is_whole


def is_shared(path: str) -> bool:
    """Whether a file of a cache, by its path, is one that machines share; others' indexes name no other."""
    return _SHARED.fullmatch(path) is not None and not path.endswith(_PASSING)


def _is_rows(path: str) -> bool:
    return path.startswith(ROWS)


def _is_lasting(path: str) -> bool:
    """Whether a name says all that a file's bytes depend on."""
    return path.startswith("blobs/") and not path.endswith(".made")


def _is_large(_path: str, size: int) -> bool:
    return size >= PIECE


def _sound(files: Files) -> Files:
    """Those files that have a place in a cache, and no more bytes than any has."""
    return {path: pieces for path, pieces in files.items() if is_shared(path) and size_of(pieces) <= LARGEST}


def _name_of(body: bytes) -> str:
    return f"{ROWS}{hashlib.sha256(body).hexdigest()}"


def _bodies(rows: Iterable[Row]) -> Iterator[bytes]:
    """Rows as files, of some MB each."""
    part: list[Row] = []
    size = 0
    for row in rows:
        part.append(row)
        size += len(row[2])
        if size > PACKED_ROWS:
            yield msgspec.msgpack.encode(part)
            part, size = [], 0
    if part:
        yield msgspec.msgpack.encode(part)


def _merged(body: bytes, db: Database) -> bool:
    """Add rows to the database; return whether they are there."""
    try:
        rows = _rows.decode(body)
    except msgspec.MsgspecError:
        return False
    return db.merge(row for row in rows if row[0] not in OWN_ROOMS)


def _look(path: Path) -> Look | None:
    with suppress(OSError):
        found = path.lstat()
        return found.st_size, found.st_mtime_ns
    return None


def _seal(body: bytes) -> bytes:
    return hmac.digest(os.environ.get(KEY, "").encode(), body, "sha256")
