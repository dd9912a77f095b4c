"""The whole of the knowledge base as one SQLite file, which sqlite3 and Datasette open; its bytes follow from its rows.

SQLite's own tokenizers fold no Greek, so the words of each text stand a second time, as keys: without accents, and in
Latin letters (https://sqlite.org/fts5.html#tokenizers).
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from uuid import UUID

import msgspec

from plugins.channels.opendata import OpenDataSettings, fulltext
from plugins.channels.opendata.records import DataRecord
from plugins.channels.opendata.sqlite import database
from plugins.channels.resources import Resources
from plugins.channels.shared.tables.values import DataTable
from plugins.i18n.greek import fold, typewritten
from plugins.model.value import Value
from plugins.text.speech import spoken

APPLICATION = 0x44494156  # "DIAV"
VERSION = 1  # of the tables below: a column more is no new version, a column less is
_WORD = re.compile(r"\w+")

LINE = """CREATE TABLE line (
  entry INTEGER NOT NULL REFERENCES entry (id),
  line INTEGER NOT NULL,
  role TEXT NOT NULL,
  "column" TEXT NOT NULL,
  label TEXT NOT NULL,
  text TEXT,
  amount TEXT,
  currency TEXT NOT NULL,
  year INTEGER,
  state TEXT NOT NULL
)"""
TABLES = (
    """CREATE TABLE entry (
  id INTEGER PRIMARY KEY,
  guid TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL,
  lang TEXT NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  body TEXT NOT NULL,
  keys TEXT NOT NULL,
  url TEXT NOT NULL,
  date TEXT,
  updated TEXT,
  licence TEXT NOT NULL,
  demo INTEGER NOT NULL
)""",
    """CREATE TABLE label (
  entry INTEGER NOT NULL REFERENCES entry (id),
  sort TEXT NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (entry, sort, key)
) WITHOUT ROWID""",
    """CREATE TABLE author (
  entry INTEGER NOT NULL REFERENCES entry (id),
  place INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (entry, place)
) WITHOUT ROWID""",
    """CREATE TABLE fact (
  entry INTEGER NOT NULL REFERENCES entry (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (entry, name)
) WITHOUT ROWID""",
    LINE,
)
INDEXES = (
    "CREATE INDEX entry_key ON entry (key, lang)",
    "CREATE INDEX entry_kind ON entry (kind, lang, date)",
    "CREATE INDEX label_key ON label (sort, key)",
    'CREATE UNIQUE INDEX line_key ON line (entry, line, "column")',  # made of all rows: a fifth of what a key costs
)


class TextPart(Value, frozen=True):
    """Texts of neighbouring numbers, with the segment of the search index that is made of them."""

    rows: tuple[fulltext.TextRow, ...]
    segment: fulltext.IndexSegment


def as_database(resources: Resources, rows: tuple[DataRecord, ...], tables: tuple[tuple[str, DataTable], ...]) -> bytes:
    """The file, always filled in one order. `tables` are those of documents, by the guid of their text."""
    licence = resources.settings.of(OpenDataSettings).data_licence
    records = sorted(((number_of(record.id), record) for record in rows), key=_first)
    numbered = sorted(((number_of(guid), table) for guid, table in tables), key=_first)
    texts = list(_text_parts(resources, records))
    said = (row for part in texts for row in part.rows)
    filled: dict[str, Iterable[tuple[object, ...]]] = {
        "entry": (_entry(text, record, licence) for text, (_, record) in zip(said, records, strict=True)),
        "label": sorted((n, one.group, one.key, one.name) for n, record in records for one in record.labels),
        "author": ((n, place, name) for n, record in records for place, name in enumerate(record.authors)),
        "fact": ((n, *fact) for n, record in records for fact in _facts(record)),
    }
    parts = [_line_part(resources, number, table) for number, table in numbered]

    def fill(connection: sqlite3.Connection) -> None:
        for statement in TABLES:
            connection.execute(statement)
        for table, found in filled.items():
            connection.execute("BEGIN")
            _insert(connection, table, found)
            connection.execute("COMMIT")
        connection.execute("ATTACH ':memory:' AS part")
        for part in parts:
            connection.deserialize(part, name="part")
            connection.execute("INSERT INTO line SELECT * FROM part.line ORDER BY rowid")
        connection.execute("DETACH part")
        for statement in INDEXES:
            connection.execute(statement)
        connection.execute(fulltext.TABLE)
        fulltext.fill(connection, [part.segment for part in texts])

    return database(APPLICATION, VERSION, fill)


def number_of(guid: str) -> int:
    """Return the number of a text: 52 bits of its permanent id, so that no other text changes it."""
    return UUID(guid).int >> 76


def _first(row: tuple[int, object]) -> int:
    return row[0]


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    count = len(connection.execute(f"PRAGMA table_info ({table})").fetchall())
    places = ", ".join("?" * count)
    connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # noqa: S608 (names of our own)


def _entry(text: fulltext.TextRow, record: DataRecord, licence: str) -> tuple[object, ...]:
    number, title, summary, body, keys = text
    return (
        *(number, record.id, record.key, record.lang, record.kind, title, summary, body, keys),
        *(record.url, record.date or None, record.updated or None, licence, int(record.demo)),
    )


def _text_parts(resources: Resources, records: Sequence[tuple[int, DataRecord]]) -> Iterator[TextPart]:
    """The texts with the parts of the index, in the order of their numbers; what stands as it stood is not made."""
    keys = [_key_of(number, record) for number, record in records]
    for place in fulltext.parts_of([number for number, _ in records]):
        make = partial(_text_part, resources, records[place], keys[place])
        made = _remembered(resources, "segments", hashlib.sha256(b"".join(keys[place])).digest(), make)
        yield msgspec.msgpack.decode(made, type=TextPart)


def _text_part(resources: Resources, records: Sequence[tuple[int, DataRecord]], keys: Sequence[bytes]) -> bytes:
    rows = tuple(
        (number, record.title, record.summary, *_body_and_keys(resources, record, key))
        for (number, record), key in zip(records, keys, strict=True)
    )
    return msgspec.msgpack.encode(TextPart(rows, fulltext.segment_of(rows)))


def _words(record: DataRecord) -> tuple[str, ...]:
    """What is said of a text beside its body."""
    return record.title, record.summary, *(label.name for label in record.labels)


def _key_of(number: int, record: DataRecord) -> bytes:
    """What a text's row of the search is made of, as a hash."""
    return hashlib.sha256("\0".join((str(number), record.body.sha256, *_words(record))).encode()).digest()


def _body_and_keys(resources: Resources, record: DataRecord, key: bytes) -> tuple[str, str]:
    """The paragraphs of a text, and the keys of all its words."""

    def make() -> bytes:
        body = "\n\n".join(spoken(resources.segments[record.body.sha256]))
        return f"{body}\0{keys_of(' '.join((*_words(record), body)))}".encode()

    body, _, keys = _remembered(resources, "keys", key, make).decode().partition("\0")
    return body, keys


def _remembered(resources: Resources, room: str, key: bytes, make: Callable[[], bytes]) -> bytes:
    """What was made for a key, by this build or, by the same code, by one before it."""
    return resources.remembered(room, resources.code.encode() + key, make) if resources.code else make()


def keys_of(text: str) -> str:
    """Return the words of a text as they may be asked for: folded, and in Latin letters; each once, in order."""
    words = dict.fromkeys(_WORD.findall(text))
    folded = {_folded(word): word for word in words}
    return " ".join(sorted({*folded, *map(_in_latin, folded.values())}))


_folded = lru_cache(maxsize=100_000)(fold)  # texts share most of their words


@lru_cache(maxsize=100_000)
def _in_latin(word: str) -> str:
    return fold(typewritten(word).lower())


def _facts(record: DataRecord) -> Iterator[tuple[str, str]]:
    told = record.told()
    yield from ((name, _text(told[name])) for name in sorted(told))


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _line_part(resources: Resources, number: int, table: DataTable) -> bytes:
    """The lines of a table as a database of their own, of which SQLite copies them four times as fast as from us."""
    key = hashlib.sha256(msgspec.msgpack.encode((number, table))).digest()
    return _remembered(resources, "lines", key, partial(_lines_alone, number, table))


def _lines_alone(number: int, table: DataTable) -> bytes:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute(LINE)
        connection.execute("BEGIN")
        _insert(connection, "line", _cells(number, table))
        connection.execute("COMMIT")
        return connection.serialize()
    finally:
        connection.close()


def _cells(number: int, table: DataTable) -> Iterator[tuple[object, ...]]:
    """A row for each cell that is not empty: words or an exact number, as text, since SQLite has no decimals."""
    columns = sorted(
        (column.key, place, column.label, column.currency, column.year or None, column.state)
        for place, column in enumerate(table.columns)
    )
    for line in table.lines:
        for key, place, label, currency, year, state in columns:
            cell = line.cells[place]
            if isinstance(cell, Decimal):
                yield number, line.number, line.role, key, label, None, f"{cell:f}", currency, year, state
            elif cell is not None:
                yield number, line.number, line.role, key, label, str(cell), None, currency, year, state
