"""Television: for each show a Media RSS feed, packs, and a script that fetches its videos."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.resources import Resources
from plugins.channels.shared.series import Series
from plugins.channels.shared.view import View
from plugins.channels.tv.mrss import feed
from plugins.channels.tv.pack import as_json, pack_address, pack_of
from plugins.channels.tv.partners import SCRIPT, SUMS, partner_of, script, sums, sums_of
from plugins.channels.tv.shows import televised
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.site import Site


def artifacts(view: View) -> Iterator[Artifact]:
    """Everything that a station may ask for."""
    for series in view.once(on_television):
        yield feed(series, view.edition, view.settings)
        yield from _for_stations(series, view.edition, view.site, view.resources)


def on_television(view: View) -> list[Series]:
    """The shows with what television stations may take of them now."""
    return televised(view.edition, view.settings)


def _for_stations(series: Series, edition: Edition, site: Site, resources: Resources) -> Iterator[Artifact]:
    """A pack for each video, and what fetches all of them."""
    of, settings = ("tv", edition.lang), resources.settings
    for entry in series.episodes:
        pack = pack_of(entry, series, edition, site, settings, resources.catalogues)
        yield Artifact(pack_address(entry, "json", settings), as_json, (pack,), *of, (entry.source,))
    sources = tuple(entry.source for entry in series.episodes)
    files = sums_of(series, edition)
    yield Artifact(series.address(settings, "tv.file", name=SUMS), sums, (files,), *of, sources)
    folder = f"{settings.site.absolute(files[0][1]).rpartition('/')[0]}/"
    inputs = (partner_of(series, edition, settings).folder, folder)
    yield Artifact(series.address(settings, "tv.file", name=SCRIPT), script, inputs, *of, (series.show.source,))
