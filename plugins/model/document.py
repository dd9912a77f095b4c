"""What one file of content says, as it is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any

import msgspec

from plugins.model.fields import Fields
from plugins.model.kinds import AnyKind, CommonFields
from plugins.model.problem import Problem
from plugins.model.reads import note
from plugins.model.value import Language, Value

_encoder = msgspec.msgpack.Encoder()


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


class BodyFacts(Value, frozen=True):
    """What is known of the body of a text: its HTML, its headings, and how many words it has."""

    body: Body
    headings: tuple[Heading, ...]
    words: int


class EntryBody:
    """The body of an entry. Whoever looks into it is recorded; to hold it, or to pass it on, is not to look."""

    __slots__ = ("_facts", "source")

    def __init__(self, source: str, facts: BodyFacts):
        self.source, self._facts = source, facts

    @property
    def facts(self) -> BodyFacts:
        """All that is known of it."""
        note((self.source,))
        return self._facts

    @property
    def sha256(self) -> str:
        """The hash of its segments (see `Body`)."""
        return self.facts.body.sha256

    @property
    def headings(self) -> tuple[Heading, ...]:
        return self.facts.headings

    @property
    def words(self) -> int:
        return self.facts.words

    @property
    def digest(self) -> str:
        """What it counts as among the inputs of a file."""
        return hashlib.sha256(_encoder.encode(self.facts)).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EntryBody) and self.facts == other.facts

    def __hash__(self) -> int:
        return hash(self.facts)


#: The body of what has none.
NO_BODY = EntryBody("", BodyFacts(Body(""), (), 0))


class Document(Value, frozen=True):
    """One parsed file: a pure function of its bytes, kind and language.

    `common` are the fields of every text, `fields` those of its kind, `extra` those that channels read; `places` say
    where each stands as (line, column). `source_sha256` is the hash of the body as its author wrote it, which tells
    whether a translation is stale.
    """

    common: CommonFields
    fields: AnyKind
    extra: tuple[Fields, ...]
    places: dict[str, tuple[int, int]]
    body: Body
    references: tuple[Reference, ...]
    headings: tuple[Heading, ...]
    words: int
    source_sha256: str
    problems: tuple[Problem, ...]

    @property
    def parts(self) -> tuple[Fields, ...]:
        """Its fields: those of all texts, those of its kind, those of channels."""
        return (self.common, self.fields, *self.extra)

    def stated(self) -> dict[str, Any]:
        """Return what the file states, by field."""
        return {name: value for part in self.parts for name, value in part.stated().items()}


def join_segments(segments: Sequence[str], addresses: Iterable[str]) -> str:
    """The HTML of a body with its addresses filled in, escaped."""
    parts = list(segments)
    parts[1::2] = [escape(address) for address in addresses]
    return "".join(parts)


def based(address: str, at: Callable[[str], str], page: str) -> str:
    """Return an address of a body as `at` gives those of site paths; so it holds outside `page` too."""
    if address.startswith("/"):
        return at(address)
    return f"{at(page)}{address}" if address.startswith("#") else address
