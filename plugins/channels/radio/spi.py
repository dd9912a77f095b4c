"""Service and programme information for receivers, by RadioDNS: one SI file, and a PI file for each station and day.

https://www.etsi.org/deliver/etsi_ts/102800_102899/102818/, with the schema of https://github.com/radiodns/spi-schema.
The files of a day say the same whenever they are made; which days there are moves on at midnight.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from plugins.channels.radio.programme import show_of
from plugins.channels.resources import Resources
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import key_of_show
from plugins.model.schedule import DAY, Broadcast, Station, broadcasts, midnight
from plugins.model.site import Site
from plugins.model.value import Language, Value
from plugins.settings import Settings
from plugins.text.durations import iso_8601

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = "http://www.worlddab.org/schemas/spi/34"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DAYS = 8  # today and a week
COST = 10  # between two signals: a receiver prefers the cheaper
SHORT_TEXT, LONG_TEXT = 180, 1200  # letters, of the two descriptions
WORST = 1 << 24  # short ids have 24 bits

Words = tuple[tuple[Language, str], ...]  # the same in each language, the default one first


class Service(Value, frozen=True):
    """A station as receivers see it."""

    short: Words
    medium: Words
    long: Words
    area: Words
    website: str
    bearers: tuple[str, ...]
    domain: str
    identifier: str


class Listing(Value, frozen=True):
    """A broadcast as receivers show it. `show` identifies the show, `link` is its page."""

    crid: str
    show: str
    lang: Language
    medium: Words
    long: Words
    text: Words
    start: datetime
    end: datetime
    link: str


def information(site: Site, editions: Mapping[Language, Edition], settings: Settings) -> Iterator[Artifact]:
    """The files, where there is a station with a service identifier."""
    stations = [station for station in site.stations if station.has_service]
    if not stations or not settings.site.makes("spi"):
        return
    lang = settings.site.default_language
    services = tuple(_service(station, settings) for station in stations)
    inputs = (lang, settings.site.language(lang).sitename, services)
    sources = tuple(station.source for station in stations)
    yield Artifact(_path("SI.xml", settings), service_information, inputs, "radio", "", sources)
    zone = ZoneInfo(settings.site.timezone)
    today = settings.run.now.astimezone(zone).date()
    for station in stations:
        for day in (today + n * DAY for n in range(DAYS)):
            yield _of_day(station, day, zone, editions, settings)


def _of_day(
    station: Station, day: date, zone: ZoneInfo, editions: Mapping[Language, Edition], settings: Settings
) -> Artifact:
    span = midnight(day, zone), midnight(day + DAY, zone)
    found = broadcasts(station.airings, *span, zone)
    programmes = tuple(made for one in found if (made := _programme(one, station, editions, settings)))
    lang = settings.site.default_language
    inputs = (lang, settings.site.language(lang).sitename, *span, station.bearers, programmes)
    path = _path(f"id/{station.domain}/{station.service}/{day:%Y%m%d}_PI.xml", settings)
    return Artifact(path, programme_information, inputs, "radio", "", (station.source,))


def _path(name: str, settings: Settings) -> str:
    return settings.site.address("spi", settings.site.default_language, path=name)


def _service(station: Station, settings: Settings) -> Service:
    return Service(
        short=_in_order(station.short, settings),
        medium=_in_order(station.medium, settings),
        long=_in_order(station.names, settings),
        area=_in_order(station.area, settings),
        website=station.website,
        bearers=station.bearers,
        domain=station.domain,
        identifier=station.service,
    )


def _in_order(texts: Mapping[Language, str], settings: Settings) -> Words:
    first = settings.site.default_language
    return tuple(sorted(texts.items(), key=lambda pair: (pair[0] != first, pair[0])))


def _programme(
    one: Broadcast, station: Station, editions: Mapping[Language, Edition], settings: Settings
) -> Listing | None:
    """None for a show that isn't out."""
    key = key_of_show(one.airing.show)
    shows = {lang: show for lang, edition in editions.items() if (show := edition.by_key.get(key))}
    shown = {lang: show for lang, show in shows.items() if show_of(one.airing, editions[lang])}
    if not shown:
        return None
    titles = _in_order({lang: show.title for lang, show in shown.items()}, settings)
    host = urlsplit(settings.site.url).hostname
    show_id = f"crid://{host}/{one.airing.show}/{one.airing.language}"
    page = shown.get(one.airing.language) or next(iter(shown.values()))
    return Listing(
        crid=f"{show_id}/{station.key}/{one.start:%Y%m%dT%H%M}",
        show=show_id,
        lang=one.airing.language,
        medium=_in_order(one.airing.names, settings) if one.airing.names else titles,
        long=titles,
        text=_in_order({lang: show.summary for lang, show in shown.items()}, settings),
        start=one.start,
        end=one.end,
        link=f"{settings.site.url}/{page.url}",
    )


def service_information(resources: Resources, lang: Language, origin: str, services: Sequence[Service]) -> bytes:
    """The stations: clause 6."""
    from lxml import etree

    root = etree.Element(f"{{{NAMESPACE}}}serviceInformation", {_XML_LANG: lang}, nsmap={None: NAMESPACE})
    root.set("originator", origin[:128])
    listed = _child(root, "services")
    for service in services:
        element = _child(listed, "service")
        _names(element, (("shortName", service.short), ("mediumName", service.medium), ("longName", service.long)))
        _texts(_child(element, "mediaDescription"), "shortDescription", service.area, SHORT_TEXT)
        if service.website:
            _child(element, "link", uri=service.website, mimeValue="text/html")
        for number, bearer in enumerate(service.bearers, 1):
            _child(element, "bearer", id=bearer, cost=str(number * COST))
        _child(element, "radiodns", fqdn=service.domain, serviceIdentifier=service.identifier)
    return _written(root)


def programme_information(
    resources: Resources,
    lang: Language,
    origin: str,
    since: datetime,
    until: datetime,
    bearers: Sequence[str],
    programmes: Sequence[Listing],
) -> bytes:
    """A day of a station: clause 7. It holds our shows alone; the station adds the others."""
    from lxml import etree

    root = etree.Element(f"{{{NAMESPACE}}}epg", {_XML_LANG: lang}, nsmap={None: NAMESPACE})
    schedule = _child(root, "schedule", originator=origin[:128])
    scope = _child(schedule, "scope", startTime=since.isoformat(), stopTime=until.isoformat())
    for bearer in bearers:
        _child(scope, "serviceScope", id=bearer)
    for one in programmes:
        element = _child(schedule, "programme", shortId=short_id(one.crid), id=one.crid)
        element.set(_XML_LANG, one.lang)
        _names(element, (("mediumName", one.medium), ("longName", one.long)))
        seconds = (one.end - one.start).total_seconds()
        location = _child(element, "location")
        _child(location, "time", time=one.start.isoformat(), duration=iso_8601(seconds))
        description = _child(element, "mediaDescription")
        _texts(description, "shortDescription", one.text, SHORT_TEXT)
        if any(len(text) > SHORT_TEXT for _, text in one.text):
            _texts(description, "longDescription", one.text, LONG_TEXT)
        _child(element, "memberOf", id=one.show, shortId=short_id(one.show))
        _child(element, "link", uri=one.link, mimeValue="text/html")
    return _written(root)


def _child(parent: _Element, name: str, **attributes: str) -> _Element:
    from lxml import etree

    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _names(parent: _Element, names: Sequence[tuple[str, Words]]) -> None:
    """All languages of one sort of name, then the next sort: the order is the schema's."""
    for name, words in names:
        _texts(parent, name, words, LONG_TEXT)


def _texts(parent: _Element, name: str, words: Words, most: int) -> None:
    for lang, text in words:
        element = _child(parent, name)
        element.set(_XML_LANG, lang)
        element.text = clipped(text, most)


def _written(root: _Element) -> bytes:
    from lxml import etree

    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data


def clipped(text: str, most: int) -> str:
    """As many whole words as fit, with dots where some are left out."""
    return text if len(text) <= most else text[: most - 1].rpartition(" ")[0] + "…"


def short_id(crid: str) -> str:
    """24 bits that stand for a long identifier on narrow channels, always the same ones."""
    return str(int.from_bytes(hashlib.sha256(crid.encode()).digest()[:4], "big") % WORST)
