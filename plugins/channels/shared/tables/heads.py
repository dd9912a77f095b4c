"""What the columns of tables are called in a language."""

from __future__ import annotations

from plugins.channels.shared.tables.values import Column
from plugins.channels.shared.tables.words import TableWords


def head_of(words: TableWords, column: Column) -> str:
    """Return the name of a column: for planned and actual amounts in our words, else in those of its editor."""
    label = f"{getattr(words, column.state)} {column.year or ''}".strip() if column.state else _without_unit(column)
    return f"{label} ({_sign(words.locale, column.currency)})" if column.currency else label[:1].upper() + label[1:]


def _without_unit(column: Column) -> str:
    parts = column.label.split()
    kept = [word for word in parts if word.strip("()[]").lower() not in ("€", "ευρώ", "eur", column.currency.lower())]
    label = " ".join(kept) or column.label
    return label[:1].upper() + label[1:]


def _sign(locale: str, currency: str) -> str:
    """The sign of a currency in a language, or its code."""
    from babel.numbers import get_currency_symbol

    return str(get_currency_symbol(currency, locale))
