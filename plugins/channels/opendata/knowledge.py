"""The whole of the knowledge base as one SQLite file, which sqlite3 and Datasette open; its bytes follow from its rows.

SQLite's own tokenizers fold no Greek, so the words of each text stand a second time, as keys: without accents, and in
Latin letters (https://sqlite.org/fts5.html#tokenizers).
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

from plugins.channels.opendata import OpenDataSettings
from plugins.channels.opendata.records import DataRecord
from plugins.channels.opendata.sqlite import database
from plugins.channels.resources import Resources
from plugins.channels.shared.tables.values import DataTable
from plugins.i18n.greek import fold, typewritten
from plugins.text.speech import spoken

APPLICATION = 0x44494156  # "DIAV"
VERSION = 1  # of the tables below: a column more is no new version, a column less is
_WORD = re.compile(r"\w+")

# Datasette finds the search only where the name of the content is in double quotes or brackets.
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
    "CREATE INDEX entry_key ON entry (key, lang)",
    "CREATE INDEX entry_kind ON entry (kind, lang, date)",
    """CREATE TABLE label (
  entry INTEGER NOT NULL REFERENCES entry (id),
  sort TEXT NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (entry, sort, key)
) WITHOUT ROWID""",
    "CREATE INDEX label_key ON label (sort, key)",
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
    """CREATE VIRTUAL TABLE entry_fts USING fts5 (
  title, summary, body, keys, content="entry", content_rowid="id", tokenize="unicode61"
)""",
)


def as_database(resources: Resources, rows: tuple[DataRecord, ...], tables: tuple[tuple[str, DataTable], ...]) -> bytes:
    """The file. `tables` are those of documents, by the guid of their text."""
    licence = resources.settings.of(OpenDataSettings).data_licence

    def fill(connection: sqlite3.Connection) -> None:
        for statement in TABLES:
            connection.execute(statement)
        for record in sorted(rows, key=lambda record: number_of(record.id)):
            _insert(connection, "entry", [_entry(record, resources, licence)])
            number = number_of(record.id)
            _insert(connection, "label", [(number, one.group, one.key, one.name) for one in record.labels])
            _insert(connection, "author", [(number, place, name) for place, name in enumerate(record.authors)])
            _insert(connection, "fact", [(number, name, _text(value)) for name, value in record.facts.items()])
        for guid, table in tables:
            _insert(connection, "line", _cells(number_of(guid), table))
        connection.execute("INSERT INTO entry_fts (entry_fts) VALUES ('rebuild')")
        connection.execute("INSERT INTO entry_fts (entry_fts) VALUES ('optimize')")

    return database(APPLICATION, VERSION, fill)


def number_of(guid: str) -> int:
    """Return the number of a text: 52 bits of its permanent id, so that no other text changes it."""
    return UUID(guid).int >> 76


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    for row in rows:
        places = ", ".join("?" * len(row))
        connection.execute(f"INSERT INTO {table} VALUES ({places})", row)  # noqa: S608 (names of our own)


def _entry(record: DataRecord, resources: Resources, licence: str) -> tuple[object, ...]:
    body = "\n\n".join(spoken(resources.segments[record.body.sha256]))
    words = " ".join((record.title, record.summary, body, *(label.name for label in record.labels)))
    return (
        number_of(record.id),
        *(record.id, record.key, record.lang, record.kind, record.title, record.summary, body, _keys(words, resources)),
        *(record.url, record.date or None, record.updated or None, licence, int(record.demo)),
    )


def _keys(text: str, resources: Resources) -> str:
    """The keys of a text, found by this build or, by the same code, by one before it."""
    if not resources.code:
        return keys_of(text)
    key = hashlib.sha256(f"{resources.code}\0{text}".encode()).digest()
    return resources.remembered("keys", key, lambda: keys_of(text).encode()).decode()


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
    for line in table.lines:
        for column, cell in zip(table.columns, line.cells, strict=True):
            if cell is None:
                continue
            text, amount = (None, f"{cell:f}") if isinstance(cell, Decimal) else (str(cell), None)
            yield (
                *(number, line.number, line.role, column.key, column.label, text, amount),
                *(column.currency, column.year or None, column.state),
            )
