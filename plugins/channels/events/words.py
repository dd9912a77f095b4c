"""A rule of iCalendar in words: every Tuesday and Thursday, until 15 December 2026, not on public holidays."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import ZoneInfo

from plugins.channels.shared.filters import day_in_words
from plugins.channels.shared.view import View
from plugins.model.holidays import WORD
from plugins.model.kinds import EventFields
from plugins.model.moments import day_of
from plugins.model.recurrence import last_start, parts_of
from plugins.model.schedule import WEEK

SATURDAY = 5
_DAY = re.compile(r"([+-]?\d)?([A-Z]{2})")
PLAIN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"}  # parts of the rules that have words here


def said(view: View, event: EventFields) -> str:
    """Return how often an event comes again, until when, and what is left out."""
    parts = parts_of(event.repeat)
    end = last_start(event.repeat, event.start, ZoneInfo(view.settings.site.timezone))
    words = [_how_often(view, parts, day_of(event.start))]
    if end:
        words.append(view.gettext("until %(date)s") % {"date": day_in_words(end.date(), view.language.locale)})
    if "COUNT" in parts:
        words.append(view.gettext("%(num)s times in all") % {"num": parts["COUNT"]})
    if WORD in event.not_on:
        words.append(view.gettext("not on public holidays"))
    return ", ".join(words)


def _how_often(view: View, parts: dict[str, str], start: date) -> str:
    number, days = parts.get("INTERVAL", ""), [found.groups() for found in _DAY.finditer(parts.get("BYDAY", ""))]
    values = {
        "num": number,
        "days": _weekdays(view, [WEEK.index(day.lower()) for __, day in days] or [start.weekday()]),
    }
    if parts.keys() - PLAIN:
        return view.gettext("on the days below")
    match parts["FREQ"]:
        case "DAILY":
            return view.gettext("every %(num)s days") % values if number else view.gettext("every day")
        case "WEEKLY":
            form = view.gettext("every %(num)s weeks, on %(days)s") if number else view.gettext("every %(days)s")
            return form % values
        case "MONTHLY":
            return _of_month(view, days, number, start)
    day = _day_of_year(view, start)
    every = view.gettext("every %(num)s years, on %(date)s") if number else view.gettext("every year on %(date)s")
    return every % {"num": number, "date": day}


def _of_month(view: View, days: list[tuple[str, ...]], number: str, start: date) -> str:
    if days:
        words = _listed(view, [_ordinal(view, int(count), WEEK.index(day.lower())) for count, day in days if count])
    else:
        words = view.gettext("on day %(day)s of the month") % {"day": start.day}
    if not words:
        return view.gettext("on the days below")
    return f"{words}, {view.gettext('every %(num)s months') % {'num': number}}" if number else words


def _ordinal(view: View, count: int, day: int) -> str:
    """Saturday has messages of its own: in Greek it alone is neuter."""
    every = {
        1: (view.gettext("the first Saturday of the month"), view.gettext("the first %(day)s of the month")),
        2: (view.gettext("the second Saturday of the month"), view.gettext("the second %(day)s of the month")),
        3: (view.gettext("the third Saturday of the month"), view.gettext("the third %(day)s of the month")),
        4: (view.gettext("the fourth Saturday of the month"), view.gettext("the fourth %(day)s of the month")),
        -1: (view.gettext("the last Saturday of the month"), view.gettext("the last %(day)s of the month")),
    }
    if count not in every:
        return ""
    saturday, other = every[count]
    return saturday if day == SATURDAY else other % {"day": _weekday(view, day)}


def _weekdays(view: View, days: list[int]) -> str:
    return _listed(view, [_weekday(view, day) for day in days])


def _weekday(view: View, day: int) -> str:
    from babel.dates import get_day_names

    return str(get_day_names("wide", "stand-alone", view.language.locale)[day])


def _listed(view: View, words: list[str]) -> str:
    from babel.lists import format_list

    return str(format_list(words, locale=view.language.locale)) if all(words) else ""


def _day_of_year(view: View, day: date) -> str:
    from babel.dates import format_skeleton

    return str(format_skeleton("MMMMd", day, locale=view.language.locale))
