"""The screens: slates, a bulletin that loops, a ticker and a feed, for community channels and town halls."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.resources import Resources
from plugins.channels.screens import bulletin, ticker
from plugins.channels.screens.rss import Notice, write_rss
from plugins.channels.screens.schedule import schedules
from plugins.channels.screens.shown import on_screens
from plugins.channels.screens.ticker import TickerLine
from plugins.channels.shared.feed.values import Enclosure, FeedHead
from plugins.channels.shared.feed.views import FeedViews
from plugins.channels.shared.published import stored
from plugins.channels.shared.view import View
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.settings import Settings


def artifacts(view: View) -> Iterator[Artifact]:
    """Everything that a screen may ask for."""
    settings, edition = view.settings, view.edition
    has_ticker = view.makes("ticker")
    shown = list(on_screens(edition, settings.run.now)) if has_ticker or edition.slates else []
    views = FeedViews(edition, settings)
    if has_ticker:
        yield from _ticker(shown, edition, views, settings)
    if view.makes("signage") and edition.slates:
        yield _signage(shown, edition, views, settings)
    for entry in shown:
        if entry.guid in edition.slates:
            picture = edition.slates[entry.guid]
            yield Artifact(picture.path, stored, (picture.sha256,), "screens", view.lang, (entry.source,))
    if edition.bulletin:
        yield from _bulletin(edition, views, settings)
    if view.is_first and view.site.stations:
        editions = {lang: other.edition for lang, other in view.views.items()}
        yield from schedules(view.site.stations, editions, settings)


def _ticker(shown: list[Entry], edition: Edition, views: FeedViews, settings: Settings) -> Iterator[Artifact]:
    lang, name = edition.lang, views.language.sitename

    def path(format: str) -> str:
        return settings.site.address("ticker", lang, format=format)

    def declare(format: str, make: ticker.MakeTicker, *inputs: object) -> Artifact:
        return Artifact(path(format), make, (*inputs, lines), "screens", lang)

    lines = tuple(_line(entry, edition, views, settings) for entry in shown)
    yield declare("txt", ticker.as_text, lang, name)
    yield declare("xml", ticker.as_rss, _head(views, settings), views.absolute(path("xml")))
    yield declare("json", ticker.as_json, lang, name)
    yield declare("html", ticker.as_page, lang, name, path("css").rpartition("/")[2])
    yield declare("css", ticker.as_style, ticker.style_sheet())


def _line(entry: Entry, edition: Edition, views: FeedViews, settings: Settings) -> TickerLine:
    return TickerLine(
        guid=entry.guid,
        text=ticker.cut(entry.title),
        title=entry.title,
        kind=entry.kind,
        is_urgent=entry.is_urgent(settings.run.now),
        url=views.absolute(entry.url),
        published=entry.start,
        expires=entry.expires,
    )


def _head(views: FeedViews, settings: Settings) -> FeedHead:
    name, site = views.language.sitename, settings.site
    page = views.absolute(site.address("home", views.lang) if site.makes("home") else "")
    return FeedHead(name, views.language.subtitle or name, views.lang, page, name, "")


def _signage(shown: list[Entry], edition: Edition, views: FeedViews, settings: Settings) -> Artifact:
    """Title, sentence and picture: what signs of shops and town halls take from a feed."""
    notices = tuple(
        Notice(
            guid=entry.guid,
            title=entry.title,
            url=views.absolute(entry.url),
            published=entry.start,
            description=entry.summary,
            picture=Enclosure(views.absolute(picture.path), picture.bytes, "image/png", edition.lang),
        )
        for entry in shown
        for picture in (edition.slates[entry.guid],)
    )
    path = settings.site.address("signage", edition.lang)
    inputs = (_head(views, settings), views.absolute(path), notices)
    return Artifact(path, signage, inputs, "screens", edition.lang)


def signage(resources: Resources, head: FeedHead, address: str, notices: tuple[Notice, ...]) -> bytes:
    """RSS in plain text, each item with its slate."""
    return write_rss(head, address, notices)


def _bulletin(edition: Edition, views: FeedViews, settings: Settings) -> Iterator[Artifact]:
    loop, lang = edition.bulletin, edition.lang
    assert loop
    yield Artifact(loop.path, stored, (loop.sha256,), "screens", lang)
    rows = tuple(
        bulletin.BulletinPart(
            start=cue.start,
            title=cue.title,
            guid=cue.guid,
            url=views.absolute(entry.url) if entry else "",
            picture=views.absolute(edition.slates[cue.guid].path) if entry else "",
        )
        for cue in loop.cues
        for entry in (next((entry for entry in edition.listed if entry.guid == cue.guid), None),)
    )

    def path(format: str) -> str:
        return settings.site.address("loop", lang, format=format)

    captions = views.absolute(path("vtt")) if loop.said else ""
    order = bulletin.Order(lang, views.absolute(loop.path), loop.sha256, loop.bytes, loop.seconds, rows, captions)
    for format, make in (("json", bulletin.as_json), ("txt", bulletin.as_text)):
        yield Artifact(path(format), make, (order,), "screens", lang)
    if loop.said:
        yield Artifact(path("vtt"), bulletin.as_captions, (lang, loop.said), "screens", lang)
