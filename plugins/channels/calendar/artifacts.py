"""The calendar: events and the deadlines of calls as iCalendar, for a phone to follow or to take one of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from plugins.channels.resources import Resources
from plugins.channels.shared.calendar.whole import calendar_of
from plugins.channels.shared.view import View
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import EventFields, OpportunityFields
from plugins.model.moments import begin_of, day_of, end_of
from plugins.model.recurrence import Occurrence, as_stated, last_start, left_out, occurrences, parts_of
from plugins.model.rights import in_language
from plugins.model.value import Language, Value
from plugins.settings import Settings

if TYPE_CHECKING:
    from icalendar import Component, vRecur

SIZE = 300  # appointments in a calendar, the latest by their day: apps read the whole file every time
GROUPS = (("axis", "axes"), ("region", "regions"))
EVERYTHING, DEADLINES = "all", "deadlines"
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


class Appointment(Value, frozen=True):
    """An event, or the last day of a call. Without hours, `start` and `end` are days, and the end is the last one.

    One that comes again has a `rule` whose last date is `until`, without those of `omitted` (when they would begin);
    `others` are the dates that were moved or called off, each with when it would have begun.
    """

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
    sequence: int = 0
    state: str = ""
    rule: str = ""
    until: date | None = None
    omitted: tuple[date, ...] = ()
    others: tuple[tuple[date, Occurrence], ...] = ()


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
    rows = sorted(dated(edition)[:SIZE], key=lambda entry: (day_of(first_day(entry)), entry.key), reverse=True)
    sitename = settings.site.language(edition.lang).sitename
    if rows:
        yield EVERYTHING, sitename, rows
    calls = [entry for entry in rows if entry.kind == "opportunity"]
    if calls:
        yield DEADLINES, f"{sitename}: {edition.taxonomies.term('kinds', 'opportunity', edition.lang).name}", calls
    for member in edition.kinds.get("member", ()):
        if own := of_member(rows, member.stem):
            yield f"member-{member.stem}", f"{sitename}: {member.title}", own
    for sort, group in GROUPS:
        for key, words in edition.taxonomies.groups[group].items():
            own = [entry for entry in rows if key in getattr(entry, group)]
            if own:
                yield f"{sort}-{key}", f"{sitename}: {words[edition.lang].name}", own


def of_member(rows: list[Entry], stem: str) -> list[Entry]:
    """Return the appointments of a member."""
    return [entry for entry in rows if stem in entry.members]


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


def first_day(entry: Entry) -> date:
    """Return when an appointment begins for the first time."""
    day = as_stated(entry).start or begin_of_appointment(entry)
    assert day, f"{entry.source}: appointments have a day"
    return day


def _named(when: date, zone: ZoneInfo) -> date:
    """The same by the clock of the zone that the calendar names: one of its own is no wall clock's (LMT)."""
    return when.replace(tzinfo=zone) if isinstance(when, datetime) else when


def appointment(entry: Entry, edition: Edition, settings: Settings) -> Appointment:
    """An entry as calendars hold it."""
    zone, event = ZoneInfo(settings.site.timezone), as_stated(entry)
    start, end = _alike(_named(first_day(entry), zone), _named(event.end, zone) if event.end else None, zone)
    place = ", ".join(filter(None, (event.place or entry.place, event.online)))
    stamp = entry.updated or entry.start
    assert stamp, f"{entry.source}: events and calls are dated"
    names = (edition.taxonomies.term("axes", key, edition.lang).name for key in entry.axes)
    one = Appointment(
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
        sequence=sequence_of(entry),
        state=event.state or "",
    )
    return _repeated(one, event, entry.lang, zone) if event.repeat else one


def _alike(start: date, end: date | None, zone: ZoneInfo) -> tuple[date, date | None]:
    """Both are days, or neither: https://www.rfc-editor.org/rfc/rfc5545#section-3.8.2.2."""
    if isinstance(end, datetime) and not isinstance(start, datetime):
        return begin_of(start, zone), end
    if end and isinstance(start, datetime) and not isinstance(end, datetime):
        return start, end_of(end, zone)
    return start, end


def sequence_of(entry: Entry) -> int:
    """Return the number by which calendars know a later version of an appointment: it never goes down.

    The minutes from 2020 to its last update: https://www.rfc-editor.org/rfc/rfc5545#section-3.8.7.4.
    """
    return max(0, int((entry.updated - _EPOCH).total_seconds() // 60)) if entry.updated else 0


def _repeated(one: Appointment, event: EventFields, lang: Language, zone: ZoneInfo) -> Appointment:
    """The appointment with its rule and what differs from it; every day of the rule begins as the first one does."""

    def begins(day: date) -> date:
        hour = one.start.time() if isinstance(one.start, datetime) else None
        return datetime.combine(day, hour, zone) if hour else day

    last = last_start(event.repeat, event.start, zone)
    until = last.replace(tzinfo=zone).astimezone(UTC) if last and isinstance(one.start, datetime) else last
    others = (date for date in occurrences(event, zone) if date.state) if event.moved or event.cancelled else ()
    return replace(
        one,
        rule=event.repeat,
        until=until if until is None or isinstance(one.start, datetime) else until.date(),
        omitted=tuple(begins(day) for day in left_out(event, zone)),
        others=tuple((begins(other.day), _said(other, lang, zone)) for other in others),
    )


def _said(other: Occurrence, lang: Language, zone: ZoneInfo) -> Occurrence:
    """A date that differs, with its hours on the clock that the calendar names and its place in one language."""
    start, end = _alike(_named(other.start, zone), _named(other.end, zone) if other.end else None, zone)
    return replace(other, start=start, end=end, place=in_language(other.place, lang))


def icalendar(resources: Resources, lang: Language, title: str, source: str, found: Iterable[Appointment]) -> bytes:
    """The appointments in an object; of the zone, the changes of the clock that matter, not those of a century."""
    rows = list(found)
    first = min((one.start.year for one in rows if isinstance(one.start, datetime)), default=None)
    calendar = calendar_of(title, resources.settings.site.timezone, first)
    calendar.add("source", source, parameters={"VALUE": "URI"})
    for one in rows:
        for event in events_of(one, lang, resources.catalogues[lang].gettext):
            calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data


def events_of(one: Appointment, lang: Language, say: Callable[[str], str]) -> Iterator[Component]:
    """Yield an appointment as a component, then each of its dates that was moved or called off."""
    whole = _component(one, lang, say)
    if one.rule:
        whole.add("rrule", _rule(one))
        for moment in one.omitted:
            whole.add("exdate", moment)
    yield whole
    for original, other in one.others:
        place, state = str(other.place) or one.place, "cancelled" if other.state == "cancelled" else one.state
        changed = replace(one, start=other.start, end=other.end, place=place, state=state)
        component = _component(changed, lang, say)
        component.add("recurrence-id", original)
        yield component


def _rule(one: Appointment) -> vRecur:
    """The rule, its end in UTC where its dates have hours."""
    from icalendar import vRecur

    parts = {name: value for name, value in parts_of(one.rule).items() if name != "UNTIL"}
    rule = vRecur.from_ical(";".join(f"{name}={value}" for name, value in parts.items()))
    if one.until:
        rule["UNTIL"] = [one.until]
    return rule


#: https://www.rfc-editor.org/rfc/rfc5545#section-3.8.1.11, which has no word for what is put off to a day not yet known
STATES = {"tentative": "TENTATIVE", "postponed": "TENTATIVE", "cancelled": "CANCELLED"}


def _title(one: Appointment, say: Callable[[str], str]) -> str:
    """The title, after what must not be overlooked."""
    words = {"cancelled": say("Cancelled"), "postponed": say("Postponed")}
    before = [say("Apply by")] if one.sort == "deadline" else []
    return ": ".join((*before, *filter(None, [words.get(one.state)]), one.title))


def _component(one: Appointment, lang: Language, say: Callable[[str], str]) -> Component:
    from icalendar import Event

    event = Event()
    event.add("uid", f"urn:uuid:{one.guid}")
    event.add("dtstamp", one.stamp)
    event.add("last-modified", one.stamp)
    if one.sequence:
        event.add("sequence", one.sequence)
    if one.state:
        event.add("status", STATES[one.state])
    event.add("summary", _title(one, say), parameters={"LANGUAGE": lang})
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
