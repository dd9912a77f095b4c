"""The search page: what can be asked for, and the lists that lead to the same texts without a script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from plugins.channels.search import FOLDER, has_search
from plugins.channels.search.records import kind_of, members_of
from plugins.channels.web.page import Page
from plugins.channels.web.views import Link
from plugins.i18n.collation import collation_key

if TYPE_CHECKING:
    from plugins.channels.web.pages import Planner

SCRIPT = "js/search.js"


def search_link(planner: Planner) -> Link | None:
    """Where the search page is, for the frame of every page."""
    if not has_search(planner.edition, planner.settings):
        return None
    return planner.views.list_link("lists", "search", "search")


def pages_of_search(planner: Planner) -> Iterator[Page]:
    """One page. Choices that no text answers are left out."""
    heading = search_link(planner)
    if not heading:
        return
    views, listed = planner.views, planner.edition.listed
    kinds = {kind_of(entry) for entry in listed}
    axes = {key for entry in listed for key in entry.axes}
    stems = {stem for entry in listed for stem in members_of(entry)}
    members = sorted(views.member_links(stems), key=lambda link: collation_key(link.name, planner.lang))
    years = sorted({entry.date.year for entry in listed if entry.date}, reverse=True)
    groups = planner.edition.taxonomies.groups
    yield Page(
        "search",
        planner.lang,
        heading.url,
        "search.html",
        heading.name,
        section="search",
        values={
            "kinds": tuple(link for link in planner.nav() if link.key in kinds),
            "topics": tuple(_topic(planner, key) for key in groups["axes"] if key in axes),
            "members": tuple(members),
            "years": tuple(_year(planner, year) for year in years),
            "index_url": FOLDER,
            "others": tuple(code for code in planner.site.codes if code != planner.lang),
            "script_url": planner.static.get(SCRIPT, ""),
        },
        breadcrumbs=(planner.home,),
        indexed=False,
    )


def _topic(planner: Planner, key: str) -> Link:
    if planner.site.makes("term"):
        return planner.views.term_link("axes", key)
    return Link(planner.views.word("axes", key).name, "", key)


def _year(planner: Planner, year: int) -> Link:
    word = planner.views.word("lists", "archive").slug
    made = planner.site.makes("archive")
    url = planner.site.address("year", planner.lang, word=word, year=year) if made else ""
    return Link(str(year), url, str(year))
