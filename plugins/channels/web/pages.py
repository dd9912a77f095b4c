"""The pages of the site as plain values: which there are, in both languages, and how they point at each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

from msgspec.structs import replace

from plugins.channels.calendar import name_of
from plugins.channels.podcast.shows import Series, series_of
from plugins.channels.radio.cue import broadcast
from plugins.channels.radio.programme import Programme
from plugins.channels.tv.pack import Catalogues
from plugins.channels.tv.shows import televised
from plugins.channels.web import radio_pages, tv_pages
from plugins.channels.web.finding import Finder
from plugins.channels.web.follow import pages_of_follow
from plugins.channels.web.gathered import pages_of_digests, pages_of_series
from plugins.channels.web.lists import pages_of_archive, pages_of_kind, pages_of_terms
from plugins.channels.web.offline import pages_of_offline
from plugins.channels.web.page import FeedLink, Page, Topic, newest_of
from plugins.channels.web.patterns import pages_of_patterns
from plugins.channels.web.schedules import pages_of_stations, places_of
from plugins.channels.web.screens import pages_of_screens
from plugins.channels.web.search import pages_of_search
from plugins.channels.web.views import Link, Translation, Views
from plugins.model.edition import Edition, Feed
from plugins.model.entry import Entry
from plugins.model.site import Site
from plugins.settings import Settings

# The kinds in the order of the menu; episodes are found under their shows, pages in the footer.
NAV = ("news", "guide", "event", "opportunity", "document", "project", "member", "show")
HOME_SIZES = {"news": 7, "guide": 4, "show": 4, "opportunity": 3}
TAXONOMIES = (("axis", "axes"), ("region", "regions"), ("tag", "tags"))

FEED_TYPES = {
    "rss.xml": ("application/rss+xml", "RSS"),
    "xml": ("application/rss+xml", "RSS"),
    "atom.xml": ("application/atom+xml", "Atom"),
    "json": ("application/feed+json", "JSON Feed"),
}


class Planner:
    """Lists the pages of one edition."""

    def __init__(
        self, edition: Edition, site: Site, settings: Settings, static: Mapping[str, str], catalogues: Catalogues
    ):
        """`static` are the addresses of the theme's files, by name; `catalogues` the words of all languages."""
        self.catalogues = catalogues
        self.edition, self.source, self.settings, self.static = edition, site, settings, static
        self.site, self.lang = settings.site, edition.lang
        self.views = Views(edition, settings)
        self.finder = Finder(edition, self.views, settings.web.related_size)
        self.language = settings.site.language(edition.lang)
        self.feeds_by_name = {feed.what: feed for feed in edition.feeds}
        self._feed_links: dict[str, tuple[FeedLink, ...]] = {}
        self.home = Link(
            self.language.sitename, self.site.address("home", self.lang) if self.site.makes("home") else ""
        )

    @cached_property
    def followed(self) -> list[Series]:
        """The shows that have a podcast."""
        return series_of(self.edition, films=True)

    @cached_property
    def aired(self) -> list[Series]:
        """The shows with what stations may take of them now."""
        return broadcast(self.edition, self.settings)

    @cached_property
    def offered(self) -> list[Series]:
        """The shows that have a feed and a page for stations; promos alone are nothing to air."""
        return [own for series in self.aired if (own := series.only("full")).episodes]

    @cached_property
    def programme(self) -> Programme:
        """What stations air of the shows."""
        return Programme(self.source, self.edition, self.settings)

    @cached_property
    def televised(self) -> list[Series]:
        """The shows with what television stations may take of them now."""
        return televised(self.edition, self.settings)

    @cached_property
    def filmed(self) -> dict[str, Entry]:
        """The episodes that have a video in another language, by key."""
        now = self.settings.run.now
        others = (e for e in self.source.entries if "video" in e.files and e.lang != self.lang and e.is_live(now))
        return {entry.key: entry for entry in others}

    @cached_property
    def spoken(self) -> dict[str, Entry]:
        """The episodes that have a recording in another language, by key."""
        now = self.settings.run.now
        others = (e for e in self.source.entries if e.is_spoken and e.lang != self.lang and e.is_live(now))
        return {entry.key: entry for entry in others}

    def pages(self) -> Iterator[Page]:
        if self.site.makes("home"):
            yield self._home()
        for kind in NAV:
            if kind in self.edition.kinds:
                yield from pages_of_kind(self, kind)
        for sort, group in TAXONOMIES:
            if self.site.makes("term"):
                yield from pages_of_terms(self, sort, group)
        yield from pages_of_series(self)
        if self.site.makes("archive"):
            yield from pages_of_archive(self)
        for entry in self.edition.entries:
            yield self._entry(entry)
        for entry in self.edition.gaps.values():
            yield self._gap(entry)
        yield from radio_pages.pages_of_cues(self)
        yield from tv_pages.pages_of_tv(self)
        yield from radio_pages.pages_of_partners(self)
        yield from pages_of_digests(self)
        yield from pages_of_follow(self)
        yield from pages_of_stations(self)
        yield from pages_of_screens(self)
        if self.site.makes("feeds"):
            yield self._feeds_page()
        yield from pages_of_search(self)
        yield from pages_of_offline(self)
        if self.site.makes("404"):
            yield self._missing()
        yield from pages_of_patterns(self)

    def pages_of(self, keys: Iterable[str]) -> Iterator[Page]:
        """The pages of these entries, be they the texts or their gaps, alone."""
        for key in keys:
            if key in self.edition.by_key:
                yield self._entry(self.edition.by_key[key])
            elif key in self.edition.gaps:
                yield self._gap(self.edition.gaps[key])

    def nav(self) -> tuple[Link, ...]:
        return tuple(self.views.list_link("kinds", kind) for kind in NAV if kind in self.edition.kinds)

    def _home(self) -> Page:
        by_kind: dict[str, list[Entry]] = {}
        urgent = {entry.key for entry in self.edition.urgent}
        for entry in (entry for entry in self.edition.listed if entry.key not in urgent):
            by_kind.setdefault(entry.counts_as, []).append(entry)
        shown = {
            kind: self.views.cards([e for e in by_kind.get(kind, []) if e.kind != "show"][:size])
            for kind, size in HOME_SIZES.items()
        }
        values = {
            "urgent": self.views.cards(self.edition.urgent),
            "lists": shown,
            "upcoming": self.views.cards(e for e in self.edition.upcoming if e.kind == "event")[:4],
            "calls": self.views.cards(e for e in self.edition.upcoming if e.kind == "opportunity")[:3],
            "axes": tuple(self.views.term_link("axes", key) for key in self.edition.taxonomies.groups["axes"]),
        }
        return Page(
            "home",
            self.lang,
            self.home.url,
            "index.html",
            self.language.sitename,
            self.language.subtitle,
            "home",
            values,
            self.feed_links("all"),
            modified=newest_of(self.edition.listed),
        )

    def _entry(self, entry: Entry) -> Page:
        category, show = self.views.category(entry), self.views.show_link(entry)
        trail = [self.home] if entry.kind == "page" else [self.home, category]
        if show:
            trail.append(show)
        axis = self.views.term_link("axes", entry.axes[0]) if entry.axes else None
        return Page(
            f"entry/{entry.key}",
            self.lang,
            entry.url,
            self._template(entry.kind),
            entry.title,
            entry.summary,
            entry.counts_as,
            partial(self._shown_of, entry),
            self._entry_feeds(entry),
            tuple(trail),
            self.views.image(entry),
            "article",
            indexed=entry.status != "hidden",
            modified=entry.updated or entry.date,
            sources=(entry.source,),
            topic=Topic(entry.key, show.name if show else category.name, axis),
        )

    def _shown_of(self, entry: Entry) -> dict[str, Any]:
        """What an entry's page prints."""
        return {"article": self.views.article(entry), "onward": self.finder.onward(entry), **self._listed_by(entry)}

    @staticmethod
    def _template(kind: str) -> str:
        return "article.html" if kind == "news" else f"{kind}.html"

    def _listed_by(self, entry: Entry) -> dict[str, Any]:
        """What an entry's page lists: a member's newest texts, a show's episodes."""
        stem = entry.key.split("/")[1]
        if entry.kind == "member":
            theirs = self.edition.terms.get(("members", stem), ())
            return {"articles": self.views.cards(theirs[: self.settings.web.page_size])}
        if entry.kind == "show":
            episodes = self.edition.terms.get(("show", stem), ())
            made = {"podcast": self.followed, "radio": self.offered}
            feeds = {
                name: self.site.address(name, self.lang, show=stem) if any(s.name == stem for s in series) else ""
                for name, series in made.items()
            }
            stations = {"partners": radio_pages.show_url(self, stem), "tv_partners": tv_pages.show_url(self, stem)}
            return {"articles": self.views.cards(episodes), **feeds, **stations, **places_of(self, stem)}
        if entry.kind in ("event", "opportunity"):
            has_file = self.site.makes("calendar") and (entry.kind == "event" or "deadline" in entry.fields)
            address = self.site.address("calendar", self.lang, name=name_of(entry)) if has_file else ""
            return {"calendar_url": address}
        if entry.kind == "episode":
            spoken = self.spoken.get(entry.key)
            filmed = self.filmed.get(entry.key)
            return {
                "player_url": self.static.get("js/player.js", ""),
                "heard_in": Translation(spoken.lang, spoken.url, spoken.title)
                if spoken and entry.guid not in self.edition.recordings
                else None,
                "seen_in": Translation(filmed.lang, filmed.url, filmed.title)
                if filmed and entry.guid not in self.edition.films
                else None,
                "video_url": self.static.get("js/video.js", ""),
                "pack_url": tv_pages.pack_url(self, entry),
                "notices_url": self.site.address("radio.notices", self.lang),
                "cue_url": radio_pages.cue_url(self, entry),
            }
        return {}

    def _entry_feeds(self, entry: Entry) -> tuple[FeedLink, ...]:
        if entry.kind == "member":
            return self.feed_links(f"member-{entry.key.split('/')[1]}")
        return self.feed_links(entry.counts_as)

    def _gap(self, entry: Entry) -> Page:
        """Says, in the reader's language, that the entry exists in another one, and offers it."""
        category = self.views.category(entry)
        return Page(
            f"entry/{entry.key}",
            self.lang,
            self.edition.urls[entry.key],
            "gap.html",
            entry.title,
            section=entry.counts_as,
            values={
                "original": replace(self.views.card(entry), url=entry.url),
                "only": "only" in self.source.documents[entry.source].fields,
            },
            feeds=self.feed_links("all"),
            breadcrumbs=(self.home, category) if category.url else (self.home,),
            indexed=False,
            sources=(entry.source,),
        )

    def _feeds_page(self) -> Page:
        heading = self.views.list_link("lists", "feeds", "feeds")
        rows = tuple((feed.sort, feed.title, self._formats(feed)) for feed in self.edition.feeds)
        values = {
            "heading": heading.name,
            "rows": rows,
            "opml": self.site.address("opml", self.lang),
            "screens": self.site.address("screens", self.lang) if self.site.makes("screens") else "",
        }
        return Page(
            "feeds",
            self.lang,
            heading.url,
            "feeds.html",
            heading.name,
            section="feeds",
            values=values,
            feeds=self.feed_links("all"),
            breadcrumbs=(self.home,),
        )

    def _missing(self) -> Page:
        """Served at any address, so it is the counterpart of none."""
        return Page(
            f"404/{self.lang}",
            self.lang,
            self.site.address("404", self.lang),
            "404.html",
            "404",
            values={},
            feeds=self.feed_links("all"),
            indexed=False,
        )

    def feed_links(self, what: str) -> tuple[FeedLink, ...]:
        """The feeds to announce on a page: its own, then that of everything."""
        if what not in self._feed_links:
            names = ["all"] if what == "all" else [what, "all"]
            found = [self.feeds_by_name[name] for name in names if name in self.feeds_by_name]
            self._feed_links[what] = tuple(link for feed in found for link in self._formats(feed))
        return self._feed_links[what]

    def _formats(self, feed: Feed) -> tuple[FeedLink, ...]:
        return tuple(
            FeedLink(
                f"{feed.title} ({FEED_TYPES[format][1]})",
                self.site.feed_address(feed, self.lang, format),
                FEED_TYPES[format][0],
            )
            for format in self.settings.feeds.formats
        )
