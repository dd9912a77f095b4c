"""Whether a table adds up: each total is the sum of the lines below its code, exactly, in every column of money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from plugins.channels.shared.tables.reading import TableFault
from plugins.channels.shared.tables.values import DataTable, Line
from plugins.model.problem import _

_WRONG_SUM = _("the total is {stated}, and the lines add up to {sum} (a difference of {difference})")
_MEND_SUM = _("correct the total or the line that is wrong, lines {first}–{last}")
_NOTHING = _("nothing is added up here: no line has a code that begins with {code}.")
_GIVE_CODES = _("give the lines of this total the codes {code}.1, {code}.2 …, or leave its code empty to add up all")


def faults_of(table: DataTable) -> Iterator[TableFault]:
    """The totals that are not the sum of their lines."""
    for total in (line for line in table.lines if line.role == "total"):
        code = code_of(table, total)
        items = items_of(table, total)
        if not items:
            yield TableFault(total.number, 1, "", _NOTHING.format(code=code), _GIVE_CODES.format(code=code))
            continue
        for place in table.amounts:
            yield from _of_column(table, total, items, place)


def _of_column(table: DataTable, total: Line, items: Sequence[Line], place: int) -> Iterator[TableFault]:
    stated, added = total.cells[place], sum_of(items, place)
    if isinstance(stated, Decimal) and stated != added:
        message = _WRONG_SUM.format(stated=stated, sum=added, difference=stated - added)
        hint = _MEND_SUM.format(first=items[0].number, last=items[-1].number)
        yield TableFault(total.number, place + 1, table.columns[place].label, message, hint)


def code_of(table: DataTable, line: Line) -> str:
    """Return the code of a line; empty where the table has no codes or the line has none."""
    place = table.column("code")
    return "" if place is None else str(line.cells[place] or "")


def items_of(table: DataTable, total: Line) -> tuple[Line, ...]:
    """Return the lines that a total adds up: those below its code; without a code, all of the table."""
    code = code_of(table, total)
    if not code:
        return table.items
    return tuple(line for line in table.items if code_of(table, line).startswith(f"{code}."))


def sum_of(lines: Sequence[Line], place: int) -> Decimal:
    """Return the exact sum of a column; empty cells are nothing."""
    return sum((cell for line in lines if isinstance(cell := line.cells[place], Decimal)), Decimal(0))
