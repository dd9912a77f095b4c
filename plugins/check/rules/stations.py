"""Stations air shows that are there, one at a time, on the frequency of their signal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from plugins.check.lookup import near_or
from plugins.model.entry import key_of_show
from plugins.model.problem import Level, Message, Problem, _, said_in
from plugins.model.schedule import Airing, Station, broadcasts, midnight
from plugins.model.site import Site
from plugins.settings import Settings

LOOKED_AT = timedelta(days=70)  # two airings that meet do so within ten weeks

_NO_SHOW = _("there is no show “{show}”")
_FOLDER = _("write the name of its folder in shows/")
_NOT_SPOKEN = _("the show “{show}” does not exist {lang}")
_OTHER = _("correct the field language")
_MEET = _("is on the air at the same time as another on {day}, {time}")
_MOVE = _("change the time, length or days of one of the two")
_TWO_FREQUENCIES = _("the frequency is none of those of the signals")
_CORRECT = _("correct one of the two")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """What is wrong with each station, where it stands."""
    zone = ZoneInfo(settings.site.timezone)
    shows = {(entry.key, entry.lang): entry.title for entry in site.entries if entry.kind == "show"}
    for station in site.stations:
        for number, airing in enumerate(station.airings):
            yield from _show(station, number, airing, shows)
        yield from _meetings(station, zone)
        if station.frequency:
            yield from _frequency(station)


def _show(station: Station, number: int, airing: Airing, shows: Mapping[tuple[str, str], str]) -> Iterator[Problem]:
    key = key_of_show(airing.show)
    if (key, airing.language) in shows:
        return
    if any(known == key for known, __ in shows):
        message = _NOT_SPOKEN.format(show=airing.show, lang=said_in(airing.language))
        yield _problem(station, f"airings[{number}].language", "error", message, _OTHER)
    else:
        known = sorted({key.removeprefix("shows/") for key, __ in shows})
        hint = near_or(airing.show, known, _FOLDER)
        yield _problem(station, f"airings[{number}].show", "error", _NO_SHOW.format(show=airing.show), hint)


def _meetings(station: Station, zone: ZoneInfo) -> Iterator[Problem]:
    """Each pair of airings that overlap, once."""
    for (__, first), (number, second) in combinations(enumerate(station.airings), 2):
        start = max(first.since, second.since)
        day = _first_meeting(first, second, start, zone)
        if day:
            message = _MEET.format(day=day.isoformat(), time=second.start.strftime("%H:%M"))
            yield _problem(station, f"airings[{number}].time", "warning", message, _MOVE)


def _first_meeting(first: Airing, second: Airing, start: date, zone: ZoneInfo) -> date | None:
    begin = midnight(start - timedelta(days=1), zone)  # a broadcast may last beyond midnight
    theirs = broadcasts([first, second], begin, begin + LOOKED_AT, zone)
    for before, after in pairwise(theirs):
        if after.start < before.end and before.airing != after.airing:
            return after.start.date()
        if first == second:
            return after.start.date()
    return None


def _frequency(station: Station) -> Iterator[Problem]:
    stated = {bearer.rpartition(".")[2] for bearer in station.bearers if bearer.startswith("fm:")}
    if stated and f"{station.frequency:05d}" not in stated:
        yield _problem(station, "frequency", "error", _TWO_FREQUENCIES, _CORRECT)


def _problem(station: Station, field: str, level: Level, message: Message, hint: Message) -> Problem:
    parent = field.rpartition(".")[0] or "name"
    line, column = station.places.get(field) or station.places[parent]
    return Problem("stations", level, station.source, line, column, field, message, hint)
