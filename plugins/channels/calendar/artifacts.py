"""The calendar: events and the deadlines of calls as iCalendar, for a phone to follow or to take one of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from plugins.channels.resources import Resources
from plugins.channels.shared.calendar.whole import calendar_of
from plugins.channels.shared.view import View
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import EventFields, OpportunityFields
from plugins.model.moments import begin_of, day_of, end_of
from plugins.model.value import Language, Value
from plugins.settings import Settings

SIZE = 300  # appointments in a calendar, the latest by their day: apps read the whole file every time
GROUPS = (("axis", "axes"), ("region", "regions"))
EVERYTHING = "all"


class Appointment(Value, frozen=True):
    """An event, or the last day of a call. Without hours, `start` and `end` are days, and the end is the last one."""

    guid: str
    sort: str  # "event" or "deadline"
    title: str
    summary: str
    url: str
    place: str
    start: date
    end: date | None
    stamp: datetime
    categories: tuple[str, ...]
    sources: tuple[str, ...]


def artifacts(view: View) -> Iterator[Artifact]:
    """A calendar of everything, one for each axis and region that has something, and a file for each appointment."""
    settings, edition, lang = view.settings, view.edition, view.lang
    if not view.makes("calendar"):
        return
    for name, title, entries in calendars(edition, settings):
        yield _artifact(name, lang, title, [appointment(entry, edition, settings) for entry in entries], settings)
    for entry in dated(edition):
        one = appointment(entry, edition, settings)
        yield _artifact(name_of(entry), lang, one.title, [one], settings)


def _artifact(name: str, lang: Language, title: str, found: list[Appointment], settings: Settings) -> Artifact:
    path = settings.site.address("calendar", lang, name=name)
    sources = tuple(source for one in found for source in one.sources)
    return Artifact(
        path, icalendar, (lang, title, f"{settings.site.url}/{path}", tuple(found)), "calendar", lang, sources
    )


def calendars(edition: Edition, settings: Settings) -> Iterator[tuple[str, str, list[Entry]]]:
    """Name, title and entries of the calendars that are followed; none is empty."""
    rows = dated(edition)[:SIZE]
    sitename = settings.site.language(edition.lang).sitename
    if rows:
        yield EVERYTHING, sitename, rows
    for sort, group in GROUPS:
        for key, words in edition.taxonomies.groups[group].items():
            own = [entry for entry in rows if key in getattr(entry, group)]
            if own:
                yield f"{sort}-{key}", f"{sitename}: {words[edition.lang].name}", own


def dated(edition: Edition) -> list[Entry]:
    """The events, and the calls that have a last day, the latest first."""
    found = [(begin, entry) for entry in edition.listed if (begin := begin_of_appointment(entry))]
    return [entry for _, entry in sorted(found, key=lambda row: (day_of(row[0]), row[1].key), reverse=True)]


def name_of(entry: Entry) -> str:
    """Of an entry's own file: "event-fair"; a folder's stem has no slash."""
    return f"{entry.kind}-{entry.key.partition('/')[2].replace('/', '-')}"


def begin_of_appointment(entry: Entry) -> date | None:
    """Return when an event begins, or the last day of a call; None where calendars have no place for it."""
    return entry.of(EventFields).start or entry.of(OpportunityFields).deadline


def _named(when: date, zone: ZoneInfo) -> date:
    """The same by the clock of the zone that the calendar names: one of its own is no wall clock's (LMT)."""
    return when.replace(tzinfo=zone) if isinstance(when, datetime) else when


def appointment(entry: Entry, edition: Edition, settings: Settings) -> Appointment:
    """An entry as calendars hold it."""
    zone, event = ZoneInfo(settings.site.timezone), entry.of(EventFields)
    begin = begin_of_appointment(entry)
    assert begin, f"{entry.source}: appointments have a day"
    start = _named(begin, zone)
    end = _named(event.end, zone) if event.end else None
    if isinstance(end, datetime) and not isinstance(start, datetime):
        start = begin_of(
            start, zone
        )  # both are days, or neither: https://www.rfc-editor.org/rfc/rfc5545#section-3.8.2.2
    elif end and isinstance(start, datetime) and not isinstance(end, datetime):
        end = end_of(end, zone)
    place = ", ".join(filter(None, (entry.place, event.online)))
    stamp = entry.updated or entry.start
    assert stamp, f"{entry.source}: events and calls are dated"
    names = (edition.taxonomies.term("axes", key, edition.lang).name for key in entry.axes)
    return Appointment(
        guid=entry.guid,
        sort="event" if entry.kind == "event" else "deadline",
        title=entry.title,
        summary=entry.summary,
        url=f"{settings.site.url}/{entry.url}",
        place=place,
        start=start,
        end=end,
        stamp=stamp,
        categories=tuple(names),
        sources=(entry.source,),
    )


def icalendar(resources: Resources, lang: Language, title: str, source: str, found: Iterable[Appointment]) -> bytes:
    """The appointments in an object; of the zone, the changes of the clock that matter, not those of a century."""
    rows = list(found)
    first = min((one.start.year for one in rows if isinstance(one.start, datetime)), default=None)
    calendar = calendar_of(title, resources.settings.site.timezone, first)
    calendar.add("source", source, parameters={"VALUE": "URI"})
    for one in rows:
        calendar.add_component(_event(one, lang, resources))
    data: bytes = calendar.to_ical()
    return data


def _event(one: Appointment, lang: Language, resources: Resources) -> Any:
    from icalendar import Event

    event = Event()
    word = "" if one.sort == "event" else f"{resources.catalogues[lang].gettext('Apply by')}: "
    event.add("uid", f"urn:uuid:{one.guid}")
    event.add("dtstamp", one.stamp)
    event.add("last-modified", one.stamp)
    event.add("summary", f"{word}{one.title}", parameters={"LANGUAGE": lang})
    event.add("description", f"{one.summary}\n\n{one.url}", parameters={"LANGUAGE": lang})
    event.add("url", one.url, parameters={"VALUE": "URI"})
    event.add("dtstart", one.start)
    if isinstance(one.end, datetime):
        event.add("dtend", one.end)
    elif not isinstance(
        one.start, datetime
    ):  # the day after its last: https://www.rfc-editor.org/rfc/rfc5545#section-3.6.1
        event.add("dtend", (one.end or one.start) + timedelta(days=1))
    if one.place:
        event.add("location", one.place, parameters={"LANGUAGE": lang})
    if one.categories:
        event.add("categories", list(one.categories))
    event.add("transp", "TRANSPARENT")  # an invitation: it does not make anybody busy
    return event
