"""What a newsroom gets of a text, whatever the format: plain values, in which every address is absolute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import islice

from plugins.channels.shared.feed.views import FeedViews, published_at
from plugins.channels.shared.script import script_address
from plugins.model.document import EntryBody, based
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import EpisodeFields, EventFields, ShowFields
from plugins.model.rights import Rights, corrections_of, in_language, rights_of, withdrawn_of
from plugins.model.value import Language, Value
from plugins.settings import Settings

KEPT = 500  # texts of a language, the newest
_FILES = ("file",)  # fields beside the recording, the video and the picture
Kept = Mapping[Language, Mapping[str, Entry]]


class Subject(Value, frozen=True):
    """Something that a text is about, or an organisation behind it; `url` is its page, empty where it has none."""

    key: str
    name: str
    url: str = ""


class StoryForm(Value, frozen=True):
    """A form of a text that can be fetched. `bytes` and `seconds` are 0 where they are not known or mean nothing."""

    name: str
    url: str
    type: str
    bytes: int = 0
    seconds: float = 0.0
    bit_rate: int = 0


class StoryPicture(Value, frozen=True):
    """A picture with its text alternative and whom to credit."""

    file: StoryForm
    alt: str
    credit: str


class Brief(Value, frozen=True):
    """A text as lists name it: `url` is its page, `address` its own ninjs."""

    guid: str
    lang: Language
    title: str
    summary: str
    created: datetime
    changed: datetime
    embargo: datetime | None
    expires: datetime | None
    is_withdrawn: bool
    is_urgent: bool
    url: str
    address: str


class Story(Brief, frozen=True):
    """A text with everything that a newsroom may use.

    `sort` is ninjs's: "text", "audio" or "video". `lead` is what a presenter says before it. `starts` and `ends` are an
    event's. `rights` are None where nothing is said of this text: then the site's own `terms` hold. `corrections` are
    what was put right since. `others` are the same text in other languages.
    """

    id: str
    sort: str
    lead: str
    body: EntryBody
    links: tuple[str, ...]
    authors: tuple[str, ...]
    members: tuple[Subject, ...]
    subjects: tuple[Subject, ...]
    regions: tuple[Subject, ...]
    place: str
    starts: date | None
    ends: date | None
    rights: Rights | None
    terms: str
    holder: str
    contact: str
    forms: tuple[StoryForm, ...]
    picture: StoryPicture | None
    corrections: tuple[str, ...]
    is_demo: bool
    others: tuple[Brief, ...]


def newest(edition: Edition) -> dict[str, Entry]:
    """The texts that newsrooms get, newest first, by key."""
    return {entry.key: entry for entry in islice((entry for entry in edition.listed if entry.date), KEPT)}


class Stories:
    """Makes the stories of one edition; `every` are the texts of all languages that have an item."""

    def __init__(self, edition: Edition, every: Kept, settings: Settings):
        self.edition, self.lang, self.settings, self.every = edition, edition.lang, settings, every
        self.kept = every[edition.lang]
        self.views = FeedViews(edition, settings)
        self.language = settings.site.language(edition.lang)

    @property
    def list_path(self) -> str:
        return self.settings.site.address("newsroom", self.lang)

    def path(self, entry: Entry) -> str:
        """Where an entry's item stands: under its name in git, which outlives its title."""
        return self.settings.site.address("newsroom.item", entry.lang, key=entry.key)

    def brief(self, entry: Entry) -> Brief:
        published, now = published_at(entry), self.settings.run.now
        return Brief(
            guid=entry.guid,
            lang=entry.lang,
            title=entry.title,
            summary=entry.summary,
            created=published,
            changed=max(published, entry.updated or published),
            embargo=entry.embargo,
            expires=entry.expires,
            is_withdrawn=withdrawn_of(entry, now) is not None,
            is_urgent=entry.is_urgent(now),
            url=self.views.absolute(entry.url),
            address=self.views.absolute(self.path(entry)) if self.settings.site.makes("newsroom.item") else "",
        )

    def story(self, entry: Entry) -> Story:
        brief, fields, event = self.brief(entry), entry.of(EpisodeFields), entry.of(EventFields)
        show = self.edition.show_of(entry)
        has_rights = entry.kind == "episode" or entry.of(ShowFields).rights is not None
        return Story(
            **{name: getattr(brief, name) for name in Brief.__struct_fields__},
            id=entry.id,
            sort=self._sort(entry),
            lead=fields.introduction or entry.summary,
            body=entry.body,
            links=tuple(based(a, self.settings.site.absolute, entry.url) for a in self.edition.links.of(entry)),
            authors=tuple(map(str, entry.authors)),
            members=tuple(self._members(entry)),
            subjects=(*self._terms("axes", "axis", entry.axes), *self._terms("tags", "tag", entry.tags)),
            regions=tuple(self._terms("regions", "region", entry.regions)),
            place=entry.place,
            starts=event.start,
            ends=event.end,
            rights=rights_of(entry, show) if has_rights else None,
            terms=self.language.terms,
            holder=self.language.sitename,
            contact=entry.contact or (show.contact if show else "") or self.settings.site.contact,
            forms=tuple(self._forms(entry)),
            picture=self._picture(entry),
            corrections=tuple(in_language(one.text, self.lang) for one in corrections_of(entry, self.settings.run.now)),
            is_demo=entry.demo,
            others=tuple(
                self.brief(kept[entry.key])
                for lang, kept in self.every.items()
                if lang != self.lang and entry.key in kept
            ),
        )

    def _sort(self, entry: Entry) -> str:
        if entry.guid in self.edition.films:
            return "video"
        return "audio" if entry.guid in self.edition.recordings else "text"

    def _members(self, entry: Entry) -> Iterator[Subject]:
        for key in entry.members:
            member = self.edition.by_key.get(f"members/{key}")
            if member:
                yield Subject(key, member.title, self.views.absolute(member.url))

    def _terms(self, group: str, sort: str, keys: tuple[str, ...]) -> Iterator[Subject]:
        """The words of a taxonomy, each with its page."""
        site, term = self.settings.site, self.edition.taxonomies.term
        for key in keys:
            word, url = term(group, key, self.lang), ""
            if site.makes("term"):
                path = site.address("term", self.lang, word=term("lists", sort, self.lang).slug, slug=word.slug)
                url = self.views.absolute(path)
            yield Subject(key, word.name, url)

    def _forms(self, entry: Entry) -> Iterator[StoryForm]:
        """The page, the newsreader's script, the recording in each of its forms, the slate, the document."""
        yield StoryForm("web", self.views.absolute(entry.url), "text/html")
        script = script_address(entry, self.settings)
        if script:
            yield StoryForm("script", self.views.absolute(script), "text/plain")
        recording = self.edition.recordings.get(entry.guid)
        for file in recording.renditions if recording else ():
            yield StoryForm(
                file.name, self.views.absolute(file.path), file.type, file.bytes, file.seconds, file.bit_rate
            )
        film = self.edition.films.get(entry.guid)
        for clip in film.clips if film else ():
            yield StoryForm(
                f"video-{clip.name}", self.views.absolute(clip.path), clip.type, clip.bytes, clip.seconds, clip.bit_rate
            )
        slate = self.edition.slates.get(entry.guid)
        if slate:
            yield StoryForm("slate", self.views.absolute(slate.path), "image/png", slate.bytes)
        for field, found in self.edition.files.get(entry.guid, {}).items():
            if field in _FILES:
                yield StoryForm(field, self.views.absolute(found.url), found.type, found.bytes)

    def _picture(self, entry: Entry) -> StoryPicture | None:
        file = self.edition.files.get(entry.guid, {}).get("image")
        if not file:
            return None
        made = StoryForm("image", self.views.absolute(file.url), file.type, file.bytes)
        return StoryPicture(made, entry.image_alt, entry.image_credit)
