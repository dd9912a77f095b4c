"""Tables of grants as 360Giving data, version 1.4 (https://standard.threesixtygiving.org/en/latest/)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from plugins.channels.opendata import OpenDataSettings
from plugins.channels.resources import Resources
from plugins.channels.shared.json_text import json_text
from plugins.channels.shared.tables.values import Cell, DataTable, Line
from plugins.i18n.greek import slugify

NAME = "360giving.json"


def as_giving(resources: Resources, page: str, title: str, table: DataTable) -> bytes:
    """The grants of a table. Organisations without an identifier of their own get one below the publisher's prefix."""
    settings = resources.settings.of(OpenDataSettings)
    package = {
        "version": "1.4",
        "title": title,
        "license": f"https://spdx.org/licenses/{settings.data_licence}.html",
        "publisher": {"name": resources.settings.site.language(resources.settings.site.default_language).sitename},
        "accessURL": page,
        "grants": [_grant(table, line, settings.grants_prefix) for line in table.items],
    }
    return json_text(package)


def _grant(table: DataTable, line: Line, prefix: str) -> dict[str, Any]:
    cells = {column.key: cell for column, cell in zip(table.columns, line.cells, strict=True)}
    place = table.amounts[0]
    amount, awarded = line.cells[place], cells["date"]
    grant = {
        "id": f"360G-{prefix}-{slugify(str(cells['id']))}",
        "title": str(cells.get("title") or cells["description"] or cells["recipient"]),
        "description": str(cells["description"] or cells["recipient"]),
        "currency": table.columns[place].currency or str(cells["currency"]),
        "amountAwarded": _number(amount),
        "awardDate": awarded.isoformat() if isinstance(awarded, date) else "",
        "fundingOrganization": [_organisation(cells, "funder", prefix)],
        "recipientOrganization": [_organisation(cells, "recipient", prefix)],
    }
    if cells.get("programme"):
        grant["grantProgramme"] = [{"title": str(cells["programme"])}]
    return grant


def _number(amount: Cell) -> int | float:
    """An amount as JSON writes it: cents are exact as the shortest number that reads back the same."""
    if not isinstance(amount, Decimal):
        return 0
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _organisation(cells: dict[str, Cell], who: str, prefix: str) -> dict[str, str]:
    name = str(cells[who] or "")
    return {"id": str(cells.get(f"{who}_id") or f"360G-{prefix}-org_{slugify(name)}"), "name": name}
