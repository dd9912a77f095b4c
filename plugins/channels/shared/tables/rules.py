"""What is wrong with the tables of a site, by file, line and column; figures that differ between languages too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal

from plugins.channels.shared.tables.files import file_of, read_file, stated_by, table_of
from plugins.channels.shared.tables.values import Cell, DataTable, Line
from plugins.model.entry import Entry
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

_NO_CSV = _("a table wants a CSV file")
_NAME_CSV = _("name it in the field file: …, saved as CSV UTF-8, or delete the line table: …")
_DIFFERS = _("{name} is {one} here, and {other} in {file}, line {line}")
_LACKS = _("{file} has no such line")
_SAME = _("the figures of one table are the same in all languages; correct the one that is wrong")
_COLUMNS = _("the columns are {here}; in {file} they are {there}")
_SAME_COLUMNS = _("give the files of all languages the same columns, in one order")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """All that is wrong with tables; a file that several texts name is told once."""
    told: set[str] = set()
    first: dict[str, tuple[Entry, DataTable]] = {}
    for entry in (entry for entry in site.entries if stated_by(entry)):
        asset, sort = file_of(entry, site), stated_by(entry)
        if asset is None or sort is None:
            yield _no_file(entry)
            continue
        __, faults = read_file(os.fspath(settings.read.content), asset, sort)
        for fault in faults if asset.path not in told else ():
            place = (asset.path, fault.line, fault.column, fault.field)
            yield Problem("tables", "error", *place, fault.message, fault.hint)
        told.add(asset.path)
        table = table_of(entry, site, settings.read.content)
        if table:
            other = first.setdefault(entry.key, (entry, table))
            if other[1] is not table:
                yield from _differences(asset.path, table, _path(other[0], site), other[1])


def _path(entry: Entry, site: Site) -> str:
    asset = file_of(entry, site)
    return asset.path if asset else ""


def _no_file(entry: Entry) -> Problem:
    """What to say of a document whose file is no CSV."""
    line, column = entry.stated_at("file", "table")
    return Problem("tables", "error", entry.source, line, column, "file", _NO_CSV, _NAME_CSV)


def _differences(path: str, table: DataTable, other_path: str, other: DataTable) -> Iterator[Problem]:
    """Figures that two files of one table state differently: line by line, by code where there are codes."""
    here, there = ([column.key for column in one.columns] for one in (table, other))
    if [(c.sort, c.year, c.state) for c in table.columns] != [(c.sort, c.year, c.state) for c in other.columns]:
        message = _COLUMNS.format(here=", ".join(here), file=other_path, there=", ".join(there))
        yield Problem("tables", "error", path, 1, 1, "", message, _SAME_COLUMNS)
        return
    known = _by_name(other)
    for name, line in _by_name(table).items():
        twin = known.get(name)
        if twin is None:
            yield Problem("tables", "error", path, line.number, 1, "", _LACKS.format(file=other_path), _SAME)
            continue
        for place, (one, two) in enumerate(zip(line.cells, twin.cells, strict=True)):
            if table.columns[place].sort != "text" and one != two:
                values = {"one": _said(one), "other": _said(two), "file": other_path, "line": twin.number}
                message = _DIFFERS.format(name=table.columns[place].label, **values)
                yield Problem(
                    "tables", "error", path, line.number, place + 1, table.columns[place].label, message, _SAME
                )


def _by_name(table: DataTable) -> dict[str, Line]:
    """The lines by their code or identity; where a table has none, and for those without, by their order."""
    place = next((place for key in ("code", "id") if (place := table.column(key)) is not None), None)
    lines = (line for line in table.lines if line.role != "note")
    return {
        str(line.cells[place]) if place is not None and line.cells[place] else f"#{number}": line
        for number, line in enumerate(lines)
    }


def _said(cell: Cell) -> str:
    return "–" if cell is None else str(cell.normalize() if isinstance(cell, Decimal) and not cell % 1 else cell)
