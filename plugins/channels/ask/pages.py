"""The pages that ask the data: one that says what there is, one for each kind, one for the tables of documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from plugins.channels.ask.sets import (
    SETS,
    TABLE_SORTS,
    TABLES,
    AskColumn,
    columns_of,
    counts_of,
    entries_of,
    rows_of,
)
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.page import Page, newest_of
from plugins.channels.shared.tables.files import tabled, tables_in
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Card, Link
from plugins.model.entry import Entry
from plugins.model.value import Value

SCRIPT = "js/ask.js"


class AskSet(Value, frozen=True):
    """What one page asks: its link, how many texts it is of, and the addresses of the same as data (may be empty)."""

    link: Link
    number: int
    json: str
    csv: str


class AskTable(Value, frozen=True):
    """A table that may be asked: its document, what it is of, how many lines it has, and the address of its data."""

    card: Card
    sort: str
    lines: int
    data: str


def heading_of(view: View) -> Link | None:
    """Return the page that says what there is, or None where the site has no word, no address or no texts for it."""
    if "ask" not in view.edition.taxonomies.groups["lists"] or not view.makes("ask") or not sets_of(view):
        return None
    return view.shown.list_link("lists", "ask", "ask")


def sets_of(view: View) -> Sequence[AskSet]:
    """Return what can be asked, in the order of the pages."""
    return view.once(_sets)


def _sets(view: View) -> list[AskSet]:
    if not view.makes("ask.of"):
        return []
    kinds = [kind for kind in SETS if entries_of(view, kind)]
    found = [AskSet(_link(view, kind), len(entries_of(view, kind)), *_files(view, kind)) for kind in kinds]
    if "figures" in view.edition.taxonomies.groups["lists"] and view.once(tabled):
        found.append(AskSet(_link(view, TABLES), len(view.once(tabled)), "", ""))
    return found


def _link(view: View, key: str) -> Link:
    term = view.shown.word("lists", "figures") if key == TABLES else view.shown.word("kinds", key)
    word = view.shown.word("lists", "ask")
    return Link(term.name, view.address("ask.of", word=word.slug, facet=term.slug), key, term.description)


def _files(view: View, kind: str) -> tuple[str, str]:
    """The lists of a kind as JSON and CSV, as docs/opendata.md has their addresses."""
    if not view.makes("data.api"):
        return "", ""
    json, csv = (view.address("data.api", name=f"{view.lang}/{kind}.{ending}") for ending in ("json", "csv"))
    return json, csv


def pages(view: View) -> Iterator[Page]:
    """All of them, where the site has the word."""
    heading = heading_of(view)
    if heading is None:
        return
    word = view.shown.word("lists", "ask")
    values = {"sets": tuple(sets_of(view)), "files": _whole(view)}
    yield Page("ask", view.lang, heading.url, "ask.html", word.name, word.description, "ask", values, (), (view.home,))
    for one in sets_of(view):
        yield _tables_page(view, heading, one) if one.link.key == TABLES else _kind_page(view, heading, one)


def _whole(view: View) -> tuple[Link, ...]:
    """Everything at once, as files."""
    names = (
        ("data.api", "index.json", "JSON"),
        ("data.database", "knowledge", "SQLite"),
        ("data.catalogue", "", "DCAT"),
    )
    return tuple(
        Link(label, view.address(sort, name=name, ending="jsonld"), label)
        for sort, name, label in names
        if view.makes(sort)
    )


def _kind_page(view: View, heading: Link, one: AskSet) -> Page:
    entries = entries_of(view, one.link.key)
    return _page(view, heading, one, "ask_kind.html", partial(_of_kind, view, one), entries)


def _of_kind(view: View, one: AskSet) -> dict[str, Any]:
    kind, columns = one.link.key, columns_of(view, one.link.key)
    rows, chosen = rows_of(view, kind, columns), next((column for column in columns if column.choices), None)
    return {
        **_form(view, one),
        "columns": columns,
        "described": tuple(map(_described, columns)),
        "rows": rows,
        "left": one.number - len(rows),
        "by": chosen,
        "counts": counts_of(view, kind, chosen) if chosen else (),
    }


def _described(column: AskColumn) -> dict[str, Any]:
    """A column as the script is told of it."""
    return {"key": column.key, "name": column.name, "sort": column.sort, "currency": column.currency}


def _tables_page(view: View, heading: Link, one: AskSet) -> Page:
    return _page(view, heading, one, "ask_tables.html", partial(_of_tables, view, one), view.once(tabled))


def _of_tables(view: View, one: AskSet) -> dict[str, Any]:
    tables = tuple(
        AskTable(
            view.shown.card(entry), view.gettext(TABLE_SORTS[table.sort].msgid), len(table.items), _record(view, entry)
        )
        for entry, table in view.once(tables_in)
    )
    return {**_form(view, one), "tables": tables}


def _record(view: View, entry: Entry) -> str:
    return view.address("data.api", name=f"{view.lang}/{entry.key}.json") if view.makes("data.api") else ""


def _form(view: View, one: AskSet) -> dict[str, Any]:
    script = view.static.get(SCRIPT, "") if view.makes("data.api") else ""
    return {"set": one, "sets": tuple(sets_of(view)), "script_url": script}


def _page(
    view: View, heading: Link, one: AskSet, template: str, values: partial[dict[str, Any]], entries: Sequence[Entry]
) -> Page:
    return Page(
        f"ask/{one.link.key}",
        view.lang,
        one.link.url,
        template,
        f"{heading.name}: {one.link.name}",
        one.link.description,
        "ask",
        values,
        breadcrumbs=(view.home, heading),
        modified=newest_of(entries),
        parent="ask",
        sources=tuple(entry.source for entry in entries),
    )


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """The way to the pages: from the foot of every page, from lists of kinds, and from documents that have a table."""
    heading = heading_of(view)
    if heading is None:
        return
    if entry is None:
        yield Offer("footer", heading.name, heading.url, "ask", rank=4)
        for one in sets_of(view):
            yield Offer(f"list.{one.link.key}", template="_ask_link.html", values={"url": one.link.url}, rank=9)
    elif entry.kind == "document" and (tables := _set_of_tables(view)) and entry.guid in view.once(_with_table):
        yield Offer("entry", template="_ask_link.html", values={"url": f"{tables.link.url}?table={entry.key}"}, rank=1)


def _set_of_tables(view: View) -> AskSet | None:
    return next((one for one in sets_of(view) if one.link.key == TABLES), None)


def _with_table(view: View) -> frozenset[str]:
    return frozenset(entry.guid for entry in view.once(tabled))
