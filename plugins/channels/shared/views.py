"""What the templates see: plain values with Pelican's words (`article.title`, `.url`, `.date`, `.category` …)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from plugins.channels.shared.pictures import Image, image_of
from plugins.i18n.names import people_of
from plugins.model.audio import Recording
from plugins.model.document import EntryBody, Heading, based
from plugins.model.edition import Edition
from plugins.model.entry import Entry, Name
from plugins.model.file import File
from plugins.model.kinds import AnyKind, EpisodeFields, RemoteVideo
from plugins.model.reads import Memo
from plugins.model.rights import Person, corrections_of, in_language, withdrawn_of
from plugins.model.taxonomy import Term
from plugins.model.transcript import Cue
from plugins.model.value import Language, Value
from plugins.model.video import Film
from plugins.settings import Settings

# A kind's own fields that templates print, in order; `article.fields` holds them under these names.
GROUPS = {"axes": "axis", "regions": "region", "tags": "tag", "series": "series"}


class Link(Value, frozen=True):
    """A name with an address; prints as its name, as Pelican's categories and tags do."""

    name: str
    url: str
    key: str = ""
    description: str = ""

    def __str__(self) -> str:
        return self.name


class Translation(Value, frozen=True):
    """The same page in another language; `gap` where that page only says that the text is not there."""

    lang: Language
    url: str
    title: str
    gap: bool = False


class Card(Value, frozen=True):
    """An entry as lists show it. `lang` is the entry's; in a list of gaps it differs from the page's."""

    title: str
    url: str
    lang: Language
    kind: str
    key: str
    category: Link
    date: datetime | None
    summary: str
    image: Image | None
    demo: bool
    fields: AnyKind
    show: Link | None  # of an episode
    seconds: int  # of its recording, or as its author states them; 0: not known


class Article(Card, frozen=True):
    """An entry on its own page. `content` is its HTML and `transcript` what its recording says, in
    paragraphs; the page is given both when it is made."""

    updated: datetime | None
    axes: tuple[Link, ...]
    regions: tuple[Link, ...]
    tags: tuple[Link, ...]
    members: tuple[Link, ...]
    authors: tuple[Name, ...]
    headings: tuple[Heading, ...]
    words: int
    stale: bool
    preview: str
    out: datetime | None
    files: Mapping[str, File]
    recording: Recording | None
    film: Film | None
    watch: str
    people: tuple[Person, ...]
    withdrawn: str
    corrections: tuple[tuple[datetime, str], ...]
    body: EntryBody
    links: tuple[str, ...]
    pictures: tuple[tuple[int, Image], ...]
    translations: tuple[Translation, ...] = ()
    content: str = ""
    transcript: tuple[Cue, ...] = ()


class Section(Value, frozen=True):
    """The entries of one kind on a page that gathers a theme; those that are still to come stand in `upcoming`."""

    kind: str
    heading: Link
    upcoming: tuple[Card, ...]
    entries: tuple[Card, ...]


class Views:
    """Makes the views of one edition, each card once."""

    def __init__(self, edition: Edition, settings: Settings):
        self.edition, self.settings, self.site = edition, settings, settings.site
        self._cards = Memo()
        self._terms: dict[tuple[str, str], Link] = {}
        self._lists: dict[tuple[str, str, str], Link] = {}

    def word(self, group: str, key: str) -> Term:
        return self.edition.taxonomies.term(group, key, self.edition.lang)

    def list_link(self, group: str, key: str, sort: str = "list") -> Link:
        """The page that lists a kind; with another sort of address, the terms of a taxonomy, the years or the feeds."""
        if (group, key, sort) not in self._lists:
            word = self.word(group, key)
            url = self.site.address(sort, self.edition.lang, word=word.slug) if self.site.makes(sort) else ""
            self._lists[group, key, sort] = Link(word.name, url, key)
        return self._lists[group, key, sort]

    def term_link(self, group: str, key: str) -> Link:
        """The page of an axis, region or tag."""
        if (group, key) not in self._terms:
            term, word = self.word(group, key), self.word("lists", GROUPS[group])
            url = self.site.address("term", self.edition.lang, word=word.slug, slug=term.slug)
            self._terms[group, key] = Link(term.name, url, key, term.description)
        return self._terms[group, key]

    def member_links(self, stems: Iterable[str]) -> tuple[Link, ...]:
        found = ((stem, self.edition.by_key.get(f"members/{stem}")) for stem in stems)
        return tuple(Link(member.title, member.url, stem) for stem, member in found if member)

    def category(self, entry: Entry) -> Link:
        if entry.kind == "page":
            return Link("", "", "page")
        kind = entry.counts_as
        return self.list_link("kinds", kind)

    def card(self, entry: Entry) -> Card:
        """The entry in this edition's lists; a gap's card leads to the gap's page."""
        return self._cards.get(entry.guid, lambda: Card(**self._shared(entry)))

    def cards(self, entries: Iterable[Entry]) -> tuple[Card, ...]:
        return tuple(self.card(entry) for entry in entries)

    def _shared(self, entry: Entry) -> dict[str, Any]:
        return {
            "title": entry.title,
            "url": self.edition.urls[entry.key],
            "lang": entry.lang,
            "kind": entry.kind,
            "key": entry.key,
            "category": self.category(entry),
            "date": entry.date,
            "summary": entry.summary,
            "image": self.image(entry),
            "demo": entry.demo,
            "fields": entry.fields,
            "show": self.show_link(entry),
            "seconds": self._seconds(entry),
        }

    def article(self, entry: Entry) -> Article:
        """The entry on its own page; `translations`, `content` and `transcript` are filled in later."""
        return Article(
            **self._shared(entry),
            updated=entry.updated,
            axes=tuple(self.term_link("axes", key) for key in entry.axes),
            regions=tuple(self.term_link("regions", key) for key in entry.regions),
            tags=tuple(self.term_link("tags", key) for key in entry.tags),
            members=self.member_links(entry.members),
            authors=entry.authors,
            headings=entry.headings,
            words=entry.words,
            stale=entry.stale,
            preview=self._preview(entry),
            out=entry.start if self.settings.run.drafts else None,
            files=self.edition.files.get(entry.guid, {}),
            recording=self.edition.recordings.get(entry.guid),
            film=self.edition.films.get(entry.guid),
            watch=video.url if isinstance(video := entry.of(EpisodeFields).video, RemoteVideo) else "",
            people=people_of(entry, self.edition.show_of(entry)) if entry.kind == "episode" else (),
            withdrawn=in_language(withdrawn_of(entry, self.settings.run.now) or "", entry.lang)
            if entry.guid not in self.edition.recordings and entry.guid not in self.edition.films
            else "",
            corrections=tuple(
                (row.date, in_language(row.text, entry.lang)) for row in corrections_of(entry, self.settings.run.now)
            ),
            body=entry.body,
            links=tuple(based(a, self.site.link, entry.url) for a in self.edition.links.of(entry)),
            pictures=self._pictures(entry),
        )

    def _preview(self, entry: Entry) -> str:
        """Why a text is not out, where a preview shows it all the same: "draft", "expired" or "embargo"; else empty."""
        if not self.settings.run.drafts or entry.is_live(self.settings.run.now):
            return ""
        if entry.status == "draft":
            return "draft"
        return "expired" if entry.expires and self.settings.run.now >= entry.expires else "embargo"

    def show_link(self, entry: Entry) -> Link | None:
        """The show of an episode."""
        show = self.edition.show_of(entry)
        return Link(show.title, show.url, entry.show) if show else None

    def _seconds(self, entry: Entry) -> int:
        recording, film = self.edition.recordings.get(entry.guid), self.edition.films.get(entry.guid)
        if recording:
            return round(recording.sound.seconds)
        return round(film.main.seconds) if film else entry.of(EpisodeFields).duration or 0

    def image(self, entry: Entry) -> Image | None:
        """The picture of its field, as cards and the entry's own page show it."""
        found = self.edition.pictures.get(entry.guid)
        if not found or not found.image:
            return None
        return image_of(found.image, entry.image_alt, entry.image_credit, self.site.root)

    def _pictures(self, entry: Entry) -> tuple[tuple[int, Image], ...]:
        """Those of its text."""
        found = self.edition.pictures.get(entry.guid)
        return tuple((place, image_of(of, "", "", self.site.root)) for place, of in found.body) if found else ()
