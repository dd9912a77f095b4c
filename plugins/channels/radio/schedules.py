"""The pages of the programme: the week of all stations, and a page for each station."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from plugins.channels.radio.artifacts import programme_of
from plugins.channels.radio.programme import Outlet, Slot, weekday_names
from plugins.channels.shared.page import Page
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Link
from plugins.i18n.greek import collation_key
from plugins.model.value import Value


class Day(Value, frozen=True):
    """A weekday with what is on, by the hour; `number` counts from Monday, 0."""

    number: int
    name: str
    slots: tuple[Slot, ...]


class ShowTimes(Value, frozen=True):
    """Where a show can be heard: a station, and when."""

    outlet: Outlet
    slots: tuple[Slot, ...]


def pages_of_stations(view: View) -> Iterator[Page]:
    """None where no station says what it airs."""
    stations = view.site.stations
    if not stations:
        return
    slots = view.once(programme_of).slots(stations)
    outlets = tuple(view.once(programme_of).outlet(station) for station in stations)
    by_name = tuple(sorted(outlets, key=_by_name))
    yield _page(view, "schedule", view.address("schedule"), "schedule.html", "", slots, by_name)
    for station, outlet in zip(stations, outlets, strict=True):
        own = tuple(slot for slot in slots if slot.outlet.key == station.key)
        key = f"station/{station.key}"
        yield _page(view, key, outlet.url, "station.html", outlet.name, own, (outlet,), (station.source,))


def _page(
    view: View,
    key: str,
    url: str,
    template: str,
    title: str,
    slots: Sequence[Slot],
    outlets: tuple[Outlet, ...],
    sources: tuple[str, ...] = (),
) -> Page:
    names = weekday_names(view.language.locale)
    return Page(
        key,
        view.lang,
        url,
        template,
        title or view.language.sitename,
        outlets[0].area if title else view.language.subtitle,
        section="show",
        values={"days": week(slots, names), "single": singles(slots), "weekdays": names, "outlets": outlets},
        breadcrumbs=(view.home, *_shows(view)),
        parent="schedule" if title else "kind/show",
        sources=sources,
    )


def _shows(view: View) -> tuple[Link, ...]:
    """The way up: the list of shows, where there is one."""
    return (view.shown.list_link("kinds", "show"),) if "show" in view.edition.kinds else ()


def week(slots: Sequence[Slot], names: Sequence[str]) -> tuple[Day, ...]:
    """All seven days, each with its airings."""
    return tuple(
        Day(number, name, tuple(sorted((slot for slot in slots if number in slot.weekdays), key=_by_hour)))
        for number, name in enumerate(names)
    )


def singles(slots: Sequence[Slot]) -> tuple[Slot, ...]:
    """The airings of one day, soonest first."""
    return tuple(sorted((slot for slot in slots if slot.single), key=lambda slot: (slot.single, *_by_hour(slot))))


def _by_hour(slot: Slot) -> tuple[object, ...]:
    return slot.start, _by_name(slot.outlet), collation_key(slot.title)


def _by_name(outlet: Outlet) -> tuple[str, ...]:
    return collation_key(outlet.name)


def places_of(view: View, show: str) -> dict[str, Any]:
    """Where and when a show is on the air, for its page."""
    slots = view.once(programme_of).slots_of(show) if view.site.stations else ()
    outlets = sorted(dict.fromkeys(slot.outlet for slot in slots), key=_by_name)
    places = tuple(ShowTimes(outlet, tuple(slot for slot in slots if slot.outlet == outlet)) for outlet in outlets)
    if not places:
        return {"places": ()}
    return {
        "places": places,
        "weekdays": weekday_names(view.language.locale),
        "schedule_url": view.address("schedule"),
        "calendar_url": view.address("radio.file", show=show, name="schedule.ics"),
    }
