"""The pages of the site as plain values: which there are, in both languages, and how they point at each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

from msgspec.structs import replace

from plugins.channels.calendar import name_of
from plugins.channels.podcast.shows import Series
from plugins.channels.radio.cue import CUE_FORMS, broadcast, cue_address, cue_sheet, exact, track_line
from plugins.channels.radio.partners import partner_of
from plugins.channels.radio.programme import Programme
from plugins.channels.tv.pack import Catalogues
from plugins.channels.tv.shows import televised
from plugins.channels.web.finding import Finder
from plugins.channels.web.follow import pages_of_follow
from plugins.channels.web.gathered import BY_KIND, pages_of_digests, pages_of_series, sections
from plugins.channels.web.offline import pages_of_offline
from plugins.channels.web.page import FeedLink, Page, Topic, newest_of
from plugins.channels.web.patterns import pages_of_patterns
from plugins.channels.web.schedules import pages_of_stations, places_of
from plugins.channels.web.screens import pages_of_screens
from plugins.channels.web.search import pages_of_search
from plugins.channels.web.tv_pages import pack_url, pages_of_tv, show_url
from plugins.channels.web.views import Link, Translation, Views
from plugins.greek import collation_key
from plugins.model import Edition, Entry, Feed, Site, given
from plugins.settings import Settings

# The kinds in the order of the menu; episodes are found under their shows, pages in the footer.
NAV = ("news", "guide", "event", "opportunity", "document", "project", "member", "show")
UNPAGED = ("member", "show")  # short lists, in alphabetical order
HOME_SIZES = {"news": 7, "guide": 4, "show": 4, "opportunity": 3}
GAPS_SHOWN = 5
SHOW_FEEDS = ("podcast", "radio")
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
    def aired(self) -> list[Series]:
        """The shows with what stations may take of them now."""
        return broadcast(self.edition, self.settings)

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
                yield from self._kind(kind)
        for sort, group in TAXONOMIES:
            if self.site.makes("term"):
                yield from self._taxonomy(sort, group)
        yield from pages_of_series(self)
        if self.site.makes("archive"):
            yield from self._archive()
        for entry in self.edition.entries:
            yield self._entry(entry)
        for entry in self.edition.gaps.values():
            yield self._gap(entry)
        for series in self.aired:
            yield from (self._cue(entry, series) for entry in series.episodes)
        yield from pages_of_tv(self)
        yield from self._partners()
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
            by_kind.setdefault("show" if entry.kind == "episode" else entry.kind, []).append(entry)
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

    def _kind(self, kind: str) -> Iterator[Page]:
        heading = self.views.list_link("kinds", kind)
        wanted = (kind, "episode") if kind == "show" else (kind,)
        entries: Sequence[Entry] = self.edition.kinds.get(kind, ())
        values: dict[str, Any] = {"urgent": self.finder.leads(self.edition.urgent)}
        if kind in UNPAGED:
            entries = sorted(entries, key=lambda e: collation_key(e.title))
            episodes = self.edition.kinds.get("episode", ()) if kind == "show" else ()
            values["episodes"] = self.views.cards(episodes[: self.settings.web.page_size])
        if kind == "show":
            values["schedule_url"] = self.site.address("schedule", self.lang) if self.source.stations else ""
        if kind in ("event", "opportunity"):
            values["upcoming"] = self.views.cards(e for e in self.edition.upcoming if e.kind == kind)
        gaps = [e for e in self.edition.gaps.values() if e.kind in wanted]
        base = Page(
            f"kind/{kind}",
            self.lang,
            heading.url,
            f"{kind}_list.html" if kind in ("show", "member", "event") else "list.html",
            heading.name,
            self.views.word("kinds", kind).description,
            kind,
            values,
            self.feed_links(kind),
            (self.home,),
            parent="home",
        )
        yield from self._list(base, entries, gaps, paged=kind not in UNPAGED)

    def _taxonomy(self, sort: str, group: str) -> Iterator[Page]:
        heading = self.views.list_link("lists", sort, "terms")
        entries = {key: row for (shared, key), row in self.edition.terms.items() if shared == group}
        gaps = _by_term(self.edition.gaps.values(), group)
        keys = self.edition.taxonomies.groups[group]
        used = [
            key for key in keys if sort == "axis" or key in entries or key in gaps
        ]  # the axes stand in every footer
        if not used:
            return
        links = [self.views.term_link(group, key) for key in used]
        if sort != "axis":
            links.sort(key=lambda link: collation_key(link.name))
        if self.site.makes("terms"):
            yield Page(
                f"terms/{sort}",
                self.lang,
                heading.url,
                "terms.html",
                heading.name,
                section=sort,
                values={"terms": tuple(links)},
                feeds=self.feed_links("all"),
                breadcrumbs=(self.home,),
            )
        for key in used:
            term = self.views.term_link(group, key)
            page = Page(
                f"{sort}/{key}",
                self.lang,
                term.url,
                "gathered.html" if sort in BY_KIND else "list.html",
                term.name,
                term.description,
                sort,
                {"sections": sections(self, entries.get(key, []))} if sort in BY_KIND else {},
                self.feed_links(f"{sort}-{key}"),
                (self.home, heading),
                parent=f"terms/{sort}",
            )
            yield from self._list(page, entries.get(key, []), gaps.get(key, []))

    def _archive(self) -> Iterator[Page]:
        heading = self.views.list_link("lists", "archive", "archive")
        years = _by_year(self.edition.listed)
        gaps = _by_year(self.edition.gaps.values())
        word = self.views.word("lists", "archive").slug
        links = {
            year: Link(str(year), self.site.address("year", self.lang, word=word, year=year))
            for year in sorted({*years, *gaps}, reverse=True)
        }
        yield Page(
            "archive",
            self.lang,
            heading.url,
            "archives.html",
            heading.name,
            section="archive",
            values={"years": tuple(links.values())},
            feeds=self.feed_links("all"),
            breadcrumbs=(self.home,),
        )
        for year, link in links.items():
            base = Page(
                f"archive/{year}",
                self.lang,
                link.url,
                "period_archives.html",
                link.name,
                section="archive",
                feeds=self.feed_links("all"),
                breadcrumbs=(self.home, heading),
                parent="archive",
            )
            yield from self._list(base, years.get(year, []), gaps.get(year, []), paged=False)

    def _list(self, base: Page, entries: Sequence[Entry], gaps: Sequence[Entry], paged: bool = True) -> Iterator[Page]:
        """The first page holds the newest, always full; page/<k>/ are full blocks counted from the oldest.

        So an added entry changes the first page, and makes at most one new block.
        """
        size = self.settings.web.page_size if paged else max(len(entries), 1)
        blocks = max(0, -(-(len(entries) - size) // size))
        older = block_url(base.url, blocks) if blocks else ""
        shown = {
            "heading": base.title,
            "description": base.description,
            "gaps": self.views.cards(gaps[:GAPS_SHOWN]),
            "newer": "",
            "older": older,
            "number": 0,
        }
        newest = newest_of(entries)
        values = {**given(base.values), **shown}
        first = {**values, "articles": self.views.cards(entries[:size])}
        yield replace(base, values=first, modified=newest, indexed=base.indexed and bool(entries))
        values |= {"urgent": (), "gaps": (), "upcoming": (), "sections": ()}
        ascending = entries[::-1]
        for k in range(1, blocks + 1):
            block = ascending[(k - 1) * size : k * size][::-1]
            newer = block_url(base.url, k + 1) if k < blocks else base.url
            yield replace(
                base,
                key=f"{base.key}/{k}",
                url=block_url(base.url, k),
                values=partial(self._block, values, block, k, newer, block_url(base.url, k - 1) if k > 1 else ""),
                modified=newest_of(block),
                parent=base.key,
                breadcrumbs=(*base.breadcrumbs, Link(base.title, base.url)),
            )

    def _block(
        self, values: dict[str, Any], block: Sequence[Entry], number: int, newer: str, older: str
    ) -> dict[str, Any]:
        """What a numbered page of a list prints."""
        return {**values, "articles": self.views.cards(block), "number": number, "newer": newer, "older": older}

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
            "show" if entry.kind == "episode" else entry.kind,
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
            heard = any(e.guid in self.edition.recordings for e in episodes)
            has = {"podcast": heard or any(e.guid in self.edition.films for e in episodes), "radio": heard}
            addresses = {
                name: self.site.address(name, self.lang, show=stem) if has[name] else "" for name in SHOW_FEEDS
            }
            addresses["tv_partners"] = show_url(self, stem)
            taken = any(series.name == stem for series in self.aired)
            partners = self.site.address("radio.show", self.lang, show=stem) if taken else ""
            places = places_of(self, stem)
            return {"articles": self.views.cards(episodes), "partners": partners, **addresses, **places}
        if entry.kind in ("event", "opportunity"):
            has_file = self.site.makes("calendar") and (entry.kind == "event" or "deadline" in entry.fields)
            address = self.site.address("calendar", self.lang, name=name_of(entry)) if has_file else ""
            return {"calendar_url": address}
        if entry.kind == "episode":
            spoken = self.spoken.get(entry.key)
            filmed = self.filmed.get(entry.key)
            cued = any(entry in series.episodes for series in self.aired if series.name == entry.show)
            return {
                "player_url": self.static.get("js/player.js", ""),
                "heard_in": Translation(spoken.lang, spoken.url, spoken.title)
                if spoken and entry.guid not in self.edition.recordings
                else None,
                "seen_in": Translation(filmed.lang, filmed.url, filmed.title)
                if filmed and entry.guid not in self.edition.films
                else None,
                "video_url": self.static.get("js/video.js", ""),
                "pack_url": pack_url(self, entry),
                "notices_url": self.site.address("radio.notices", self.lang),
                "cue_url": cue_address(entry, "html", self.settings) if cued else "",
            }
        return {}

    def _entry_feeds(self, entry: Entry) -> tuple[FeedLink, ...]:
        if entry.kind == "member":
            return self.feed_links(f"member-{entry.key.split('/')[1]}")
        return self.feed_links("show" if entry.kind == "episode" else entry.kind)

    def _gap(self, entry: Entry) -> Page:
        """Says, in the reader's language, that the entry exists in another one, and offers it."""
        category = self.views.category(entry)
        return Page(
            f"entry/{entry.key}",
            self.lang,
            self.edition.urls[entry.key],
            "gap.html",
            entry.title,
            section="show" if entry.kind == "episode" else entry.kind,
            values={"original": replace(self.views.card(entry), url=entry.url)},
            feeds=self.feed_links("all"),
            breadcrumbs=(self.home, category) if category.url else (self.home,),
            indexed=False,
            sources=(entry.source,),
        )

    def _cue(self, entry: Entry, series: Series) -> Page:
        """The sheet that a station prints."""
        sheet = cue_sheet(entry, series, self.edition, self.settings)
        values = {
            "cue": sheet,
            "exact": exact(sheet.seconds),
            "tracks": tuple(track_line(track) for track in sheet.music),
            **{f"{name}_url": cue_address(entry, ending, self.settings) for name, ending in CUE_FORMS.items()},
        }
        trail = tuple(Link(e.title, self.edition.urls[e.key]) for e in (series.show, entry))
        return Page(
            f"cue/{entry.key}",
            self.lang,
            cue_address(entry, "html", self.settings),
            "cue.html",
            entry.title,
            section="show",
            values=values,
            breadcrumbs=(self.home, *trail),
            indexed=False,
            parent=f"entry/{entry.key}",
            sources=(entry.source,),
        )

    def _partners(self) -> Iterator[Page]:
        """For stations: a page for each show, and one for all."""
        full = [
            Series(series.show, tuple(e for e in series.episodes if e.fields.get("episode_type", "full") == "full"))
            for series in self.aired
        ]
        shows = [(series, partner_of(series, self.edition, self.settings)) for series in full if series.episodes]
        for series, partner in shows:
            yield Page(
                f"radio/{series.name}",
                self.lang,
                self.site.address("radio.show", self.lang, show=series.name),
                "radio.html",
                series.show.title,
                series.show.summary,
                section="show",
                values={
                    "partner": partner,
                    "code_url": partner.code,
                    "list_url": self.site.address("radio.all", self.lang),
                    "schedule_url": "",
                    **places_of(self, series.name),
                },
                breadcrumbs=(self.home, Link(series.show.title, series.show.url)),
                parent="radio",
                sources=(series.show.source,),
            )
        if shows:
            rows = tuple(
                (partner, self.site.address("radio.show", self.lang, show=series.name)) for series, partner in shows
            )
            yield Page(
                "radio",
                self.lang,
                self.site.address("radio.all", self.lang),
                "radio_list.html",
                self.language.sitename,
                self.language.subtitle,
                section="show",
                values={
                    "rows": rows,
                    "schedule_url": self.site.address("schedule", self.lang) if self.source.stations else "",
                },
                breadcrumbs=(self.home,),
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


def block_url(url: str, number: int) -> str:
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
