"""Television: each video's files and captions; for each show a Media RSS feed, packs and a script that fetches all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from plugins.channels.podcast.shows import Series
from plugins.channels.resources import Resources
from plugins.channels.tv.captions import captions
from plugins.channels.tv.hls import ladder
from plugins.channels.tv.mrss import feed
from plugins.channels.tv.pack import as_json, pack_address, pack_of
from plugins.channels.tv.partners import SCRIPT, SUMS, partner_of, script, sums, sums_of
from plugins.channels.tv.shows import televised
from plugins.model.artifact import Artifact, Stored
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.model.video import Film


def artifacts(site: Site, editions: Mapping[Language, Edition], resources: Resources) -> Iterator[Artifact]:
    """Everything that a station or a player may ask for."""
    settings = resources.settings
    names = {language.code: language.name for language in settings.site.languages}
    for edition in editions.values():
        for entry in edition.entries:  # hidden ones too: they have a page
            film = edition.films.get(entry.guid)
            if film:
                yield from _files(entry, film)
                yield from captions(entry, film)
                yield from ladder(entry, film, names)
        for series in televised(edition, settings):
            yield feed(series, edition, settings)
            yield from _for_stations(series, edition, site, resources)


def artifacts_of(
    texts: Sequence[Entry], site: Site, editions: Mapping[Language, Edition], resources: Resources
) -> Iterator[Artifact]:
    """All of it where one of these texts is a show's or an episode's; other texts stand in none of it."""
    if any(text.kind in ("show", "episode") for text in texts):
        yield from artifacts(site, editions, resources)


def _files(entry: Entry, film: Film) -> Iterator[Artifact]:
    files = [(clip.path, clip.sha256) for clip in film.clips]
    files += [(still.path, still.sha256) for still in (film.poster, *film.stills)]
    for path, sha256 in files:
        yield Artifact(path, published, (sha256,), "tv", entry.lang, (entry.source,))


def published(resources: Resources, sha256: str) -> Stored:
    """A file as the media stage made it."""
    return resources.film(sha256)


def _for_stations(series: Series, edition: Edition, site: Site, resources: Resources) -> Iterator[Artifact]:
    """A pack for each video, and what fetches all of them."""
    of, settings = ("tv", edition.lang), resources.settings
    for entry in series.episodes:
        pack = pack_of(entry, series, edition, site, settings, resources.catalogues)
        yield Artifact(pack_address(entry, "json", settings), as_json, (pack,), *of, (entry.source,))
    sources = tuple(entry.source for entry in series.episodes)
    files = sums_of(series, edition)
    yield Artifact(series.address(settings, "tv.file", name=SUMS), sums, (files,), *of, sources)
    folder = f"{settings.site.url}/{files[0][1].rpartition('/')[0]}/"
    inputs = (partner_of(series, edition, settings).folder, folder)
    yield Artifact(series.address(settings, "tv.file", name=SCRIPT), script, inputs, *of, (series.show.source,))
