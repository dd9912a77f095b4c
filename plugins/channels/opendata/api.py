"""Records as JSON and CSV, by kind and one by one, with the JSON Schema that they keep."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from plugins.channels.opendata import OpenDataSettings
from plugins.channels.opendata.records import GROUPS, DataRecord
from plugins.channels.resources import Resources
from plugins.channels.shared.json_text import json_text
from plugins.channels.shared.tables.values import Column, DataTable, plain
from plugins.model.value import Language
from plugins.text.speech import spoken

SCHEMA = "schema/record.json"
_COLUMNS = ("id", "key", "lang", "kind", "title", "summary", "url", "date", "updated")


def as_record(
    resources: Resources, record: DataRecord, heads: tuple[str, ...] = (), table: DataTable | None = None
) -> bytes:
    """A text whole: its record with the paragraphs of its body and the table that it has, its columns in words."""
    found = {**_head(resources), **_said(record), "text": spoken(resources.segments[record.body.sha256])}
    return _json(found | {"table": _table(heads, table)} if table else found)


def _table(heads: tuple[str, ...], table: DataTable) -> dict[str, Any]:
    """The items of a table, without totals and notes. Amounts are texts, since JSON's numbers are not exact."""
    return {
        "sort": table.sort,
        "columns": [_column(name, column) for name, column in zip(heads, table.columns, strict=True)],
        "rows": [[cell if cell is None else plain(cell) for cell in line.cells] for line in table.items],
    }


def _column(name: str, column: Column) -> dict[str, Any]:
    stated = {name: getattr(column, name) for name in ("currency", "year", "state") if getattr(column, name)}
    return {"key": column.key, "name": name, "sort": column.sort, **stated}


def as_list(resources: Resources, lang: Language, kind: str, rows: tuple[tuple[DataRecord, str], ...]) -> bytes:
    """All texts of a kind, without their bodies; each with the address of its whole record."""
    base = resources.settings.site.url
    items = [{**_said(record), "record": f"{base}/{address}"} for record, address in rows]
    return _json({**_head(resources), "kind": kind, "lang": lang, "count": len(items), "records": items})


def as_csv(resources: Resources, rows: tuple[DataRecord, ...]) -> bytes:
    """All texts of a kind as a table: what has several values is parted by a bar, facts are columns of their own."""
    told = [record.told() for record in rows]
    names = sorted({name for facts in told for name in facts})
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    table.writerow([*_COLUMNS, "authors", *GROUPS, *names, "licence"])
    licence = resources.settings.of(OpenDataSettings).data_licence
    for record, found in zip(rows, told, strict=True):
        groups = ["|".join(label.key for label in record.labels if label.group == group) for group in GROUPS]
        facts = [_cell(found.get(name)) for name in names]
        stated = [getattr(record, name) for name in _COLUMNS]
        table.writerow([_inert(cell) for cell in (*stated, "|".join(record.authors), *groups, *facts, licence)])
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list | tuple):
        return "|".join(_cell(item) for item in value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


def as_index(
    resources: Resources, counts: tuple[tuple[Language, str, int, str, str], ...], more: dict[str, str]
) -> bytes:
    """What there is: for each language and kind how many texts, with the addresses of their lists."""
    base = resources.settings.site.url
    lists = [
        {"lang": lang, "kind": kind, "count": count, "json": f"{base}/{path}", "csv": f"{base}/{table}"}
        for lang, kind, count, path, table in counts
    ]
    return _json({**_head(resources), "lists": lists, **{name: f"{base}/{path}" for name, path in more.items()}})


def as_schema(resources: Resources, address: str) -> bytes:
    """The JSON Schema of a record (https://json-schema.org/draft/2020-12/schema)."""
    text, address_of = {"type": "string"}, {"type": "string", "format": "uri"}
    label = {
        "type": "object",
        "required": ["key", "name"],
        "properties": {"key": text, "name": text},
        "additionalProperties": False,
    }
    properties = {
        "licence": text,
        "publisher": text,
        "id": {"type": "string", "format": "uuid", "description": "permanent; of this language alone"},
        "key": {"type": "string", "description": "what pairs the languages"},
        "lang": text,
        "kind": text,
        "title": text,
        "summary": text,
        "url": address_of,
        "date": {"type": "string", "format": "date-time"},
        "updated": {"type": "string", "format": "date-time"},
        "authors": {"type": "array", "items": text},
        **{group: {"type": "array", "items": label} for group in GROUPS},
        "facts": {"type": "object", "description": "what texts of its kind state; dates as in ISO 8601"},
        "translations": {"type": "object", "additionalProperties": address_of},
        "demo": {"type": "boolean", "description": "invented, to show what the site can do"},
        "text": {"type": "array", "items": text, "description": "the paragraphs of the body"},
        "table": {
            "type": "object",
            "description": "of a document that is one: its items, amounts as texts",
            "required": ["sort", "columns", "rows"],
            "properties": {
                "sort": text,
                "columns": {"type": "array", "items": {"type": "object", "required": ["key", "name", "sort"]}},
                "rows": {"type": "array", "items": {"type": "array", "items": {"type": ["string", "null"]}}},
            },
            "additionalProperties": False,
        },
        "record": {**address_of, "description": "in lists: where the whole record is"},
    }
    required = ["licence", "publisher", "id", "key", "lang", "kind", "title", "url"]
    return _json(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": f"{resources.settings.site.url}/{address}",
            "title": "A published text",
            "type": "object",
            "required": required,
            "properties": properties,
            "additionalProperties": False,
        }
    )


def _head(resources: Resources) -> dict[str, Any]:
    """What each file says for itself, since what stands beside it is lost when it is copied."""
    site = resources.settings.site
    return {
        "licence": resources.settings.of(OpenDataSettings).data_licence,
        "publisher": site.language(site.default_language).sitename,
    }


def _said(record: DataRecord) -> dict[str, Any]:
    """A record as JSON has it; what is not stated is left out."""
    said: dict[str, Any] = {name: getattr(record, name) for name in _COLUMNS}
    said["authors"] = list(record.authors)
    for group in GROUPS:
        said[group] = [{"key": label.key, "name": label.name} for label in record.labels if label.group == group]
    said |= {"facts": record.told(), "translations": dict(record.translations), "demo": record.demo}
    return {name: value for name, value in said.items() if value not in ("", [], {}, False)}


def _json(value: dict[str, Any]) -> bytes:
    return json_text(value)
