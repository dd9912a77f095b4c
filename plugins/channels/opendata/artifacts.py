"""The files of the open data: which there are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plugins.channels.opendata import packages
from plugins.channels.opendata.api import SCHEMA, as_csv, as_index, as_list, as_record, as_schema
from plugins.channels.opendata.catalogue import DataFile, Dataset, as_json_ld, as_rdf_xml
from plugins.channels.opendata.knowledge import as_database
from plugins.channels.opendata.records import DataRecord, records
from plugins.channels.shared.tables.files import table_in, tabled, tables_in
from plugins.channels.shared.tables.heads import head_of
from plugins.channels.shared.tables.words import words_of
from plugins.channels.shared.view import View
from plugins.model.artifact import Artifact
from plugins.model.entry import Entry

NAME = "knowledge"  # of the database's file


def artifacts(view: View) -> Iterator[Artifact]:
    """The records of this language; with the first one the lists of all languages."""
    if view.makes("data.table"):
        yield from packages.artifacts(view)
    if view.makes("data.api"):
        yield from _of_language(view)
        if view.is_first:
            yield from _of_all(view)
    if view.is_first and view.makes("data.catalogue"):
        yield from _catalogue(view)


def late(view: View) -> Iterator[Artifact]:
    """The database, which is made of all texts at once."""
    if view.is_first and view.makes("data.database"):
        yield _database(view)


def _of_language(view: View) -> Iterator[Artifact]:
    by_guid = view.once(records)
    sources = {entry.guid: entry.source for entry in view.edition.listed}
    tabled_ones = {entry.guid: entry for entry in view.once(tabled)}
    for guid, record in by_guid.items():
        entry = tabled_ones.get(guid)
        inputs = partial(_with_table, view, record, entry) if entry else (record,)
        yield Artifact(_path(view, record), as_record, inputs, "opendata", view.lang, (sources[guid],))
    for kind, rows in by_kind(view).items():
        listed = tuple((record, _path(view, record)) for record in rows)
        yield Artifact(_list(view, kind, "json"), as_list, (view.lang, kind, listed), "opendata", view.lang)
        yield Artifact(_list(view, kind, "csv"), as_csv, (rows,), "opendata", view.lang)


def _with_table(view: View, record: DataRecord, entry: Entry) -> tuple[object, ...]:
    """A record with its table, and the heads of its columns in words."""
    table, words = table_in(view, entry), words_of(view)
    return record, tuple(head_of(words, column) for column in table.columns), table


def by_kind(view: View) -> dict[str, tuple[DataRecord, ...]]:
    """Return the records of an edition by kind, the newest first as everywhere."""
    found: dict[str, list[DataRecord]] = {}
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
    tables = tuple((entry.guid, table) for other in view.views.values() for entry, table in other.once(tables_in))
    return Artifact(view.address("data.database", name=NAME), as_database, (rows, tables), "opendata")


def _catalogue(view: View) -> Iterator[Artifact]:
    """The list of all data, in both forms that catalogues read."""
    datasets = (*_whole(view), *_tables(view))
    for ending, make in (("jsonld", as_json_ld), ("rdf", as_rdf_xml)):
        path = view.address("data.catalogue", ending=ending)
        yield Artifact(path, make, (view.address("data.catalogue", ending="jsonld"), datasets), "opendata")


def _whole(view: View) -> Iterator[Dataset]:
    """The knowledge base: all texts, as lists and as a database."""
    if not view.makes("data.api"):
        return
    languages = [(lang, other.language) for lang, other in view.views.items()]
    files = [
        DataFile(_list(other, kind, ending), media_type, kind, lang)
        for lang, other in view.views.items()
        for kind in by_kind(other)
        for ending, media_type in (("json", "application/json"), ("csv", "text/csv"))
    ]
    if view.makes("data.database"):
        files.append(DataFile(view.address("data.database", name=NAME), "application/vnd.sqlite3", NAME))
    yield Dataset(
        view.address("data.api", name="index.json"),
        tuple((lang, language.sitename) for lang, language in languages),
        tuple((lang, language.subtitle or language.sitename) for lang, language in languages),
        "",
        "",
        max((r.updated or r.date for other in view.views.values() for r in other.once(records).values()), default=""),
        tuple(files),
    )


def _tables(view: View) -> Iterator[Dataset]:
    """A dataset for each table, which all languages share."""
    if not view.makes("data.table"):
        return
    found: dict[str, list[tuple[View, Entry]]] = {}
    for other in view.views.values():
        for entry in other.once(tabled):
            found.setdefault(entry.key, []).append((other, entry))
    for several in found.values():
        entry = several[0][1]
        yield Dataset(
            view.address("data.table", name=entry.stem, file=packages.DESCRIPTION),
            tuple((other.lang, one.title) for other, one in several),
            tuple((other.lang, one.summary) for other, one in several),
            entry.url,
            entry.date.isoformat() if entry.date else "",
            entry.updated.isoformat() if entry.updated else "",
            tuple(
                DataFile(
                    view.address("data.table", name=one.stem, file=f"{other.lang}.csv"),
                    "text/csv",
                    one.title,
                    other.lang,
                )
                for other, one in several
            ),
        )


def _path(view: View, record: DataRecord) -> str:
    return view.address("data.api", name=f"{record.lang}/{record.key}.json")


def _list(view: View, kind: str, ending: str) -> str:
    return view.address("data.api", name=f"{view.lang}/{kind}.{ending}")
