"""The flow of a build, a line per step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

from plugins.errors import ContentError, UsageError
from plugins.model import Artifact, Edition, Language, Problem, Resources, Site
from plugins.run.door import Tally, opened
from plugins.settings import Settings

Editions = Mapping[Language, Edition]


_UNSET: Any = None


@dataclass(slots=True)
class Stages:
    """The work of each stage; the plugins named in PLUGINS fill it in."""

    read: Callable[[Settings], Site] = _UNSET
    check: Callable[[Site, Settings], Iterable[Problem]] = _UNSET
    check_plan: Callable[[Site, Editions, Sequence[Artifact], Settings], Iterable[Problem]] = _UNSET
    catalogue: Callable[[Path, Language], GNUTranslations] = _UNSET
    editions: Callable[[Site, Settings], dict[Language, Edition]] = _UNSET
    next_change: Callable[[Site, Settings], datetime | None] = _UNSET
    declare: Callable[[Site, Editions, Resources], Iterator[Artifact]] = _UNSET

    def refuse_gaps(self) -> None:
        """Raises UsageError for a stage that no plugin filled in."""
        missing = [item.name for item in fields(self) if getattr(self, item.name) is None]
        if missing:
            raise UsageError(f"settings: PLUGINS leaves out the stage of: {', '.join(missing)}")


@dataclass(slots=True)
class Result:
    """What a build did, for the report."""

    site: Site | None = None
    editions: Editions = field(default_factory=dict)
    artifacts: Sequence[Artifact] = ()
    problems: list[Problem] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    seconds: dict[str, float] = field(default_factory=dict)
    next_change_at: datetime | None = None

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - start

    def raise_errors(self) -> None:
        """Stop, before anything is written, where the content has an error."""
        if any(problem.level == "error" for problem in self.problems):
            raise ContentError(self.problems)


def build(settings: Settings, stages: Stages, result: Result) -> None:
    """Read, check, translate, declare, render, publish.

    `result` fills as it goes; an error leaves the site untouched.
    """
    resources = examine(settings, stages, result)
    result.raise_errors()
    with opened(settings.run.output, settings.read.content, settings.run.clean) as door:
        with result.timed("render"):
            for a in result.artifacts:
                door.put(a.path, a.make(resources, *a.inputs), a.channel, a.lang, a.sources)
        with result.timed("publish"):
            result.tally = door.publish()


def examine(settings: Settings, stages: Stages, result: Result) -> Resources:
    """All that comes before the first byte is written: the problems, and what would be made."""
    with result.timed("read"):
        site = result.site = stages.read(settings)
    with result.timed("check"):
        result.problems += stages.check(site, settings)
    with result.timed("translate"):
        catalogues = {lang: stages.catalogue(settings.web.theme, lang) for lang in settings.site.codes}
    resources = Resources(settings, catalogues, site.segments, lambda path: (settings.read.content / path).read_bytes())
    if any(problem.rule == "taxonomies" for problem in result.problems):
        return resources  # without its words the site can't be planned
    with result.timed("translate"):
        result.editions = stages.editions(site, settings)
        result.next_change_at = stages.next_change(site, settings)
    with result.timed("plan"):
        result.artifacts = list(stages.declare(site, result.editions, resources))
    with result.timed("check"):
        result.problems += stages.check_plan(site, result.editions, result.artifacts, settings)
    return resources
