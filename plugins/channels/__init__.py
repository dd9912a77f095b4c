"""The channels: each folder here is one, and says in `artifacts(site, editions, resources)` what it would make."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping

from plugins.model import Artifact, Edition, Language, Resources, Site


def declare(site: Site, editions: Mapping[Language, Edition], resources: Resources) -> Iterator[Artifact]:
    """What all channels would make, channel by channel."""
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg):
        yield from importlib.import_module(f"{__name__}.{name}").artifacts(site, editions, resources)
