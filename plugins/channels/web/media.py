"""The files of recordings and videos that pages play and apps, stations and readers take."""

from __future__ import annotations

import json
from collections.abc import Iterator

from plugins.channels.resources import Resources
from plugins.channels.shared.captions import captions
from plugins.channels.shared.hls import ladder
from plugins.channels.shared.published import stored
from plugins.channels.shared.transcripts import transcripts
from plugins.channels.shared.view import View
from plugins.model.artifact import Artifact
from plugins.model.audio import Chapter
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.video import Film


def artifacts(view: View) -> Iterator[Artifact]:
    """Those of an edition, of hidden entries too, which have a page."""
    edition = view.edition
    site = view.settings.site
    for entry in edition.entries:
        if entry.guid in edition.recordings:
            yield from _renditions(entry, edition)
            yield from transcripts(entry, edition)
        if entry.guid in edition.films:
            yield from _clips(entry, edition.films[entry.guid])
            yield from captions(entry, edition.films[entry.guid])
            yield from ladder(entry, edition.films[entry.guid], site)
        yield from _chapters(entry, edition)


def _renditions(entry: Entry, edition: Edition) -> Iterator[Artifact]:
    own = edition.recordings[entry.guid]
    for rendition in () if own.is_remote else own.renditions:
        yield Artifact(rendition.path, stored, (rendition.sha256,), "web", entry.lang, (entry.source,))


def _clips(entry: Entry, own: Film) -> Iterator[Artifact]:
    files = [(clip.path, clip.sha256) for clip in own.clips]
    files += [(still.path, still.sha256) for still in (own.poster, *own.stills)]
    for path, sha256 in files:
        yield Artifact(path, stored, (sha256,), "web", entry.lang, (entry.source,))


def _chapters(entry: Entry, edition: Edition) -> Iterator[Artifact]:
    told = edition.recordings.get(entry.guid) or edition.films.get(entry.guid)
    if told and told.chapters:
        inputs = (entry.title, told.chapters)
        yield Artifact(told.path("chapters.json"), chapters, inputs, "web", entry.lang, (entry.source,))


def chapters(resources: Resources, title: str, found: tuple[Chapter, ...]) -> bytes:
    """JSON chapters 1.2 (https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/examples/chapters/)."""
    rows = [{"startTime": chapter.start, "title": chapter.title} for chapter in found]
    return json.dumps({"version": "1.2.0", "title": title, "chapters": rows}, ensure_ascii=False).encode() + b"\n"
