"""The whole of the knowledge base as one SQLite file, which sqlite3 and Datasette open; its bytes follow from its rows.

SQLite's own tokenizers fold no Greek, so the words of each text stand a second time, as keys: without accents, and in
Latin letters (https://sqlite.org/fts5.html#tokenizers).
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache, partial
from uuid import UUID

from plugins.channels.opendata import OpenDataSettings, fulltext
from plugins.channels.opendata.records import DataRecord
from plugins.channels.opendata.sqlite import database
from plugins.channels.resources import Resources
from plugins.channels.shared.tables.values import DataTable
from plugins.i18n.greek import fold, typewritten
from plugins.text.speech import spoken

APPLICATION = 0x44494156  # "DIAV"
VERSION = 1  # of the tables below: a column more is no new version, a column less is
_WORD = re.compile(r"\w+")

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
    """CREATE TABLE line (
  entry INTEGER NOT NULL REFERENCES entry (id),
  line INTEGER NOT NULL,
  role TEXT NOT NULL,
  "column" TEXT NOT NULL,
  label TEXT NOT NULL,
  text TEXT,
  amount TEXT,
  currency TEXT NOT NULL,
  year INTEGER,
  state TEXT NOT NULL,
  PRIMARY KEY (entry, line, "column")
) WITHOUT ROWID""",
)
INDEXES = (
    "CREATE INDEX entry_key ON entry (key, lang)",
    "CREATE INDEX entry_kind ON entry (kind, lang, date)",
    "CREATE INDEX label_key ON label (sort, key)",
)


def as_database(resources: Resources, rows: tuple[DataRecord, ...], tables: tuple[tuple[str, DataTable], ...]) -> bytes:
    """The file, always filled in one order. `tables` are those of documents, by the guid of their text."""
    licence = resources.settings.of(OpenDataSettings).data_licence
    numbered = [(number_of(record.id), record) for record in sorted(rows, key=lambda record: number_of(record.id))]
    texts = [(number, record.title, record.summary, *_body_and_keys(resources, record)) for number, record in numbered]
    parts: dict[str, Iterable[tuple[object, ...]]] = {
        "entry": (_entry(text, record, licence) for text, (_, record) in zip(texts, numbered, strict=True)),
        "label": sorted((n, one.group, one.key, one.name) for n, record in numbered for one in record.labels),
        "author": ((n, place, name) for n, record in numbered for place, name in enumerate(record.authors)),
        "fact": ((n, name, _text(record.facts[name])) for n, record in numbered for name in sorted(record.facts)),
        "line": (
            cell for guid, table in sorted(tables, key=_number_of_first) for cell in _cells(number_of(guid), table)
        ),
    }

    def fill(connection: sqlite3.Connection) -> None:
        for statement in TABLES:
            connection.execute(statement)
        for table, found in parts.items():
            _insert(connection, table, found)
        for statement in INDEXES:
            connection.execute(statement)
        connection.execute(fulltext.TABLE)
        fulltext.fill(connection, texts, partial(_remembered, resources, "segments"))

    return database(APPLICATION, VERSION, fill)


def number_of(guid: str) -> int:
    """Return the number of a text: 52 bits of its permanent id, so that no other text changes it."""
    return UUID(guid).int >> 76


def _number_of_first(row: tuple[str, DataTable]) -> int:
    return number_of(row[0])


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


def _body_and_keys(resources: Resources, record: DataRecord) -> tuple[str, str]:
    """The paragraphs of a text, and the keys of all its words."""
    words = (record.title, record.summary, *(label.name for label in record.labels))
    key = hashlib.sha256("\0".join((record.body.sha256, *words)).encode()).digest()

    def make() -> bytes:
        body = "\n\n".join(spoken(resources.segments[record.body.sha256]))
        return f"{body}\0{keys_of(' '.join((*words, body)))}".encode()

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


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _cells(number: int, table: DataTable) -> Iterator[tuple[object, ...]]:
    """A row for each cell that is not empty: words or an exact number, as text, since SQLite has no decimals."""
    columns = sorted(enumerate(table.columns), key=lambda column: column[1].key)
    for line in table.lines:
        for place, column in columns:
            cell = line.cells[place]
            if cell is None:
                continue
            text, amount = (None, f"{cell:f}") if isinstance(cell, Decimal) else (str(cell), None)
            yield (
                *(number, line.number, line.role, column.key, column.label, text, amount),
                *(column.currency, column.year or None, column.state),
            )
