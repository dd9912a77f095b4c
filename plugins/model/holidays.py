"""The public holidays of the country in which the site stands, Easter and all that moves with it among them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

COUNTRY = "GR"
WORD = "holidays"  # by which editors leave all of them out


def reckoned(year: int) -> frozenset[date]:
    """Return the public holidays of a year; Easter Sunday, which the law need not name, is one of them."""
    from dateutil.easter import EASTER_ORTHODOX, easter
    from holidays import country_holidays  # takes 0.3 s, for it brings those of all countries

    return frozenset((*country_holidays(COUNTRY, years=year), easter(year, EASTER_ORTHODOX)))


_find: list[Callable[[int], frozenset[date]]] = [reckoned]


def learn(find: Callable[[int], frozenset[date]]) -> None:
    """Have this process take the holidays of a year from `find`."""
    _find[0] = find
    holidays_of.cache_clear()


@lru_cache(maxsize=128)
def holidays_of(year: int) -> frozenset[date]:
    """Return the public holidays of a year."""
    return _find[0](year)


def is_holiday(day: date) -> bool:
    """Whether a day is a public holiday."""
    return day in holidays_of(day.year)
