"""What a page is, before it is printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from plugins.channels.web.pictures import Image
from plugins.channels.web.views import Link
from plugins.model.entry import Entry
from plugins.model.value import Language, Value


class FeedLink(Value, frozen=True):
    """One format of a feed."""

    title: str
    url: str
    type: str


class Topic(Value, frozen=True):
    """What the card for sharing an entry says beside its title: its section, and its axis; `key` names its file."""

    key: str
    section: str
    axis: Link | None


class Page(Value, frozen=True):
    """A page: `key` is the same in every language, `values` what its template prints beside the frame (see `given`).

    `parent` is the key of the page to which the language switch goes where the other language has no such page.
    """

    key: str
    lang: Language
    url: str
    template: str
    title: str
    description: str = ""
    section: str = ""
    values: dict[str, Any] | Callable[[], dict[str, Any]] = msgspec.field(default_factory=dict)
    feeds: tuple[FeedLink, ...] = ()
    breadcrumbs: tuple[Link, ...] = ()
    image: Image | None = None
    kind: str = "website"
    indexed: bool = True
    modified: Any = None  # date or datetime of the newest thing on it
    parent: str = "home"
    sources: tuple[str, ...] = ()
    topic: Topic | None = None  # of an entry


def newest_of(entries: Iterable[Entry]) -> Any:
    """When the newest of them came out or was updated; None where none has a date."""
    return max((moment for entry in entries if (moment := entry.updated or entry.date)), default=None)
