"""What the stages pass on: frozen values, with no logic but what follows from the value itself."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, TypeVar

import msgspec

from plugins.kept import kept

if TYPE_CHECKING:
    from gettext import GNUTranslations

    from plugins.model.audio import Recording
    from plugins.model.image import Pictures
    from plugins.model.schedule import Station
    from plugins.model.slate import Bulletin, SlateImage
    from plugins.model.table import Row
    from plugins.model.video import Film
    from plugins.settings import Settings

Given = TypeVar("Given")
Language = str  # a BCP 47 tag: "el", "en"
Level = Literal["error", "warning", "note"]
PICTURES = "media/pictures"  # below the cache folder
# What entries share; of a series and a show an entry has one at most.
SHARED = ("axes", "regions", "tags", "members", "series", "show")
KINDS = ("news", "guide", "event", "opportunity", "document", "project", "member", "show", "episode", "page")


class Text(NamedTuple):
    """A sentence in both languages."""

    el: str
    en: str

    def format(self, **values: object) -> Text:
        """The sentence with its `{names}` filled in, a Text by its own, a fraction as each language writes it."""
        greek = {name: _Greek(value) if type(value) is float else value for name, value in values.items()}
        el, en = (
            {name: value[i] if isinstance(value, Text) else value for name, value in own.items()}
            for i, own in enumerate((greek, values))
        )
        return Text(self.el.format_map(el), self.en.format_map(en))

    def of(self, lang: Language) -> str:
        """The sentence in Greek, or for every other language in English."""
        return self.el if lang == "el" else self.en


class _Greek(float):
    """A number that prints with a comma before its decimals, as Greek does."""

    def __format__(self, form: str) -> str:
        return super().__format__(form).replace(".", ",")


_SAID_IN = {"el": Text("στα ελληνικά", "in Greek"), "en": Text("στα αγγλικά", "in English")}


def said_in(code: Language) -> Text:
    """A language as sentences name it: in English."""
    return _SAID_IN.get(code) or Text(f"στη γλώσσα {code}", f"in the language {code}")


class Value(msgspec.Struct, frozen=True, array_like=True):
    """Base of the values: a frozen dataclass, but made and hashed several times faster; a build has many."""


class Problem(Value, frozen=True):
    """A finding: where it is, what is wrong, and the way out.

    `line` and `column` count from 1; 0 means the whole file. `rule` names the check that made it.
    """

    rule: str
    level: Level
    file: str
    line: int
    column: int
    field: str
    message: Text
    hint: Text


class Reference(Value, frozen=True):
    """An address in a body, as its author wrote it, with the tag and attribute that hold it.

    `alt` is the text alternative of an image; None where it states none.
    """

    address: str
    tag: str
    attribute: str
    alt: str | None = None


class Target(Value, frozen=True):
    """Where a reference leads, found by the one resolver of paths that content names.

    `sort` is "outside" (another site, mail, phone), "here" (an anchor of the same page), "entry" (`name` is its
    pair key), "asset" (a path below content/), "place" (a path of this site), or what forbids it: "missing",
    "escape", "remote" (a file fetched from elsewhere). `fragment` has no leading `#`.
    """

    sort: str
    name: str
    fragment: str = ""
    lang: Language = ""


class Heading(Value, frozen=True):
    """A heading of a body: its level (2–6), its id and its plain text."""

    level: int
    id: str
    text: str


class Body(Value, frozen=True):
    """The clean HTML of an entry, known by the hash of its segments; the text itself is kept apart.

    Segments are the HTML split at every address: odd ones are the addresses (see `Reference`).
    """

    sha256: str


class Document(Value, frozen=True):
    """One parsed file: a pure function of its bytes, kind and language.

    `fields` are typed by the kind's schema; `places` say where each stands as (line, column). `source_sha256` is
    the hash of the body as its author wrote it, which tells whether a translation is stale.
    """

    fields: dict[str, Any]
    places: dict[str, tuple[int, int]]
    body: Body
    references: tuple[Reference, ...]
    headings: tuple[Heading, ...]
    words: int
    source_sha256: str
    problems: tuple[Problem, ...]


class Asset(Value, frozen=True):
    """A file that content names and that is published as it is: its path below content/, size and hash."""

    path: str
    bytes: int
    sha256: str


class Name(Value, frozen=True):
    """A name as a page prints it; `lang` is the language that it stays in, where that is not the page's."""

    text: str
    lang: Language = ""

    def __str__(self) -> str:
        return self.text


class File(Value, frozen=True):
    """A published file: its site path (`/files/…`) or, if elsewhere, its address; size in bytes, media type."""

    url: str
    bytes: int
    type: str

    def at(self, base: str) -> str:
        """Its address, below `base` (the root path or the site's URL) where it is the site's own."""
        return base + self.url if self.url.startswith("/") else self.url


class Term(Value, frozen=True):
    """A value of a taxonomy in one language: its key, name, address word and sentence."""

    key: str
    name: str
    slug: str
    description: str = ""


class Taxonomies(Value, frozen=True):
    """The words of content/taxonomies.yaml: group → key → language → Term, in the file's order."""

    groups: Mapping[str, Mapping[str, Mapping[Language, Term]]]
    synonyms: tuple[tuple[str, ...], ...] = ()  # words that mean one thing, for the search

    def term(self, group: str, key: str, lang: Language) -> Term:
        """The term of a key that the checks have accepted."""
        return self.groups[group][key][lang]


class Entry(Value, frozen=True):
    """One text in one language, with everything it inherits: what all channels are made from.

    `key` pairs the languages ("news/harbour"); `guid` is permanent and differs by language; `url` is relative
    to the site's root, without a leading slash. `fields` are those of the kind alone.
    """

    source: str
    key: str
    kind: str
    lang: Language
    id: str
    guid: str
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
    slate: bool | None  # whether screens show it; None: by its kind and age
    fields: dict[str, Any]
    files: dict[str, Target]  # of the fields that name one; captions are named by language as well: captions.el
    places: dict[str, tuple[int, int]]
    body: Body
    references: tuple[Reference, ...]
    targets: tuple[Target, ...]  # one per reference
    headings: tuple[Heading, ...]
    words: int

    def is_live(self, now: datetime) -> bool:
        """Whether the entry is out at `now`: published (or hidden), its date and embargo past, not yet expired."""
        return (
            self.status != "draft"
            and (self.start is None or now >= self.start)
            and (self.expires is None or now < self.expires)
        )

    @property
    def start(self) -> datetime | None:
        """When the entry comes out: the later of its date and its embargo's end; None: always out."""
        if self.embargo is None or self.date is None:  # `max` would take five times as long, many times an entry
            return self.date or self.embargo
        return max(self.date, self.embargo)

    def is_urgent(self, now: datetime) -> bool:
        """Whether the entry goes before all others at `now`."""
        return self.urgent_until is not None and now < self.urgent_until

    @property
    def is_spoken(self) -> bool:
        """Whether it names a recording, be it here or elsewhere."""
        return "audio" in self.fields

    @property
    def show(self) -> str:
        """The show that an episode belongs to ("deltio"); empty for other kinds."""
        return self.key.split("/")[1] if self.kind == "episode" else ""


class Site(Value, frozen=True):
    """Everything read: all entries of all languages, the files beside them and the words."""

    entries: Sequence[Entry]
    documents: Mapping[str, Document]  # by source; what the checks look into
    assets: Mapping[str, Asset]  # by path below content/
    files: frozenset[str]  # every file below content/, so that checks can tell "not there" from "not allowed"
    taxonomies: Taxonomies
    problems: tuple[Problem, ...]
    segments: Mapping[str, tuple[str, ...]]  # Body.sha256 → segments
    stations: tuple[Station, ...] = ()  # that air our shows


class Links(Protocol):
    """The addresses of bodies, in one language."""

    def of(self, entry: Entry) -> tuple[str, ...]:
        """The address of every reference of an entry's body; site paths begin with `/`, see `based`."""
        ...


class Feed(Value, frozen=True):
    """A feed that exists in one language: its sort ("axis"), key ("health"), title and the entries that it may hold.

    They are in the order in which they came out, newest first: one whose embargo ends late still reaches subscribers.
    """

    sort: str
    key: str
    title: str
    entries: Row

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
    entries: Row
    listed: Row
    by_key: Mapping[str, Entry]
    gaps: Mapping[str, Entry]
    kinds: Mapping[str, Row]
    terms: Mapping[tuple[str, str], Row]
    upcoming: Row
    urls: Mapping[str, str]
    links: Links
    files: Mapping[str, Mapping[str, File]]
    taxonomies: Taxonomies
    feeds: tuple[Feed, ...]
    urgent: Row
    recordings: Mapping[str, Recording] = msgspec.field(default_factory=dict)
    pictures: Mapping[str, Pictures] = msgspec.field(default_factory=dict)
    films: Mapping[str, Film] = msgspec.field(default_factory=dict)
    slates: Mapping[str, SlateImage] = msgspec.field(default_factory=dict)
    bulletin: Bulletin | None = None


class Stored(NamedTuple):
    """Bytes that lie in a file already, too many to be held in memory."""

    path: Path
    sha256: str


class Resources:
    """What `make` functions may reach beside their inputs, all of it part of the fingerprint.

    `catalogues` are the words of the interface by language, `segments` the bodies by hash; `made` holds what a channel
    makes once for all its pages (the theme), by name. `moved` says that a file was not what its asset said.
    """

    def __init__(
        self,
        settings: Settings,
        catalogues: Mapping[Language, GNUTranslations],
        segments: Mapping[str, tuple[str, ...]],
    ):
        self.settings, self.catalogues, self.segments = settings, catalogues, segments
        self.made: dict[str, Any] = {}
        self.moved = False

    def read(self, asset: Asset) -> bytes:
        """The bytes of a published file."""
        data: bytes = (self.settings.read.content / asset.path).read_bytes()
        if hashlib.sha256(data).hexdigest() != asset.sha256:
            self.moved = True  # it changed since it was hashed
        return data

    def recording(self, sha256: str) -> Stored:
        """A file that the media stage made."""
        return Stored(self.settings.run.cache / "media" / sha256, sha256)

    def picture(self, sha256: str) -> Stored:
        """A form of a picture that the media stage made."""
        return Stored(self.settings.run.cache / PICTURES / sha256, sha256)

    def slide(self, sha256: str) -> Stored:
        """A slate or a bulletin that the media stage made."""
        return Stored(self.settings.run.cache / "media" / "screens" / sha256, sha256)

    def kept(self, name: str, make: Callable[[], bytes]) -> bytes:
        """What `make` gives, or what an earlier build kept of it; `name` says all that it depends on."""
        return kept(self.settings.run.cache, name, make, self.settings.run.clean)

    def film(self, sha256: str) -> Stored:
        """A file that the media stage made of a video."""
        return Stored(self.settings.run.cache / "media" / "films" / sha256, sha256)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, made at the first call only."""
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]


class Frame(Protocol):
    """What many files have around them; it counts by its digest."""

    digest: str

    def fill(self, fragment: bytes) -> bytes:
        """The whole file."""
        ...


class Artifact(Value, frozen=True):
    """An output file, declared: `make(resources, *inputs)` gives its bytes; with a frame, the fragment to fill it with.

    `make` is a pure function at the top of a module, `inputs` are plain values, so that equal inputs mean equal
    bytes. Where it costs something to gather them, a function stands for them (see `given`), which is called in the
    process that makes the file. `path` is relative to the output folder.
    """

    path: str
    make: Callable[..., bytes | Stored]
    inputs: tuple[Any, ...] | Callable[[], tuple[Any, ...]] = ()
    channel: str = ""
    lang: Language = ""
    sources: tuple[str, ...] = ()
    frame: Frame | None = None


def given(value: Given | Callable[[], Given]) -> Given:
    """A value; where a function stands for it, what that gives."""
    return value() if callable(value) else value


def join_segments(segments: Sequence[str], addresses: Iterable[str]) -> str:
    """The HTML of a body with its addresses filled in, escaped."""
    parts = list(segments)
    parts[1::2] = [escape(address) for address in addresses]
    return "".join(parts)


def based(address: str, base: str, page: str) -> str:
    """An address that `Links` gave, below `base` (the root path or the site's URL), for use outside `page` as well."""
    if address.startswith("/"):
        return base + address
    return f"{base}/{page}{address}" if address.startswith("#") else address
