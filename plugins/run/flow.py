"""The flow of a build, a line per step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache, partial

import msgspec

from plugins import kept, store
from plugins.engine.resources import Resources
from plugins.model.artifact import Artifact
from plugins.model.errors import CacheDamaged, MediaDamaged
from plugins.model.problem import Problem
from plugins.model.site import Site
from plugins.run import recall
from plugins.run.door import Door, opened
from plugins.run.fingerprints import (
    PARSER,
    Fingerprints,
    digest_of_files,
    digest_of_ledger,
    digest_of_static,
    digest_of_world,
)
from plugins.run.fragments import Fragments
from plugins.run.manifest import manifest_bytes
from plugins.run.memory import Memory
from plugins.run.progress import Progress
from plugins.run.render import render
from plugins.run.result import Result, publishing
from plugins.run.shortcuts import build_little, if_unchanged, look, recalled, site_again
from plugins.run.stages import Stages, made, parallel_in
from plugins.run.trees import Held, Proof
from plugins.run.words import catalogues_of
from plugins.run.workers import aside
from plugins.settings import Settings

MANY = 500  # entries or artifacts, from which on work that nothing waits for is given to another process


def build(settings: Settings, stages: Callable[[], Stages], result: Result) -> None:
    """Build the site; `result` fills as it goes. An error leaves the live site untouched.

    A cache that turns out to be damaged is left alone, and the build begins once more without it.
    """
    with opened(settings.run.output, settings.read.content, settings.run.clean) as door:
        try:
            _build(settings, stages, result, door, settings.run.clean)
        except CacheDamaged as error:
            weed(error, settings)
            result.problems.clear()
            _build(settings, stages, result, Door(settings.run.output, clean=True), clean=True)


def weed(error: CacheDamaged, settings: Settings) -> None:
    """Clear away what was made of media and is damaged, so that it is made again."""
    if isinstance(error, MediaDamaged):
        store.weed(settings.run.cache / "media")


def _build(settings: Settings, stages: Callable[[], Stages], result: Result, door: Door, clean: bool) -> None:
    """Read, check, translate, declare, render, publish; or as little of that as the change asks for."""
    door.began = time.time_ns()
    world = digest_of_world(settings)
    how = f"{settings.run.preview} {sorted(settings.run.unmade)}"
    whole = door.world = f"{world} {digest_of_static(settings)} {digest_of_ledger(settings)} {how}"
    with door.looked_at(settings.run.jobs), memory_of(settings, result.progress, clean) as memory:
        change = None
        if not clean and proof_stands(door, whole, settings, memory):
            change = look(settings, stages, result, memory, door, whole)
            if change and build_little(change, world, settings, stages, result, door, memory):
                return
        site = site_again(change, settings, stages, result, memory) if change else None
        last = cache(partial(recall.load, settings, whole)) if not clean else lambda: None
        memory.meanwhile = lambda has_time: recall.wake(last(), has_time)
        known = partial(recalled, last, settings, memory)
        read = (lambda: site) if site else partial(stages().read, settings, memory.parse_all, known)
        resources = examine(settings, stages(), result, read)
        result.raise_errors()
        assert result.site
        with result.timed("late"):
            late = stages().declare_late(result.site, result.editions, resources)
            result.artifacts = made([*result.artifacts, *late])
        fragments = Fragments(settings.run.cache, world, clean)
        publish_all(world, whole, settings, result, resources, door, memory, fragments)


def publish_all(
    world: str,
    whole: str,
    settings: Settings,
    result: Result,
    resources: Resources,
    door: Door,
    memory: Memory,
    fragments: Fragments,
) -> None:
    """Make what was declared, put it live, and remember what it is made of.

    Where code or theme changed meanwhile, what was gathered and made is worth nothing later, and is forgotten.
    """
    jobs = settings.run.jobs if len(result.artifacts) >= MANY else 1
    with result.timed("render"):
        rendered = render(result.artifacts, resources, door, Fingerprints(world), result.progress, fragments)
        fragments.close()
        proof = if_unchanged(prove(whole, memory.shelf.content, settings, result), door, settings)

    def remember() -> bytes:
        memory.save()
        kept.sweep(settings.run.cache)
        if proof is None:
            fragments.forget()
            recall.forget(settings.run.cache)
        elif result.site:
            fragments.save(*rendered)
            recall.save(memory.shelf, result.site, result.editions, result.next_change_at, settings, whole)
        return b""

    with aside(remember, jobs) as remembered:
        with result.timed("publish"), publishing(door, result):
            result.tally = door.publish(manifest(result.artifacts, door.after), proof)
        with result.timed("remember"):
            remembered()


def proof_stands(door: Door, world: str, settings: Settings, memory: Memory) -> bool:
    """Whether the live tree is what this build would make if its content is as it was: same world, same moment."""
    proof, now = door.proof, settings.run.now
    if not proof.world or (proof.world, proof.drafts) != (world, settings.run.drafts):
        return False
    if now < datetime.fromisoformat(proof.since) or (proof.until and now >= datetime.fromisoformat(proof.until)):
        return False
    return proof.content == memory.shelf.content


def prove(world: str, content: str, settings: Settings, result: Result) -> Proof:
    """What the site that is about to be published rests on."""
    until = result.next_change_at.isoformat() if result.next_change_at else ""
    told = msgspec.json.encode((result.problems, result.counts(), result.feeds(settings)))
    return Proof(world, content, settings.run.drafts, settings.run.now.isoformat(), until, told)


@contextmanager
def memory_of(settings: Settings, progress: Progress, clean: bool = False) -> Iterator[Memory]:
    """What earlier builds parsed."""
    # A date without an offset is by the site's clock, and words are of its languages.
    code = f"{digest_of_files(PARSER)} {settings.site.timezone} {' '.join(settings.site.codes)}"
    memory = Memory(settings.run.cache, code, settings.run.jobs, progress, clean)
    try:
        yield memory
    finally:
        memory.close()


def examine(settings: Settings, stages: Stages, result: Result, read: Callable[[], Site]) -> Resources:
    """All that comes before the first byte is written: the problems, and what would be made of what `read` gives.

    The content is checked by another process, while this one gathers the editions.
    """
    with result.timed("read"):
        site = result.site = read()
    has_words = all(problem.rule != "taxonomies" for problem in site.problems)  # else the site can't be planned
    jobs = settings.run.jobs if len(site.entries) >= MANY else 1
    with aside(lambda: msgspec.msgpack.encode(list(stages.check(site, settings))), jobs) as checked:

        def settle() -> None:
            with result.timed("check"):
                result.problems += msgspec.msgpack.decode(checked(), type=list[Problem])

        with result.timed("translate"):
            resources = Resources(settings, catalogues_of(settings, stages.catalogue), site.segments)
        if has_words:
            result.problems += open_originals(site, settings, stages, result, resources)
            plan(site, settings, stages, result, resources, settle)
        else:
            settle()
    return resources


def open_originals(
    site: Site, settings: Settings, stages: Stages, result: Result, resources: Resources
) -> list[Problem]:
    """The editions, with what is made of their recordings, pictures and films; what is wrong with these."""
    with result.timed("translate"):
        result.editions = stages.editions(site, settings)
        result.next_change_at = stages.next_change(site, settings)
    with result.timed("media"):
        result.editions, found = stages.media(site, result.editions, resources, parallel_in(settings, result.progress))
    return found


def plan(
    site: Site,
    settings: Settings,
    stages: Stages,
    result: Result,
    resources: Resources,
    settle: Callable[[], None],
) -> None:
    """What would be made of the editions, and the problems that this shows; `settle` waits for those of the content.

    Slates are drawn of sound content alone, so a site that has some waits for them first.
    """
    has_slates = settings.site.makes("slate")
    if has_slates:
        settle()
    with result.timed("media"):
        if result.is_sound():
            result.editions = stages.slides(result.editions, resources, parallel_in(settings, result.progress))
    with result.timed("check"):
        result.problems += stages.gate(site, result.editions, settings)
    with result.timed("plan"):
        result.artifacts = list(stages.declare(site, result.editions, resources))
    with result.timed("check"):
        result.problems += stages.check_plan(site, result.editions, result.artifacts, settings)
    if not has_slates:
        settle()


def manifest(artifacts: Iterable[Artifact], held: Mapping[str, Held]) -> bytes:
    """The manifest of what was declared and is now there."""
    return manifest_bytes(
        {a.path: (held[a.path].key[0], held[a.path].sha256, a.channel, a.lang, a.sources) for a in artifacts}
    )
