"""What one file of content says, as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from plugins.model.fields import Fields
from plugins.model.kinds import AnyKind, CommonFields
from plugins.model.problem import Problem
from plugins.model.value import Language, Value


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


def based(address: str, base: str, page: str) -> str:
    """Return an address of a body below `base` (the root path or the site's URL); so it holds outside `page` too."""
    if address.startswith("/"):
        return base + address
    return f"{base}/{page}{address}" if address.startswith("#") else address
