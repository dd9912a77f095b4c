"""What an old site holds, whatever its system was: the values that a source gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Literal, Protocol

from plugins.model.problem import Message
from plugins.model.value import Language, Value

OldStatus = Literal["published", "draft", "hidden"]


class OldRemark(Value, frozen=True):
    """Something of a text that could not be carried as it was: which sort of thing, what, and the way out."""

    rule: str
    message: Message
    hint: Message


class OldRecording(Value, frozen=True):
    """The recording of an episode as the old site or its feed states it; what it does not state is 0 or empty."""

    url: str
    bytes: int = 0
    type: str = ""
    seconds: int = 0
    season: int = 0
    episode: int = 0
    sort: str = ""  # full, trailer, bonus
    transcript: str = ""


class OldText(Value, frozen=True):
    """One text in one language.

    `number` is what the old site knows it by, `sort` what it calls such texts, `group` what translations of one another
    share. `terms` are pairs of a taxonomy and a key in it. `body` is as the source holds it: the source makes markup of
    it. `facts` are what that needs beside.
    """

    number: str
    sort: str
    title: str
    body: str = ""
    summary: str = ""
    lang: Language = ""
    group: str = ""
    guid: str = ""
    address: str = ""
    addresses: tuple[str, ...] = ()  # older ones, from the root of the old site
    slug: str = ""
    date: datetime | None = None
    updated: datetime | None = None
    expires: datetime | None = None
    status: OldStatus = "published"
    terms: tuple[tuple[str, str], ...] = ()
    author: str = ""
    picture: str = ""
    recording: OldRecording | None = None
    show: str = ""
    facts: Mapping[str, str] = {}
    remarks: tuple[OldRemark, ...] = ()


class OldTerm(Value, frozen=True):
    """A category, tag or whatever an old site sorts its texts by, with its name in each language that has one."""

    names: Mapping[Language, str]


class OldFile(Value, frozen=True):
    """A picture or other file that the old site served: its whole address, and what it says of it."""

    number: str
    url: str
    alt: str = ""
    caption: str = ""
    parent: str = ""  # the number of the text that it was given to
    original: str = ""  # the address of the file before the old site made it smaller


class OldShow(Value, frozen=True):
    """A podcast of the old site, as its feed states it."""

    key: str
    title: str
    summary: str = ""
    lang: Language = ""
    guid: str = ""  # podcast:guid
    feed: str = ""  # its address
    categories: tuple[str, ...] = ()
    explicit: bool = False
    sort: str = ""  # episodic, serial
    picture: str = ""
    link: str = ""


class OldSite(Value, frozen=True):
    """What an old site is, beside its texts; `remarks` are about the site as a whole."""

    name: str
    address: str
    languages: tuple[Language, ...] = ()
    terms: Mapping[tuple[str, str], OldTerm] = {}
    files: tuple[OldFile, ...] = ()
    shows: tuple[OldShow, ...] = ()
    remarks: tuple[OldRemark, ...] = ()
    folders: tuple[str, ...] = ()  # that hold its files


class Markup(Value, frozen=True):
    """A body as HTML, or as Markdown where its source has that already, with what its source could not tell."""

    html: str = ""
    markdown: str = ""
    remarks: tuple[OldRemark, ...] = ()


class OldSource(Protocol):
    """Where texts come from. `texts` may be asked for again, and gives the same in the same order."""

    site: OldSite

    def texts(self) -> Iterator[OldText]:
        """Yield every text that the source holds, one at a time."""
        ...

    def markup(self, text: OldText) -> Markup:
        """Return the body of a text as something that is no more of the old system."""
        ...
