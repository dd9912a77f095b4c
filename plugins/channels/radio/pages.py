"""The pages for radio stations: one for all, one for each show, and the cue sheet of each episode."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plugins.channels.radio.artifacts import aired, offered
from plugins.channels.radio.cue import CUE_FORMS, cue_address, cue_sheet, exact, track_line
from plugins.channels.radio.partners import partner_of
from plugins.channels.radio.samples import programme_sample
from plugins.channels.radio.schedules import pages_of_stations, places_of
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.page import Page
from plugins.channels.shared.script import script_address
from plugins.channels.shared.series import Series
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Link
from plugins.model.entry import Entry
from plugins.text.speech import seconds_to_read


def pages(view: View) -> Iterator[Page]:
    """Those of shows and episodes, then those of stations."""
    yield from pages_of_cues(view)
    yield from pages_of_partners(view)
    yield from pages_of_stations(view)


def pages_of_cues(view: View) -> Iterator[Page]:
    """The sheet of every episode that stations may take."""
    for series in view.once(aired):
        yield from (_cue(view, entry, series) for entry in series.episodes)


def pages_of_partners(view: View) -> Iterator[Page]:
    """A page for each show, and one for all."""
    shows = [(series, partner_of(series, view.edition, view.settings)) for series in view.once(offered)]
    for series, partner in shows:
        yield Page(
            f"radio/{series.name}",
            view.lang,
            view.address("radio.show", show=series.name),
            "radio.html",
            series.show.title,
            series.show.summary,
            section="show",
            values={
                "partner": partner,
                "code_url": partner.code,
                "list_url": view.address("radio.all"),
                "schedule_url": "",
                **places_of(view, series.name),
            },
            breadcrumbs=(view.home, Link(series.show.title, series.show.url)),
            parent="radio",
            sources=(series.show.source,),
        )
    if shows:
        rows = tuple((partner, view.address("radio.show", show=series.name)) for series, partner in shows)
        yield Page(
            "radio",
            view.lang,
            view.address("radio.all"),
            "radio_list.html",
            view.language.sitename,
            view.language.subtitle,
            section="show",
            values={
                "rows": rows,
                "schedule_url": view.address("schedule") if view.site.stations else "",
            },
            breadcrumbs=(view.home,),
        )


def cue_url(view: View, entry: Entry) -> str:
    """The sheet of an episode; empty where stations may not take it."""
    taken = any(entry in series.episodes for series in view.once(aired) if series.name == entry.show)
    return cue_address(entry, "html", view.settings) if taken else ""


def show_url(view: View, show: str) -> str:
    """The page of a show for stations; empty where it has none."""
    taken = any(series.name == show for series in view.once(offered))
    return view.address("radio.show", show=show) if taken else ""


def _cue(view: View, entry: Entry, series: Series) -> Page:
    """The sheet that a station prints."""
    sheet = cue_sheet(entry, series, view.edition, view.settings)
    values = {
        "cue": sheet,
        "exact": exact(sheet.seconds, view.language.locale),
        "tracks": tuple(track_line(track) for track in sheet.music),
        **{f"{name}_url": cue_address(entry, ending, view.settings) for name, ending in CUE_FORMS.items()},
    }
    trail = tuple(Link(e.title, view.edition.urls[e.key]) for e in (series.show, entry))
    return Page(
        f"cue/{entry.key}",
        view.lang,
        cue_address(entry, "html", view.settings),
        "cue.html",
        entry.title,
        section="show",
        values=values,
        breadcrumbs=(view.home, *trail),
        indexed=False,
        parent=f"entry/{entry.key}",
        sources=(entry.source,),
    )


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """On the page of a text, what newsreaders and stations take of it; elsewhere, the pages for stations."""
    if entry is None:
        yield from _anywhere(view)
    elif entry.kind == "show":
        yield from _of_show(view, entry.stem)
    elif entry.kind == "episode":
        yield Offer("notices", view.gettext("Notices to stations"), view.address("radio.notices"))
        cue = cue_url(view, entry)
        if cue:
            yield Offer("audio", view.gettext("Cue sheet for stations"), cue)
    script = script_address(entry, view.settings) if entry and entry.date else ""
    if entry and script:
        yield Offer("entry", address=script, template="_script.html", values={"seconds": seconds_to_read(entry.words)})


def _anywhere(view: View) -> Iterator[Offer]:
    if view.once(offered):
        yield Offer("follow.air", view.gettext("For radio stations"), view.address("radio.all"), rank=1)
    if view.site.stations:
        yield Offer("list.show", view.gettext("Schedule of the stations"), view.address("schedule"))
    if view.makes("patterns"):
        yield Offer("patterns.text", address=view.address("patterns"), template="_script.html", values={"seconds": 95})
        yield Offer("patterns.air", rank=2, template="_patterns_radio.html", values=partial(programme_sample, view))


def _of_show(view: View, name: str) -> Iterator[Offer]:
    places = places_of(view, name)
    if places["places"]:
        yield Offer("show.where", template="_where.html", values=places)
    page = show_url(view, name)
    if page:
        yield Offer("show.follow", view.gettext("For radio stations"), page)
