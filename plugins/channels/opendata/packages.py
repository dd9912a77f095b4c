"""Tables as open data: each with a file for each language and a Frictionless Data Package that describes them.

https://datapackage.org/standard/data-package/ and https://datapackage.org/standard/table-schema/
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from plugins.channels.opendata import OpenDataSettings, giving
from plugins.channels.resources import Resources
from plugins.channels.shared.json_text import json_text
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.tables.files import file_of, stated_by, table_in, tabled
from plugins.channels.shared.tables.values import Column, DataTable, plain
from plugins.channels.shared.view import View
from plugins.model.artifact import Artifact
from plugins.model.entry import Entry
from plugins.model.value import Language

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DESCRIPTION = "datapackage.json"
Described = tuple[Language, str, str, str, DataTable]  # a language, title, summary, page and table


def artifacts(view: View) -> Iterator[Artifact]:
    """The file of each table of this language; with the first language that has it, its description."""
    for entry in view.once(tabled):
        path = view.address("data.table", name=entry.stem, file=f"{view.lang}.csv")
        yield Artifact(path, as_csv, partial(_table, view, entry), "opendata", view.lang, (entry.source,))
        twins = {lang: found for lang, other in view.views.items() if (found := twin_of(other, entry))}
        if next(iter(twins)) == view.lang:
            path = view.address("data.table", name=entry.stem, file=DESCRIPTION)
            sources = tuple(twin.source for twin in twins.values())
            yield Artifact(path, description, partial(_of_package, view, entry.key, twins), "opendata", sources=sources)
            if stated_by(entry) == "grants":
                path = view.address("data.table", name=entry.stem, file=giving.NAME)
                inputs = partial(_of_grants, view, entry)
                yield Artifact(path, giving.as_giving, inputs, "opendata", sources=(entry.source,))


def _table(view: View, entry: Entry) -> tuple[DataTable]:
    return (table_in(view, entry),)


def _of_package(view: View, key: str, twins: Mapping[Language, Entry]) -> tuple[str, tuple[Described, ...]]:
    return key, tuple((lang, *_said_of(view.views[lang], twin)) for lang, twin in twins.items())


def _of_grants(view: View, entry: Entry) -> tuple[str, str, DataTable]:
    return f"{view.settings.site.url}/{entry.url}", entry.title, table_in(view, entry)


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """The data of a document's table, below its text and what shows the table."""
    if entry and view.makes("data.table") and stated_by(entry) and file_of(entry, view.site):
        address = view.address("data.table", name=entry.stem, file=DESCRIPTION)
        csv = view.address("data.table", name=entry.stem, file=f"{view.lang}.csv")
        yield Offer("entry", address=address, rank=1, template="_data.html", values={"csv": csv})


def twin_of(view: View, entry: Entry) -> Entry | None:
    """Return the same text of another language, or None where that has no table."""
    twin = view.edition.by_key.get(entry.key)
    return twin if twin and twin.is_listed and stated_by(twin) and file_of(twin, view.site) else None


def _said_of(view: View, entry: Entry) -> tuple[str, str, str, DataTable]:
    return entry.title, entry.summary, f"{view.settings.site.url}/{entry.url}", table_in(view, entry)


def as_csv(resources: Resources, table: DataTable) -> bytes:
    """The items of a table, without totals and notes, as any program reads them: UTF-8, commas, points, ISO 8601."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow([column.key for column in table.columns])
    rows.writerows([plain(cell) for cell in line.cells] for line in table.items)
    return text.getvalue().encode()


def description(resources: Resources, key: str, languages: tuple[Described, ...]) -> bytes:
    """The Data Package of a table: what it is called, under which licence, and what each column holds."""
    licence = resources.settings.of(OpenDataSettings).data_licence
    _lang, title, summary, page, table = languages[0]
    package: dict[str, Any] = {
        "$schema": PROFILE,
        "name": key.replace("/", "-"),
        "id": page,
        "title": title,
        "description": summary,
        "homepage": page,
        "licenses": [{"name": licence, "path": f"https://spdx.org/licenses/{licence}.html"}],
        "keywords": [table.sort],
        "resources": [_resource(resources, *row) for row in languages],
    }
    return json_text(package)


def _resource(resources: Resources, lang: str, title: str, summary: str, page: str, table: DataTable) -> dict[str, Any]:
    data = as_csv(resources, table)
    return {
        "name": lang,
        "type": "table",
        "title": title,
        "path": f"{lang}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ","},
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "schema": schema_of(table),
    }


def schema_of(table: DataTable) -> dict[str, Any]:
    """The Table Schema: a field for each column."""
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    key = next((name for name in ("code", "id") if table.column(name) is not None), None)
    place = table.column(key) if key else None
    if place is not None and all(line.cells[place] for line in table.items):
        schema["primaryKey"] = [key]
    return schema


def _field(column: Column) -> dict[str, Any]:
    sort = {"text": "string", "number": "number", "amount": "number", "date": "date"}[column.sort]
    unit = {"description": f"{column.label} ({column.currency})"} if column.currency else {}
    return {"name": column.key, "title": column.label, "type": sort, **unit}
