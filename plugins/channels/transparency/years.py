"""The library of documents, and one page for each year that says all: papers, sums, projects, what was put right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

from plugins.channels.shared.page import Page, newest_of
from plugins.channels.shared.tables.files import table_of
from plugins.channels.shared.tables.money import money
from plugins.channels.shared.tables.sums import sum_of
from plugins.channels.shared.tables.totals import totals_of
from plugins.channels.shared.tables.words import words_of
from plugins.channels.shared.upkeep import changes_of
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Card, Link
from plugins.channels.transparency.fields import LibraryFields
from plugins.model.entry import Entry
from plugins.model.file import File
from plugins.model.kinds import DocumentFields, ProjectFields
from plugins.model.rights import corrections_of, in_language
from plugins.model.value import Value


class LibraryRow(Value, frozen=True):
    """A document in the library: its card, its file, who issued it and how many pages it has."""

    card: Card
    file: File
    issuer: str
    pages: int


class SumRow(Value, frozen=True):
    """A sum that a table states: what it is of, in words, and its amount as the language writes it."""

    label: str
    amount: str
    card: Card


class ChangeRow(Value, frozen=True):
    """What was changed or put right in a text of the year."""

    day: date
    card: Card
    text: str


def makes_library(view: View) -> bool:
    """Whether the site has a library: a word for it, an address, and documents."""
    return (
        view.makes("library")
        and "library" in view.edition.taxonomies.groups["lists"]
        and bool(view.edition.kinds.get("document"))
    )


def pages(view: View) -> Iterator[Page]:
    """The library, and the pages of years below it where these have an address."""
    if not makes_library(view):
        return
    heading = view.shown.list_link("lists", "library", "library")
    documents = tuple(view.edition.kinds["document"])
    years = sorted({year_of(entry) for entry in documents}, reverse=True) if view.makes("library.year") else []
    word = view.shown.word("lists", "library")
    links = [Link(str(year), view.address("library.year", word=word.slug, year=year), str(year)) for year in years]
    yield Page(
        "library",
        view.lang,
        heading.url,
        "library.html",
        heading.name,
        word.description,
        "library",
        partial(_of_library, view, links, documents),
        view.feed_links("document"),
        (view.home,),
        modified=newest_of(documents),
    )
    for year, link in zip(years, links, strict=True):
        yield _of_year(view, year, link, heading, [entry for entry in documents if year_of(entry) == year])


def year_of(entry: Entry) -> int:
    """Return the year that a document is about, else that in which it came out."""
    stated = entry.of(DocumentFields).year
    return stated or (entry.date.year if entry.date else 0)


def _of_year(view: View, year: int, link: Link, heading: Link, documents: Sequence[Entry]) -> Page:
    return Page(
        f"library/{year}",
        view.lang,
        link.url,
        "library_year.html",
        view.gettext("The whole of %(year)s") % {"year": year},
        section="library",
        values=partial(_said_of_year, view, year, documents),
        feeds=view.feed_links("document"),
        breadcrumbs=(view.home, heading),
        modified=newest_of(documents),
        parent="library",
    )


def _of_library(view: View, years: Sequence[Link], documents: Sequence[Entry]) -> dict[str, Any]:
    return {"years": tuple(years), "rows": _rows(view, documents)}


def _said_of_year(view: View, year: int, documents: Sequence[Entry]) -> dict[str, Any]:
    projects = [entry for entry in view.edition.kinds.get("project", ()) if _runs_in(entry, year)]
    return {
        "year": year,
        "rows": _rows(view, documents),
        "sums": tuple(_sums(view, year)),
        "projects": view.shown.cards(projects),
        "changes": tuple(sorted(_changes(view, year), key=lambda row: (row.day, row.card.key), reverse=True)),
    }


def _rows(view: View, documents: Sequence[Entry]) -> tuple[LibraryRow, ...]:
    files = ((entry, view.edition.files[entry.guid]["file"]) for entry in documents)
    return tuple(
        LibraryRow(view.shown.card(entry), file, entry.of(LibraryFields).issuer, entry.of(LibraryFields).pages)
        for entry, file in files
    )


def _runs_in(entry: Entry, year: int) -> bool:
    """Whether a project runs in some part of a year."""
    fields = entry.of(ProjectFields)
    return fields.start.year <= year and (fields.end is None or year <= fields.end.year)


def _sums(view: View, year: int) -> Iterator[SumRow]:
    """The totals that tables state for a year, and the sums of grants and payments of documents of that year."""
    for entry in view.edition.kinds.get("document", ()):
        table = table_of(entry, view.site, view.settings.read.content)
        if table and table.sort in ("budget", "accounts"):
            found = (total for total in totals_of(words_of(view), entry.title, table) if total.year == year)
            yield from (SumRow(total.label, total.amount, view.shown.card(entry)) for total in found)
        elif table and table.amounts and table.sort != "register" and year_of(entry) == year:
            place = table.amounts[0]
            amount = money(view.language.locale, sum_of(table.items, place), table.columns[place].paid_in)
            yield SumRow(entry.title, amount, view.shown.card(entry))


def _changes(view: View, year: int) -> Iterator[ChangeRow]:
    """What texts say was changed in them in a year, and what was put right in recordings."""
    for entry in view.edition.listed:
        changes = [*changes_of(entry)]
        changes += [
            (one.date.date(), in_language(one.text, entry.lang)) for one in corrections_of(entry, view.settings.run.now)
        ]
        for day, text in changes:
            if day.year == year:
                yield ChangeRow(day, view.shown.card(entry), text)
