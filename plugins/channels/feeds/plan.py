"""Which documents each feed has, at which addresses, and how they link to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from plugins.channels.feeds.settings import FeedsSettings
from plugins.channels.shared.feed.documents import FORMATS, MakeFeed, Outline, archive_path, opml
from plugins.channels.shared.feed.values import Element, FeedHead, HeadLink, Item, hub_links
from plugins.channels.shared.feed.views import FeedViews, newest_of
from plugins.channels.shared.offer import Offer
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition, Feed
from plugins.model.entry import Entry
from plugins.model.value import Language
from plugins.settings import Settings

ARCHIVED = ("rss.xml", "xml", "atom.xml")  # the first of these that the site has
FeedInputs = tuple[FeedHead, tuple[Item, ...], tuple[HeadLink, ...]]


class Planner:
    """Lists the documents of one edition."""

    def __init__(
        self,
        edition: Edition,
        editions: Mapping[Language, Edition],
        settings: Settings,
    ):
        self.edition, self.lang = edition, edition.lang
        self.site, self.formats, self.own = settings.site, settings.feeds.formats, settings.of(FeedsSettings)
        self.hubs = settings.feeds.hubs
        self.views = FeedViews(edition, settings)
        self.names = {lang: {feed.what for feed in other.feeds} for lang, other in editions.items()}

    def current(self, feed: Feed) -> Iterator[Artifact]:
        """The urgent and the newest entries, in every format."""
        entries = newest_of(feed, self.edition.urgent, self.own.size)
        head = self.views.head(feed)
        items = self.views.items(entries)
        for format in self.formats:
            make, type = FORMATS[format]
            links = [self._link("self", feed, format, self.lang), *hub_links(self.hubs)]
            links += [
                replace(self._link("alternate", feed, format, lang), hreflang=lang)
                for lang, names in self.names.items()
                if lang != self.lang and feed.what in names
            ]
            blocks = self._blocks(feed) if format == self._archived(feed) else 0
            if blocks:
                older = self._archive_url(feed, format, blocks)
                links += [HeadLink("prev-archive", older, type), HeadLink("next", older, type)]
            path, inputs = self._path(feed, format, self.lang), (head, items, tuple(links))
            yield self._artifact(path, make, inputs, entries)

    def archives(self, feed: Feed) -> Iterator[Artifact]:
        """The whole of a feed in full blocks counted from the oldest, so that an added entry shifts none.

        What changes is the newest block, once: when a later one is there to be linked. Blocks may overlap
        with the current document, as RFC 5005 allows (https://www.rfc-editor.org/rfc/rfc5005#section-4).
        """
        format, size, blocks = self._archived(feed), self.own.size, self._blocks(feed)
        if not format or not blocks:
            return
        make, type = FORMATS[format]
        head = replace(self.views.head(feed), extras=(Element("fh:archive"),))
        oldest_first = feed.entries[::-1]
        for number in range(1, blocks + 1):
            entries = oldest_first[(number - 1) * size : number * size][::-1]
            url = self._archive_url(feed, format, number)
            links = [HeadLink("self", url, type), self._link("current", feed, format, self.lang)]
            if number > 1:
                older = self._archive_url(feed, format, number - 1)
                links += [HeadLink("prev-archive", older, type), HeadLink("next", older, type)]
            if number < blocks:
                links.append(HeadLink("next-archive", self._archive_url(feed, format, number + 1), type))
            items = tuple(replace(item, urgent=False) if item.urgent else item for item in self.views.items(entries))
            inputs = (head, items, tuple(links))
            path = archive_path(self._path(feed, format, self.lang), number)
            yield self._artifact(path, make, inputs, entries)

    def opml(self, others: Sequence[Offer]) -> Artifact:
        """All feeds of the language, each once, in a format that every reader knows; then those that others offer."""
        format = next((name for name in self.formats if name != "json"), "json")
        outlines = tuple(
            Outline(head.title, head.description, self._link("self", feed, format, self.lang).href, head.page)
            for feed in self.edition.feeds
            for head in (self.views.head(feed),)
        )
        home = self.views.absolute(self.site.address("home", self.lang) if self.site.makes("home") else "")
        more = tuple(Outline(o.label, o.sort, self.views.absolute(o.address), home) for o in others)
        inputs = (self.views.language.sitename, self.lang, (*outlines, *more))
        return Artifact(self.site.address("opml", self.lang), opml, inputs, "feeds", self.lang)

    def _artifact(self, path: str, make: MakeFeed, inputs: FeedInputs, entries: Sequence[Entry]) -> Artifact:
        return Artifact(path, make, inputs, "feeds", self.lang, tuple(entry.source for entry in entries))

    def _path(self, feed: Feed, format: str, lang: Language) -> str:
        return self.site.feed_address(feed, lang, format)

    def _link(self, rel: str, feed: Feed, format: str, lang: Language) -> HeadLink:
        return HeadLink(rel, self.views.absolute(self._path(feed, format, lang)), FORMATS[format][1])

    def _archive_url(self, feed: Feed, format: str, number: int) -> str:
        return self.views.absolute(archive_path(self._path(feed, format, self.lang), number))

    def _archived(self, feed: Feed) -> str:
        """The format that has archives; empty: none.

        RSS before Atom, since those who follow the links are podcast clients and stations, who read RSS
        (https://podlove.org/paged-feeds/). JSON Feed has no archives.
        """
        formats = sorted(set(self.formats) & set(ARCHIVED), key=ARCHIVED.index)
        return formats[0] if formats and feed.sort == "all" and self.own.archives else ""

    def _blocks(self, feed: Feed) -> int:
        """How many full blocks it takes to hold what the current document leaves out."""
        return max(0, -(-(len(feed.entries) - self.own.size) // self.own.size))
