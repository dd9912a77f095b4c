"""One typed schema per kind: which fields a file may state, whose they are, and what they hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, Protocol

from plugins.model.entry import KINDS
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.read import broadcast as b
from plugins.read import fields as f
from plugins.read.podcasts import category

DOCUMENT_TYPES = ("statute", "report", "budget", "form", "study", "minutes", "data")
Sort = Literal["own", "neutral", "inherited"]


class OfChannel(Protocol):
    """A field that a channel reads; `plugins.channels.protocol.Field` is one."""

    @property
    def name(self) -> str: ...

    @property
    def holds(self) -> Literal["text", "url", "boolean", "day", "whole"]: ...

    @property
    def sort(self) -> Sort: ...

    @property
    def most(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Field:
    """A front-matter field.

    An *own* field is stated by each language for itself; a *neutral* one once, in the original; an *inherited*
    one by the original, and again by a translation that differs. `required` fields must be there, once the translation
    has inherited.
    """

    name: str
    sort: Sort
    convert: f.Convert
    required: bool = False


def _common(kind: str, moment: f.Convert) -> list[Field]:
    return [
        Field("id", "neutral", f.identifier, required=True),
        Field("title", "own", f.text(200), required=True),
        Field("summary", "own", f.text(400), required=kind != "page"),
        Field("slug", "own", f.slug),
        Field("date", "neutral", moment, required=kind not in ("page", "member", "show")),
        Field("updated", "own", moment),
        Field("status", "inherited", f.choice("draft", "published", "hidden")),
        Field("embargo", "neutral", moment),
        Field("expires", "neutral", moment),
        Field("aliases", "own", f.list_of(f.site_path)),
        Field("axes", "neutral", f.list_of(f.text(120))),
        Field("regions", "neutral", f.list_of(f.text(120))),
        Field("tags", "neutral", f.list_of(f.text(120))),
        Field("member", "neutral", f.list_of(f.text(120))),
        Field("image", "neutral", f.picture),
        Field("image_focus", "neutral", f.focus),
        Field("image_alt", "own", f.text(300)),
        Field("image_credit", "own", f.text(200)),
        Field("author", "inherited", f.names(120)),
        Field("series", "neutral", f.text(120)),
        Field("part", "neutral", f.whole(1, 1000)),
        Field("urgent", "neutral", f.boolean),
        Field("urgent_until", "neutral", moment),
        Field("original", "own", f.language),
        Field("original_hash", "own", f.signature),
        Field("only", "neutral", f.language),
        Field("demo", "neutral", f.boolean),
        Field("slate", "neutral", f.boolean),
    ]


def _of_kind(kind: str, moment: f.Convert, when: f.Convert) -> list[Field]:
    year = f.whole(1800, 2200)
    own: dict[str, list[Field]] = {
        "guide": [Field("reviewed", "neutral", f.day), Field("audience", "own", f.text(200))],
        "event": [
            Field("start", "neutral", when, required=True),
            Field("end", "neutral", when),
            Field("place", "own", f.text(200), required=True),
            Field("online", "neutral", f.url),
            Field("register", "neutral", f.url),
            Field("cost", "own", f.text(120)),
        ],
        "opportunity": [
            Field("deadline", "neutral", f.day),
            Field("place", "own", f.text(200), required=True),
            Field("hours", "own", f.text(200)),
            Field("places", "neutral", f.whole(1, 100_000)),
            Field("remote", "neutral", f.boolean),
            Field("contact", "neutral", f.email),
        ],
        "document": [
            Field(
                "document_type",
                "neutral",
                f.choice(*DOCUMENT_TYPES),
                required=True,
            ),
            Field("year", "neutral", year),
            Field("file", "own", f.document, required=True),
        ],
        "project": [
            Field("start", "neutral", f.day, required=True),
            Field("end", "neutral", f.day),
            Field("budget", "neutral", f.whole(0, 10**11)),
            Field("funding", "own", f.text(300)),
            Field("partners", "own", f.list_of(f.text(160))),
            Field("website", "neutral", f.url),
        ],
        "member": [
            Field("website", "neutral", f.url),
            Field("email", "neutral", f.email),
            Field("phone", "neutral", f.code(40)),
            Field("founded", "neutral", year),
            Field("place", "own", f.text(200)),
            Field("sector", "own", f.text(200)),
            Field("podcasts", "neutral", b.podcasts),
        ],
        "show": [
            Field("hosts", "own", f.list_of(f.text(120))),
            Field("schedule", "own", f.text(200)),
            Field("category", "neutral", f.list_of(category)),
            Field("explicit", "neutral", f.boolean),
            Field("type", "neutral", f.choice("episodic", "serial")),
            Field("podcast_guid", "own", f.identifier),
            Field("frequency", "neutral", b.frequency),
            Field("contact", "neutral", f.email),
            Field("rights", "neutral", b.rights(moment)),
            Field("people", "neutral", b.people),
            Field("funding", "neutral", b.funding),
            Field("location", "neutral", b.location),
            Field("clock", "neutral", b.clock),
            Field("repeatable", "neutral", f.boolean),
            Field("live", "neutral", b.live(moment)),
        ],
        "episode": [
            Field("season", "neutral", f.whole(1, 10_000)),
            Field("episode", "neutral", f.whole(1, 100_000)),
            Field("duration", "own", f.duration),
            Field("audio", "own", b.audio),
            Field("transcript", "own", f.cues),
            Field("video", "own", b.video),
            Field("captions", "own", b.captions),
            Field("poster", "own", f.duration),
            Field("episode_type", "neutral", f.choice("full", "trailer", "bonus", "promo")),
            Field("synthetic", "own", f.boolean),
            Field("introduction", "own", f.text(1200)),
            Field("in_cue", "own", f.text(120)),
            Field("out_cue", "own", f.text(120)),
            Field("advisory", "own", f.text(300)),
            Field("contact", "neutral", f.email),
            Field("rights", "neutral", b.rights(moment)),
            Field("people", "neutral", b.people),
            Field("music", "neutral", b.music),
            Field("soundbites", "own", b.soundbites),
            Field("location", "neutral", b.location),
            Field("withdrawn", "neutral", b.withdrawn(moment)),
            Field("corrections", "neutral", b.corrections(moment)),
        ],
        "page": [Field("menu", "neutral", f.whole(1, 100))],
    }
    return own.get(kind, [])


@lru_cache(maxsize=32)
def schema(kind: str, timezone: str, more: tuple[OfChannel, ...] = ()) -> Mapping[str, Field]:
    """The fields of a kind by name; times without an offset are those of `timezone`. `more` are those of channels.

    Raises UsageError where a channel reads a field that there is already.
    """
    moment = f.moment(timezone)
    known = {field.name: field for field in _common(kind, moment) + _of_kind(kind, moment, f.when(timezone))}
    for field in more:
        if field.name in known:
            raise UsageError(
                _("channels: the field {name} of the kind {kind} is there already; choose another name").format(
                    name=field.name, kind=kind
                )
            )
        known[field.name] = Field(field.name, field.sort, CONVERTERS[field.holds](field.most))
    return MappingProxyType(known)


#: What turns the value of a channel's field into what it holds, by how many letters or units it may have.
CONVERTERS: Mapping[str, Callable[[int], f.Convert]] = {
    "text": f.text,
    "url": lambda _: f.url,
    "boolean": lambda _: f.boolean,
    "day": lambda _: f.day,
    "whole": lambda most: f.whole(0, most),
}


COMMON = frozenset(field.name for field in _common("news", f.scalar))


@lru_cache(maxsize=64)
def kinds_with(name: str) -> tuple[str, ...]:
    """The kinds that have a field which not all of them have."""
    return tuple(kind for kind in KINDS if any(field.name == name for field in _of_kind(kind, f.scalar, f.scalar)))
