"""The podcasts: one feed for each show and language that has recordings, its chapters, and the files themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from plugins.channels.feeds.documents import rss
from plugins.channels.feeds.values import Element, Link
from plugins.channels.podcast.shows import Series, series_of
from plugins.channels.podcast.transcripts import transcripts
from plugins.channels.podcast.views import Views
from plugins.model import Artifact, Edition, Entry, Language, Resources, Site, Stored
from plugins.settings import Settings
from plugins.sound import Chapter

RSS = "application/rss+xml"


def artifacts(site: Site, editions: Mapping[Language, Edition], resources: Resources) -> Iterator[Artifact]:
    """Everything that a podcast app may ask for."""
    settings = resources.settings
    every = {lang: series_of(edition) for lang, edition in editions.items()}
    for lang, edition in editions.items():
        views = Views(edition, settings)
        for series in every[lang]:
            yield _feed(series, every, views, settings)
            yield _low_feed(series, views, settings)
        for entry in edition.entries:  # hidden ones too: they have a page
            if entry.guid in edition.recordings:
                yield from _files(entry, edition)


def _feed(series: Series, every: Mapping[Language, list[Series]], views: Views, settings: Settings) -> Artifact:
    """All episodes, since apps follow no archives."""
    lang, show = views.lang, series.show.key
    path = series.address(settings)
    links = [Link("self", views.absolute(path), RSS)]
    links += [
        Link("alternate", views.absolute(other.address(settings)), RSS, code)
        for code, found in every.items()
        for other in found
        if code != lang and other.show.key == show
    ]
    inputs = (views.channel(series), views.episodes(series), tuple(links))
    return Artifact(path, rss, inputs, "podcast", lang, tuple(entry.source for entry in series.episodes))


def _low_feed(series: Series, views: Views, settings: Settings) -> Artifact:
    """The same episodes at 48 kb/s for slow lines, kept out of the directories, where the show stands once."""
    path = series.address(settings, "podcast.low")
    head = views.channel(series)
    extras = (Element("itunes:block", "yes"), *(e for e in head.extras if e.name != "podcast:guid"))
    links = (Link("self", views.absolute(path), RSS), Link("related", views.absolute(series.address(settings)), RSS))
    inputs = (replace(head, extras=extras), views.episodes(series, "low"), links)
    return Artifact(path, rss, inputs, "podcast", views.lang, tuple(entry.source for entry in series.episodes))


def _files(entry: Entry, edition: Edition) -> Iterator[Artifact]:
    """The renditions of an episode, and its chapters for apps that fetch them."""
    recording = edition.recordings[entry.guid]
    for rendition in recording.renditions:
        yield Artifact(rendition.path, published, (rendition.sha256,), "podcast", entry.lang, (entry.source,))
    if recording.chapters:
        inputs = (entry.title, recording.chapters)
        yield Artifact(recording.path("chapters.json"), chapters, inputs, "podcast", entry.lang, (entry.source,))
    yield from transcripts(entry, edition)


def published(resources: Resources, sha256: str) -> Stored:
    """A rendition as the media stage made it."""
    return resources.recording(sha256)


def chapters(resources: Resources, title: str, found: tuple[Chapter, ...]) -> bytes:
    """JSON chapters 1.2 (https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/)."""
    rows = [{"startTime": chapter.start, "title": chapter.title} for chapter in found]
    return json.dumps({"version": "1.2.0", "title": title, "chapters": rows}, ensure_ascii=False).encode() + b"\n"
