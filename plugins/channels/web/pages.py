"""The pages of the site as plain values: which there are, in both languages, and how they point at each other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from msgspec.structs import replace

from plugins.channels.shared.page import FeedLink, Page, Topic, newest_of
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Translation
from plugins.channels.web.follow import pages_of_follow
from plugins.channels.web.lists import pages_of_archive, pages_of_kind, pages_of_terms
from plugins.channels.web.offline import pages_of_offline
from plugins.channels.web.patterns import pages_of_patterns
from plugins.channels.web.related import finder_of
from plugins.channels.web.settings import WebSettings
from plugins.channels.web.topics import pages_of_series
from plugins.model.entry import Entry

HOME_SIZES = {"news": 7, "guide": 4, "show": 4, "opportunity": 3}
TAXONOMIES = (("axis", "axes"), ("region", "regions"), ("tag", "tags"))


def pages_by_key(view: View) -> dict[str, Page]:
    """All pages of an edition, those of other channels among them."""
    return {page.key: page for channel in view.settings.channels for page in channel.pages(view)}


def pages(view: View) -> Iterator[Page]:
    """Yield the pages of the web channel itself."""
    if view.makes("home"):
        yield _home(view)
    for link in view.lists:
        yield from pages_of_kind(view, link.key)
    for sort, group in TAXONOMIES:
        if view.makes("term"):
            yield from pages_of_terms(view, sort, group)
    yield from pages_of_series(view)
    if view.makes("archive"):
        yield from pages_of_archive(view)
    for entry in view.edition.entries:
        yield _entry(view, entry)
    for entry in view.edition.gaps.values():
        yield _gap(view, entry)
    yield from pages_of_follow(view)
    yield from pages_of_offline(view)
    if view.makes("404"):
        yield _missing(view)
    yield from pages_of_patterns(view)


def _home(view: View) -> Page:
    by_kind: dict[str, list[Entry]] = {}
    urgent = {entry.key for entry in view.edition.urgent}
    for entry in (entry for entry in view.edition.listed if entry.key not in urgent):
        by_kind.setdefault(entry.counts_as, []).append(entry)
    shown = {
        kind: view.shown.cards([e for e in by_kind.get(kind, []) if e.kind != "show"][:size])
        for kind, size in HOME_SIZES.items()
    }
    values = {
        "urgent": view.shown.cards(view.edition.urgent),
        "lists": shown,
        "upcoming": view.shown.cards(e for e in view.edition.upcoming if e.kind == "event")[:4],
        "calls": view.shown.cards(e for e in view.edition.upcoming if e.kind == "opportunity")[:3],
        "axes": tuple(view.shown.term_link("axes", key) for key in view.edition.taxonomies.groups["axes"]),
    }
    return Page(
        "home",
        view.lang,
        view.home.url,
        "index.html",
        view.language.sitename,
        view.language.subtitle,
        "home",
        values,
        view.feed_links("all"),
        modified=newest_of(view.edition.listed),
    )


def _entry(view: View, entry: Entry) -> Page:
    category, show = view.shown.category(entry), view.shown.show_link(entry)
    trail = [view.home] if entry.kind == "page" else [view.home, category]
    if show:
        trail.append(show)
    axis = view.shown.term_link("axes", entry.axes[0]) if entry.axes else None
    return Page(
        f"entry/{entry.key}",
        view.lang,
        entry.url,
        _template(entry.kind),
        entry.title,
        entry.summary,
        entry.counts_as,
        partial(_shown_of, view, entry),
        _entry_feeds(view, entry),
        tuple(trail),
        view.shown.image(entry),
        "article",
        indexed=entry.is_listed,
        modified=entry.updated or entry.date,
        sources=(entry.source,),
        topic=Topic(entry.key, show.name if show else category.name, axis),
    )


def _shown_of(view: View, entry: Entry) -> dict[str, Any]:
    """What an entry's page prints."""
    return {
        "article": view.shown.article(entry),
        "onward": finder_of(view).onward(entry),
        "offers": view.slots(entry),
        **_listed_by(view, entry),
    }


def _template(kind: str) -> str:
    return "article.html" if kind == "news" else f"{kind}.html"


def _listed_by(view: View, entry: Entry) -> dict[str, Any]:
    """What an entry's page lists: a member's newest texts, a show's episodes."""
    stem = entry.stem
    if entry.kind == "member":
        theirs = view.edition.terms.get(("members", stem), ())
        return {"articles": view.shown.cards(theirs[: view.settings.of(WebSettings).page_size])}
    if entry.kind == "show":
        return {"articles": view.shown.cards(view.edition.terms.get(("show", stem), ()))}
    return _elsewhere(view, entry) if entry.kind == "episode" else {}


def _elsewhere(view: View, entry: Entry) -> dict[str, Any]:
    """The scripts of an episode's players, and where it can be heard or seen, if not in this language."""
    spoken, filmed = view.once(spoken_elsewhere).get(entry.key), view.once(filmed_elsewhere).get(entry.key)
    edition = view.edition
    return {
        "player_url": view.static.get("js/player.js", ""),
        "video_url": view.static.get("js/video.js", ""),
        "heard_in": _translation(spoken) if spoken and entry.guid not in edition.recordings else None,
        "seen_in": _translation(filmed) if filmed and entry.guid not in edition.films else None,
    }


def _translation(entry: Entry) -> Translation:
    return Translation(entry.lang, entry.url, entry.title)


def filmed_elsewhere(view: View) -> dict[str, Entry]:
    """The episodes that have a video in another language, by key."""
    return {entry.key: entry for entry in _others(view) if "video" in entry.files}


def spoken_elsewhere(view: View) -> dict[str, Entry]:
    """The episodes that have a recording in another language, by key."""
    return {entry.key: entry for entry in _others(view) if entry.is_spoken}


def _others(view: View) -> Iterator[Entry]:
    """The entries of other languages that are out."""
    now = view.settings.run.now
    yield from (entry for entry in view.site.entries if entry.lang != view.lang and entry.is_live(now))


def _entry_feeds(view: View, entry: Entry) -> tuple[FeedLink, ...]:
    if entry.kind == "member":
        return view.feed_links(f"member-{entry.key.split('/')[1]}")
    return view.feed_links(entry.counts_as)


def _gap(view: View, entry: Entry) -> Page:
    """Says, in the reader's language, that the entry exists in another one, and offers it."""
    category = view.shown.category(entry)
    return Page(
        f"entry/{entry.key}",
        view.lang,
        view.edition.urls[entry.key],
        "gap.html",
        entry.title,
        section=entry.counts_as,
        values={
            "original": replace(view.shown.card(entry), url=entry.url),
            "only": entry.only != "",
        },
        feeds=view.feed_links("all"),
        breadcrumbs=(view.home, category) if category.url else (view.home,),
        indexed=False,
        sources=(entry.source,),
    )


def _said_of_missing(view: View) -> dict[str, str]:
    return {
        "lang": view.lang,
        "title": view.gettext("Page not found"),
        "text": view.gettext(
            "The address has changed or was mistyped. Start again from the home page, or choose from the menu."
        ),
        "home": view.gettext("Home page"),
        "url": view.address("404").replace("404.html", ""),
    }


def _missing(view: View) -> Page:
    """Served at any address, so it is the counterpart of none, and says the same in every language of the site."""
    others = (one for one in view.views.values() if one is not view)
    return Page(
        f"404/{view.lang}",
        view.lang,
        view.address("404"),
        "404.html",
        "404",
        values={"missing": tuple(_said_of_missing(one) for one in (view, *others))},
        feeds=view.feed_links("all"),
        indexed=False,
    )
