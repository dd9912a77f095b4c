"""The work of each stage, which the plugins fill in, and how it is dealt out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from plugins.engine.resources import Resources
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import Entry, Links
from plugins.model.errors import UsageError
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.run.progress import Progress
from plugins.run.workers import dealt, spread
from plugins.settings import Settings

Editions = Mapping[Language, Edition]
Parallel = Callable[[str, Callable[[Any], bytes], Sequence[Any], Callable[[Any], str]], list[bytes]]
_UNSET: Any = None
_NOT_MADE = ("",)  # the inputs of a file that the media stage leaves for later: its hash is not known


@dataclass(slots=True)
class Stages:
    """The work of each stage; the plugins named in PLUGINS fill it in.

    `ready` imports what an edit of some texts will call: there is time for that while another process reads them.
    """

    read: Callable[..., Site] = _UNSET
    read_again: Callable[[Settings, Site, Set[str]], Site | None] = _UNSET
    check: Callable[[Site, Settings], Iterable[Problem]] = _UNSET
    check_plan: Callable[[Site, Editions, Sequence[Artifact], Settings], Iterable[Problem]] = _UNSET
    catalogue: Callable[[Path, Language], bytes] = _UNSET
    editions: Callable[[Site, Settings], dict[Language, Edition]] = _UNSET
    links: Callable[[Mapping[str, str], Site, Settings], Links] = _UNSET
    next_change: Callable[[Site, Settings], datetime | None] = _UNSET
    media: Callable[[Site, Editions, Resources, Parallel], tuple[dict[Language, Edition], list[Problem]]] = _UNSET
    slides: Callable[[Editions, Resources, Parallel], dict[Language, Edition]] = _UNSET
    gate: Callable[[Site, Editions, Settings], list[Problem]] = _UNSET
    declare: Callable[[Site, Editions, Resources], Iterator[Artifact]] = _UNSET
    declare_of: Callable[[Sequence[Entry], Site, Editions, Resources], Iterator[Artifact]] = _UNSET
    declare_late: Callable[[Site, Editions, Resources], Iterator[Artifact]] = _UNSET
    ready: Callable[[], object] = lambda: None

    def refuse_gaps(self) -> None:
        """Raises UsageError for a stage that no plugin filled in."""
        missing = [item.name for item in fields(self) if getattr(self, item.name) is None]
        if missing:
            raise UsageError(_("settings: PLUGINS leaves out the stage of: {names}").format(names=", ".join(missing)))


def made(artifacts: Iterable[Artifact]) -> list[Artifact]:
    """Those artifacts that this run makes."""
    return [artifact for artifact in artifacts if artifact.inputs != _NOT_MADE]


def parallel_in(settings: Settings, progress: Progress) -> Parallel:
    """Work dealt out to the build's processes, an item at a time, for the stages that have long ones."""

    def parallel(
        stage: str, work: Callable[[Any], bytes], items: Sequence[Any], name: Callable[[Any], str]
    ) -> list[bytes]:
        def part(own: Sequence[Any]) -> bytes:
            return msgspec.msgpack.encode([work(item) for item in progress.track(stage, own, len(items), name)])

        return dealt(
            [msgspec.msgpack.decode(answer, type=list[bytes]) for answer in spread(part, items, settings.run.jobs, 1)]
        )

    return parallel
