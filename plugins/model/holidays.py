"""The public holidays of the country in which the site stands, Easter and all that moves with it among them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

COUNTRY = "GR"
WORD = "holidays"  # by which editors leave all of them out


@lru_cache(maxsize=128)
def holidays_of(year: int) -> frozenset[date]:
    """Return the public holidays of a year; Easter Sunday, which the law need not name, is one of them."""
    from dateutil.easter import EASTER_ORTHODOX, easter
    from holidays import country_holidays  # takes 40 ms

    return frozenset((*country_holidays(COUNTRY, years=year), easter(year, EASTER_ORTHODOX)))


def is_holiday(day: date) -> bool:
    """Whether a day is a public holiday."""
    return day in holidays_of(day.year)
