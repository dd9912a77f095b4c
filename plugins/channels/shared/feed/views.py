"""What feeds carry of an edition, as plain values with absolute addresses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain, islice
from urllib.parse import quote

from plugins.channels.shared.feed.documents import STYLESHEET
from plugins.channels.shared.feed.values import Enclosure, FeedHead, Item
from plugins.model.document import based
from plugins.model.edition import Edition, Feed
from plugins.model.entry import Entry
from plugins.model.kinds import EpisodeFields
from plugins.model.reads import Memo
from plugins.settings import Settings

_GROUPS = {"axis": "axes", "tag": "tags"}
# The fields that name a file, the most telling first: RSS has room for one. A recording and a document have
# the language of the source that names them, a picture has none.
_FILES = (("audio", True), ("video", True), ("file", True), ("image", False))
_RESERVED = "/%:?#[]@!$&'()*+,;=~"  # what `quote` must leave alone in an address


class FeedViews:
    """Makes the items of one edition, each once, and the heads of its feeds."""

    def __init__(self, edition: Edition, settings: Settings):
        self.edition, self.lang, self.site = edition, edition.lang, settings.site
        self.language = settings.site.language(edition.lang)
        self.urgent = frozenset(entry.guid for entry in edition.urgent)
        self._items = Memo()

    def absolute(self, path: str) -> str:
        """The absolute address of a path of this site, in ASCII; what lies elsewhere has one already."""
        return self.site.absolute(quote(path, safe=_RESERVED))

    def head(self, feed: Feed) -> FeedHead:
        name = self.language.sitename
        title = name if feed.sort == "all" else f"{name}: {feed.title}"
        description = self._description(feed) or self.language.subtitle or title
        sheet = f"{self.site.root}/{STYLESHEET}"
        return FeedHead(
            title, description, self.lang, self.absolute(self._page(feed)), name, sheet, id=self.feed_id(feed.what)
        )

    def feed_id(self, what: str) -> str:
        """Return the id of a feed in Atom, wherever it stands; empty where the site has no id of which to make it."""
        return f"urn:uuid:{self.site.name_for_good('feed', self.lang, what)}" if self.site.id else ""

    def items(self, entries: Iterable[Entry]) -> tuple[Item, ...]:
        return tuple(self.item(entry) for entry in entries)

    def item(self, entry: Entry) -> Item:
        return self._items.get(entry.guid, lambda: self._item(entry))

    def _item(self, entry: Entry) -> Item:
        published = published_at(entry)
        image = self.edition.files.get(entry.guid, {}).get("image")
        return Item(
            guid=entry.guid,
            title=entry.title,
            url=self.absolute(entry.url),
            summary=entry.summary,
            body=entry.body,
            links=tuple(based(a, self.site.absolute, entry.url) for a in self.edition.links.of(entry)),
            published=published,
            updated=max(published, entry.updated or published),
            lang=entry.lang,
            categories=self._categories(entry),
            authors=tuple(map(str, entry.authors)) or (self.language.sitename,),
            enclosures=tuple(self._enclosures(entry)),
            image=self.absolute(image.url) if image else "",
            demo=entry.demo,
            urgent=entry.guid in self.urgent,
            known_as=entry.known_as,
        )

    def _categories(self, entry: Entry) -> tuple[str, ...]:
        """The names of the kind (pages have none), the axes and the tags."""
        keys = [("kinds", entry.counts_as)] if entry.kind != "page" else []
        keys += [("axes", key) for key in entry.axes] + [("tags", key) for key in entry.tags]
        names = (self.edition.taxonomies.term(group, key, self.lang).name for group, key in keys)
        return tuple(dict.fromkeys(names))

    def _enclosures(self, entry: Entry) -> Iterable[Enclosure]:
        files = self.edition.files.get(entry.guid, {})
        for name, has_language in _FILES:
            if file := files.get(name):
                seconds = self._seconds(entry, name)
                lang = entry.lang if has_language else ""
                yield Enclosure(self.absolute(file.url), file.size, file.type, lang, seconds)

    def _seconds(self, entry: Entry, name: str) -> int:
        recording, film = self.edition.recordings.get(entry.guid), self.edition.films.get(entry.guid)
        if name == "video" and film:
            return round(film.main.seconds)
        if name == "audio":
            return round(recording.sound.seconds) if recording else entry.of(EpisodeFields).duration or 0
        return 0

    def _page(self, feed: Feed) -> str:
        """The page that lists what the feed carries; where the site has none, its front page."""
        term, address = self.edition.taxonomies.term, self.site.address
        if feed.sort == "member":
            return self.edition.by_key[f"members/{feed.key}"].url
        if feed.sort == "kind" and self.site.makes("list"):
            return address("list", self.lang, word=term("kinds", feed.key, self.lang).slug)
        if feed.sort in _GROUPS and self.site.makes("term"):
            word = term("lists", feed.sort, self.lang).slug
            slug = term(_GROUPS[feed.sort], feed.key, self.lang).slug
            return address("term", self.lang, word=word, slug=slug)
        return address("home", self.lang) if self.site.makes("home") else ""

    def _description(self, feed: Feed) -> str:
        if feed.sort == "member":
            return self.edition.by_key[f"members/{feed.key}"].summary
        group = "kinds" if feed.sort == "kind" else _GROUPS.get(feed.sort)
        return self.edition.taxonomies.term(group, feed.key, self.lang).description if group else ""


def published_at(entry: Entry) -> datetime:
    """Return when subscribers could first see an entry: the later of its date and its embargo's end."""
    moment = entry.start
    assert moment is not None, f"{entry.source}: only dated entries are in feeds"
    return moment


def newest_of(feed: Feed, urgent: Iterable[Entry], size: int) -> list[Entry]:
    """Return the first `size` entries of a feed: those that go before all others, then the newest."""
    leading = [entry for entry in urgent if feed.entries.place(entry) is not None]
    guids = {entry.guid for entry in leading}
    return list(islice(chain(leading, (entry for entry in feed.entries if entry.guid not in guids)), size))
