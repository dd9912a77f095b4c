"""The pages for television stations: one for all, one for each show, and the pack of each video."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.shared.offer import Offer
from plugins.channels.shared.page import Page
from plugins.channels.shared.samples import GREETING, NAME, OFFICE, SHOW
from plugins.channels.shared.series import Series
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Link
from plugins.channels.tv.artifacts import on_television
from plugins.channels.tv.pack import LowerThird, PackText, pack_address, pack_of
from plugins.channels.tv.partners import partner_of
from plugins.i18n.messages import say
from plugins.model.entry import Entry


def pages(view: View) -> Iterator[Page]:
    """All of them; none where there is nothing to take."""
    for series in view.once(on_television):
        yield _show(view, series)
        yield from (_pack(view, entry, series) for entry in series.episodes)
    if view.once(on_television):
        yield _all(view)


def show_url(view: View, show: str) -> str:
    """The page of a show for stations; empty where they may take nothing of it."""
    taken = any(series.name == show for series in view.once(on_television))
    return view.address("tv.show", show=show) if taken else ""


def pack_url(view: View, entry: Entry) -> str:
    """The page of a video's pack; empty where there is none."""
    taken = any(entry in series.episodes for series in view.once(on_television) if series.name == entry.show)
    return pack_address(entry, "html", view.settings) if taken else ""


def _show(view: View, series: Series) -> Page:
    show = series.show
    partner = partner_of(series, view.edition, view.settings)
    packs = tuple(Link(e.title, pack_address(e, "html", view.settings)) for e in series.episodes)
    return Page(
        f"tv/{series.name}",
        view.lang,
        show_url(view, series.name),
        "tv.html",
        show.title,
        show.summary,
        section="show",
        values={"partner": partner, "packs": packs, "list_url": view.address("tv.all")},
        breadcrumbs=(view.home, Link(show.title, show.url)),
        parent="tv",
        sources=(show.source,),
    )


def _pack(view: View, entry: Entry, series: Series) -> Page:
    """What a newsroom prints, and where it copies names from."""
    pack = pack_of(entry, series, view.edition, view.site, view.settings, view.resources.catalogues)
    trail = tuple(Link(e.title, view.edition.urls[e.key]) for e in (series.show, entry))
    return Page(
        f"pack/{entry.key}",
        view.lang,
        pack_url(view, entry),
        "tv_pack.html",
        entry.title,
        section="show",
        values={"pack": pack, "json_url": pack_address(entry, "json", view.settings)},
        breadcrumbs=(view.home, *trail),
        indexed=False,
        parent=f"entry/{entry.key}",
        sources=(entry.source,),
    )


def _all(view: View) -> Page:
    rows = tuple(
        (partner_of(series, view.edition, view.settings), show_url(view, series.name))
        for series in view.once(on_television)
    )
    return Page(
        "tv",
        view.lang,
        view.address("tv.all"),
        "tv_list.html",
        view.language.sitename,
        view.language.subtitle,
        section="show",
        values={"rows": rows},
        breadcrumbs=(view.home,),
    )


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """On the page of a show or a video, what television stations take of it; elsewhere, the page for them."""
    if entry is None:
        if view.once(on_television):
            yield Offer("follow.air", view.gettext("For television stations"), view.address("tv.all"), rank=2)
        if view.makes("patterns"):
            yield from _samples(view)
        return
    page = show_url(view, entry.stem) if entry.kind == "show" else ""
    if page:
        yield Offer("show.follow", view.gettext("For television stations"), page)
    pack = pack_url(view, entry) if entry.kind == "episode" else ""
    if pack:
        yield Offer("video", view.gettext("Pack for television stations"), pack)


def _samples(view: View) -> Iterator[Offer]:
    """What the page of patterns shows of packs: fixed words, and the site's oldest video."""
    filmed = [entry for entry in view.edition.listed if entry.guid in view.edition.films]
    pack = pack_url(view, filmed[-1]) if filmed else ""
    if pack:
        yield Offer("patterns.video", view.gettext("Pack for television stations"), pack)
    if filmed:
        yield Offer("patterns.air", rank=1, template="_patterns_tv.html", values={"words": _words(view)})


def _words(view: View) -> PackText:
    name, office = say(NAME, view.lang), say(OFFICE, view.lang)
    return PackText(say(SHOW, view.lang), say(GREETING, view.lang), "", (LowerThird(name, office, office),))
