"""The programme as calendars: one for each station and each show, whose events repeat by the rule that was stated.

Nothing in them is of the moment of the build: no window moves, and DTSTAMP is when the station's file says it changed.
https://www.rfc-editor.org/rfc/rfc5545, https://www.rfc-editor.org/rfc/rfc7986
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from plugins.channels.radio.programme import Programme
from plugins.channels.resources import Resources
from plugins.channels.shared.calendar.whole import calendar_of
from plugins.model.artifact import Artifact
from plugins.model.entry import Entry
from plugins.model.schedule import WEEK, Airing, Station, span
from plugins.model.site import Site
from plugins.model.value import Language, Value
from plugins.settings import Settings

if TYPE_CHECKING:
    from icalendar import Component


class Happening(Value, frozen=True):
    """An airing as an event; `lang` is that of its title, `stamp` is when it last changed, `url` absolute."""

    uid: str
    lang: Language
    title: str
    description: str
    place: str
    url: str
    stamp: date
    airing: Airing
    demo: bool


def calendars(site: Site, programme: Programme, settings: Settings) -> Iterator[Artifact]:
    """Those of the stations, then those of the shows."""
    lang, address = programme.lang, settings.site.address
    by_show: dict[str, list[tuple[Station, Happening]]] = {}
    for station in site.stations:
        events = []
        for airing, show in programme.airings(station):
            event = happening(airing, show, station, programme, settings)
            events.append(event)
            by_show.setdefault(show.key, []).append((station, event))
        if events:
            outlet = programme.outlet(station)
            page = f"{settings.site.url}/{outlet.url}"
            yield _artifact(outlet.calendar, outlet.name, page, events, [station.source], programme, settings)
    for key, found in sorted(by_show.items()):
        show = programme.edition.by_key.get(key) or programme.edition.gaps[key]
        path = address("radio.file", lang, show=key.partition("/")[2], name="schedule.ics")
        page = f"{settings.site.url}/{programme.edition.urls[key]}"
        sources = [show.source, *(station.source for station, _ in found)]
        yield _artifact(path, show.title, page, [event for _, event in found], sources, programme, settings)


def _artifact(
    path: str,
    name: str,
    page: str,
    events: Iterable[Happening],
    sources: Iterable[str],
    programme: Programme,
    settings: Settings,
) -> Artifact:
    inputs = (programme.lang, name, page, settings.site.timezone, tuple(events))
    return Artifact(path, calendar, inputs, "radio", programme.lang, tuple(dict.fromkeys(sources)))


def happening(airing: Airing, show: Entry, station: Station, programme: Programme, settings: Settings) -> Happening:
    """Its identity is that of what is heard, where and when; a corrected title or length leaves it alone."""
    outlet = programme.outlet(station)
    what = f"{station.key} {airing.language} {airing.start} {airing.since} {rule_text(airing)}"
    return Happening(
        uid=str(uuid.uuid5(uuid.UUID(show.id), f"{programme.lang} {what}")),
        lang=show.lang,
        title=show.title,
        description=show.summary,
        place=", ".join(filter(None, (outlet.name, outlet.area, outlet.frequency))),
        url=f"{settings.site.url}/{programme.edition.urls[show.key]}",
        stamp=station.updated or airing.since,
        airing=airing,
        demo=outlet.demo or show.demo,
    )


def calendar(
    resources: Resources, lang: Language, name: str, page: str, zone: str, events: tuple[Happening, ...]
) -> bytes:
    """An iCalendar object."""
    whole, here = calendar_of(name, zone, min(event.airing.since for event in events).year), ZoneInfo(zone)
    whole.add("url", page)
    say = resources.catalogues[lang].gettext
    words = {"repeat": say("repeat"), "demo": say("Demonstration content")}
    for event in {event.uid: event for event in events}.values():
        first = event.airing.first()
        assert first, f"{event.uid}: an airing is on some day"
        whole.add_component(_event(event, first, here, lang, words))
    data: bytes = whole.to_ical()
    return data


def _event(event: Happening, first: date, here: ZoneInfo, lang: Language, words: Mapping[str, str]) -> Component:
    from icalendar import Event

    airing, said = event.airing, {"language": lang}
    component = Event()
    component.add("uid", event.uid)
    component.add("dtstamp", datetime.combine(event.stamp, time(), UTC))
    title = f"{event.title} ({words['repeat']})" if airing.repeat else event.title
    component.add("summary", title, parameters={"language": event.lang})
    description = f"{event.description}\n{words['demo']}" if event.demo else event.description
    component.add("description", description, parameters={"language": event.lang})
    component.add("location", event.place, parameters=said)
    component.add("url", event.url)
    component.add("transp", "TRANSPARENT")  # to listen, nobody need be kept from other things
    component.add("dtstart", datetime.combine(first, airing.start, here))
    component.add("duration", timedelta(seconds=airing.seconds))
    if airing.rule:
        component.add("rrule", recurrence(airing, here))
    for day in airing.left_out():
        component.add("exdate", datetime.combine(day, airing.start, here))
    return component


def recurrence(airing: Airing, here: ZoneInfo) -> dict[str, object]:
    """The rule's parts, in the order in which people write them. UNTIL is in UTC, as DTSTART has a zone."""
    rule = airing.rule
    assert rule, "a single airing has no rule"
    days = [f"{rule.ordinal or ''}{WEEK[day].upper()}" for day in rule.weekdays]
    parts: dict[str, object] = {"freq": "MONTHLY" if rule.ordinal else "WEEKLY"}
    if rule.interval > 1:
        parts["interval"] = rule.interval
    if airing.until:
        parts["until"] = span(airing, airing.until, here)[0].astimezone(UTC)
    return {**parts, "byday": days, "wkst": "MO"}


def rule_text(airing: Airing) -> str:
    """The rule without its bounds, as part of an identity."""
    rule = airing.rule
    return f"{rule.weekdays} {rule.interval} {rule.ordinal}" if rule else ""
