"""The programme: what stations air of ours in the days to come, as XMLTV for guides and recorders, JSON for screens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from plugins.channels.resources import Resources
from plugins.channels.shared.feed.values import clean
from plugins.channels.shared.feed.views import FeedViews
from plugins.channels.shared.json_text import json_text
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import Entry, key_of_show
from plugins.model.schedule import Station, broadcasts, midnight
from plugins.model.value import Language, Value
from plugins.settings import Settings

DAYS = 14  # from today on; guides load a fortnight at most


class GuideChannel(Value, frozen=True):
    """A station: `id` as XMLTV wants it, like a name of the Internet; its names by language."""

    id: str
    names: tuple[tuple[Language, str], ...]
    website: str
    is_radio: bool


class Show(Value, frozen=True):
    """What is aired, in one language."""

    lang: Language
    title: str
    summary: str
    url: str


class GuideProgramme(Value, frozen=True):
    """A broadcast: its station's id, from when to when, what it is in each language, and the one that is heard."""

    channel: str
    start: datetime
    end: datetime
    shows: tuple[Show, ...]
    heard: Language
    is_repeat: bool
    icon: str


def schedules(
    stations: tuple[Station, ...], editions: Mapping[Language, Edition], settings: Settings
) -> Iterator[Artifact]:
    """One guide in all languages, and a list in each; they stay where nothing is on."""
    channels, programmes = _programme(stations, editions, settings)
    if settings.site.makes("xmltv"):
        path = settings.site.address("xmltv", settings.site.default_language)
        name = settings.site.language(settings.site.default_language).sitename
        yield Artifact(path, as_xmltv, (name, settings.site.url, channels, programmes), "screens")
    if settings.site.makes("screens.schedule"):
        for lang in editions:
            own = tuple(one for one in programmes if any(show.lang == lang for show in one.shows))
            inputs = (lang, settings.site.timezone, channels, own)
            yield Artifact(settings.site.address("screens.schedule", lang), as_json, inputs, "screens", lang)


def _programme(
    stations: tuple[Station, ...], editions: Mapping[Language, Edition], settings: Settings
) -> tuple[tuple[GuideChannel, ...], tuple[GuideProgramme, ...]]:
    zone = ZoneInfo(settings.site.timezone)
    since = midnight(settings.run.now.astimezone(zone).date(), zone)
    until = midnight(since.date() + timedelta(days=DAYS), zone)
    host, views = urlsplit(settings.site.url).hostname, {lang: FeedViews(e, settings) for lang, e in editions.items()}
    channels = tuple(
        GuideChannel(f"{one.key}.{host}", tuple(one.names.items()), one.website, one.sort == "radio")
        for one in stations
    )
    programmes = tuple(
        GuideProgramme(
            channel.id,
            one.start,
            one.end,
            shows,
            one.airing.language,
            one.airing.repeat,
            _icon(one.airing.show, editions, views),
        )
        for channel, station in zip(channels, stations, strict=True)
        for one in broadcasts(station.airings, since, until, zone)
        if (shows := tuple(_shows(one.airing.show, editions, views)))
    )
    return channels, programmes


def _shows(name: str, editions: Mapping[Language, Edition], views: Mapping[Language, FeedViews]) -> Iterator[Show]:
    for lang, edition in editions.items():
        entry = _entry(name, edition)
        if entry:
            yield Show(lang, entry.title, entry.summary, views[lang].absolute(entry.url))


def _icon(name: str, editions: Mapping[Language, Edition], views: Mapping[Language, FeedViews]) -> str:
    for lang, edition in editions.items():
        entry = _entry(name, edition)
        file = edition.files.get(entry.guid, {}).get("image") if entry else None
        if file:
            return views[lang].absolute(file.url)
    return ""


def _entry(name: str, edition: Edition) -> Entry | None:
    entry = edition.by_key.get(key_of_show(name))
    return entry if entry and entry.is_listed else None


def as_xmltv(
    resources: Resources,
    name: str,
    site: str,
    channels: tuple[GuideChannel, ...],
    programmes: tuple[GuideProgramme, ...],
) -> bytes:
    """XMLTV (https://github.com/XMLTV/xmltv/blob/master/xmltv.dtd), whose order of elements is fixed."""
    from lxml import etree

    root = etree.Element("tv", {"source-info-name": clean(name), "source-info-url": site})

    def add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
        element = etree.SubElement(parent, tag, attributes)
        element.text = clean(text) or None
        return element

    for channel in channels:
        node = add(root, "channel", id=channel.id)
        for lang, called in channel.names:
            add(node, "display-name", called, lang=lang)
        if channel.website:
            add(node, "url", channel.website)
    radio = {channel.id for channel in channels if channel.is_radio}
    for one in programmes:
        node = add(root, "programme", start=stamp(one.start), stop=stamp(one.end), channel=one.channel)
        for tag in ("title", "desc"):
            for show in one.shows:
                add(node, tag, show.title if tag == "title" else show.summary, lang=show.lang)
        add(node, "language", one.heard)
        add(
            node,
            "length",
            str(round((one.end.astimezone(UTC) - one.start.astimezone(UTC)).total_seconds())),
            units="seconds",
        )
        if one.icon:
            add(node, "icon", src=one.icon)
        for show in one.shows:
            add(node, "url", show.url)
        if one.channel in radio:
            add(add(node, "video"), "present", "no")
        if one.is_repeat:
            add(node, "previously-shown")
    document: bytes = etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", pretty_print=True, doctype='<!DOCTYPE tv SYSTEM "xmltv.dtd">'
    )
    return document


def stamp(moment: datetime) -> str:
    """20261129200000 +0200: the wall clock with its distance from UTC, which tells the two hours of a switch apart."""
    return f"{moment:%Y%m%d%H%M%S %z}"


def as_json(
    resources: Resources,
    lang: Language,
    timezone: str,
    channels: tuple[GuideChannel, ...],
    programmes: tuple[GuideProgramme, ...],
) -> bytes:
    """Return the schedule as JSON, for screens that show what is on."""
    names = {channel.id: dict(channel.names) for channel in channels}
    rows = [
        {
            "start": one.start.isoformat(),
            "end": one.end.isoformat(),
            "station": names[one.channel].get(lang) or next(iter(names[one.channel].values())),
            "channel": one.channel,
            "title": show.title,
            "summary": show.summary,
            "url": show.url,
            "language": one.heard,
            "repeat": one.is_repeat,
        }
        for one in programmes
        for show in one.shows
        if show.lang == lang
    ]
    rows.sort(key=lambda row: (datetime.fromisoformat(str(row["start"])), row["channel"]))
    return json_text({"language": lang, "timezone": timezone, "broadcasts": rows})
