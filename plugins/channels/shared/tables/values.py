"""A table of figures, as it is read from a file: typed columns, rows of exact numbers, and what a row adds up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from plugins.model.value import Value

Sort = Literal["text", "number", "amount", "date"]
State = Literal["", "plan", "actual"]
Role = Literal["", "total", "note"]
Cell = str | Decimal | date | None


class Column(Value, frozen=True):
    """A column: its key in data ("actual_2025_eur"), its label, and what its cells are.

    Of an amount: the currency (ISO 4217), and where the header says so, the year and whether it is planned or actual.
    """

    key: str
    label: str
    sort: Sort
    currency: str = ""
    year: int = 0
    state: State = ""

    @property
    def paid_in(self) -> str:
        """The currency of its amounts: the euro, where its header states none."""
        return self.currency or "EUR"


class Line(Value, frozen=True):
    """A row of a table, a cell for each column (None: empty), and the line of the file on which it begins.

    `role` says what it is: a "total" adds up others, a "note" is only words.
    """

    number: int
    cells: tuple[Cell, ...]
    role: Role = ""


class DataTable(Value, frozen=True):
    """All of a file. `sort` is the kind of table that its text states, such as "budget"."""

    sort: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    def column(self, key: str) -> int | None:
        """Return where a column stands, or None if the table has none of that key."""
        return next((place for place, column in enumerate(self.columns) if column.key == key), None)

    @property
    def amounts(self) -> tuple[int, ...]:
        """The places of the columns of money, in their order."""
        return tuple(place for place, column in enumerate(self.columns) if column.sort == "amount")

    @property
    def items(self) -> tuple[Line, ...]:
        """The lines that are neither totals nor notes."""
        return tuple(line for line in self.lines if not line.role)


def plain(cell: Cell) -> str:
    """Return a cell as any program reads it: an amount with a point, a day as YYYY-MM-DD; empty for an empty one."""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return cell.isoformat() if isinstance(cell, date) else cell or ""
