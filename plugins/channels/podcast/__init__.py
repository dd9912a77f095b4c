"""The podcasts: one feed for each show and language that has recordings, its chapters, and the files themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from plugins.channels.feeds.documents import rss
from plugins.channels.feeds.plan import archive_path
from plugins.channels.feeds.values import Element, Head, Link
from plugins.channels.podcast.publisher import RSS, about, publisher_feed
from plugins.channels.podcast.shows import Series, series_of
from plugins.channels.podcast.transcripts import transcripts
from plugins.channels.podcast.views import Views
from plugins.channels.resources import Resources
from plugins.model.artifact import Artifact, Stored
from plugins.model.audio import Chapter
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.settings import Settings


def artifacts(site: Site, editions: Mapping[Language, Edition], resources: Resources) -> Iterator[Artifact]:
    """Everything that a podcast app may ask for."""
    settings = resources.settings
    every = {lang: series_of(edition, films=True) for lang, edition in editions.items()}
    for lang, edition in editions.items():
        views = Views(edition, settings)
        for series in every[lang]:
            yield from _feeds(series, every, views, settings)
        for series in series_of(edition):
            yield _low_feed(series, views, settings)
        yield from publisher_feed(every[lang], views, settings)
        for entry in edition.entries:  # hidden ones too: they have a page
            if entry.guid in edition.recordings:
                yield from _files(entry, edition)
            yield from _chapters(entry, edition)


def artifacts_of(
    texts: Sequence[Entry], site: Site, editions: Mapping[Language, Edition], resources: Resources
) -> Iterator[Artifact]:
    """All of it where one of these texts is a show's or an episode's; other texts stand in none of it."""
    if any(text.kind in ("show", "episode") for text in texts):
        yield from artifacts(site, editions, resources)


def _feeds(
    series: Series, every: Mapping[Language, list[Series]], views: Views, settings: Settings
) -> Iterator[Artifact]:
    """The feed with all episodes, since apps follow no archives; past a setting the newest, and archives of the whole.

    Archives are full blocks counted from the oldest, so that an added episode shifts none
    (https://www.rfc-editor.org/rfc/rfc5005#section-4).
    """
    path, show, size = series.address(settings), series.show.key, settings.feeds.podcast_size
    blocks = max(0, -(-(len(series.episodes) - size) // size)) if size else 0
    head = views.channel(series)
    head = replace(head, extras=(*head.extras, *about(views.edition, views, settings)))
    links = [Link("self", views.absolute(path), RSS)]
    links += [
        Link("alternate", views.absolute(other.address(settings)), RSS, code)
        for code, found in every.items()
        for other in found
        if code != views.lang and other.show.key == show
    ]
    if blocks:
        links += _older(path, blocks, views)
    newest = series.episodes[:size] if blocks else series.episodes
    yield _document(path, head, newest, links, series, views)
    old = replace(head, extras=(*head.extras, Element("fh:archive")))
    oldest_first = series.episodes[::-1]
    for number in range(1, blocks + 1):
        own = archive_path(path, number)
        links = [Link("self", views.absolute(own), RSS), Link("current", views.absolute(path), RSS)]
        if number > 1:
            links += _older(path, number - 1, views)
        if number < blocks:
            links.append(Link("next-archive", views.absolute(archive_path(path, number + 1)), RSS))
        yield _document(own, old, oldest_first[(number - 1) * size : number * size][::-1], links, series, views)


def _older(path: str, number: int, views: Views) -> list[Link]:
    """For those who follow archives, and for apps that know paged feeds (https://podlove.org/paged-feeds/)."""
    older = views.absolute(archive_path(path, number))
    return [Link("prev-archive", older, RSS), Link("next", older, RSS)]


def _document(
    path: str, head: Head, episodes: tuple[Entry, ...], links: list[Link], series: Series, views: Views
) -> Artifact:
    items = views.episodes(Series(series.show, episodes))
    sources = tuple(entry.source for entry in episodes)
    return Artifact(path, rss, (head, items, tuple(links)), "podcast", views.lang, sources)


def _low_feed(series: Series, views: Views, settings: Settings) -> Artifact:
    """The same episodes at 48 kb/s for slow lines, kept out of the directories, where the show stands once."""
    path = series.address(settings, "podcast.low")
    head = views.channel(series)
    extras = (Element("itunes:block", "yes"), *(e for e in head.extras if e.name != "podcast:guid"))
    links = (Link("self", views.absolute(path), RSS), Link("related", views.absolute(series.address(settings)), RSS))
    inputs = (replace(head, extras=extras), views.episodes(series, "low"), links)
    return Artifact(path, rss, inputs, "podcast", views.lang, tuple(entry.source for entry in series.episodes))


def _files(entry: Entry, edition: Edition) -> Iterator[Artifact]:
    """The renditions of an episode, and its transcript."""
    recording = edition.recordings[entry.guid]
    for rendition in () if recording.is_remote else recording.renditions:
        yield Artifact(rendition.path, published, (rendition.sha256,), "podcast", entry.lang, (entry.source,))
    yield from transcripts(entry, edition)


def _chapters(entry: Entry, edition: Edition) -> Iterator[Artifact]:
    told = edition.recordings.get(entry.guid) or edition.films.get(entry.guid)
    if told and told.chapters:
        inputs = (entry.title, told.chapters)
        yield Artifact(told.path("chapters.json"), chapters, inputs, "podcast", entry.lang, (entry.source,))


def published(resources: Resources, sha256: str) -> Stored:
    """A rendition as the media stage made it."""
    return resources.recording(sha256)


def chapters(resources: Resources, title: str, found: tuple[Chapter, ...]) -> bytes:
    """JSON chapters 1.2 (https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/)."""
    rows = [{"startTime": chapter.start, "title": chapter.title} for chapter in found]
    return json.dumps({"version": "1.2.0", "title": title, "chapters": rows}, ensure_ascii=False).encode() + b"\n"
