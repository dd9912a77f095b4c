"""The pages that list entries: of a kind, of a term, of a year; the newest first, older ones on numbered pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from plugins.channels.web.gathered import BY_KIND, sections
from plugins.channels.web.page import Page, newest_of
from plugins.channels.web.views import Link
from plugins.i18n.collation import collation_key
from plugins.model.entry import Entry
from plugins.model.value import given

if TYPE_CHECKING:
    from plugins.channels.web.pages import Planner

UNPAGED = ("member", "show")  # short lists, in alphabetical order
GAPS_SHOWN = 5


def pages_of_kind(planner: Planner, kind: str) -> Iterator[Page]:
    """Everything of one kind; members and shows by name."""
    heading = planner.views.list_link("kinds", kind)
    wanted = (kind, "episode") if kind == "show" else (kind,)
    entries: Sequence[Entry] = planner.edition.kinds.get(kind, ())
    values: dict[str, Any] = {"urgent": planner.finder.leads(planner.edition.urgent)}
    if kind in UNPAGED:
        entries = sorted(entries, key=lambda e: collation_key(e.title, planner.lang))
        episodes = planner.edition.kinds.get("episode", ()) if kind == "show" else ()
        values["episodes"] = planner.views.cards(episodes[: planner.settings.web.page_size])
    if kind == "show":
        values["schedule_url"] = planner.site.address("schedule", planner.lang) if planner.source.stations else ""
    if kind in ("event", "opportunity"):
        values["upcoming"] = planner.views.cards(e for e in planner.edition.upcoming if e.kind == kind)
    gaps = [e for e in planner.edition.gaps.values() if e.kind in wanted]
    base = Page(
        f"kind/{kind}",
        planner.lang,
        heading.url,
        f"{kind}_list.html" if kind in ("show", "member", "event") else "list.html",
        heading.name,
        planner.views.word("kinds", kind).description,
        kind,
        values,
        planner.feed_links(kind),
        (planner.home,),
        parent="home",
    )
    yield from pages_of_list(planner, base, entries, gaps, paged=kind not in UNPAGED)


def pages_of_terms(planner: Planner, sort: str, group: str) -> Iterator[Page]:
    """A list for each term of a group that is in use, and one of these lists; `sort` is what one term is."""
    heading = planner.views.list_link("lists", sort, "terms")
    entries = {key: row for (shared, key), row in planner.edition.terms.items() if shared == group}
    gaps = _by_term(planner.edition.gaps.values(), group)
    keys = planner.edition.taxonomies.groups[group]
    used = [key for key in keys if sort == "axis" or key in entries or key in gaps]  # the axes stand in every footer
    if not used:
        return
    links = [planner.views.term_link(group, key) for key in used]
    if sort != "axis":
        links.sort(key=lambda link: collation_key(link.name, planner.lang))
    if planner.site.makes("terms"):
        yield Page(
            f"terms/{sort}",
            planner.lang,
            heading.url,
            "terms.html",
            heading.name,
            section=sort,
            values={"terms": tuple(links)},
            feeds=planner.feed_links("all"),
            breadcrumbs=(planner.home,),
        )
    for key in used:
        term = planner.views.term_link(group, key)
        page = Page(
            f"{sort}/{key}",
            planner.lang,
            term.url,
            "gathered.html" if sort in BY_KIND else "list.html",
            term.name,
            term.description,
            sort,
            {"sections": sections(planner, entries.get(key, []))} if sort in BY_KIND else {},
            planner.feed_links(f"{sort}-{key}"),
            (planner.home, heading),
            parent=f"terms/{sort}",
        )
        yield from pages_of_list(planner, page, entries.get(key, []), gaps.get(key, []))


def pages_of_archive(planner: Planner) -> Iterator[Page]:
    """Everything by year."""
    heading = planner.views.list_link("lists", "archive", "archive")
    years = _by_year(planner.edition.listed)
    gaps = _by_year(planner.edition.gaps.values())
    word = planner.views.word("lists", "archive").slug
    links = {
        year: Link(str(year), planner.site.address("year", planner.lang, word=word, year=year))
        for year in sorted({*years, *gaps}, reverse=True)
    }
    yield Page(
        "archive",
        planner.lang,
        heading.url,
        "archives.html",
        heading.name,
        section="archive",
        values={"years": tuple(links.values())},
        feeds=planner.feed_links("all"),
        breadcrumbs=(planner.home,),
    )
    for year, link in links.items():
        base = Page(
            f"archive/{year}",
            planner.lang,
            link.url,
            "period_archives.html",
            link.name,
            section="archive",
            feeds=planner.feed_links("all"),
            breadcrumbs=(planner.home, heading),
            parent="archive",
        )
        yield from pages_of_list(planner, base, years.get(year, []), gaps.get(year, []), paged=False)


def pages_of_list(
    planner: Planner, base: Page, entries: Sequence[Entry], gaps: Sequence[Entry], paged: bool = True
) -> Iterator[Page]:
    """The first page holds the newest, always full; page/<k>/ are full blocks counted from the oldest.

    So an added entry changes the first page, and makes at most one new block.
    """
    size = planner.settings.web.page_size if paged else max(len(entries), 1)
    blocks = max(0, -(-(len(entries) - size) // size))
    older = _block_url(base.url, blocks) if blocks else ""
    shown = {
        "heading": base.title,
        "description": base.description,
        "gaps": planner.views.cards(gaps[:GAPS_SHOWN]),
        "newer": "",
        "older": older,
        "number": 0,
    }
    newest = newest_of(entries)
    values = {**given(base.values), **shown}
    first = {**values, "articles": planner.views.cards(entries[:size])}
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
            values=partial(_block, planner, values, block, k, newer, _block_url(base.url, k - 1) if k > 1 else ""),
            modified=newest_of(block),
            parent=base.key,
            breadcrumbs=(*base.breadcrumbs, Link(base.title, base.url)),
        )


def _block(
    planner: Planner, values: dict[str, Any], block: Sequence[Entry], number: int, newer: str, older: str
) -> dict[str, Any]:
    """What a numbered page of a list prints."""
    return {**values, "articles": planner.views.cards(block), "number": number, "newer": newer, "older": older}


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
