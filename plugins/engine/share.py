"""A share of a build: what one machine of several makes of it, into its cache, for the one that builds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from plugins.cache.parsed import ParseCache
from plugins.engine.execute import FRAGMENTS, fingerprints_of
from plugins.engine.keys import Fingerprints, digest_of_code, digest_of_world
from plugins.engine.pipeline import compilers, examine, parsed_in
from plugins.engine.resources import BuildResources
from plugins.engine.result import Result
from plugins.engine.stages import Parallel, Stages, made
from plugins.model.artifact import Artifact, Stored
from plugins.model.reads import recorded
from plugins.model.value import given
from plugins.settings import Settings

DRAWN = (".jpg", ".png", ".woff2")  # endings of files whose making the cache keeps, although they stand in no frame


class NotAll(Exception):
    """Others have to make their share of something first."""


class Share(NamedTuple):
    """A share of some work: of each `of` pieces the one at `number`, counted from 0."""

    number: int
    of: int

    def has(self, place: int) -> bool:
        """Whether the piece at a place is part of it."""
        return place % self.of == self.number


def parse_share(settings: Settings, stages: Stages, share: Share) -> None:
    """Parse a share of the texts."""

    def parse(sources: Sequence[Any], _files: Sequence[str], settings: Settings) -> Any:
        parsed.parse_all(sources[share.number :: share.of], (), settings)
        raise NotAll

    with parsed_in(settings, Result().progress) as parsed:
        try:
            stages.read(settings, parse)
        except NotAll:
            parsed.db.seal({})


def make_share(settings: Settings, stages: Stages, share: Share) -> bool:
    """Make a share of what comes next: of media, where some lack, else of pages; return whether it was of pages."""
    result, parallel = Result(), share_parallel(share)
    shared = replace(
        stages,
        media=lambda site, editions, resources, _own: stages.media(site, editions, resources, parallel),
        slides=lambda editions, resources, _own: stages.slides(editions, resources, parallel),
    )
    with parsed_in(settings, result.progress) as parsed:
        try:
            _make_pages(settings, shared, result, parsed, share)
        except NotAll:
            return False
        finally:
            parsed.db.seal({})
    return True


def _make_pages(settings: Settings, stages: Stages, result: Result, parsed: ParseCache, share: Share) -> None:
    resources = examine(settings, stages, result, parsed, compilers(settings))
    prints = Fingerprints(digest_of_world(settings, digest_of_code(settings)))
    for place, artifact in enumerate(made(result.artifacts)):
        if share.has(place):
            _keep(artifact, resources, prints)


def _keep(artifact: Artifact, resources: BuildResources, prints: Fingerprints) -> None:
    """Make a file as far as the cache keeps what comes of it."""
    if not artifact.frame and not artifact.path.endswith(DRAWN):
        return
    with recorded():
        inputs = given(artifact.inputs)
    _fingerprint, own = fingerprints_of(artifact, inputs, prints)
    if own and resources.db.get(FRAGMENTS, own) is not None:
        return
    resources.moved = False
    data = artifact.make(resources, *inputs)
    if artifact.frame and not resources.moved and not isinstance(data, Stored):
        resources.db.put(FRAGMENTS, own, bytes(data))


def share_parallel(share: Share) -> Parallel:
    """Work of which a share is done; raises NotAll where something lacks that is of others.

    A job of others (media/job.py) gives what they have made of it; what is no job is done by all.
    """

    def parallel(
        _stage: str, work: Callable[[Any], bytes], items: Sequence[Any], _name: Callable[[Any], str]
    ) -> list[bytes]:
        answers: list[bytes] = []
        for place, item in enumerate(items):
            own = share.has(place) or not hasattr(item, "make")
            try:
                answers.append(work(item if own else item._replace(make=_made_by_others)))
            except NotAll:
                continue
        if len(answers) < len(items):
            raise NotAll
        return answers

    return parallel


def _made_by_others(_place: object, known: Any) -> Any:
    """What others have made of a job, be it in part; for what lacks, they say why."""
    if known is None:
        raise NotAll
    return known
