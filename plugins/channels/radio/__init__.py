"""The radio: a feed that a station's automation can take unattended, and addresses that a scheduler can poll."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from plugins.channels.feeds.values import Element, Head, Item, Link
from plugins.channels.podcast import RSS, published
from plugins.channels.podcast.shows import Series, series_of
from plugins.channels.podcast.views import Views
from plugins.model import Artifact, Edition, Entry, Language, Resources, Site
from plugins.settings import Settings

LATEST = ("mp3", "wav")


def artifacts(site: Site, editions: Mapping[Language, Edition], resources: Resources) -> Iterator[Artifact]:
    """Everything that a station may ask for."""
    settings = resources.settings
    for edition in editions.values():
        views = Views(edition, settings)
        for series in series_of(edition):
            full = tuple(entry for entry in series.episodes if entry.fields.get("episode_type", "full") == "full")
            if full:
                yield _feed(Series(series.show, full), views, settings)
                yield from _files(Series(series.show, full), edition, views, settings)


def _feed(series: Series, views: Views, settings: Settings) -> Artifact:
    path = series.address(settings, "radio")
    head = views.channel(series)
    head = replace(head, extras=tuple(extra for extra in head.extras if not extra.name.startswith("podcast:")))
    links = (Link("self", views.absolute(path), RSS),)
    items = tuple(replace(item, extras=_plain(item)) for item in views.episodes(series))
    sources = tuple(entry.source for entry in series.episodes)
    return Artifact(path, station_rss, (head, items, links), "radio", views.lang, sources)


def _plain(item: Item) -> tuple[Element, ...]:
    """One product an item, since LibreTime takes the first file that it finds; nothing that makes it a podcast."""
    return tuple(element for element in item.extras if not element.name.startswith(("podcast:", "psc:")))


def station_rss(resources: Resources, head: Head, items: tuple[Item, ...], links: tuple[Link, ...]) -> bytes:
    """RSS whose items have text alone: automation shows tags as they are."""
    from plugins.channels.feeds.writer import write_rss

    return write_rss(head, links, items, [escape(item.summary, quote=False) for item in items])


def _files(series: Series, edition: Edition, views: Views, settings: Settings) -> Iterator[Artifact]:
    """The newest recording under names that stay, and each day's under its date (Rivendell fetches `%F.mp3`)."""

    def declare(name: str, entry: Entry, use: str) -> Iterator[Artifact]:
        rendition = edition.recordings[entry.guid].rendition(use)
        if rendition:
            path = series.address(settings, "radio.file", name=name)
            yield Artifact(path, published, (rendition.sha256,), "radio", edition.lang, (entry.source,))

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
        yield (f"{day}-{entry.key.rpartition('/')[2]}" if day in seen else day), entry
        seen.add(day)


def _playlist(series: Series, newest: Entry, edition: Edition, views: Views, settings: Settings) -> Artifact:
    main = edition.recordings[newest.guid].renditions[0]
    inputs = (newest.title, series.show.title, round(main.seconds), views.absolute(main.path))
    path = series.address(settings, "radio.file", name="latest.m3u")
    return Artifact(path, playlist, inputs, "radio", edition.lang, (newest.source,))


def playlist(resources: Resources, title: str, show: str, seconds: int, address: str) -> bytes:
    """An M3U of the newest recording, for Liquidsoap and AzuraCast."""
    return f"#EXTM3U\n#EXTINF:{seconds},{show} - {title}\n{address}\n".encode()
