"""The search page: what can be asked for, and the lists that lead to the same texts without a script."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.search.artifacts import FOLDER, has_search
from plugins.channels.search.records import members_of
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.page import Page
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Link
from plugins.i18n.greek import collation_key
from plugins.model.entry import Entry

SCRIPT = "js/search.js"


def search_link(view: View) -> Link | None:
    """Where the search page is; None: the site has none."""
    if not has_search(view):
        return None
    return view.shown.list_link("lists", "search", "search")


def pages(view: View) -> Iterator[Page]:
    """One page. Choices that no text answers are left out."""
    heading = search_link(view)
    if not heading:
        return
    views, listed = view.shown, view.edition.listed
    kinds = {entry.counts_as for entry in listed}
    axes = {key for entry in listed for key in entry.axes}
    stems = {stem for entry in listed for stem in members_of(entry)}
    members = sorted(views.member_links(stems), key=lambda link: collation_key(link.name))
    years = sorted({entry.date.year for entry in listed if entry.date}, reverse=True)
    groups = view.edition.taxonomies.groups
    yield Page(
        "search",
        view.lang,
        heading.url,
        "search.html",
        heading.name,
        section="search",
        values={
            "kinds": tuple(link for link in view.lists if link.key in kinds),
            "topics": tuple(_topic(view, key) for key in groups["axes"] if key in axes),
            "members": tuple(members),
            "years": tuple(_year(view, year) for year in years),
            "index_url": FOLDER,
            "others": tuple(code for code in view.settings.site.codes if code != view.lang),
            "script_url": view.static.get(SCRIPT, ""),
        },
        breadcrumbs=(view.home,),
        indexed=False,
    )


def _topic(view: View, key: str) -> Link:
    if view.makes("term"):
        return view.shown.term_link("axes", key)
    return Link(view.shown.word("axes", key).name, "", key)


def _year(view: View, year: int) -> Link:
    word = view.shown.word("lists", "archive").slug
    made = view.makes("archive")
    url = view.address("year", word=word, year=year) if made else ""
    return Link(str(year), url, str(year))


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """The way to the page, in the frame of every page."""
    heading = None if entry else search_link(view)
    if heading:
        yield Offer("masthead", heading.name, heading.url, "search", template="_masthead_search.html")
    if entry is None:
        values = {"action": heading.url if heading else view.address("patterns")} if view.makes("patterns") else {}
        yield Offer("patterns.search", template="_patterns_search.html", values=values)
