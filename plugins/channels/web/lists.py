"""The pages that list entries: of a kind, of a term, of a year; the newest first, older ones on numbered pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace

from plugins.channels.shared.page import Page, newest_of
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Link
from plugins.channels.web.related import finder_of
from plugins.channels.web.settings import WebSettings
from plugins.channels.web.topics import BY_KIND, sections
from plugins.i18n.collation import collation_key
from plugins.model.entry import Entry
from plugins.model.kinds import kinds_that
from plugins.model.value import given

UNPAGED = kinds_that("by_name")  # short lists, in alphabetical order
GAPS_SHOWN = 5


def pages_of_kind(view: View, kind: str) -> Iterator[Page]:
    """Yield the pages that list everything of one kind; members and shows by name."""
    heading = view.shown.list_link("kinds", kind)
    wanted = (kind, "episode") if kind == "show" else (kind,)
    entries: Sequence[Entry] = view.edition.kinds.get(kind, ())
    values: dict[str, Any] = {"urgent": finder_of(view).leads(view.edition.urgent)}
    if kind in UNPAGED:
        entries = sorted(entries, key=lambda e: collation_key(e.title, view.lang))
        episodes = view.edition.kinds.get("episode", ()) if kind == "show" else ()
        values["episodes"] = view.shown.cards(episodes[: view.settings.of(WebSettings).page_size])
    values["offers"] = {f"list.{kind}": view.offers(f"list.{kind}")}
    if kind in ("event", "opportunity"):
        values["upcoming"] = view.shown.cards(e for e in view.edition.upcoming if e.kind == kind)
    gaps = [e for e in view.edition.gaps.values() if e.kind in wanted]
    base = Page(
        f"kind/{kind}",
        view.lang,
        heading.url,
        f"{kind}_list.html" if kind in ("show", "member", "event", "term") else "list.html",
        heading.name,
        view.shown.word("kinds", kind).description,
        kind,
        values,
        view.feed_links(kind),
        (view.home,),
        parent="home",
    )
    yield from pages_of_list(view, base, entries, gaps, paged=kind not in UNPAGED)


def pages_of_terms(view: View, sort: str, group: str) -> Iterator[Page]:
    """A list for each term of a group that is in use, and one of these lists; `sort` is what one term is."""
    heading = view.shown.list_link("lists", sort, "terms")
    entries = {key: row for (shared, key), row in view.edition.terms.items() if shared == group}
    gaps = _by_term(view.edition.gaps.values(), group)
    keys = view.edition.taxonomies.groups[group]
    used = [key for key in keys if sort == "axis" or key in entries or key in gaps]  # the axes stand in every footer
    if not used:
        return
    links = [view.shown.term_link(group, key) for key in used]
    if sort != "axis":
        links.sort(key=lambda link: collation_key(link.name, view.lang))
    if view.makes("terms"):
        yield Page(
            f"terms/{sort}",
            view.lang,
            heading.url,
            "terms.html",
            heading.name,
            section=sort,
            values={"terms": tuple(links)},
            feeds=view.feed_links("all"),
            breadcrumbs=(view.home,),
        )
    for key in used:
        term = view.shown.term_link(group, key)
        page = Page(
            f"{sort}/{key}",
            view.lang,
            term.url,
            "gathered.html" if sort in BY_KIND else "list.html",
            term.name,
            term.description,
            sort,
            {"sections": sections(view, entries.get(key, []))} if sort in BY_KIND else {},
            view.feed_links(f"{sort}-{key}"),
            (view.home, heading),
            parent=f"terms/{sort}",
        )
        yield from pages_of_list(view, page, entries.get(key, []), gaps.get(key, []))


def pages_of_archive(view: View) -> Iterator[Page]:
    """Yield the pages that list everything by year."""
    heading = view.shown.list_link("lists", "archive", "archive")
    years = _by_year(view.edition.listed)
    gaps = _by_year(view.edition.gaps.values())
    word = view.shown.word("lists", "archive").slug
    links = {
        year: Link(str(year), view.address("year", word=word, year=year))
        for year in sorted({*years, *gaps}, reverse=True)
    }
    yield Page(
        "archive",
        view.lang,
        heading.url,
        "archives.html",
        heading.name,
        section="archive",
        values={"years": tuple(links.values())},
        feeds=view.feed_links("all"),
        breadcrumbs=(view.home,),
    )
    for year, link in links.items():
        base = Page(
            f"archive/{year}",
            view.lang,
            link.url,
            "period_archives.html",
            link.name,
            section="archive",
            feeds=view.feed_links("all"),
            breadcrumbs=(view.home, heading),
            parent="archive",
        )
        yield from pages_of_list(view, base, years.get(year, []), gaps.get(year, []), paged=False)


def pages_of_list(
    view: View, base: Page, entries: Sequence[Entry], gaps: Sequence[Entry], paged: bool = True
) -> Iterator[Page]:
    """The first page holds the newest, always full; page/<k>/ are full blocks counted from the oldest.

    So an added entry changes the first page, and makes at most one new block.
    """
    size = view.settings.of(WebSettings).page_size if paged else max(len(entries), 1)
    blocks = max(0, -(-(len(entries) - size) // size))
    older = _block_url(base.url, blocks) if blocks else ""
    shown = {
        "heading": base.title,
        "description": base.description,
        "gaps": view.shown.cards(gaps[:GAPS_SHOWN]),
        "newer": "",
        "older": older,
        "number": 0,
    }
    newest = newest_of(entries)
    values = {**given(base.values), **shown}
    first = {**values, "articles": view.shown.cards(entries[:size])}
    yield replace(base, values=first, modified=newest, indexed=base.indexed and bool(entries))
    values |= {"urgent": (), "gaps": (), "upcoming": (), "sections": ()}
    ascending = entries[::-1]
    for k in range(1, blocks + 1):
        block = ascending[(k - 1) * size : k * size][::-1]
        newer = _block_url(base.url, k + 1) if k < blocks else base.url
        yield replace(
            base,
            key=f"{base.key}/{k}",
            url=_block_url(base.url, k),
            values=partial(_block, view, values, block, k, newer, _block_url(base.url, k - 1) if k > 1 else ""),
            modified=newest_of(block),
            parent=base.key,
            breadcrumbs=(*base.breadcrumbs, Link(base.title, base.url)),
        )


def _block(
    view: View, values: dict[str, Any], block: Sequence[Entry], number: int, newer: str, older: str
) -> dict[str, Any]:
    """What a numbered page of a list prints."""
    return {**values, "articles": view.shown.cards(block), "number": number, "newer": newer, "older": older}


def _block_url(url: str, number: int) -> str:
    """The address of a block of a list."""
    return f"{url}page/{number}/"


def _by_term(entries: Iterable[Entry], group: str) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        for key in getattr(entry, group):
            found.setdefault(key, []).append(entry)
    return found


def _by_year(entries: Iterable[Entry]) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.date:
            found.setdefault(entry.date.year, []).append(entry)
    return found
