"""Pages that gather: everything of a theme by kind, and the parts of a series in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.channels.shared.page import Page, newest_of
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Section
from plugins.channels.web.related import finder_of
from plugins.channels.web.settings import WebSettings
from plugins.i18n.greek import collation_key
from plugins.model.entry import Entry, counted_as
from plugins.model.kinds import in_order, kinds_that

BY_KIND = ("axis", "region")  # lists whose first page is laid out by kind
ORDER = in_order("theme")
SHOWN = 4  # of each kind at least, if there are as many
ALL = kinds_that("by_name")  # few, and the people behind a theme: all of them, in alphabetical order


def sections(view: View, entries: Sequence[Entry]) -> tuple[Section, ...]:
    """A theme by kind: its newest entries, as many as a list's page holds, and at least some of every kind.

    What is left out is older than the newest, hence on one of the list's numbered pages.
    """
    kinds: dict[str, list[Entry]] = {}
    for entry in entries:
        kinds.setdefault(entry.kind, []).append(entry)
    newest = {entry.key for entry in entries[: view.settings.of(WebSettings).page_size]}
    views, coming = view.shown, {entry.key: entry for entry in view.edition.upcoming}
    found = []
    for kind in (kind for kind in ORDER if kind in kinds):
        own = kinds[kind]
        keys = {entry.key for entry in own if entry.key in coming}
        upcoming = [entry for key, entry in coming.items() if key in keys]
        if kind in ALL:
            shown = sorted(own, key=lambda entry: collation_key(entry.title))
        else:
            over = [entry for entry in own if entry.key not in keys]
            shown = [entry for number, entry in enumerate(over) if number < SHOWN or entry.key in newest]
        heading = views.list_link("kinds", counted_as(kind))
        found.append(Section(kind, heading, views.cards(upcoming), views.cards(shown)))
    return tuple(found)


def pages_of_series(view: View) -> Iterator[Page]:
    """A page for each series that has a part in this language, and one that lists them."""
    series = finder_of(view).series()
    if not series or not view.makes("term"):
        return
    heading = view.shown.list_link("lists", "series", "terms") if view.makes("terms") else None
    trail = (view.home, heading) if heading else (view.home,)
    links = {key: view.shown.term_link("series", key) for key in view.edition.taxonomies.groups["series"]}
    if heading:
        yield Page(
            "terms/series",
            view.lang,
            heading.url,
            "terms.html",
            heading.name,
            section="series",
            values={"terms": tuple(link for key, link in links.items() if key in series)},
            feeds=view.feed_links("all"),
            breadcrumbs=(view.home,),
        )
    for key, parts in series.items():
        link = links[key]
        yield Page(
            f"series/{key}",
            view.lang,
            link.url,
            "series.html",
            link.name,
            link.description,
            "series",
            {"articles": view.shown.cards(parts)},
            view.feed_links("all"),
            trail,
            modified=newest_of(parts),
            parent="terms/series" if heading else "home",
        )
