"""A database's bytes follow from its rows: not from the order in which they came, nor from what was kept of others."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from plugins.channels.opendata import OpenDataSettings, fulltext
from plugins.channels.opendata.knowledge import as_database
from plugins.channels.opendata.records import DataRecord, Label
from plugins.channels.opendata.sqlite import PAGE, VERSION, database
from plugins.channels.shared.tables.values import Column, DataTable, Line

WORDS = ("λιμάνι", "Ένωση", "ἀρχή", "harbour", "καφές", "ΒΑΡΚΑ", "μέλη", "ψηφοφορία")
SEGMENTS = {
    f"body{number}": (f"<p>{' '.join(random.Random(number).choices(WORDS, k=number * 9))}</p>",)
    for number in range(150)
}


class Resources(SimpleNamespace):
    """What `as_database` asks for, with what builds have kept."""

    def remembered(self, room: str, key: bytes, make: Callable[[], bytes]) -> bytes:
        if (room, key) not in self.kept:
            self.kept[room, key] = make()
        found: bytes = self.kept[room, key]
        return found


def resources(kept: dict[Any, bytes] | None = None) -> Any:
    settings = SimpleNamespace(of=lambda group: OpenDataSettings())
    return Resources(settings=settings, segments=SEGMENTS, code="code", kept={} if kept is None else kept)


def record(number: int, title: str = "") -> DataRecord:
    chosen = random.Random(number)
    labels = tuple(Label("tags", key, key.title()) for key in chosen.sample(WORDS, 3))
    return DataRecord(
        id=str(UUID(int=chosen.getrandbits(128))),
        key=f"news/{number}",
        lang="el",
        kind="news",
        title=title or f"{chosen.choice(WORDS)} {number}",
        summary="λέξη " * chosen.choice((1, 40, 400)),
        url=f"https://example.org/{number}/",
        date="2026-01-02T00:00:00+02:00",
        updated="",
        authors=("Β", "Α"),
        labels=labels,
        facts={"place": "Πάτρα", "skills": ["a", "b"]},
        translations=(),
        body=SimpleNamespace(sha256=f"body{number}"),  # type: ignore[arg-type]  # no more of a body is asked for
        demo=False,
    )


TABLE = DataTable(
    "payments",
    (Column("date", "date", "date"), Column("amount_eur", "amount eur", "amount", "EUR"), Column("b", "b", "text")),
    tuple(Line(number, (date(2026, 1, 1), Decimal(number) / 4, f"γραμμή {number}")) for number in range(2, 60)),
)
ROWS = tuple(map(record, range(150)))
TABLES = tuple((one.id, TABLE) for one in ROWS[:9])


@pytest.fixture(scope="module")
def first() -> bytes:
    """The database as a build makes it with nothing kept."""
    return as_database(resources(), ROWS, TABLES)


@pytest.mark.parametrize("order", [1, 2])
def test_same_rows_same_bytes(first: bytes, order: int) -> None:
    """Rows and tables that came in another order."""
    rows, tables = list(ROWS), list(TABLES)
    random.Random(order).shuffle(rows)
    random.Random(order).shuffle(tables)
    assert as_database(resources(), tuple(rows), tuple(tables)) == first


@pytest.mark.parametrize(
    "before",
    [
        (record(7, "Άλλος τίτλος"), *ROWS[:7], *ROWS[8:]),
        ROWS[:100],
        (*ROWS, *map(record, range(149, 140, -1)))[:150],
        (),
    ],
    ids=["another-title", "fewer", "the-same", "none"],
)
def test_what_was_kept_of_other_rows_changes_nothing(first: bytes, before: tuple[DataRecord, ...]) -> None:
    """Whatever an earlier build had; and what it kept of the same texts is not made again."""
    kept: dict[Any, bytes] = {}
    as_database(resources(kept), before, ())
    assert as_database(resources(kept), ROWS, TABLES) == first


def test_an_edit_makes_its_own_segment_alone(first: bytes) -> None:
    """The keys of one text, and one segment of the index; the whole is another file."""
    kept: dict[Any, bytes] = {}
    as_database(resources(kept), ROWS, TABLES)
    before = set(kept)
    other = as_database(resources(kept), (record(7, "Άλλος τίτλος"), *ROWS[:7], *ROWS[8:]), TABLES)

    assert sorted(room for room, _ in set(kept) - before) == ["keys", "segments"]
    assert sum(room == "segments" for room, _ in before) > 2
    assert other != first


def opened(data: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(data)
    return connection


def test_it_is_sound(first: bytes) -> None:
    """SQLite finds nothing wrong, every row is there, and the header says what was asked."""
    connection = opened(first)
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert connection.execute("INSERT INTO entry_fts (entry_fts) VALUES ('integrity-check')").fetchall() == []
    counts = [connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("entry", "label", "line")]
    assert counts == [150, 450, 9 * 58 * 3]
    assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert (connection.execute("PRAGMA application_id").fetchone(), len(first) % PAGE) == ((0x44494156,), 0)
    assert int.from_bytes(first[96:100], "big") == VERSION


def test_the_index_answers_as_one_that_sqlite_builds(first: bytes) -> None:
    """The same texts with the same ranks, for every word and for the beginnings of words."""
    ours, theirs = opened(first), opened(first)
    theirs.execute("INSERT INTO entry_fts (entry_fts) VALUES ('rebuild')")
    for word in (*WORDS, "λεξη", "limani", "har*", "λιμ*", "γραμμή"):
        query = "SELECT rowid, bm25(entry_fts) FROM entry_fts WHERE entry_fts MATCH ? ORDER BY rowid"
        asked = word if word.endswith("*") else f'"{word}"'
        assert ours.execute(query, (asked,)).fetchall() == theirs.execute(query, (asked,)).fetchall()


def test_the_index_can_be_written_to(first: bytes) -> None:
    """By whoever takes the file over: texts come and go, and it is sound."""
    connection = opened(first)
    number, title, summary, body, keys = connection.execute(
        "SELECT id, title, summary, body, keys FROM entry LIMIT 1"
    ).fetchone()
    old = "INSERT INTO entry_fts (entry_fts, rowid, title, summary, body, keys) VALUES ('delete', ?, ?, ?, ?, ?)"
    connection.execute(old, (number, title, summary, body, keys))
    connection.execute("DELETE FROM entry WHERE id = ?", (number,))
    connection.execute("INSERT INTO entry_fts (entry_fts) VALUES ('optimize')")
    assert connection.execute("INSERT INTO entry_fts (entry_fts) VALUES ('integrity-check')").fetchall() == []


def test_a_site_without_texts_has_an_index() -> None:
    connection = opened(as_database(resources(), (), ()))
    assert connection.execute("INSERT INTO entry_fts (entry_fts) VALUES ('integrity-check')").fetchall() == []
    assert connection.execute("SELECT * FROM entry_fts WHERE entry_fts MATCH 'α'").fetchall() == []


def test_bytes_that_no_row_owns_are_nought() -> None:
    """Whatever SQLite left there: rows that went, pages that were parted."""

    def fill(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE one (id INTEGER PRIMARY KEY, text TEXT)")
        connection.executemany("INSERT INTO one VALUES (?, ?)", [(n, "leftover" * (n % 90)) for n in range(400)])
        connection.execute("UPDATE one SET text = 'x' WHERE text > ''")

    assert b"leftover" not in database(1, 2, fill)


def test_numbers_are_written_as_sqlite_does() -> None:
    numbers = [0, 1, 127, 128, 300, 16_383, 16_384, 2**40]
    assert list(fulltext._numbers(fulltext._varints(numbers))) == numbers
