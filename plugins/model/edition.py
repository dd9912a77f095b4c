"""One language's view of the site."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from plugins.model.audio import Recording
from plugins.model.entry import Entry, Links, key_of_show
from plugins.model.file import File
from plugins.model.image import Pictures
from plugins.model.slate import Bulletin, SlateImage
from plugins.model.table import EntryList
from plugins.model.taxonomy import Taxonomies
from plugins.model.value import Language, Value
from plugins.model.video import Film


class Feed(Value, frozen=True):
    """A feed that exists in one language: its sort ("axis"), key ("health"), title and the entries that it may hold.

    They are in the order in which they came out, newest first: one whose embargo ends late still reaches subscribers.
    """

    sort: str
    key: str
    title: str
    entries: EntryList

    @property
    def what(self) -> str:
        """Its name in addresses: "all", "news", "axis-health"."""
        return self.key if self.sort in ("all", "kind") else f"{self.sort}-{self.key}"


class Edition(Value, frozen=True):
    """One language's view of the site at `now`: what is live, in order, and where everything is.

    `entries` are this language's live entries, newest first, the hidden ones too; `listed` leaves those out. `gaps` are
    the listed entries that only another language has, by key. `kinds` are the listed entries by kind, empty where
    there are gaps alone, and `terms` those by what they share: a group (of SHARED) and a key. `upcoming` are the events
    and calls that are not over, soonest first; `urgent` those that go before all others. `urls` answers a pair key with
    its page in this language, be it the entry's or the gap's. `files`, `recordings`, `pictures`, `films` and `slates`
    are by guid: the published files that fields name, and what the media stage made.
    """

    lang: Language
    entries: EntryList
    listed: EntryList
    by_key: Mapping[str, Entry]
    gaps: Mapping[str, Entry]
    kinds: Mapping[str, EntryList]
    terms: Mapping[tuple[str, str], EntryList]
    upcoming: EntryList
    urls: Mapping[str, str]
    links: Links
    files: Mapping[str, Mapping[str, File]]
    taxonomies: Taxonomies
    feeds: tuple[Feed, ...]
    urgent: EntryList
    recordings: Mapping[str, Recording] = msgspec.field(default_factory=dict)
    pictures: Mapping[str, Pictures] = msgspec.field(default_factory=dict)
    films: Mapping[str, Film] = msgspec.field(default_factory=dict)
    slates: Mapping[str, SlateImage] = msgspec.field(default_factory=dict)
    bulletin: Bulletin | None = None

    def show_of(self, entry: Entry) -> Entry | None:
        """Return the show that an episode belongs to, or None where it is not out; for other kinds None."""
        return self.by_key.get(key_of_show(entry.show)) if entry.show else None
