"""Pages that gather: everything of a theme by kind, and the parts of a series in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from plugins.channels.digest import address_of
from plugins.channels.digest.letter import span
from plugins.channels.digest.weeks import weeks_of
from plugins.channels.web.page import Page, newest_of
from plugins.channels.web.views import Card, Link
from plugins.i18n.greek import collation_key
from plugins.model.entry import Entry, counted_as
from plugins.model.value import Value

if TYPE_CHECKING:
    from plugins.channels.web.pages import Planner

BY_KIND = ("axis", "region")  # lists whose first page is laid out by kind
ORDER = ("news", "event", "opportunity", "guide", "episode", "show", "project", "document", "member")
SHOWN = 4  # of each kind at least, if there are as many
ALL = ("member", "show")  # few, and the people behind a theme: all of them, in alphabetical order


class Section(Value, frozen=True):
    """The entries of one kind on a page that gathers a theme; those that are still to come stand in `upcoming`."""

    kind: str
    heading: Link
    upcoming: tuple[Card, ...]
    entries: tuple[Card, ...]


def sections(planner: Planner, entries: Sequence[Entry]) -> tuple[Section, ...]:
    """A theme by kind: its newest entries, as many as a list's page holds, and at least some of every kind.

    What is left out is older than the newest, hence on one of the list's numbered pages.
    """
    kinds: dict[str, list[Entry]] = {}
    for entry in entries:
        kinds.setdefault(entry.kind, []).append(entry)
    newest = {entry.key for entry in entries[: planner.settings.web.page_size]}
    views, coming = planner.views, {entry.key: entry for entry in planner.edition.upcoming}
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


def pages_of_digests(planner: Planner) -> Iterator[Page]:
    """A page for each week that has a digest, if the site has a word for them."""
    if "digest" not in planner.edition.taxonomies.groups["lists"] or not planner.site.makes("digest"):
        return
    views, word = planner.views, planner.views.word("lists", "digest")
    for week in weeks_of(planner.edition, planner.settings):
        parts = tuple(
            Section(kind, views.list_link("kinds", counted_as(kind)), (), views.cards(entries))
            for kind, entries in week.kinds
            if kind != "page"
        )
        yield Page(
            f"digest/{week.name}",
            planner.lang,
            address_of(week, planner.edition, planner.settings),
            "digest.html",
            f"{word.name} {span(week.monday, week.sunday, planner.language.locale)}",
            section="digest",
            values={
                "sections": parts,
                "coming": views.cards(week.coming),
                "letter_url": planner.site.address("digest.mail", planner.lang, week=week.name, format="txt"),
            },
            feeds=planner.feed_links("all"),
            breadcrumbs=(planner.home,),
            indexed=False,  # it repeats what stands elsewhere
        )


def pages_of_series(planner: Planner) -> Iterator[Page]:
    """A page for each series that has a part in this language, and one that lists them."""
    series = planner.finder.series
    if not series or not planner.site.makes("term"):
        return
    heading = planner.views.list_link("lists", "series", "terms") if planner.site.makes("terms") else None
    trail = (planner.home, heading) if heading else (planner.home,)
    links = {key: planner.views.term_link("series", key) for key in planner.edition.taxonomies.groups["series"]}
    if heading:
        yield Page(
            "terms/series",
            planner.lang,
            heading.url,
            "terms.html",
            heading.name,
            section="series",
            values={"terms": tuple(link for key, link in links.items() if key in series)},
            feeds=planner.feed_links("all"),
            breadcrumbs=(planner.home,),
        )
    for key, parts in series.items():
        link = links[key]
        yield Page(
            f"series/{key}",
            planner.lang,
            link.url,
            "series.html",
            link.name,
            link.description,
            "series",
            {"articles": planner.views.cards(parts)},
            planner.feed_links("all"),
            trail,
            modified=newest_of(parts),
            parent="terms/series" if heading else "home",
        )
