"""The work of each stage, and how it is dealt out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import msgspec

from plugins.engine.processes import dealt, spread
from plugins.engine.progress import Progress
from plugins.engine.resources import BuildResources
from plugins.model.artifact import NOT_MADE, Artifact
from plugins.model.edition import Edition
from plugins.model.problem import Problem
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.settings import Settings

Editions = Mapping[Language, Edition]
Parallel = Callable[[str, Callable[[Any], bytes], Sequence[Any], Callable[[Any], str]], list[bytes]]


@dataclass(slots=True)
class Stages:
    """The work of each stage (see `our_stages`). A plugin of others may put a function in the place of one."""

    read: Callable[..., Site]
    check: Callable[[Site, Settings], Iterable[Problem]]
    check_plan: Callable[[Site, Editions, Sequence[Artifact], Settings], Iterable[Problem]]
    catalogue: Callable[[Path, Language, Sequence[Path]], bytes]
    editions: Callable[[Site, Settings], dict[Language, Edition]]
    next_change: Callable[[Site, Settings], datetime | None]
    media: Callable[[Site, Editions, BuildResources, Parallel], tuple[dict[Language, Edition], list[Problem]]]
    slides: Callable[[Editions, BuildResources, Parallel], dict[Language, Edition]]
    gate: Callable[[Site, Editions, Settings], list[Problem]]
    declare: Callable[[Site, Editions, BuildResources], Iterator[Artifact]]
    declare_late: Callable[[Site, Editions, BuildResources], Iterator[Artifact]]


#: Where the function of each stage is; the only place where stages are registered.
STAGES = {
    "read": "read.site:read_site",
    "check": "check.rules:find_problems",
    "check_plan": "check.rules:find_problems_of_plan",
    "catalogue": "translate.catalogues:compile_catalogue",
    "editions": "translate.editions:make_editions",
    "next_change": "translate.editions:next_change",
    "media": "media.stage:make_media",
    "slides": "media.slides:make_slides",
    "gate": "publish.gate:gate",
    "declare": "channels:declare",
    "declare_late": "channels:declare_late",
}


def our_stages() -> Stages:
    """Return our stages. A module is imported at the first call of its function: few commands need them all."""
    return Stages(**{stage: _called(f"plugins.{name}") for stage, name in STAGES.items()})


def _called(name: str) -> Callable[..., Any]:
    def call(*words: Any, **named: Any) -> Any:
        return resolve_name(name)(*words, **named)

    return call


def made(artifacts: Iterable[Artifact]) -> list[Artifact]:
    """Those artifacts that this run makes."""
    return [artifact for artifact in artifacts if artifact.inputs != NOT_MADE]


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
