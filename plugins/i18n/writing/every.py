"""What is marked in every language: spaces, dots, quotes, long sentences, dates without a year or on another day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from typing import NamedTuple

from plugins.i18n.languages import facts_of
from plugins.i18n.writing.remark import Remark
from plugins.model.problem import _
from plugins.model.regex import regex
from plugins.model.value import Language

MOST_WORDS = 50  # of a sentence

_SPACES = regex(r"(?<=\S)  +(?=\S)")
_DOTS = regex(r"(?<![.…])\.\.\.(?!\.)")
_WORD = regex(r"[^\W_]+(?:[’'][^\W_]+)*")
_END = regex(r"[.;!?…][»”\"’)]*(?=\s|\Z)|\n\s*\n")
_STRAIGHT = '"'

_TWO_SPACES = _("two spaces follow each other")
_ONE = _("leave one")
_THREE_DOTS = _("three dots stand for one sign")
_ELLIPSIS = _("write … or leave them out")
_BEFORE = _("a space stands before “{sign}”")
_NONE = _("delete it")
_OPEN = _("“{sign}” is opened and not closed")
_CLOSED = _("“{sign}” closes what was not opened")
_PAIR = _("write the other one as well, in the same paragraph")
_LONG = _("a sentence of {count} words")
_SPLIT = _("make two or three of it; what has more than {most} words is not followed by ear")
_YEARLESS = _("“{date}” does not say its year")
_YEAR = _("write it: texts are read for years")
_DAY = _("{date} is a {right}, not a {said}")
_CORRECT = _("correct the day or the date")

Find = Callable[[str], Iterator[Remark]]
FindIn = Callable[[str, Language], Iterator[Remark]]


@cache
def finders(lang: Language) -> Mapping[str, Find]:
    """Return what finds each habit in a text of a language."""
    return {name: partial(_with_language, find, lang) for name, find in HABITS.items()}


def _with_language(find: FindIn, lang: Language, text: str) -> Iterator[Remark]:
    return find(text, lang)


def double_spaces(text: str, lang: Language) -> Iterator[Remark]:
    """Two spaces within a line."""
    for found in _SPACES.finditer(text):
        yield Remark("double-space", found.start(), _TWO_SPACES, _ONE)


def dots(text: str, lang: Language) -> Iterator[Remark]:
    """Three dots in the place of one sign."""
    for found in _DOTS.finditer(text):
        yield Remark("dots", found.start(), _THREE_DOTS, _ELLIPSIS)


def spaces_before(text: str, lang: Language) -> Iterator[Remark]:
    """A space before a sign that takes none in the language."""
    for found in _before(facts_of(lang).unspaced).finditer(text):
        yield Remark("space-before", found.start(), _BEFORE.format(sign=found[1] or found[2]), _NONE)


@cache
def _before(signs: str) -> re.Pattern[str]:
    within = "".join(sign for sign in ",;·" if sign in signs)  # a dot may begin a word: .org
    return re.compile(rf"(?<=[\w»”)])[ \t]+(?:([{re.escape(signs)}])(?=\s|\Z)|([{within or ','}])(?=[^\W\d]))")


def quotes(text: str, lang: Language) -> Iterator[Remark]:
    """A quotation that is opened and not closed in its paragraph, or the other way round."""
    if text.count(_STRAIGHT) % 2 and not re.search(r"\d\"", text):
        yield Remark("quotes", text.rfind(_STRAIGHT), _OPEN.format(sign=_STRAIGHT), _PAIR)
    opening, closing = (mark.strip() for mark in facts_of(lang).quotes[0])  # in French with a space within
    if opening == closing or closing in "’'":
        return
    opened = list[int]()
    for found in re.finditer(f"[{opening}{closing}]", text):
        if found[0] == opening:
            opened.append(found.start())
        elif opened:
            opened.pop()
        else:
            yield Remark("quotes", found.start(), _CLOSED.format(sign=closing), _PAIR)
    for at in opened:
        yield Remark("quotes", at, _OPEN.format(sign=opening), _PAIR)


def long_sentences(text: str, lang: Language) -> Iterator[Remark]:
    """A sentence that nobody follows by ear."""
    start = 0
    for end in [*(found.end() for found in _END.finditer(text)), len(text)]:
        count = sum(1 for __ in _WORD.finditer(text, start, end))
        if count > MOST_WORDS:
            at = start + len(text[start:end]) - len(text[start:end].lstrip())
            yield Remark("long-sentence", at, _LONG.format(count=count), _SPLIT.format(most=MOST_WORDS))
        start = end


def yearless(text: str, lang: Language) -> Iterator[Remark]:
    """A day and a month without the year, where no other date of the paragraph says which."""
    found = list(_dates(lang).finditer(text))
    if any(match["year"] for match in found) or re.search(r"\b(?:19|20)\d\d\b", text):
        return
    for match in found:
        yield Remark("yearless", match.start("date"), _YEARLESS.format(date=" ".join(match["date"].split())), _YEAR)


def weekdays(text: str, lang: Language) -> Iterator[Remark]:
    """A day of the week that is another on its date."""
    names = _names(lang)
    for match in _dates(lang).finditer(text):
        if not (match["weekday"] and match["year"]):
            continue
        day, month = match["day"] or match["day2"], match["month"] or match["month2"]
        try:
            right = names.days[date(int(match["year"]), names.months.index(month) + 1, int(day)).weekday()]
        except ValueError:
            continue
        if match["weekday"].casefold() != right.casefold():
            said = f"{' '.join(match['date'].split())} {match['year']}"
            message = _DAY.format(date=said, right=right, said=match["weekday"])
            yield Remark("weekday", match.start("weekday"), message, _CORRECT)


class _Names(NamedTuple):
    """What months are called within a date, from January on, and days, from Monday on."""

    months: tuple[str, ...]
    days: tuple[str, ...]


@cache
def _names(lang: Language) -> _Names:
    from babel import Locale

    locale = Locale.parse(lang.replace("-", "_"))
    months, days = locale.months["format"]["wide"], locale.days["format"]["wide"]
    return _Names(tuple(months[number] for number in range(1, 13)), tuple(days[number] for number in range(7)))


@cache
def _dates(lang: Language) -> re.Pattern[str]:
    """What finds a date in words, with its day of the week and its year where they are said."""
    names = _names(lang)
    months = "|".join(map(re.escape, names.months))
    days = "|".join(re.escape(form) for name in names.days for form in {name, name.capitalize()})
    weekday = rf"(?:\b(?P<weekday>{days}),?\s+)?"
    ordinal = r"(?:st|nd|rd|th|η|er)?"
    year = r"(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?"
    one = rf"(?P<day>\d{{1,2}}){ordinal}\s+(?P<month>{months})\b"
    other = rf"(?P<month2>{months})\s+(?P<day2>\d{{1,2}}){ordinal}(?![\w:])"
    return re.compile(rf"{weekday}(?P<date>(?<![\w.,–-])(?:{one}|{other})){year}")


HABITS: Mapping[str, FindIn] = {
    "double-space": double_spaces,
    "dots": dots,
    "space-before": spaces_before,
    "quotes": quotes,
    "long-sentence": long_sentences,
    "yearless": yearless,
    "weekday": weekdays,
}
