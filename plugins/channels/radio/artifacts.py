"""The radio: a feed that a station's automation can take unattended, and addresses that a scheduler can poll."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from plugins.channels.radio import cue
from plugins.channels.radio.calendars import calendars
from plugins.channels.radio.cue import broadcast, cue_address, cue_sheet
from plugins.channels.radio.partners import LATEST
from plugins.channels.radio.programme import Programme
from plugins.channels.radio.script import script
from plugins.channels.radio.spi import information
from plugins.channels.resources import Resources
from plugins.channels.shared.feed.shows import ShowViews
from plugins.channels.shared.feed.values import Element, FeedHead, HeadLink, Item
from plugins.channels.shared.published import stored
from plugins.channels.shared.script import script_address
from plugins.channels.shared.series import Series
from plugins.channels.shared.view import View
from plugins.channels.shared.way import code
from plugins.i18n.greek import typewritten
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.fields import Words
from plugins.model.kinds import EpisodeFields
from plugins.model.rights import in_language, numbered, rights_of
from plugins.settings import Settings
from plugins.text.media_types import RSS


def artifacts(view: View) -> Iterator[Artifact]:
    """Everything that a station may ask for."""
    settings, edition = view.settings, view.edition
    views = ShowViews(edition, settings)
    for series in view.once(aired):
        yield from _of_show(series, edition, views, settings)
    yield from notices(edition, views, settings)
    yield from (_script(entry, settings) for entry in edition.listed if _has_script(entry, settings))
    if view.site.stations:
        yield from calendars(view.site, view.once(programme_of), settings)
    if view.is_first:
        yield from information(view.site, {lang: other.edition for lang, other in view.views.items()}, settings)


def aired(view: View) -> list[Series]:
    """The shows with what stations may take of them now."""
    return broadcast(view.edition, view.settings)


def offered(view: View) -> list[Series]:
    """The shows that have a feed and a page for stations; promos alone are nothing to air."""
    return [own for series in view.once(aired) if (own := series.only("full")).episodes]


def programme_of(view: View) -> Programme:
    """What stations air of the shows."""
    return Programme(view.site, view.edition, view.settings)


def _of_show(series: Series, edition: Edition, views: ShowViews, settings: Settings) -> Iterator[Artifact]:
    """What stations may take of a show now, promos apart, and the cue sheets of it."""
    chosen = {"radio": series.only("full"), "radio.promos": series.only("promo")}
    for sort, own in chosen.items():
        if own.episodes:
            yield _feed(own, views, settings, sort)
            for entry in own.episodes:
                yield from _cue_sheets(entry, own, edition, settings)
    if chosen["radio"].episodes:
        address = views.absolute(chosen["radio"].address(settings, "radio"))
        path = chosen["radio"].address(settings, "radio.file", name="feed.svg")
        yield Artifact(path, code, (address,), "radio", edition.lang, (series.show.source,))
        yield from _files(chosen["radio"], edition, views, settings)


def _cue_sheets(entry: Entry, series: Series, edition: Edition, settings: Settings) -> Iterator[Artifact]:
    """As text and as data; the page of it is one of the web's."""
    sheet = cue_sheet(entry, series, edition, settings)
    for ending, make in (("txt", cue.as_text), ("json", cue.as_json)):
        yield Artifact(cue_address(entry, ending, settings), make, (sheet,), "radio", edition.lang, (entry.source,))


def _feed(series: Series, views: ShowViews, settings: Settings, sort: str) -> Artifact:
    """One product an item, since LibreTime takes the first file that it finds; nothing that makes it a podcast."""
    path = series.address(settings, sort)
    links = (HeadLink("self", views.absolute(path), RSS),)
    items = tuple(
        replace(item, extras=(*item.extras, *_rights(entry, series)))
        for entry, item in zip(series.episodes, views.episodes(series), strict=True)
    )
    sources = tuple(entry.source for entry in series.episodes)
    return Artifact(path, station_rss, (views.head(series), items, links), "radio", views.lang, sources)


def _rights(entry: Entry, series: Series) -> Iterator[Element]:
    """Who holds the rights, and the words with which to name them."""
    rights = rights_of(entry, series.show)
    said = ". ".join(filter(None, (rights.holder, rights.licence, rights.credit)))
    if said:
        yield Element("dc:rights", said)


def notices(edition: Edition, views: ShowViews, settings: Settings) -> Iterator[Artifact]:
    """What was taken back or corrected after it came out: stations that have aired it, or are about to, read this."""
    items = sorted(_notices(edition, views, settings), key=lambda item: (item.published, item.guid), reverse=True)
    if items:
        path = settings.site.address("radio.notices", edition.lang)
        sitename = settings.site.language(edition.lang).sitename
        page = views.absolute(settings.site.address("home", edition.lang))
        head = FeedHead(sitename, sitename, edition.lang, page, sitename, f"{settings.site.root}/feeds/feed.css")
        yield Artifact(
            path,
            notice_rss,
            (head, tuple(items), (HeadLink("self", views.absolute(path), RSS),)),
            "radio",
            edition.lang,
        )


def _has_script(entry: Entry, settings: Settings) -> bool:
    return entry.is_listed and entry.start is not None and script_address(entry, settings) != ""


def _script(entry: Entry, settings: Settings) -> Artifact:
    url = f"{settings.site.url}/{entry.url}"
    inputs = (entry.lang, entry.title, entry.summary, entry.start, entry.body, url)
    return Artifact(script_address(entry, settings), script, inputs, "radio", entry.lang, (entry.source,))


def _notices(edition: Edition, views: ShowViews, settings: Settings) -> Iterator[Item]:
    for entry in edition.listed:
        fields = entry.of(EpisodeFields)
        told = {"corrected": [(row.date, row.text) for row in fields.corrections]}
        if fields.withdrawn:
            told["withdrawn"] = [(fields.withdrawn.date, fields.withdrawn.reason)]
        for sort, name, (moment, text) in _named(told):
            if moment <= settings.run.now:
                guid = str(uuid.uuid5(uuid.UUID(entry.guid), f"{sort} {name}"))
                said, item = in_language(text, edition.lang), views.feeds.item(entry)
                yield replace(
                    item, guid=guid, known_as="", summary=said, published=moment, updated=moment, enclosures=(),
                    image="", extras=(), categories=(sort,),
                )  # fmt: skip


def _named(told: Mapping[str, list[tuple[datetime, Words]]]) -> Iterator[tuple[str, str, tuple[datetime, Words]]]:
    """Each notice with its sort, and a name that no other of its sort has."""
    for sort, rows in told.items():
        names = numbered(moment for moment, _ in rows)
        yield from ((sort, name, row) for name, row in zip(names, rows, strict=True))


def notice_rss(resources: Resources, head: FeedHead, items: tuple[Item, ...], links: tuple[HeadLink, ...]) -> bytes:
    """RSS whose titles say what became of what."""
    say = resources.catalogues[head.lang].gettext
    titles = {"withdrawn": say("Withdrawn"), "corrected": say("Corrected")}
    named = tuple(replace(item, title=f"{titles[item.categories[0]]}: {item.title}") for item in items)
    whole = replace(head, title=f"{say('Notices to stations')} · {head.title}")
    return station_rss(resources, whole, named, links)


def station_rss(resources: Resources, head: FeedHead, items: tuple[Item, ...], links: tuple[HeadLink, ...]) -> bytes:
    """RSS whose items have text alone: automation shows tags as they are."""
    from plugins.channels.shared.feed.writer import write_rss

    return write_rss(head, links, items, [escape(item.summary, quote=False) for item in items])


def _files(series: Series, edition: Edition, views: ShowViews, settings: Settings) -> Iterator[Artifact]:
    """The newest recording under names that stay, and each day's under its date (Rivendell fetches `%F.mp3`)."""

    def declare(name: str, entry: Entry, use: str) -> Iterator[Artifact]:
        rendition = edition.recordings[entry.guid].rendition(use)
        if rendition:
            path = series.address(settings, "radio.file", name=name)
            yield Artifact(path, stored, (rendition.sha256,), "radio", edition.lang, (entry.source,))

    newest = series.episodes[0]
    for use in LATEST:
        yield from declare(f"latest.{use}", newest, use)
    yield _playlist(series, newest, edition, views, settings)
    for name, entry in dated(series, settings.site.timezone):
        yield from declare(f"{name}.mp3", entry, "mp3")


def dated(series: Series, timezone: str) -> Iterator[tuple[str, Entry]]:
    """The day of each episode, oldest first; a second one that day has its name with it."""
    seen: set[str] = set()
    for entry in reversed(series.episodes):
        assert entry.start, f"{entry.source}: episodes are dated"
        day = entry.start.astimezone(ZoneInfo(timezone)).date().isoformat()
        yield (f"{day}-{entry.stem}" if day in seen else day), entry
        seen.add(day)


def _playlist(series: Series, newest: Entry, edition: Edition, views: ShowViews, settings: Settings) -> Artifact:
    main = edition.recordings[newest.guid].main
    inputs = (newest.title, series.show.title, round(main.seconds), views.absolute(main.path))
    path = series.address(settings, "radio.file", name="latest.m3u")
    return Artifact(path, playlist, inputs, "radio", edition.lang, (newest.source,))


def playlist(resources: Resources, title: str, show: str, seconds: int, address: str) -> bytes:
    """An M3U of the newest recording, for Liquidsoap and AzuraCast; in ASCII, for others read it by a code page."""
    return f"#EXTM3U\n#EXTINF:{seconds},{typewritten(f'{show} - {title}')}\n{address}\n".encode("ascii", "replace")
