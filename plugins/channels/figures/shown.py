"""A table as readers see it: below its text, with numbers as their language writes them, a chart, and its data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

import msgspec
from msgspec.structs import replace

from plugins.channels.figures.chart import Bar, BarGroup, Chart, drawn
from plugins.channels.shared.filters import day_in_words
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.tables.files import table_of
from plugins.channels.shared.tables.heads import head_of
from plugins.channels.shared.tables.money import money
from plugins.channels.shared.tables.reading import read
from plugins.channels.shared.tables.sums import sum_of
from plugins.channels.shared.tables.values import Cell, Column, DataTable, Line
from plugins.channels.shared.tables.words import TableWords, words_of
from plugins.channels.shared.view import View
from plugins.i18n.messages import say
from plugins.model.entry import Entry
from plugins.model.problem import _
from plugins.model.value import Value

MOST_GROUPS = 14  # things in a chart; the rest is in the table
MOST_ROWS = 200  # lines of a table on a page; the rest is in the file

_SAMPLE_WORDS = {
    "title": _("What the harbour costs"),
    "fees": _("Fees of members"),
    "works": _("Works at the quay"),
    "all": _("Total income"),
}
_SAMPLE = """code,category,description,actual_2025_eur,budget_2026_eur
1.1,income,{fees},9600,12300.50
1.2,income,{works},-1200,0
1,total,{all},8400,12300.50
,note,{title},,
"""


class ShownCell(Value, frozen=True):
    """A cell in words; `value` is the number or the date as data, empty for words."""

    text: str
    value: str = ""
    is_number: bool = False


class ShownRow(Value, frozen=True):
    """A row; `role` is "total", "note" or empty."""

    cells: tuple[ShownCell, ...]
    role: str


class ShownTable(Value, frozen=True):
    """A table in words. `left` is how many rows stand in the file alone."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[ShownRow, ...]
    named: int
    left: int
    charts: tuple[Chart, ...]


class FigureWords(TableWords, frozen=True):
    """What is said of figures: the head of what has changed, the names of charts, and what they show."""

    change: str
    lines: str
    payments: str
    grants: str
    nothing: str
    largest: str
    shares: str
    shares_of: str
    others: str
    most: str


class Figures(Value, frozen=True):
    """A table with its title, and what it is told in: it is told when its page is made, and not at every build."""

    title: str
    table: DataTable
    words: FigureWords

    def shown(self) -> ShownTable:
        """Return the table in words."""
        return shown(self.words, self.title, self.table)


def figure_words(view: View) -> FigureWords:
    """Return the words of a view's language."""
    return FigureWords(
        **msgspec.structs.asdict(words_of(view)),
        change=view.gettext("Change"),
        lines=view.gettext("Each line, year beside year"),
        payments=view.gettext("Payments by month"),
        grants=view.gettext("Grants by recipient"),
        nothing=view.gettext("The table has no lines."),
        largest=view.gettext("The largest is %(name)s, %(amount)s. All values are in the table."),
        shares=view.gettext("Shares of the whole"),
        shares_of=view.gettext("Shares of the whole: %(name)s"),
        others=view.gettext("All others"),
        most=view.gettext("The largest part is %(name)s, %(share)s of %(whole)s. All values are in the table."),
    )


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """The table of a document, below its text; an example for the page of patterns."""
    if entry is None:
        yield Offer("patterns.air", template="_patterns_figures.html", values=partial(_sample, view))
    elif table := table_of(entry, view.site, view.settings.read.content):
        yield Offer(
            "entry", template="_figures.html", values={"figures": Figures(entry.title, table, view.once(figure_words))}
        )


def _sample(view: View) -> dict[str, Figures]:
    said = {name: say(word, view.lang) for name, word in _SAMPLE_WORDS.items()}
    table, __ = read(_SAMPLE.format(**said).encode(), "budget")
    assert table
    return {"figures": Figures(said["title"], table, view.once(figure_words))}


def shown(words: FigureWords, title: str, table: DataTable) -> ShownTable:
    """The table in the words of a language; planned and actual, or two years, with what has changed between them."""
    heads = tuple(head_of(words, column) for column in table.columns)
    digits = [_digits(table, place) for place in range(len(table.columns))]
    rows = tuple(_row(words, table, line, digits) for line in table.lines[:MOST_ROWS])
    if places := compared(table):
        heads = (*heads, words.change)
        rows = tuple(
            replace(row, cells=(*row.cells, _change(words, line, places)))
            for row, line in zip(rows, table.lines, strict=False)
        )
    groups, chart = _groups(words, table)
    return ShownTable(
        title,
        heads,
        rows,
        next((place for place, c in enumerate(table.columns) if c.key in ("description", "payee", "recipient")), 0),
        max(0, len(table.lines) - MOST_ROWS),
        (drawn("chart", chart, _finding(words, table), groups), *_shares(words, table)) if groups else (),
    )


def compared(table: DataTable) -> tuple[int, int] | None:
    """Return the places of two columns that say one thing of two years, or planned and actual; None where none do."""
    places = table.amounts
    if len(places) != 2 or table.sort not in ("budget", "accounts"):
        return None
    before, after = (table.columns[place] for place in places)
    is_pair = before.currency == after.currency and (before.year, before.state) != (after.year, after.state)
    return (places[0], places[1]) if is_pair else None


def _change(words: FigureWords, line: Line, places: tuple[int, int]) -> ShownCell:
    """By how much the second amount differs from the first, of a hundred; nothing where there is no first one."""
    before, after = (line.cells[place] for place in places)
    if not isinstance(before, Decimal) or not isinstance(after, Decimal) or before <= 0:
        return ShownCell("", is_number=True)
    from babel.numbers import format_percent

    share = ((after - before) / before).quantize(Decimal("0.001"))
    pattern = _tenths(words.locale)
    text = format_percent(share, f"+{pattern};\u2212{pattern}" if share else pattern, locale=words.locale)
    return ShownCell(str(text), f"{share:f}", is_number=True)


def _digits(table: DataTable, place: int) -> int:
    """Decimals that a column is shown with: as many as its longest has, cents where there are some."""
    cells = (line.cells[place] for line in table.lines)
    most = max((-int(c.normalize().as_tuple().exponent) for c in cells if isinstance(c, Decimal)), default=0)
    return max(most, 2) if most > 0 and table.columns[place].sort == "amount" else max(most, 0)


def _row(words: FigureWords, table: DataTable, line: Line, digits: Sequence[int]) -> ShownRow:
    cells = zip(line.cells, table.columns, digits, strict=True)
    return ShownRow(tuple(_cell(words, *one) for one in cells), line.role)


def _cell(words: FigureWords, cell: Cell, column: Column, digits: int) -> ShownCell:
    if isinstance(cell, Decimal):
        return ShownCell(number_in_words(cell, words.locale, digits), f"{cell:f}", is_number=True)
    if isinstance(cell, date):
        return ShownCell(day_in_words(cell, words.locale), cell.isoformat())
    return ShownCell(cell or "", is_number=column.sort in ("amount", "number"))


def number_in_words(number: Decimal, locale: str, digits: int = 0) -> str:
    """1.234,50, with a minus that is one."""
    from babel.numbers import format_decimal

    pattern = "#,##0" + (f".{'0' * digits}" if digits else "")
    return str(format_decimal(number, pattern, locale=locale)).replace("-", "\u2212")


def _groups(words: FigureWords, table: DataTable) -> tuple[list[BarGroup], str]:
    """The bars of a table's chart, and what it is called; none for a register."""
    if table.sort in ("budget", "accounts"):
        return _by_item(words, table), words.lines
    if table.sort == "payments":
        return _by_month(words, table), words.payments
    if table.sort == "grants":
        return _by_words(words, table, "recipient"), words.grants
    return [], ""


def _by_item(words: FigureWords, table: DataTable) -> list[BarGroup]:
    """A group for each of the largest items, with a bar for each column of money."""
    places, name = table.amounts, table.column("description") or 0
    last = places[-1]
    largest = sorted(table.items, key=lambda line: -abs(_number(line.cells[last])))[:MOST_GROUPS]
    kept = {line.number for line in largest}
    return [
        BarGroup(
            str(line.cells[name] or ""),
            tuple(
                Bar(
                    _number(line.cells[place]),
                    " · ".join(_labels(words, table.columns[place], _number(line.cells[place]))),
                    series,
                )
                for series, place in enumerate(reversed(places))
            ),
        )
        for line in table.items
        if line.number in kept
    ]


def _labels(words: FigureWords, column: Column, amount: Decimal) -> Iterator[str]:
    if column.state or column.year:
        yield head_of(words, column).partition(" (")[0]
    yield money(words.locale, amount, column.paid_in)


def _by_month(words: FigureWords, table: DataTable) -> list[BarGroup]:
    """A bar for each month in which something was paid."""
    from babel.dates import format_date

    when, place = table.column("date") or 0, table.amounts[0]
    months = sorted({c.replace(day=1) for line in table.items if isinstance(c := line.cells[when], date)})
    return [
        _group(
            words,
            table,
            str(format_date(month, "LLLL y", locale=words.locale)),
            [line for line in table.items if isinstance(c := line.cells[when], date) and c.replace(day=1) == month],
            place,
        )
        for month in months[-MOST_GROUPS:]
    ]


def _by_words(words: FigureWords, table: DataTable, key: str) -> list[BarGroup]:
    """A bar for each of those who have the most, by the words of a column."""
    who, place = table.column(key) or 0, table.amounts[0]
    lines: dict[str, list[Line]] = {}
    for line in table.items:
        lines.setdefault(str(line.cells[who] or ""), []).append(line)
    largest = sorted(lines, key=lambda name: (-sum_of(lines[name], place), name))[:MOST_GROUPS]
    return [_group(words, table, name, lines[name], place) for name in largest]


def _shares(words: FigureWords, table: DataTable) -> Iterator[Chart]:
    """A chart of what part of a whole each has: in budgets of each category its items, else who was given how much."""
    place = table.amounts[-1]
    for number, (title, parts) in enumerate(_wholes(words, table, place), 1):
        whole = sum(parts.values(), Decimal(0))
        if len(parts) > 1 and whole and all(size >= 0 for size in parts.values()):
            rows = _largest(words, parts)
            paid_in = table.columns[place].paid_in
            told = {name: _percent(words.locale, size / whole) for name, size in rows}
            bars = [
                BarGroup(name, (Bar(size, f"{told[name]} · {money(words.locale, size, paid_in)}"),))
                for name, size in rows
            ]
            first = max(parts, key=lambda name: parts[name])
            finding = words.most % {
                "name": first,
                "share": _percent(words.locale, parts[first] / whole),
                "whole": money(words.locale, whole, paid_in),
            }
            yield drawn(f"shares-{number}", title, finding, bars, whole)


def _wholes(words: FigureWords, table: DataTable, place: int) -> Iterator[tuple[str, dict[str, Decimal]]]:
    """What parts a table has: the title of each whole, and the amounts by name."""
    if table.sort not in ("budget", "accounts"):
        yield words.shares, _summed(table.items, table.column("recipient") or table.column("payee") or 0, place)
        return
    category, name = table.column("category"), table.column("description") or 0
    if category is not None:
        for one in dict.fromkeys(str(line.cells[category] or "") for line in table.items):
            own = [line for line in table.items if str(line.cells[category] or "") == one]
            yield words.shares_of % {"name": one}, _summed(own, name, place)


def _summed(lines: Sequence[Line], who: int, place: int) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for line in lines:
        name = str(line.cells[who] or "")
        found[name] = found.get(name, Decimal(0)) + _number(line.cells[place])
    return found


def _largest(words: FigureWords, parts: dict[str, Decimal]) -> list[tuple[str, Decimal]]:
    """The largest parts, and all others as one."""
    rows = sorted(parts.items(), key=lambda part: (-part[1], part[0]))
    rest = sum((size for _, size in rows[MOST_GROUPS:]), Decimal(0))
    return [*rows[:MOST_GROUPS], *([(words.others, rest)] if rest else [])]


def _percent(locale: str, share: Decimal) -> str:
    from babel.numbers import format_percent

    return str(format_percent(share.quantize(Decimal("0.001")), _tenths(locale), locale=locale))


def _tenths(locale: str) -> str:
    """The pattern of a language for tenths of a hundredth."""
    from babel import Locale

    return str(Locale.parse(locale).percent_formats[None].pattern.replace("#,##0", "#,##0.0"))


def _group(words: FigureWords, table: DataTable, name: str, lines: Sequence[Line], place: int) -> BarGroup:
    amount = sum_of(lines, place)
    return BarGroup(name, (Bar(amount, money(words.locale, amount, table.columns[place].paid_in)),))


def _finding(words: FigureWords, table: DataTable) -> str:
    """What the chart shows, in a sentence."""
    place = table.amounts[-1]
    name = table.column("description") or table.column("recipient") or table.column("payee") or 0
    largest = max(table.items, key=lambda line: abs(_number(line.cells[place])), default=None)
    if largest is None:
        return words.nothing
    amount = money(words.locale, _number(largest.cells[place]), table.columns[place].paid_in)
    sentence = words.largest
    return sentence % {"name": largest.cells[name], "amount": amount}


def _number(cell: Cell) -> Decimal:
    return cell if isinstance(cell, Decimal) else Decimal(0)
