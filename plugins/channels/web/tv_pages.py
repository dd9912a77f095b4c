"""The pages for television stations: one for all, one for each show, and the pack of each video."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from plugins.channels.podcast.shows import Series
from plugins.channels.tv.pack import pack_address, pack_of
from plugins.channels.tv.partners import partner_of
from plugins.channels.web.page import Page
from plugins.channels.web.views import Link
from plugins.model.entry import Entry

if TYPE_CHECKING:
    from plugins.channels.web.pages import Planner


def pages_of_tv(planner: Planner) -> Iterator[Page]:
    """All of them; none where there is nothing to take."""
    for series in planner.televised:
        yield _show(planner, series)
        yield from (_pack(planner, entry, series) for entry in series.episodes)
    if planner.televised:
        yield _all(planner)


def show_url(planner: Planner, show: str) -> str:
    """The page of a show for stations; empty where they may take nothing of it."""
    taken = any(series.name == show for series in planner.televised)
    return planner.site.address("tv.show", planner.lang, show=show) if taken else ""


def pack_url(planner: Planner, entry: Entry) -> str:
    """The page of a video's pack; empty where there is none."""
    taken = any(entry in series.episodes for series in planner.televised if series.name == entry.show)
    return pack_address(entry, "html", planner.settings) if taken else ""


def _show(planner: Planner, series: Series) -> Page:
    show = series.show
    partner = partner_of(series, planner.edition, planner.settings)
    packs = tuple(Link(e.title, pack_address(e, "html", planner.settings)) for e in series.episodes)
    return Page(
        f"tv/{series.name}",
        planner.lang,
        show_url(planner, series.name),
        "tv.html",
        show.title,
        show.summary,
        section="show",
        values={"partner": partner, "packs": packs, "list_url": planner.site.address("tv.all", planner.lang)},
        breadcrumbs=(planner.home, Link(show.title, show.url)),
        parent="tv",
        sources=(show.source,),
    )


def _pack(planner: Planner, entry: Entry, series: Series) -> Page:
    """What a newsroom prints, and where it copies names from."""
    pack = pack_of(entry, series, planner.edition, planner.source, planner.settings, planner.catalogues)
    trail = tuple(Link(e.title, planner.edition.urls[e.key]) for e in (series.show, entry))
    return Page(
        f"pack/{entry.key}",
        planner.lang,
        pack_url(planner, entry),
        "tv_pack.html",
        entry.title,
        section="show",
        values={"pack": pack, "json_url": pack_address(entry, "json", planner.settings)},
        breadcrumbs=(planner.home, *trail),
        indexed=False,
        parent=f"entry/{entry.key}",
        sources=(entry.source,),
    )


def _all(planner: Planner) -> Page:
    rows = tuple(
        (partner_of(series, planner.edition, planner.settings), show_url(planner, series.name))
        for series in planner.televised
    )
    return Page(
        "tv",
        planner.lang,
        planner.site.address("tv.all", planner.lang),
        "tv_list.html",
        planner.language.sitename,
        planner.language.subtitle,
        section="show",
        values={"rows": rows},
        breadcrumbs=(planner.home,),
    )
