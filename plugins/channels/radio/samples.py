"""What the page of patterns shows of stations: fixed words."""

from __future__ import annotations

from datetime import date
from typing import Any

from plugins.channels.radio.programme import Outlet, Slot, weekday_names
from plugins.channels.radio.schedules import ShowTimes, singles, week
from plugins.channels.shared.samples import PLACE, SHOW, STATION, other_language
from plugins.channels.shared.view import View
from plugins.i18n.messages import say
from plugins.model.value import Language

DAY = date(2026, 3, 25)


def programme_sample(view: View) -> dict[str, Any]:
    """A station, its week, an airing of one day alone, and where a show is heard."""
    lang, other = view.lang, other_language(view)
    here = view.address("patterns")
    outlet = Outlet(
        key="patterns",
        name=say(STATION, lang),
        area=say(PLACE, lang),
        frequency="95,2 MHz",
        sort="radio",
        website="",
        stream="",
        url=here,
        calendar=here,
        demo=True,
    )

    def slot(tongue: Language, start: str, end: str, days: tuple[int, ...] = (0, 2), repeat: bool = False) -> Slot:
        return Slot(
            title=say(SHOW, tongue),
            url=here,
            lang=tongue,
            language=tongue,
            weekdays=days,
            start=start,
            end=end,
            interval=1,
            ordinal=0,
            since=None if days else DAY,
            until=None,
            not_on_holidays=False,
            repeat=repeat,
            demo=True,
            outlet=outlet,
        )

    slots = (slot(lang, "08:00", "08:02"), slot(other, "20:30", "20:32", repeat=True), slot(lang, "11:00", "12:00", ()))
    names = weekday_names(view.language.locale)
    return {
        "days": week(slots, names),
        "single": singles(slots),
        "weekdays": names,
        "outlets": (outlet,),
        "places": (ShowTimes(outlet, slots[:2]),),
    }
