"""How often an event comes again, as editors write it (“every Tuesday until 2026-12-15”) → a rule of iCalendar.

The words are those of all languages that have facts (`repetition` in `plugins/i18n/languages`). A rule as iCalendar
has it (RRULE) is taken too. https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from plugins.i18n.greek import fold
from plugins.i18n.languages import facts_of, with_facts
from plugins.model.problem import Invalid, _
from plugins.model.regex import regex

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
UNITS = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
MOST_TIMES = 1000
MOST_APART = 99

_WORD = _("does not say how often: the word “{word}” is not known here")
_NOTHING = _("does not say how often")
_AMBIGUOUS = _("may mean a day of the month, or every so many weeks")
_SAY_WHICH = _("write “first Saturday of the month”, or “every 2 weeks on Saturday”")
_TWICE = _("says twice until when")
_ONE_END = _("write a last day or a number of times, not both")
_NO_DATE = _("the date “{v}” does not exist")
_WRITE_DATE = _("write the last day as in: until 2026-12-15")
_PART = _("is not a rule of iCalendar that is known here: “{part}”")
_NUMBER = _("counts from 1 to {most}")
_SMALLER = _("write a smaller number")
_EXAMPLES = _(
    "write as in: every Tuesday, every 2 weeks on Friday until 2026-12-15, last Sunday of the month, every year 9 times"
)

_TOKEN = regex(r"\d{4}-\d{2}-\d{2}|\d+(?![\w])|[^\W_][\w’']*|[,+&]")
_DATE = regex(r"\d{4}-\d{2}-\d{2}")
_PARTS: Mapping[str, str] = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": "[1-9][0-9]?",
    "COUNT": "[1-9][0-9]{0,2}|1000",
    "UNTIL": "[0-9]{8}(?:T[0-9]{6}Z?)?",
    "BYDAY": r"(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:[+-]?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU))*",
    "BYMONTHDAY": "-?(?:[1-9]|[12][0-9]|3[01])(?:,-?(?:[1-9]|[12][0-9]|3[01]))*",
    "BYMONTH": "(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2]))*",
    "BYSETPOS": "-?[1-9](?:,-?[1-9])*",
    "WKST": "MO|TU|WE|TH|FR|SA|SU",
}
_ORDER = tuple(_PARTS)


def rule_of(text: str) -> str:
    """Return the rule of iCalendar that a text says, without `RRULE:`, its parts in one order. Raises Invalid."""
    clean = text.strip()
    if "=" in clean:
        return _checked(clean.removeprefix("RRULE:"))
    return _in_order(_Reader(_tokens(clean)).parts())


# ---------------------------------------------------------------- rules as iCalendar has them


def _checked(rule: str) -> str:
    pairs = [part.partition("=")[::2] for part in rule.strip(";").upper().split(";")]
    parts = dict(pairs)
    for name, value in pairs:
        if len(pairs) > len(parts) or name not in _PARTS or not re.fullmatch(_PARTS[name], value):
            raise Invalid(_PART.format(part=f"{name}={value}"[:60]), _EXAMPLES)
    if "FREQ" not in parts:
        raise Invalid(_NOTHING, _EXAMPLES)
    if "COUNT" in parts and "UNTIL" in parts:
        raise Invalid(_TWICE, _ONE_END)
    if re.search("[1-5]", parts.get("BYDAY", "")) and parts["FREQ"] not in ("MONTHLY", "YEARLY"):
        raise Invalid(_PART.format(part=f"BYDAY={parts['BYDAY']}"[:60]), _EXAMPLES)
    if "UNTIL" in parts:
        _existing(parts["UNTIL"])
    return _in_order(parts)


def _existing(until: str) -> None:
    try:
        datetime.strptime(until.removesuffix("Z"), "%Y%m%dT%H%M%S" if "T" in until else "%Y%m%d")
    except ValueError:
        raise Invalid(_NO_DATE.format(v=until), _WRITE_DATE) from None


def _in_order(parts: Mapping[str, str]) -> str:
    return ";".join(
        f"{name}={parts[name]}" for name in _ORDER if parts.get(name) and (name, parts[name]) != ("INTERVAL", "1")
    )


# ---------------------------------------------------------------- rules in words


class Token(NamedTuple):
    """A word of a rule, and what it may mean: keys of the facts; a number or a date means itself."""

    text: str
    meanings: tuple[str, ...]


@cache
def _known() -> tuple[Mapping[str, tuple[str, ...]], Mapping[str, tuple[str, ...]]]:
    """What words mean: as they are written, then folded."""
    exact: dict[str, tuple[str, ...]] = {}
    folded: dict[str, tuple[str, ...]] = {}
    for lang in with_facts():
        for key, words in facts_of(lang).repetition.items():
            for word in words:
                for table, name in ((exact, word), (folded, fold(word))):
                    table[name] = tuple(dict.fromkeys((*table.get(name, ()), key)))
    return exact, folded


def _tokens(text: str) -> list[Token]:
    """Return the words of a rule. Raises Invalid for the first one that means nothing."""
    exact, folded = _known()
    found = []
    for word in _TOKEN.findall(text):
        if word in ",+&":
            found.append(Token(word, ("and",)))
            continue
        meanings = exact.get(word) or folded.get(fold(word)) or ()
        if not meanings and not word[0].isdigit():
            raise Invalid(_WORD.format(word=word[:40]), _EXAMPLES)
        if meanings != ("every",):
            found.append(Token(word, meanings))
    return found


class _Reader:
    """Reads the words of one rule."""

    def __init__(self, tokens: Sequence[Token]):
        self.tokens = tokens
        self.sort, self.apart, self.ends = "", 1, dict[str, str]()
        self.days: list[tuple[int, str]] = []
        self.waiting: list[int] = []  # of “first and third Saturday”, until the day is named

    def parts(self) -> dict[str, str]:
        """Return the parts of the rule. Raises Invalid."""
        place = 0
        while place < len(self.tokens):
            place += self.read(place)
        ordinals = {number for number, _day in self.days}
        if ordinals - {0} and (self.sort != "MONTHLY" or 0 in ordinals):
            raise Invalid(_AMBIGUOUS, _SAY_WHICH)
        if (self.days and self.sort in ("DAILY", "YEARLY")) or (self.sort == "MONTHLY" and ordinals == {0}):
            raise Invalid(_AMBIGUOUS, _SAY_WHICH)
        if self.waiting or not (self.sort or self.days):
            raise Invalid(_NOTHING, _EXAMPLES)
        named = sorted(self.days, key=lambda day: (day[0], DAYS.index(day[1])))
        return {
            "FREQ": self.sort or "WEEKLY",
            "INTERVAL": str(self.apart),
            "BYDAY": ",".join(dict.fromkeys(f"{number or ''}{day.upper()}" for number, day in named)),
            **self.ends,
        }

    def read(self, place: int) -> int:
        """Take in the word at a place; how many words that took."""
        text, meanings = self.tokens[place]
        after = self.meanings(place + 1)
        if text[0].isdigit() and not meanings:
            return self.read_number(place, text, after)
        if "until" in meanings:
            return self.read_end(place)
        ordinal = next((ORDINALS[key] for key in meanings if key in ORDINALS), 0)
        day = next((key for key in meanings if key in DAYS), "")
        if ordinal and (not day or self.is_counted(after)):
            return self.read_ordinal(ordinal, after)
        if day:
            self.days.append((0, day))
        elif "workday" in meanings:
            self.days += [(0, name) for name in DAYS[:5]]
        elif unit := next((key for key in meanings if key in UNITS), ""):
            self.sort = UNITS[unit]
        elif "other" in meanings:
            self.apart = 2
        elif "and" not in meanings:
            raise Invalid(_WORD.format(word=text[:40]), _EXAMPLES)
        return 1

    def meanings(self, place: int) -> tuple[str, ...]:
        return self.tokens[place].meanings if place < len(self.tokens) else ()

    @staticmethod
    def is_counted(meanings: Sequence[str]) -> bool:
        """Whether a word is one that “third” may stand before."""
        return any(key in DAYS or key in UNITS for key in meanings)

    def read_ordinal(self, ordinal: int, after: Sequence[str]) -> int:
        """“second” of a day of the month, or of weeks: every second one."""
        day = next((key for key in after if key in DAYS), "")
        if day:
            self.days += [(number, day) for number in (*self.waiting, ordinal)]
            self.waiting = []
        elif "and" in after:
            self.waiting.append(ordinal)
        elif self.is_counted(after) and ordinal > 0:
            self.apart, self.sort = ordinal, UNITS[next(key for key in after if key in UNITS)]
        else:
            raise Invalid(_NOTHING, _EXAMPLES)
        return 2

    def read_number(self, place: int, text: str, after: Sequence[str]) -> int:
        """A number of times, or of weeks between two dates."""
        if _DATE.fullmatch(text):
            raise Invalid(_WORD.format(word=text), _WRITE_DATE)
        if "times" in after:
            self.end("COUNT", self.number(text, MOST_TIMES))
            return 2
        unit = next((key for key in after if key in UNITS), "")
        if not unit:
            raise Invalid(_WORD.format(word=text[:40]), _EXAMPLES)
        self.apart, self.sort = int(self.number(text, MOST_APART)), UNITS[unit]
        return 2

    @staticmethod
    def number(text: str, most: int) -> str:
        if len(text) > 4 or not 1 <= int(text) <= most:
            raise Invalid(_NUMBER.format(most=most), _SMALLER)
        return str(int(text))

    def read_end(self, place: int) -> int:
        """Until which day."""
        text = self.tokens[place + 1].text if place + 1 < len(self.tokens) else ""
        try:
            day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
        except ValueError:
            raise Invalid(_NO_DATE.format(v=text), _WRITE_DATE) from None
        if day is None:
            raise Invalid(_WORD.format(word=self.tokens[place].text), _WRITE_DATE)
        self.end("UNTIL", f"{day:%Y%m%d}")
        return 2

    def end(self, name: str, value: str) -> None:
        if self.ends:
            raise Invalid(_TWICE, _ONE_END)
        self.ends[name] = value
