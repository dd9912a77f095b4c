"""What a channel may say of itself: all that a folder in `channels/` is made of."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from plugins.channels.shared.appearance import Appearance as Appearance
from plugins.channels.shared.offer import Offer as Offer
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.errors import UsageError
from plugins.model.fields import Fields
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.settings import Group, Settings

if TYPE_CHECKING:
    from plugins.channels.shared.page import Page
    from plugins.channels.shared.view import View


Editions = Mapping[Language, Edition]
PARTS = ("templates", "static", "locale")  # folders of a channel that hold what is no code


def _nothing(*_: object) -> Iterator[Any]:
    yield from ()


def _no_fields(kind: str) -> None:
    return None


def later(name: str) -> Callable[..., Any]:
    """A function by its name ("package.module:function"), imported at the first call: few builds need every channel."""
    found = cache(partial(resolve_name, name))

    def call(*words: Any) -> Any:
        return found()(*words)

    call.__name__ = name
    return call


@dataclass(frozen=True)
class Channel:
    """A channel: what a folder of `channels/` or an installed package gives the site. Only the name must be said.

    The folder's module holds it as `CHANNEL`. Beside it stand `templates/` and `static/` (whose files a theme may
    replace, by name; `static/css/` joins the style sheet) and `locale/` (`<language>/LC_MESSAGES/messages.po`, of
    messages written in English).
    """

    #: In the manifest, and in problems that concern it.
    name: str
    #: Its settings: names of the settings file, typed, with the usual values.
    settings: type[Group] | None = None
    #: The pattern of each sort of address that it brings; None: left out, unless a site says otherwise.
    addresses: Mapping[str, str | None] = field(default_factory=dict)
    #: The media types of its sorts of address, and of those of recordings and videos, by ending, where the last part of
    #: that does not say them; for the files of hosts.
    types: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    #: Folders of the site whose files have other names once they have other bytes, so that browsers keep them for good.
    lasting: Sequence[str] = ()
    #: Folders of the site whose pages others may show in frames of theirs.
    framed: Sequence[str] = ()
    #: The policies (Content-Security-Policy) of folders of the site whose pages need another than all others; an empty
    #: one where this site has no such pages.
    policies: Callable[[Settings], Iterable[tuple[str, str]]] = _nothing
    #: Whether its files are fetched by stations and screens: whoever counts readers counts them apart.
    for_stations: bool = False
    #: The fields that texts of a kind may state for it, as a struct; `entry.of(…)` gives them.
    fields: Callable[[str], type[Fields] | None] = _no_fields
    #: What finds problems in the content, and in what would be made of it; docstrings are for docs/rules.md.
    rules: Sequence[Callable[[Site, Settings], Iterable[Problem]]] = ()
    plan_rules: Sequence[Callable[[Site, Editions, Sequence[Artifact], Settings], Iterable[Problem]]] = ()
    #: Its pages in a language, each with the same key in every language.
    pages: Callable[[View], Iterable[Page]] = _nothing
    #: Its files in a language; what has none goes with the first one.
    artifacts: Callable[[View], Iterable[Artifact]] = _nothing
    #: What it wants shown on the page of an entry, or on pages that have none (None).
    offers: Callable[[View, Entry | None], Iterable[Offer]] = _nothing
    #: How an entry appears in it, for previews: what its readers, listeners or viewers get, and what is missing.
    appearances: Callable[[View, Entry], Iterable[Appearance]] = _nothing
    #: The instants at which it says something else, so that a build is due.
    turning_points: Callable[[Site, Settings], Iterable[datetime]] = _nothing
    #: Files that are made of all texts at once, and named by what is in them: made beside all others.
    late: Callable[[View], Iterable[Artifact]] = _nothing
    #: The texts of an edition that it wants drawn as slates, at a moment.
    slates: Callable[[Edition, datetime], Iterable[Entry]] = _nothing
    #: What of "films" and "slates" its sorts of address show: `serve` makes them once somebody asks for such a page.
    media: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: Where it stands.
    folder: Path = Path()

    def __new__(cls, *words: object, **parts: object) -> Channel:
        """Refuse a part that there is not. Raises UsageError with the near one."""
        known = [own.name for own in fields(cls)]
        for name in parts:
            if name not in known:
                near = difflib.get_close_matches(name, known, 1)
                way_out = (
                    _("did you mean {near}?").format(near=near[0])
                    if near
                    else _("it has {known}").format(known=", ".join(known))
                )
                raise UsageError(
                    _("channel {channel}: there is no part {name}; {way_out}").format(
                        channel=parts.get("name") or (words or ("?",))[0], name=name, way_out=way_out
                    )
                )
        return super().__new__(cls)

    @property
    def parts(self) -> tuple[Path, ...]:
        """The folders of what is no code, those that are there."""
        return tuple(path for path in (self.folder / name for name in PARTS) if path.is_dir())

    @property
    def locale(self) -> Path:
        """The folder of its catalogues, which need not be there."""
        return self.folder / "locale"
