"""The totals that budgets and accounts state, in the words of a language."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from plugins.channels.shared.tables.money import money
from plugins.channels.shared.tables.values import Column, DataTable
from plugins.channels.shared.tables.words import TableWords
from plugins.model.value import Value


class StatedTotal(Value, frozen=True):
    """A total: what it is of, in words, its amount as the language writes it, and the year that it is of (0: none)."""

    label: str
    amount: str
    year: int


def totals_of(words: TableWords, title: str, table: DataTable) -> Iterator[StatedTotal]:
    """The totals of a table, line by line; one that has no name of its own has the title of its document."""
    if table.sort not in ("budget", "accounts"):
        return
    name = table.column("description") or 0
    for line in (line for line in table.lines if line.role == "total"):
        for place in table.amounts:
            column, amount = table.columns[place], line.cells[place]
            if isinstance(amount, Decimal):
                label = f"{line.cells[name] or title}{_state(words, column)}"
                yield StatedTotal(label, money(words.locale, amount, column.paid_in), column.year)


def _state(words: TableWords, column: Column) -> str:
    return f" ({getattr(words, column.state).lower()})" if column.state else ""
