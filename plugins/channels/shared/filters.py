"""The filters of the templates: dates in the page's language, durations and sizes for people.

Babel is imported where it is used: it takes 15 ms, which is much for a build after a small edit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from plugins.i18n.languages import by_letters, capitalised, facts_of, lowered
from plugins.model.entry import Name
from plugins.model.fields import Words
from plugins.model.holidays import COUNTRY
from plugins.model.moments import day_of, has_hour
from plugins.model.rights import LICENCES, in_language
from plugins.model.value import Language
from plugins.text.durations import clock
from plugins.text.identifiers import shown_postcode, shown_telephone


@lru_cache(maxsize=8192)
def day_in_words(moment: date, locale: str) -> str:
    """Return a day in words of a locale: 25 Μαρτίου 2026."""
    from babel.dates import format_date

    return format_date(moment, "d MMMM y", locale=locale)


@lru_cache(maxsize=1024)
def moment_in_words(when: date, locale: str) -> str:
    """Return a day with its weekday, and hour if stated, in words of a locale: Τετάρτη 25 Μαρτίου 2026, 18:30."""
    from babel.dates import format_date, format_datetime

    if isinstance(when, datetime):
        return format_datetime(when, "EEEE d MMMM y, HH:mm", tzinfo=when.tzinfo, locale=locale)
    return format_date(when, "EEEE d MMMM y", locale=locale)


@pass_context
def in_words(context: Context, moment: date) -> str:
    """Return a day in words of the page's language: 25 Μαρτίου 2026."""
    return day_in_words(moment.date() if isinstance(moment, datetime) else moment, context["LOCALE"])


@pass_context
def with_weekday(context: Context, moment: date) -> str:
    """Return a day with its weekday, and its hour where one is stated: Τετάρτη 25 Μαρτίου 2026, 18:30."""
    return moment_in_words(moment, context["LOCALE"])


@pass_context
def month(context: Context, moment: date) -> str:
    """Return a month as it stands alone, for headings: Μάρτιος 2026."""
    from babel.dates import format_date

    return str(format_date(moment, "LLLL y", locale=context["LOCALE"]))


@pass_context
def month_of_day(context: Context, moment: date) -> str:
    """Return a month as it follows a day's number: Μαρτίου 2026."""
    from babel.dates import format_date

    return str(format_date(moment, "MMMM y", locale=context["LOCALE"]))


@pass_context
def begun(context: Context, text: str) -> str:
    """The text with a capital at its beginning, as a line or a fact begins; all else is left as it is written."""
    return type(text)(capitalised(text, context["LANG"]))


@pass_context
def language(context: Context, code: Language) -> str:
    """The name of a language as it follows "in": English, αγγλικά."""
    from babel import Locale

    name = Locale.parse(context["LOCALE"]).languages.get(code.replace("-", "_"), code)
    return lowered(name, context["LANG"]) if facts_of(context["LANG"]).tongues_small else name


@pass_context
def enumeration(context: Context, items: Iterable[str | Name]) -> Markup:
    """Return a list of names in words: α, β και γ."""
    from babel.lists import format_list

    return Markup(format_list([marked(context, item) for item in items], locale=context["LOCALE"]))


@pass_context
def marked(context: Context, said: str | Name, lang: str = "") -> Markup:
    """A name or a text, with its language where that is not the page's: `lang` where it is known, else by its letters.

    So a voice that reads the page aloud changes with it: https://www.w3.org/WAI/WCAG22/Understanding/language-of-parts
    """
    lang = lang or (said.lang if isinstance(said, Name) else by_letters(said) or context["LANG"])
    text = escape(str(said))
    return text if lang in ("", context["LANG"]) else Markup('<span lang="{}">{}</span>').format(lang, text)


@pass_context
def euro(context: Context, amount: int) -> str:
    """Return an amount of euros: 1.234 €."""
    from babel.numbers import format_currency

    return str(format_currency(amount, "EUR", "#,##0 ¤", locale=context["LOCALE"], currency_digits=False))


@pass_context
def size(context: Context, count: int) -> str:
    """Return a number of bytes for people: 84 kB, 1,2 MB."""
    from babel.numbers import format_decimal

    if count < 1_000_000:
        return f"{format_decimal(max(1, round(count / 1000)), locale=context['LOCALE'])} kB"
    return f"{format_decimal(round(count / 1_000_000, 1), locale=context['LOCALE'])} MB"


def level_in_words(decibels: float, locale: str) -> str:
    """Return loudness or a peak, with a true minus: −16,1."""
    from babel.numbers import format_decimal

    return str(format_decimal(decibels, "0.0", locale=locale)).replace("-", "−")


@pass_context
def level(context: Context, decibels: float) -> str:
    """Return loudness or a peak in the page's language."""
    return level_in_words(decibels, context["LOCALE"])


@pass_context
def decimal(context: Context, number: float) -> str:
    """Return a number with the decimal mark of the page's language: 1,25."""
    from babel.numbers import format_decimal

    return str(format_decimal(number, locale=context["LOCALE"]))


@pass_context
def telephone(context: Context, number: str) -> str:
    """Return a telephone number as Greeks write it, with its country for readers of other languages."""
    return shown_telephone(number, from_abroad=not context["LOCALE"].endswith(f"_{COUNTRY}"))


@pass_context
def stated_in(context: Context, words: Words) -> str:
    """Return words that may be stated for each language, in the page's."""
    return in_language(words, context["LANG"])


def iso(moment: date) -> str:
    """Return a moment or a day for the `datetime` attribute of `<time>`."""
    return moment.isoformat()


_TAG = re.compile(r"""<(?P<name>/?\w+)(?:"[^"]*"|[^">])*>""")


def scrollable(text: str, label: str) -> Markup:
    """Clean HTML whose tables and code can be scrolled, also from the keyboard; `label` names a table's frame."""
    if "<table" not in text and "<pre" not in text:
        return Markup(text)
    opened = f'<div class="scroll" role="group" tabindex="0" aria-label="{escape(label)}">'

    def framed(tag: re.Match[str]) -> str:
        if tag["name"] == "table":
            return opened + tag[0]
        if tag["name"] == "pre":
            return tag[0].replace("<pre", '<pre tabindex="0"', 1)
        return f"{tag[0]}</div>" if tag["name"] == "/table" else tag[0]

    return Markup(_TAG.sub(framed, text))  # tag by tag, for the value of an attribute may hold `<table`


def filters_for() -> dict[str, Callable[..., Any]]:
    """Return the filters by the names that templates use."""
    return {
        "date": in_words,
        "moment": with_weekday,
        "month": month,
        "month_of_day": month_of_day,
        "begun": begun,
        "language": language,
        "enumeration": enumeration,
        "marked": marked,
        "euro": euro,
        "size": size,
        "level": level,
        "telephone": telephone,
        "in_language": stated_in,
        "postcode": shown_postcode,
        "decimal": decimal,
        "iso": iso,
        "day": day_of,
        "has_hour": has_hour,
        "scrollable": scrollable,
        "clock": clock,
        "licence": LICENCES.__getitem__,
    }
