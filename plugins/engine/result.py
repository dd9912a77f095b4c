"""What a build did, for the report; and what it says again while nothing changes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from plugins.engine.progress import Progress
from plugins.engine.stages import Editions
from plugins.model.artifact import Artifact
from plugins.model.errors import ContentError
from plugins.model.problem import Problem
from plugins.model.site import Site
from plugins.output.writer import Tally, Writer
from plugins.settings import Settings

_Told = tuple[list[Problem], dict[str, Any], list[dict[str, Any]]]


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
    is_published: bool = False  # whether readers have what this build made

    progress: Progress = field(default_factory=Progress)
    told: tuple[dict[str, Any], list[dict[str, Any]]] | None = None

    def counts(self) -> dict[str, Any]:
        """How many of everything."""
        if self.told:
            return self.told[0]
        return {
            "entries": {lang: len(edition.entries) for lang, edition in self.editions.items()},
            "gaps": {lang: len(edition.gaps) for lang, edition in self.editions.items()},
            "artifacts": len(self.artifacts),
        }

    def feeds(self, settings: Settings) -> list[dict[str, Any]]:
        """Every feed's path, format, language and what it holds."""
        if self.told:
            return self.told[1]
        return [
            {
                "path": settings.site.feed_address(feed, lang, form),
                "format": form,
                "language": lang,
                "sort": feed.sort,
                "key": feed.key,
            }
            for lang, edition in self.editions.items()
            for feed in edition.feeds
            for form in settings.feeds.formats
        ]

    @staticmethod
    def told_of(door: Writer) -> _Told:
        """What the build said that made the live tree: problems, counts, feeds."""
        return msgspec.json.decode(door.proof.told, type=_Told)

    def recall(self, door: Writer) -> None:
        """Say that again."""
        self.problems, counts, feeds = self.told_of(door)
        self.told = (counts, feeds)
        self.next_change_at = datetime.fromisoformat(door.proof.until) if door.proof.until else None
        self.tally = Tally(kept=len(door.before.files) - 1)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - start

    def is_sound(self) -> bool:
        """Whether no error was found so far."""
        return all(problem.level != "error" for problem in self.problems)

    def raise_errors(self) -> None:
        """Stop, before anything is written, where the content has an error."""
        if not self.is_sound():
            raise ContentError(self.problems)


@contextmanager
def publishing(door: Writer, result: Result) -> Iterator[None]:
    """Whatever happens, the result knows whether readers have the new site."""
    try:
        yield
    finally:
        result.is_published = door.is_published
