"""The channels: each folder here is one, and says in `artifacts(site, editions, resources)` what it would make.

A channel may also have `artifacts_of(texts, site, editions, resources)`: those of its artifacts that carry the text of
one of these entries, and perhaps others, each as `artifacts` would declare it. It is asked after an edit that changed
these texts, which are out, and nothing else; of a channel without it, everything is declared.

And it may have `late(site, editions, resources)`: artifacts that cost much to declare, since they come out of one piece
of work on all texts. It is asked once it is known that there is a site to write, and its time is told apart.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType

from plugins.channels.resources import Resources
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.site import Site
from plugins.model.value import Language

Editions = Mapping[Language, Edition]


def declare(site: Site, editions: Editions, resources: Resources) -> Iterator[Artifact]:
    """What all channels would make, channel by channel."""
    for channel in channels():
        yield from channel.artifacts(site, editions, resources)


def declare_of(texts: Sequence[Entry], site: Site, editions: Editions, resources: Resources) -> Iterator[Artifact]:
    """At least what carries these texts."""
    for channel in channels():
        if hasattr(channel, "artifacts_of"):
            yield from channel.artifacts_of(texts, site, editions, resources)
        else:
            yield from channel.artifacts(site, editions, resources)


def declare_late(site: Site, editions: Editions, resources: Resources) -> Iterator[Artifact]:
    """What is made of all texts at once."""
    for channel in channels():
        if hasattr(channel, "late"):
            yield from channel.late(site, editions, resources)


def channels() -> list[ModuleType]:
    """The channels' modules, by name; the first call imports them."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)
    return [importlib.import_module(f"{__name__}.{name}") for name in names]
