"""The tables of a site: which text states one, and what its file holds."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from plugins.channels.shared.tables.reading import MOST_BYTES, TableFault, read
from plugins.channels.shared.tables.sums import faults_of
from plugins.channels.shared.tables.values import DataTable
from plugins.channels.shared.view import View
from plugins.model.entry import Entry
from plugins.model.file import Asset
from plugins.model.kinds import DocumentFields, TableSort
from plugins.model.site import Site


def stated_by(entry: Entry) -> TableSort | None:
    """Return the kind of table that an entry states, or None."""
    return entry.of(DocumentFields).table


def file_of(entry: Entry, site: Site) -> Asset | None:
    """Return the CSV file that an entry names, or None."""
    target = entry.files.get("file")
    return site.assets.get(target.name) if target and target.name.lower().endswith(".csv") else None


def table_of(entry: Entry, site: Site, content: Path) -> DataTable | None:
    """Return the table of an entry, or None if it states none or one that is not sound."""
    sort, asset = stated_by(entry), file_of(entry, site)
    if sort is None or asset is None:
        return None
    table, faults = read_file(os.fspath(content), asset, sort)
    return None if faults else table


@lru_cache(maxsize=1024)
def read_file(content: str, asset: Asset, sort: TableSort) -> tuple[DataTable | None, tuple[TableFault, ...]]:
    """Return what a file holds and all that is wrong with it. Its sums are asked for once its cells are right."""
    with Path(content, asset.path).open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    table, faults = read(data, sort)
    if table and not faults:
        faults = list(faults_of(table))
    return table, tuple(faults)


def table_in(view: View, entry: Entry) -> DataTable:
    """Return the table of an entry that states one, which the rule of tables has found sound."""
    table = table_of(entry, view.site, view.settings.read.content)
    assert table, entry.source
    return table


def tabled(view: View) -> list[Entry]:
    """Return the listed documents of an edition that state a table and name its file; ask for it by `view.once`."""
    return [entry for entry in view.edition.listed if stated_by(entry) and file_of(entry, view.site)]


def tables_in(view: View) -> list[tuple[Entry, DataTable]]:
    """Return the listed documents of an edition that state a table, with it; ask for it by `view.once`."""
    return [(entry, table_in(view, entry)) for entry in view.once(tabled)]
