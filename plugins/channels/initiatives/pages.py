"""What belongs to a project, on its page; the way back, on the pages of its texts; and the page of all initiatives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from plugins.channels.initiatives.fields import InitiativeFields
from plugins.channels.shared.belonging import BelongingFields
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.page import Page, newest_of
from plugins.channels.shared.tables.files import tables_in
from plugins.channels.shared.tables.totals import StatedTotal, totals_of
from plugins.channels.shared.tables.words import words_of
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Card, Link
from plugins.model.entry import Entry
from plugins.model.kinds import in_order
from plugins.model.value import Value

WORD = "initiatives"


class ProjectPart(Value, frozen=True):
    """The texts of one kind that belong to a project: first what is still to come."""

    kind: str
    heading: Link
    upcoming: tuple[Card, ...]
    entries: tuple[Card, ...]

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.upcoming) + len(self.entries)


class ProjectTotal(Value, frozen=True):
    """A total that a document of a project states."""

    card: Card
    total: StatedTotal


class Initiative(Value, frozen=True):
    """An initiative on the page of all: its card, and what belongs to it."""

    card: Card
    parts: tuple[ProjectPart, ...]
    totals: tuple[ProjectTotal, ...]


def belonging(view: View) -> dict[str, list[Entry]]:
    """Return the listed texts of an edition by the project that they belong to, the newest first."""
    found: dict[str, list[Entry]] = {}
    for entry in view.edition.listed:
        for stem in entry.of(BelongingFields).project:
            found.setdefault(stem, []).append(entry)
    return found


def parts_of(view: View, stem: str) -> tuple[ProjectPart, ...]:
    """Return what belongs to a project, kind by kind in the order of the pages of themes."""
    entries = view.once(belonging).get(stem, [])
    order = in_order("theme")
    return tuple(
        _part(view, kind, own) for kind in order if (own := [entry for entry in entries if entry.kind == kind])
    )


def _part(view: View, kind: str, entries: Sequence[Entry]) -> ProjectPart:
    coming = view.once(_coming)
    upcoming = sorted((entry for entry in entries if entry.key in coming), key=lambda entry: coming[entry.key])
    rest = [entry for entry in entries if entry.key not in coming]
    heading = Link(view.gettext("Episodes"), "", kind) if kind == "episode" else view.shown.list_link("kinds", kind)
    return ProjectPart(kind, heading, view.shown.cards(upcoming), view.shown.cards(rest))


def _coming(view: View) -> dict[str, int]:
    """The places of events and calls that are not over, soonest first."""
    return {entry.key: place for place, entry in enumerate(view.edition.upcoming)}


def totals_in(view: View, stem: str) -> tuple[ProjectTotal, ...]:
    """Return the totals of the budgets and accounts that belong to a project."""
    return tuple(
        ProjectTotal(view.shown.card(entry), total)
        for entry, table in view.once(tables_in)
        if stem in entry.of(BelongingFields).project
        for total in totals_of(words_of(view), entry.title, table)
    )


def initiatives(view: View) -> list[Entry]:
    """Return the projects that are initiatives, the newest first."""
    return [entry for entry in view.edition.kinds.get("project", ()) if entry.of(InitiativeFields).initiative]


def link_of(view: View) -> Link | None:
    """Return the page of all initiatives, or None where the site has no word, no address or none of them."""
    if not (WORD in view.edition.taxonomies.groups["lists"] and view.makes("initiatives") and initiatives(view)):
        return None
    kind, word = view.shown.word("kinds", "project"), view.shown.word("lists", WORD)
    return Link(word.name, view.address("initiatives", word=kind.slug, facet=word.slug), WORD, word.description)


def pages(view: View) -> Iterator[Page]:
    """The page that gathers them."""
    link = link_of(view)
    if link is None:
        return
    own = initiatives(view)
    yield Page(
        WORD,
        view.lang,
        link.url,
        "initiatives.html",
        link.name,
        link.description,
        "project",
        partial(_gathered, view, own),
        view.feed_links("project"),
        (view.home, view.shown.list_link("kinds", "project")),
        modified=newest_of(own),
        parent="kind/project",
        sources=tuple(entry.source for entry in own),
    )


def _gathered(view: View, own: Sequence[Entry]) -> dict[str, Any]:
    rows = (Initiative(view.shown.card(e), parts_of(view, e.stem), totals_in(view, e.stem)) for e in own)
    return {"initiatives": tuple(rows)}


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """What belongs to a project, below its text; the way to it from its texts; the page of all, in the foot."""
    if entry is None:
        if link := link_of(view):
            yield Offer("footer", link.name, link.url, WORD, rank=1)
            yield Offer("list.project", template="_initiatives_link.html", values={"link": link})
        return
    projects = tuple(
        Link(project.title, project.url, stem)
        for stem in entry.of(BelongingFields).project
        if (project := view.edition.by_key.get(f"projects/{stem}")) and project.is_listed
    )
    if projects:
        yield Offer("entry", template="_belongs_to.html", values={"projects": projects}, rank=-1)
    if entry.kind == "project" and entry.stem in view.once(belonging):
        yield Offer("entry", template="_project_parts.html", values=partial(_of_project, view, entry))


def _of_project(view: View, entry: Entry) -> dict[str, Any]:
    return {"parts": parts_of(view, entry.stem), "totals": totals_in(view, entry.stem)}
