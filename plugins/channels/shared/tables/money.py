"""Amounts of money in the words of a language."""

from __future__ import annotations

from decimal import Decimal


def money(locale: str, amount: Decimal, currency: str) -> str:
    """92.000 € or €92,000, as the locale writes it; without cents where there are none."""
    from babel import Locale
    from babel.numbers import format_currency

    pattern = Locale.parse(locale).currency_formats["standard"].pattern
    if amount == amount.to_integral_value():
        pattern = pattern.replace(".00", "")
    text = format_currency(amount, currency, pattern, locale=locale, currency_digits=False)
    return str(text).replace("-", "\u2212")
