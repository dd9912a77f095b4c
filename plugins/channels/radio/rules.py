"""What receivers of RadioDNS would refuse of a station."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plugins.model.entry import key_of_show
from plugins.model.problem import Message, Problem, _
from plugins.model.schedule import Station
from plugins.model.site import Site
from plugins.settings import Settings

SHORT, MEDIUM = 8, 16  # letters: ETSI TS 102 818, clause 5.4

_TOO_LONG = _("receivers have room for {limit} letters; the name “{name}” has {size}")
_GIVE = _("add {field}: {{el: …, en: …}}")
_NO_SIGNAL = _("has a service identifier, but no signal")
_ADD_SIGNAL = _("add bearers: [fm:1e1.1201.09520]")
_SAME_SERVICE = _("{file} has the same identifier")
_ONE_EACH = _("each station has its own")


def receivers(site: Site, settings: Settings) -> Iterator[Problem]:
    """A station that RadioDNS is to find has a signal, an identifier of its own, and names that fit receivers."""
    shows = {(entry.key, entry.lang): entry.title for entry in site.entries if entry.kind == "show"}
    services: dict[tuple[str, str], str] = {}
    for station in (station for station in site.stations if station.has_service):
        if not station.bearers:
            yield _problem(station, "service", _NO_SIGNAL, _ADD_SIGNAL)
        yield from _names(station, shows)
        other = services.setdefault((station.domain, station.service), station.source)
        if other != station.source:
            yield _problem(station, "service", _SAME_SERVICE.format(file=other), _ONE_EACH)


def _names(station: Station, shows: Mapping[tuple[str, str], str]) -> Iterator[Problem]:
    """Each name for which receivers have no room."""
    for field, names, limit in (("short", station.short, SHORT), ("medium", station.medium, MEDIUM)):
        longest = max(names.values(), key=len)
        if len(longest) > limit:
            yield _too_long(station, field, field, longest, limit)
    for number, airing in enumerate(station.airings):
        titles = [title for (key, __), title in shows.items() if key == key_of_show(airing.show)]
        longest = max([] if airing.names else titles, key=len, default="")
        if len(longest) > MEDIUM:
            yield _too_long(station, f"airings[{number}].show", "name", longest, MEDIUM)


def _too_long(station: Station, place: str, field: str, name: str, limit: int) -> Problem:
    message = _TOO_LONG.format(name=name, size=len(name), limit=limit)
    return _problem(station, place, message, _GIVE.format(field=field))


def _problem(station: Station, field: str, message: Message, hint: Message) -> Problem:
    parent = field.rpartition(".")[0] or "name"
    line, column = station.places.get(field) or station.places[parent]
    return Problem("stations", "error", station.source, line, column, field, message, hint)
