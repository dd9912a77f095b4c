"""What can be asked: kinds of texts with what is told of each, and the tables that documents have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from plugins.channels.shared.document_types import DOCUMENT_TYPES
from plugins.channels.shared.filters import day_in_words
from plugins.channels.shared.tables.money import money
from plugins.channels.shared.view import View
from plugins.i18n.collation import collation_key
from plugins.model.entry import Entry
from plugins.model.moments import day_of
from plugins.model.problem import Message, _
from plugins.model.value import Value

MOST_ROWS = 100  # in a page; the rest is in the files
MOST_COUNTS = 30
Sort = Literal["names", "text", "day", "number", "amount"]


class Told(Value, frozen=True):
    """What is told of each text of a kind: the field, its name, what it holds, and whether one chooses by it."""

    key: str
    name: Message
    sort: Sort
    is_chosen: bool = False


_AXES, _REGIONS = Told("axes", _("Axis"), "names", True), Told("regions", _("Region"), "names", True)
_PLACE = Told("place", _("Place"), "text")

#: A kind → what its page tells of each text, in the order of the columns.
SETS: Mapping[str, tuple[Told, ...]] = {
    "member": (_AXES, _REGIONS, Told("sector", _("Field of work"), "text"), _PLACE),
    "opportunity": (
        _AXES,
        _REGIONS,
        Told("skills", _("Skill"), "names", True),
        _PLACE,
        Told("places", _("Places"), "number"),
        Told("deadline", _("Apply by"), "day"),
    ),
    "document": (
        Told("document_type", _("Type"), "names", True),
        Told("year", _("Year"), "names", True),
        Told("issuer", _("Issued by"), "text"),
        Told("date", _("Published"), "day"),
    ),
    "project": (
        _AXES,
        _REGIONS,
        Told("funding", _("Funding"), "text"),
        Told("start", _("From"), "day"),
        Told("end", _("Until"), "day"),
        Told("budget", _("Budget"), "amount"),
    ),
}
#: The key of the page that asks the tables of documents.
TABLES = "tables"

TABLE_SORTS: Mapping[str, Message] = {
    "budget": _("Budget"),
    "accounts": _("Accounts"),
    "grants": _("Grants"),
    "payments": _("Payments"),
    "register": _("Public register"),
}


class Choice(Value, frozen=True):
    """Something that one may choose: its key in the data, and its name."""

    key: str
    name: str


class AskColumn(Value, frozen=True):
    """A column in words, with all that one may choose of it, in order."""

    key: str
    name: str
    sort: Sort
    choices: tuple[Choice, ...]
    currency: str = ""


class AskRow(Value, frozen=True):
    """A text in words: its title and address, and a cell for each column."""

    title: str
    url: str
    cells: tuple[str, ...]


class AskCount(Value, frozen=True):
    """How many texts there are of something; `share`: of the largest number, in hundredths."""

    name: str
    number: int
    share: int


def entries_of(view: View, kind: str) -> Sequence[Entry]:
    """Return the texts of a kind that are listed, the newest first, as their file of data has them."""
    return view.edition.kinds.get(kind, ())


def columns_of(view: View, kind: str) -> tuple[AskColumn, ...]:
    """Return the columns of a kind that any text has something in."""
    entries = entries_of(view, kind)
    found = ((told, {value for entry in entries for value in values_of(entry, told.key)}) for told in SETS[kind])
    return tuple(
        AskColumn(
            told.key,
            view.gettext(told.name.msgid),
            told.sort,
            tuple(_choices(view, told.key, values)) if told.is_chosen else (),
            "EUR" if told.sort == "amount" else "",
        )
        for told, values in found
        if values
    )


def values_of(entry: Entry, key: str) -> tuple[Any, ...]:
    """Return what a text states of a field: of axes, regions and skills their keys."""
    if key in ("axes", "regions"):
        return tuple(getattr(entry, key))
    if key == "date":
        return (day_of(entry.date),) if entry.date else ()
    stated: dict[str, Any] = {**entry.fields.stated(), **{n: v for own in entry.extra for n, v in own.stated().items()}}
    value = stated.get(key, ())
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _choices(view: View, key: str, values: Iterable[Any]) -> Iterator[Choice]:
    """Axes in their own order, years from the last one back, all else by name."""
    found = [Choice(str(value), name_of(view, key, value)) for value in values]
    if key == "axes":
        order = list(view.edition.taxonomies.groups["axes"])
        found.sort(key=lambda choice: order.index(choice.key))
    elif key == "year":
        found.sort(key=lambda choice: choice.key, reverse=True)
    else:
        found.sort(key=lambda choice: collation_key(choice.name, view.lang))
    yield from found


def name_of(view: View, key: str, value: Any) -> str:
    """Return the name of what can be chosen."""
    if key == "document_type":
        return view.gettext(DOCUMENT_TYPES[value])
    return view.shown.word(key, value).name if key in ("axes", "regions", "skills") else str(value)


def rows_of(view: View, kind: str, columns: Sequence[AskColumn]) -> tuple[AskRow, ...]:
    """Return the rows that stand in the page."""
    return tuple(
        AskRow(entry.title, entry.url, tuple(_cell(view, entry, column) for column in columns))
        for entry in entries_of(view, kind)[:MOST_ROWS]
    )


def _cell(view: View, entry: Entry, column: AskColumn) -> str:
    return ", ".join(_in_words(view, column, value) for value in values_of(entry, column.key))


def _in_words(view: View, column: AskColumn, value: Any) -> str:
    if isinstance(value, date):
        return day_in_words(day_of(value), view.language.locale)
    if column.sort == "amount":
        return money(view.language.locale, Decimal(value), column.currency)
    return name_of(view, column.key, value)


def counts_of(view: View, kind: str, column: AskColumn) -> tuple[AskCount, ...]:
    """Return how many texts there are of each choice of a column, the most first."""
    found: dict[str, int] = {}
    for entry in entries_of(view, kind):
        for value in values_of(entry, column.key):
            found[str(value)] = found.get(str(value), 0) + 1
    rows = [(choice.name, found[choice.key]) for choice in column.choices]
    rows.sort(key=lambda row: -row[1])
    return tuple(AskCount(name, number, number * 100 // rows[0][1]) for name, number in rows[:MOST_COUNTS])
