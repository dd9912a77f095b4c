"""The pages for radio stations: one for all, one for each show, and the cue sheet of each episode."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from plugins.channels.podcast.shows import Series
from plugins.channels.radio.cue import CUE_FORMS, cue_address, cue_sheet, exact, track_line
from plugins.channels.radio.partners import partner_of
from plugins.channels.web.page import Page
from plugins.channels.web.schedules import places_of
from plugins.channels.web.views import Link
from plugins.model.entry import Entry

if TYPE_CHECKING:
    from plugins.channels.web.pages import Planner


def pages_of_cues(planner: Planner) -> Iterator[Page]:
    """The sheet of every episode that stations may take."""
    for series in planner.aired:
        yield from (_cue(planner, entry, series) for entry in series.episodes)


def pages_of_partners(planner: Planner) -> Iterator[Page]:
    """A page for each show, and one for all."""
    shows = [(series, partner_of(series, planner.edition, planner.settings)) for series in planner.offered]
    for series, partner in shows:
        yield Page(
            f"radio/{series.name}",
            planner.lang,
            planner.site.address("radio.show", planner.lang, show=series.name),
            "radio.html",
            series.show.title,
            series.show.summary,
            section="show",
            values={
                "partner": partner,
                "code_url": partner.code,
                "list_url": planner.site.address("radio.all", planner.lang),
                "schedule_url": "",
                **places_of(planner, series.name),
            },
            breadcrumbs=(planner.home, Link(series.show.title, series.show.url)),
            parent="radio",
            sources=(series.show.source,),
        )
    if shows:
        rows = tuple(
            (partner, planner.site.address("radio.show", planner.lang, show=series.name)) for series, partner in shows
        )
        yield Page(
            "radio",
            planner.lang,
            planner.site.address("radio.all", planner.lang),
            "radio_list.html",
            planner.language.sitename,
            planner.language.subtitle,
            section="show",
            values={
                "rows": rows,
                "schedule_url": planner.site.address("schedule", planner.lang) if planner.source.stations else "",
            },
            breadcrumbs=(planner.home,),
        )


def cue_url(planner: Planner, entry: Entry) -> str:
    """The sheet of an episode; empty where stations may not take it."""
    taken = any(entry in series.episodes for series in planner.aired if series.name == entry.show)
    return cue_address(entry, "html", planner.settings) if taken else ""


def show_url(planner: Planner, show: str) -> str:
    """The page of a show for stations; empty where it has none."""
    taken = any(series.name == show for series in planner.offered)
    return planner.site.address("radio.show", planner.lang, show=show) if taken else ""


def _cue(planner: Planner, entry: Entry, series: Series) -> Page:
    """The sheet that a station prints."""
    sheet = cue_sheet(entry, series, planner.edition, planner.settings)
    values = {
        "cue": sheet,
        "exact": exact(sheet.seconds, planner.language.locale),
        "tracks": tuple(track_line(track) for track in sheet.music),
        **{f"{name}_url": cue_address(entry, ending, planner.settings) for name, ending in CUE_FORMS.items()},
    }
    trail = tuple(Link(e.title, planner.edition.urls[e.key]) for e in (series.show, entry))
    return Page(
        f"cue/{entry.key}",
        planner.lang,
        cue_address(entry, "html", planner.settings),
        "cue.html",
        entry.title,
        section="show",
        values=values,
        breadcrumbs=(planner.home, *trail),
        indexed=False,
        parent=f"entry/{entry.key}",
        sources=(entry.source,),
    )
