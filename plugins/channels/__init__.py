"""The channels: each folder here, and each module of a package that `CHANNELS` names, is one (see `protocol`)."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from plugins.channels.resources import Resources
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.model.site import Site
from plugins.model.value import Language

if TYPE_CHECKING:
    from plugins.channels.protocol import Channel
    from plugins.channels.shared.view import View

Editions = Mapping[Language, Edition]
NO_CHANNELS = ("shared",)  # folders of what several are made of


def folders() -> list[str]:
    """The names of the channels that lie here."""
    return sorted(one.name for one in pkgutil.iter_modules(__path__) if one.ispkg and one.name not in NO_CHANNELS)


def chosen(raw: Mapping[str, Any]) -> tuple[Channel, ...]:
    """The channels that a settings file names, by their names; all folders where it names none. Raises UsageError."""
    named = raw.get("CHANNELS")
    if named is not None and (
        not isinstance(named, list | tuple) or not all(isinstance(name, str) and name for name in named)
    ):
        raise UsageError(
            _('settings: CHANNELS is a list of folders or modules, as in ["web", "feeds"], not {named}').format(
                named=repr(named)
            )
        )
    known = folders()
    found = [load(name, known) for name in (known if named is None else named)]
    channels = {channel.name: channel for channel in found}
    if len(channels) < len(found):
        names = [channel.name for channel in found]
        twice = next(name for name in names if names.count(name) > 1)
        raise UsageError(
            _("settings: CHANNELS has two channels {twice}; leave one of them out").format(twice=repr(twice))
        )
    return tuple(channels[name] for name in sorted(channels))


def load(name: str, known: Sequence[str]) -> Channel:
    """A channel by its folder here, one of `known`, or by the module of an installed package. Raises UsageError."""
    from plugins.channels.protocol import Channel

    try:
        module = importlib.import_module(f"{__name__}.{name}" if name in known else name)
    except ModuleNotFoundError as error:
        if error.name not in (name, name.partition(".")[0]):
            raise UsageError(_("channel {name}: {error}").format(name=name, error=error)) from error
        near = difflib.get_close_matches(name, known, 1)
        way_out = (
            _("did you mean {near}?").format(near=near[0])
            if near
            else _("there are {known}, and modules of packages").format(known=", ".join(known))
        )
        raise UsageError(
            _("settings: CHANNELS: there is no channel {name}; {way_out}").format(name=repr(name), way_out=way_out)
        ) from None
    channel = getattr(module, "CHANNEL", None)
    if not isinstance(channel, Channel) or module.__file__ is None:
        raise UsageError(
            _("channel {name}: its module has no CHANNEL = Channel({name2}, …)").format(name=name, name2=repr(name))
        )
    return replace(channel, folder=Path(module.__file__).parent)


def declare(site: Site, editions: Editions, resources: Resources) -> Iterator[Artifact]:
    """What all channels would make, channel by channel."""
    for channel in resources.settings.channels:
        for view in _views(site, editions, resources):
            yield from resources.planned(f"{channel.name} {view.lang}", partial(channel.artifacts, view))


def declare_late(site: Site, editions: Editions, resources: Resources) -> Iterator[Artifact]:
    """Yield the artifacts that are made of all texts at once, such as the search index."""
    for channel in resources.settings.channels:
        for view in _views(site, editions, resources):
            yield from channel.late(view)


def _views(site: Site, editions: Editions, resources: Resources) -> Iterable[View]:
    """The site as channels see it, in each language; made once for both.

    Files as they were parsed are no part of it: whoever looks into a body is recorded, which they would go round.
    """
    from plugins.channels.shared.view import views_of

    seen = msgspec.structs.replace(site, documents={}, problems=(), segments={})
    views: Mapping[Language, View] = resources.once("views", lambda: views_of(seen, editions, resources))
    return views.values()
