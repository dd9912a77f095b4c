"""The pages of calls: by axis, region and skill, from home, this weekend; their counts, and notices to be put up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from plugins.channels.shared.page import Page, newest_of
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Link
from plugins.channels.volunteering.calls import every_call, open_calls
from plugins.channels.volunteering.counts import counts_of
from plugins.channels.volunteering.links import CHOSEN, FACETS, chosen_link, has_word, keys_of, links
from plugins.channels.volunteering.offers import answers, notice_name
from plugins.model.entry import Entry

STRIPS = 8  # to tear off


def pages(view: View) -> Iterator[Page]:
    """All of them that have something to say in a language; those of a key that a call ever had stay."""
    if not every_call(view):
        return
    if view.makes("calls.of"):
        yield from _by_facet(view)
    if view.makes("calls"):
        yield from _chosen(view)
        yield from _counts(view)
    if view.makes("notice"):
        yield from (_notice(view, entry) for entry in open_calls(view))


def _by_facet(view: View) -> Iterator[Page]:
    for facet in FACETS:
        for link in links(view, facet):
            own = [entry for entry in open_calls(view) if link.key in keys_of(entry, facet)]
            yield _list(view, f"calls/{facet}/{link.key}", link, own)


def _chosen(view: View) -> Iterator[Page]:
    for key, choose in CHOSEN.items():
        if has_word(view, key):
            yield _list(view, f"calls/{key}", chosen_link(view, key), choose(view))


def _list(view: View, key: str, link: Link, entries: Sequence[Entry]) -> Page:
    heading = view.shown.list_link("kinds", "opportunity")
    return Page(
        key,
        view.lang,
        link.url,
        "calls.html",
        f"{heading.name}: {link.name}",
        link.description,
        "opportunity",
        {"name": link.name, "articles": view.shown.cards(entries), "all_calls": heading},
        view.feed_links("opportunity"),
        (view.home, heading),
        modified=newest_of(entries),
        parent="kind/opportunity",
        sources=tuple(entry.source for entry in entries),
    )


def _counts(view: View) -> Iterator[Page]:
    if not has_word(view, "call-counts"):
        return
    link, heading = chosen_link(view, "call-counts"), view.shown.list_link("kinds", "opportunity")
    data = view.address("calls.counts") if view.makes("calls.counts") else ""
    yield Page(
        "calls/counts",
        view.lang,
        link.url,
        "call_counts.html",
        link.name,
        link.description,
        "opportunity",
        {"counts": counts_of(view), "data_url": data},
        view.feed_links("opportunity"),
        (view.home, heading),
        parent="kind/opportunity",
    )


def _notice(view: View, entry: Entry) -> Page:
    """A call on one sheet, with strips to tear off; nobody looks for it, so that no engine need know it."""
    name = notice_name(entry)
    return Page(
        f"notice/{entry.key}",
        view.lang,
        view.address("notice", name=name),
        "notice.html",
        entry.title,
        entry.summary,
        "opportunity",
        partial(_sheet, view, entry),
        breadcrumbs=(view.home, Link(entry.title, entry.url)),
        indexed=False,
        parent=f"entry/{entry.key}",
        sources=(entry.source,),
    )


def _sheet(view: View, entry: Entry) -> dict[str, Any]:
    """What a notice prints."""
    return {
        "article": view.shown.article(entry),
        "strips": tuple(range(STRIPS)),
        "code_url": view.address("notice.code", name=notice_name(entry)),
        "address": f"{view.settings.site.url}/{entry.url}",
        "answer": answers(view, entry),
    }
