"""The files of the open data: which there are."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.opendata import packages
from plugins.channels.opendata.api import SCHEMA, as_csv, as_index, as_list, as_record, as_schema
from plugins.channels.opendata.knowledge import as_database
from plugins.channels.opendata.records import Record, records
from plugins.channels.shared.tables.files import tables_of
from plugins.channels.shared.view import View
from plugins.model.artifact import Artifact

NAME = "knowledge"  # of the database's file


def artifacts(view: View) -> Iterator[Artifact]:
    """The records of this language; with the first one what is made of all languages."""
    if view.makes("data.table"):
        yield from packages.artifacts(view)
    if view.makes("data.api"):
        yield from _of_language(view)
        if view.is_first:
            yield from _of_all(view)
    if view.is_first and view.makes("data.database"):
        yield _database(view)


def _of_language(view: View) -> Iterator[Artifact]:
    by_guid = view.once(records)
    sources = {entry.guid: entry.source for entry in view.edition.listed}
    for guid, record in by_guid.items():
        yield Artifact(_path(view, record), as_record, (record,), "opendata", view.lang, (sources[guid],))
    for kind, rows in by_kind(view).items():
        listed = tuple((record, _path(view, record)) for record in rows)
        yield Artifact(_list(view, kind, "json"), as_list, (view.lang, kind, listed), "opendata", view.lang)
        yield Artifact(_list(view, kind, "csv"), as_csv, (rows,), "opendata", view.lang)


def by_kind(view: View) -> dict[str, tuple[Record, ...]]:
    """Return the records of an edition by kind, the newest first as everywhere."""
    found: dict[str, list[Record]] = {}
    for record in view.once(records).values():
        found.setdefault(record.kind, []).append(record)
    return {kind: tuple(found[kind]) for kind in sorted(found)}


def _of_all(view: View) -> Iterator[Artifact]:
    counts = tuple(
        (other.lang, kind, len(rows), _list(other, kind, "json"), _list(other, kind, "csv"))
        for other in view.views.values()
        for kind, rows in by_kind(other).items()
    )
    schema = view.address("data.api", name=SCHEMA)
    more = {"schema": schema}
    if view.makes("data.database"):
        more["database"] = view.address("data.database", name=NAME)
    yield Artifact(view.address("data.api", name="index.json"), as_index, (counts, more), "opendata")
    yield Artifact(schema, as_schema, (schema,), "opendata")


def _database(view: View) -> Artifact:
    rows = tuple(record for other in view.views.values() for record in other.once(records).values())
    content = view.settings.read.content
    tables = tuple(
        (entry.guid, table)
        for other in view.views.values()
        for entry, table in tables_of(other.edition.listed, view.site, content)
    )
    return Artifact(view.address("data.database", name=NAME), as_database, (rows, tables), "opendata")


def _path(view: View, record: Record) -> str:
    return view.address("data.api", name=f"{record.lang}/{record.key}.json")


def _list(view: View, kind: str, ending: str) -> str:
    return view.address("data.api", name=f"{view.lang}/{kind}.{ending}")
