"""The pages of the network: members by axis, region (with the map) and sector, and what they offer each other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from plugins.channels.network.directory import MemberGroup, by_sector, by_term, members_of
from plugins.channels.network.map import map_of
from plugins.channels.network.matches import matches, unmatched
from plugins.channels.shared.page import Page
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Link

#: The word of a page → the group of the words by which it gathers; the sectors are no words of the file.
FACETS = {"axis": "axes", "region": "regions", "sector": ""}
EXCHANGE = "exchange"


def pages(view: View) -> Iterator[Page]:
    """A page for each way to gather the members, and one of what they seek and offer."""
    if not members_of(view) or not view.makes("members"):
        return
    for facet in FACETS:
        if has_word(view, facet):
            yield _page(view, facet, "directory.html", partial(_gathered, view, facet))
    if has_word(view, EXCHANGE) and (matches(view) or unmatched(view)):
        yield _page(view, EXCHANGE, "exchange.html", partial(_exchange, view))


def has_word(view: View, key: str) -> bool:
    """Whether the site has a word for such a page, of which its address is made."""
    return key in view.edition.taxonomies.groups["lists"]


def link_of(view: View, facet: str) -> Link:
    """Return the page of a way to gather the members."""
    kind, word = view.shown.word("kinds", "member"), view.shown.word("lists", facet)
    return Link(word.name, view.address("members", word=kind.slug, facet=word.slug), facet, word.description)


def ways(view: View) -> tuple[Link, ...]:
    """Return the pages of the network that there are."""
    if not members_of(view) or not view.makes("members"):
        return ()
    more = (EXCHANGE,) if matches(view) or unmatched(view) else ()
    return tuple(link_of(view, facet) for facet in (*FACETS, *more) if has_word(view, facet))


def groups_of(view: View, facet: str) -> list[MemberGroup]:
    """Return the members gathered by a facet."""
    return by_term(view, FACETS[facet]) if FACETS[facet] else by_sector(view)


def _gathered(view: View, facet: str) -> dict[str, Any]:
    groups = groups_of(view, facet)
    return {
        "facet": facet,
        "groups": tuple(groups),
        "map": map_of(view, groups) if facet == "region" else None,
        "ways": ways(view),
    }


def _exchange(view: View) -> dict[str, Any]:
    axes, regions = (view.edition.taxonomies.groups[group] for group in ("axes", "regions"))
    return {
        "matches": tuple(matches(view)),
        "unmatched": tuple(unmatched(view)),
        "names": {key: words[view.lang].name for group in (axes, regions) for key, words in group.items()},
        "ways": ways(view),
    }


def _page(view: View, facet: str, template: str, values: partial[dict[str, Any]]) -> Page:
    link, heading = link_of(view, facet), view.shown.list_link("kinds", "member")
    return Page(
        f"members/{facet}",
        view.lang,
        link.url,
        template,
        f"{heading.name}: {link.name}",
        link.description,
        "member",
        values,
        view.feed_links("member"),
        (view.home, heading),
        parent="kind/member",
        sources=tuple(entry.source for entry in members_of(view)),
    )
