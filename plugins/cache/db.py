"""The cache's rows: values by key, in one SQLite file, each checked by a hash when it is read.

A row stands in a room (what sort of value it is) under a key that names all that it was made of, its code too. What a
build writes counts from the moment that it is sealed; what one left behind that was killed counts never. Nothing is
made good: a file that is lost, damaged, of another schema or locked for long holds no rows, and the build has more to
do. Every process opens the file itself (https://www.sqlite.org/howtocorrupt.html#_carrying_an_open_database_connection_across_a_fork_).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

FILE = "db"
BUFFER = 4_000_000  # bytes that a part of a build gathers before it writes
PATIENCE = 2.0  # seconds in which another process should have written
_PAGE = 8192  # bytes; rows are of some kilobytes (https://www.sqlite.org/intern-v-extern-blob.html)
_PRAGMAS = (f"page_size = {_PAGE}", "synchronous = OFF", "trusted_schema = OFF", "cell_size_check = ON")
_TABLES = (
    "CREATE TABLE builds (build INTEGER PRIMARY KEY)",
    "CREATE TABLE rows (room TEXT, key BLOB, seal BLOB, build INTEGER, value BLOB)",
    "CREATE UNIQUE INDEX places ON rows (room, key)",
)
_ELSEWHERE = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
)

Alive = Mapping[str, Collection[bytes]]  # the keys of rows that are needed still, by room


class Database:
    """The rows in a cache folder. `clean`: none of other builds."""

    def __init__(self, folder: Path, clean: bool = False):
        self.path, self.clean = folder / FILE, clean
        self.build = int.from_bytes(os.urandom(7), "big")
        self.fresh: dict[tuple[str, bytes], bytes] = {}  # put by this process and not written yet
        self._size = 0  # bytes of these
        self._given: dict[tuple[str, bytes], bytes] = {}  # those that another part is to write
        self._is_part = False
        self._sealed: frozenset[int] = frozenset()
        self._connection: sqlite3.Connection | None = None
        self._owner = 0
        self._inherited: list[sqlite3.Connection] = []  # kept, for to close one would end locks of who opened it
        self._is_lost = False

    def get(self, room: str, key: bytes) -> bytes | None:
        """Return a value, or None if there is none, or not the one that was put there."""
        for values in (self.fresh, self._given):
            if (room, key) in values:
                return values[room, key]
        found = self._asked("SELECT seal, build, value FROM rows WHERE room = ? AND key = ?", (room, key))
        return next((value for seal, build, value in found if self._counts(room, key, seal, build, value)), None)

    def all(self, room: str) -> dict[bytes, bytes]:
        """Return all values of a room by key: of many rows that takes a third of the time of asking for each."""
        found = self._asked("SELECT key, seal, build, value FROM rows WHERE room = ?", (room,))
        rows = {key: value for key, seal, build, value in found if self._counts(room, key, seal, build, value)}
        return rows | {key: value for (other, key), value in self.fresh.items() if other == room}

    def put(self, room: str, key: bytes, value: bytes) -> None:
        """Keep a value, which `written` or `seal` writes."""
        self.fresh[room, key] = value
        self._size += len(value)
        if self._is_part and self._size > BUFFER:
            self._flush()

    @contextmanager
    def written(self, alive: Alive = MappingProxyType({})) -> Iterator[None]:
        """Write at the end what is put meanwhile, and that alone: for a part of a build in a process of its own.

        Of each of the rooms named all rows go but those that are alive by then, once they are most of it.
        """
        before, self.fresh = self.fresh, {}
        self._given, self._is_part = before, True
        try:
            yield
            self._flush(alive)
        finally:
            self.fresh, self._given, self._is_part = before, {}, False

    def seal(self, alive: Alive) -> None:
        """Write what is left, and have all that this build has put count for others; `alive` as in `written`."""
        with self._writing() as connection:
            self._write(connection)
            if connection:
                connection.execute("INSERT INTO builds VALUES (?)", (self.build,))
                if self._purge(connection, alive):
                    connection.execute("DELETE FROM rows WHERE build NOT IN (SELECT build FROM builds)")
                    connection.execute("DELETE FROM builds WHERE build NOT IN (SELECT build FROM rows)")

    def rows_since(self, builds: Collection[int]) -> Iterator[tuple[str, bytes, bytes]]:
        """Room, key and value of all that other builds than these have left."""
        for room, key, seal, build, value in self._asked("SELECT room, key, seal, build, value FROM rows", ()):
            if build not in builds and self._counts(room.decode(), key, seal, build, value):
                yield room.decode(), key, value

    def builds(self) -> frozenset[int]:
        """Return the builds whose rows count."""
        self._asked("SELECT 1", ())
        return self._sealed

    def merge(self, rows: Iterable[tuple[str, bytes, bytes]]) -> bool:
        """Add the rows of another machine that lack here, as those of a build of their own; return whether they are
        there."""
        with self._writing() as connection:
            if connection:
                sealed = ((room, key, _seal(room, key, value), self.build, value) for room, key, value in rows)
                connection.executemany("INSERT OR IGNORE INTO rows VALUES (?, ?, ?, ?, ?)", sealed)
                connection.execute("INSERT OR IGNORE INTO builds VALUES (?)", (self.build,))
        return not self._is_lost

    def _flush(self, alive: Alive = MappingProxyType({})) -> None:
        with self._writing() as connection:
            self._write(connection)
            self._purge(connection, alive)
        self.fresh, self._size = {}, 0

    def _write(self, connection: sqlite3.Connection | None) -> None:
        rows = [(room, key, _seal(room, key, value), self.build, value) for (room, key), value in self.fresh.items()]
        if connection and rows:
            connection.executemany("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?, ?)", rows)

    @staticmethod
    def _purge(connection: sqlite3.Connection | None, alive: Alive) -> int:
        """Drop what is not alive, where that is more than what is; return how many rows."""
        count = 0
        if connection is None:
            return count
        for room, keys in alive.items():
            own = set(keys)
            there = [key for (key,) in connection.execute("SELECT key FROM rows WHERE room = ?", (room,))]
            dead = [(room, key) for key in there if key not in own]
            if 2 * len(dead) > len(there):
                connection.executemany("DELETE FROM rows WHERE room = ? AND key = ?", dead)
                count += len(dead)
        return count

    def close(self) -> None:
        """Give the file back."""
        if self._connection and self._owner == os.getpid():
            self._connection.close()
        self._connection = None

    def _counts(self, room: str, key: bytes, seal: object, build: object, value: object) -> bool:
        is_told = build == self.build or (build in self._sealed and not self.clean)
        return is_told and isinstance(value, bytes) and seal == _seal(room, key, value)

    def _asked(self, question: str, words: tuple[object, ...]) -> list[Any]:
        connection = self._opened()
        if connection is None:
            return []
        try:
            return connection.execute(question, words).fetchall()
        except (sqlite3.Error, OverflowError) as error:
            self._give_up(error)
            return []

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection | None]:
        """A transaction; None where nothing can be written, which is no fault."""
        connection = self._begun()
        try:
            yield connection
            if connection:
                connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(error)

    def _begun(self) -> sqlite3.Connection | None:
        """Return the connection in a transaction; None where another process holds the file, or there is none."""
        connection = self._opened(makes=True)
        try:
            if connection:
                connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            self._give_up(error)
            return None
        return connection

    def _opened(self, makes: bool = False) -> sqlite3.Connection | None:
        """Return this process's own connection; None where there is no file, or nothing to be had of it."""
        if self._owner != os.getpid():
            self._inherited += [self._connection] if self._connection else []
            self._owner, self._connection = os.getpid(), None
        if self._connection or self._is_lost or not (makes or self.path.exists()):
            return self._connection
        try:
            self._connection = self._checked()
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)
        return self._connection

    def _checked(self) -> sqlite3.Connection:
        """Open the file; one that is not ours is replaced. Raises sqlite3.Error and OSError where that can't be.

        Under two names SQLite must not write one (https://www.sqlite.org/howtocorrupt.html#_multiple_links_to_the_same_file).
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.is_file() and self.path.stat().st_nlink > 1:  # a cache that was copied by links
            own = self.path.with_name(f"{FILE}.{os.getpid()}.new")
            shutil.copyfile(self.path, own)
            own.replace(self.path)
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            if _is_elsewhere(error) or not self.path.is_file():
                raise
            self._drop()
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        try:
            connection.text_factory = bytes  # a damaged text is no error
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            tables = _tables_of(connection)
            if not tables:  # made by whoever comes first
                connection.execute("BEGIN IMMEDIATE")
                for sql in _TABLES if not _tables_of(connection) else ():
                    connection.execute(sql)
                connection.execute("COMMIT")
            elif tables != [sql.encode() for sql in _TABLES]:
                raise sqlite3.DatabaseError("another schema")
            self._sealed = frozenset(build for (build,) in connection.execute("SELECT build FROM builds"))
        except BaseException:
            connection.close()
            raise
        return connection

    def _give_up(self, error: Exception) -> None:
        """Do without, from now on. A file that is damaged goes, so that the next build begins a new one."""
        self._is_lost = True
        with suppress(sqlite3.Error):
            self.close()
        if not _is_elsewhere(error):
            self._drop()

    def _drop(self) -> None:
        with suppress(OSError):
            self.path.unlink()
            self.path.with_name(f"{FILE}-journal").unlink(missing_ok=True)


def _seal(room: str, key: bytes, value: bytes) -> bytes:
    """Return a row's hash, which the value of another row has not."""
    return hashlib.sha256(b"%b\0%d\0%b%b" % (room.encode(), len(key), key, value)).digest()[:16]


def _tables_of(connection: sqlite3.Connection) -> list[bytes]:
    return [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master ORDER BY rowid")]


def _is_elsewhere(error: Exception) -> bool:
    """Whether a fault is not the file's: another process holds it, or the disk refuses."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _ELSEWHERE
