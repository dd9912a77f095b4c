"""A database's bytes follow from its rows: not from the order in which they came, nor from what was there before."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable

import pytest

from plugins.channels.opendata.sqlite import PAGE, VERSION, database

# Rows of all sizes: some within a page, some that go on over others.
ROWS = [(number, "λέξη " * random.Random(number).choice((1, 40, 400, 4000)), number * 7 % 13) for number in range(200)]


def filled(order: int, with_others: bool = False) -> Callable[[sqlite3.Connection], None]:
    def fill(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, body TEXT, n INTEGER)")
        connection.execute("CREATE INDEX entry_n ON entry (n, body)")
        connection.execute("CREATE TABLE word (text TEXT, n INTEGER, PRIMARY KEY (text, n)) WITHOUT ROWID")
        connection.execute('CREATE VIRTUAL TABLE words USING fts5(body, content="entry", content_rowid="id")')
        if with_others:
            connection.executemany("INSERT INTO entry VALUES (?, ?, 1)", [(9000 + n, "x" * 5000) for n in range(50)])
            connection.execute("DELETE FROM entry WHERE id >= 9000")
        rows = list(ROWS)
        random.Random(order).shuffle(rows)
        connection.executemany("INSERT INTO entry VALUES (?, ?, ?)", rows)
        connection.executemany("INSERT INTO word VALUES (?, ?)", [(text[:3000], number) for number, text, _ in rows])
        connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")

    return fill


@pytest.fixture(scope="module")
def first() -> bytes:
    return database(1, 2, filled(0))


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("with_others", [False, True])
def test_same_rows_same_bytes(first: bytes, order: int, with_others: bool) -> None:
    """Rows that came in another order or after others that went."""
    assert database(1, 2, filled(order, with_others)) == first


def test_it_is_sound(first: bytes) -> None:
    """SQLite finds nothing wrong, every row and word is there, and the header says what was asked."""
    connection = sqlite3.connect(":memory:")
    connection.deserialize(first)

    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("SELECT * FROM entry ORDER BY id").fetchall() == ROWS
    assert connection.execute("SELECT count(*) FROM words WHERE words MATCH 'λέξη'").fetchall() == [(len(ROWS),)]
    assert connection.execute("INSERT INTO words (words) VALUES ('integrity-check')").fetchall() == []
    assert (connection.execute("PRAGMA application_id").fetchone(), len(first) % PAGE) == ((1,), 0)
    assert int.from_bytes(first[96:100], "big") == VERSION


def test_another_row_is_another_file(first: bytes) -> None:
    def fill(connection: sqlite3.Connection) -> None:
        filled(0)(connection)
        connection.execute("UPDATE entry SET n = n + 1 WHERE id = 7")

    assert database(1, 2, fill) != first
