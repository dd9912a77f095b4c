"""One text in one language: what all channels are made from."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from plugins.model.document import EntryBody, Heading, Reference, Target
from plugins.model.fields import Fields
from plugins.model.kinds import (
    FIELDS_OF,
    AnyKind,
    EpisodeFields,
    EventFields,
    MemberFields,
    OpportunityFields,
    ShowFields,
)
from plugins.model.moments import end_of
from plugins.model.value import Language, Value

# What entries share; of a series and a show an entry has one at most.
SHARED = ("axes", "regions", "tags", "members", "series", "show")
KINDS = tuple(FIELDS_OF)
Own = TypeVar("Own", bound=Fields)


class Name(Value, frozen=True):
    """A name as a page prints it; `lang` is the language that it stays in, where that is not the page's."""

    text: str
    lang: Language = ""

    def __str__(self) -> str:
        return self.text


class Entry(Value, frozen=True):
    """One text in one language, with everything it inherits: what all channels are made from.

    `key` pairs the languages ("news/harbour"); `guid` is permanent and differs by language; `known_as` is what
    subscribers know it by, where an earlier site's feeds had it; `url` is relative to the site's root, without a
    leading slash. `fields` are those of the kind alone, `extra` those of channels.
    `status` is what its editor stated, and of a call that one can answer no more "closed".
    """

    source: str
    key: str
    kind: str
    lang: Language
    id: str
    guid: str
    known_as: str
    title: str
    slug: str
    url: str
    summary: str
    date: datetime | None
    updated: datetime | None
    status: str
    embargo: datetime | None
    expires: datetime | None
    aliases: tuple[str, ...]
    axes: tuple[str, ...]
    regions: tuple[str, ...]
    tags: tuple[str, ...]
    members: tuple[str, ...]
    image_alt: str
    image_credit: str
    image_focus: tuple[int, int]  # percent from the left and the top
    authors: tuple[Name, ...]
    series: str
    part: int  # its place in the series; 0: not stated
    urgent_until: datetime | None
    original: bool
    stale: bool
    demo: bool
    imported: bool
    fields: AnyKind
    extra: tuple[Fields, ...]
    files: dict[str, Target]  # of the fields that name one; captions are named by language as well: captions.el
    places: dict[str, tuple[int, int]]
    only: Language  # the one that it is written in alone, by its author's word; empty: not stated
    body: EntryBody
    references: tuple[Reference, ...]
    targets: tuple[Target, ...]  # one per reference

    def is_live(self, now: datetime) -> bool:
        """Whether the entry is out at `now`: published (or hidden), its date and embargo past, not yet expired."""
        return (
            self.status != "draft"
            and (self.start is None or now >= self.start)
            and (self.expires is None or now < self.expires)
        )

    @property
    def is_listed(self) -> bool:
        """Whether lists, feeds and data have it: what is hidden or closed has its page alone."""
        return self.status not in ("hidden", "closed")

    @property
    def start(self) -> datetime | None:
        """When the entry comes out: the later of its date and its embargo's end; None: always out."""
        if self.embargo is None or self.date is None:  # `max` would take five times as long, many times an entry
            return self.date or self.embargo
        return max(self.date, self.embargo)

    def over_at(self, zone: ZoneInfo) -> datetime | None:
        """Return the first instant after an event or a call (midnight, where no hour is stated), or None for no end."""
        match self.fields:
            case EventFields(start=start, end=end):
                return end_of(end or start, zone)
            case OpportunityFields(deadline=deadline) if deadline:
                return end_of(deadline, zone)
        return None

    def is_urgent(self, now: datetime) -> bool:
        """Whether the entry goes before all others at `now`."""
        return self.urgent_until is not None and now < self.urgent_until

    @property
    def is_spoken(self) -> bool:
        """Whether it names a recording, be it here or elsewhere."""
        return isinstance(self.fields, EpisodeFields) and self.fields.audio != ""

    def of(self, fields: type[Own]) -> Own:
        """Return its fields of one class, a kind's or a channel's; of another kind's text, none of them is stated."""
        return next((own for own in (self.fields, *self.extra) if isinstance(own, fields)), None) or fields()

    def stated_at(self, *fields: str) -> tuple[int, int]:
        """Return the line and column of the first of these fields that its file states; (0, 0) where it states none."""
        return next((self.places[name] for name in fields if name in self.places), (0, 0))

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The headings of its body."""
        return self.body.headings

    @property
    def words(self) -> int:
        """How many words its body has."""
        return self.body.words

    @property
    def place(self) -> str:
        """Where it is, as its editor wrote it; empty where that is not stated."""
        match self.fields:
            case EventFields(place=place) | OpportunityFields(place=place) | MemberFields(place=place):
                return place
        return ""

    @property
    def contact(self) -> str:
        """The mail address of whoever answers for it; empty where that is not stated."""
        match self.fields:
            case OpportunityFields(contact=contact) | ShowFields(contact=contact) | EpisodeFields(contact=contact):
                return contact
        return ""

    @property
    def counts_as(self) -> str:
        """The kind in whose lists and addresses it stands."""
        return counted_as(self.kind)

    @property
    def stem(self) -> str:
        """The name of its file or folder, the same in all languages: "deltio" of shows/deltio."""
        return self.key.rpartition("/")[2]

    @property
    def show(self) -> str:
        """The show that an episode belongs to ("deltio"); empty for other kinds."""
        return self.key.split("/")[1] if self.kind == "episode" else ""


def key_of_show(show: str) -> str:
    """Return the pair key of a show, by the name of its folder."""
    return f"shows/{show}"


def counted_as(kind: str) -> str:
    """The kind in whose lists and addresses another stands: an episode in its show's."""
    return "show" if kind == "episode" else kind


class Links(Protocol):
    """The addresses of bodies, in one language."""

    def of(self, entry: Entry) -> tuple[str, ...]:
        """The address of every reference of an entry's body; site paths begin with `/`, see `based`."""
        ...
