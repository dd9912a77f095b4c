"""The flow of a build, a line per step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial

import msgspec

from plugins.cache import holidays
from plugins.cache.blobs import Blobs
from plugins.cache.catalogues import catalogues_of
from plugins.cache.db import Alive, Database
from plugins.cache.parsed import ParseCache
from plugins.engine.execute import FRAGMENTS, render, render_late, take_late
from plugins.engine.explain import INPUTS
from plugins.engine.keys import (
    FILTERS,
    PARSER,
    Fingerprints,
    changed_since,
    code_of,
    digest_of_code,
    digest_of_files,
    digest_of_ledger,
    digest_of_static,
    digest_of_world,
)
from plugins.engine.processes import aside
from plugins.engine.progress import Progress
from plugins.engine.reads import BuildReads, load, record_of
from plugins.engine.resources import BuildResources
from plugins.engine.result import Result, publishing
from plugins.engine.stages import Editions, Stages, made, parallel_in
from plugins.i18n.messages import tell
from plugins.model.artifact import Artifact
from plugins.model.entry import KINDS
from plugins.model.errors import CacheDamaged, MediaDamaged
from plugins.model.fields import described
from plugins.model.problem import Problem, _
from plugins.model.reads import recorded
from plugins.model.site import Site
from plugins.output.index import Held, Proof
from plugins.output.manifest import manifest_bytes
from plugins.output.writer import Writer, opened
from plugins.settings import Settings

ReadsOf = Callable[[Site, Editions], BuildReads | None]
MANY = 500  # entries or files to gather, from which on work that nothing waits for is given to another process


def build(settings: Settings, stages: Stages, result: Result) -> None:
    """Build the site; `result` fills as it goes. An error leaves the live site untouched.

    A cache that turns out to be damaged is left alone, and the build begins once more without it.
    """
    with opened(settings.run.output, settings.read.content, settings.run.clean) as door:
        try:
            _build(settings, stages, result, door, settings.run.clean)
        except CacheDamaged as error:
            weed(error, settings)
            result.problems.clear()
            _build(settings, stages, result, Writer(settings.run.output, clean=True), clean=True)


def weed(error: CacheDamaged, settings: Settings) -> None:
    """Clear away what was made of media and is damaged, so that it is made again."""
    if isinstance(error, MediaDamaged):
        Blobs(settings.run.cache).weed()


def _build(settings: Settings, stages: Stages, result: Result, door: Writer, clean: bool) -> None:
    """Look, read, check, translate, declare, make, publish."""
    door.began = time.time_ns()
    code = digest_of_code(settings)
    world = digest_of_world(settings, code)
    how = f"{settings.run.preview} {sorted(settings.run.unmade)}"
    whole = door.world = f"{world} {digest_of_static(settings)} {digest_of_ledger(settings)} {how}"
    with door.looked_at(settings.run.jobs), parsed_in(settings, result.progress, clean) as parsed:
        if not clean and is_current(door, whole, settings, parsed, result):
            return
        before = load(parsed.db, door.proof) if stands(door.proof, whole, settings) else None

        def reads_of(site: Site, editions: Editions) -> BuildReads:
            return BuildReads(before, record_of(site, editions, parsed.scan), settings.run.explain)

        resources = examine(settings, stages, result, parsed, compilers(settings), reads_of)
        result.raise_errors()
        assert resources.reads
        with result.timed("render"):
            alive = make_all(stages, result, resources, door, Fingerprints(world), resources.reads)
        proof = if_unchanged(prove(whole, parsed.scan.content, settings, result), door, settings)
        jobs = settings.run.jobs if resources.reads.count(result.artifacts) >= MANY else 1
        with aside(partial(remember, settings, parsed, alive, resources.reads, proof), jobs) as remembered:
            with result.timed("publish"), publishing(door, result):
                result.tally = door.publish(manifest(result.artifacts, door.after), proof)
            with result.timed("remember"):
                remembered()


def compilers(settings: Settings) -> str:
    """Return a digest of the code that templates are compiled by; none in `serve`, which goes on with the modules that
    it began with."""
    return "" if settings.run.preview else digest_of_files([*code_of(FILTERS), "requirements.txt"])


def is_current(door: Writer, world: str, settings: Settings, parsed: ParseCache, result: Result) -> bool:
    """Return whether the live site is what would be built, and if so, have the result say what was said of it."""
    with result.timed("look"):
        if not (proof_stands(door, world, settings, parsed) and parsed.is_current(settings) and door.is_intact()):
            return False
    result.recall(door)
    if settings.run.explain:
        message = _("{path}: not made; nothing has changed since the last build")
        print(tell(message.format(path=settings.run.explain)), flush=True)
    return True


def make_all(
    stages: Stages, result: Result, resources: BuildResources, door: Writer, prints: Fingerprints, reads: BuildReads
) -> Alive:
    """Make what was declared, and beside it, in another process, the files that are made of all texts at once.

    Returns the keys of the rows that tell of these files, as far as they are known.
    """
    assert result.site
    result.artifacts = made(result.artifacts)
    late = partial(stages.declare_late, result.site, result.editions, resources)
    door.look()
    jobs = resources.settings.run.jobs if reads.count(result.artifacts) >= MANY else 1
    with aside(partial(render_late, late, resources, door, prints), jobs) as made_late:
        rendered = render(result.artifacts, resources, door, prints, result.progress, resources.db)
        result.artifacts = [*result.artifacts, *take_late(made_late(), resources, door)]
    reads.take(rendered.reads)
    fragments = {FRAGMENTS: rendered.fragments} if reads.to_gather is None else {}
    return {**fragments, INPUTS: [artifact.path.encode() for artifact in result.artifacts]}


def remember(settings: Settings, parsed: ParseCache, alive: Alive, reads: BuildReads, proof: Proof | None) -> bytes:
    """Write the cache. Where code or theme changed meanwhile there is no proof, and what was made is worth nothing."""
    if proof:
        parsed.db.seal({**parsed.save(), **alive, **reads.save(parsed.db, proof)})
    if not settings.run.unmade:  # else what other builds need was not asked for
        Blobs(settings.run.cache).sweep()
    return b""


def if_unchanged(proof: Proof, door: Writer, settings: Settings) -> Proof | None:
    """Return the proof, or None if code or theme changed during the build: nothing that was made may be trusted."""
    if changed_since(door.began, settings):
        door.forget()
        return None
    return proof


def proof_stands(door: Writer, world: str, settings: Settings, parsed: ParseCache) -> bool:
    """Whether the live tree is what this build would make if its content is as it was: same world, same moment."""
    return stands(door.proof, world, settings) and door.proof.content == parsed.scan.content


def stands(proof: Proof, world: str, settings: Settings) -> bool:
    """Whether the live tree is what this build would make of the same content: same world, and nothing came or went."""
    now = settings.run.now
    if not proof.world or (proof.world, proof.drafts) != (world, settings.run.drafts):
        return False
    return datetime.fromisoformat(proof.since) <= now and (not proof.until or now < datetime.fromisoformat(proof.until))


def prove(world: str, content: str, settings: Settings, result: Result) -> Proof:
    """What the site that is about to be published rests on."""
    until = result.next_change_at.isoformat() if result.next_change_at else ""
    told = msgspec.json.encode((result.problems, result.counts(), result.feeds(settings)))
    return Proof(world, content, settings.run.drafts, settings.run.now.isoformat(), until, told)


@contextmanager
def parsed_in(settings: Settings, progress: Progress, clean: bool = False) -> Iterator[ParseCache]:
    """What earlier builds parsed, by the same code, for the same fields and time zone."""
    parser = digest_of_files([*code_of(PARSER), "requirements.txt"])
    fields = [(kind, described(own)) for kind in KINDS for own in settings.fields(kind)]
    code = f"{parser} {settings.site.timezone} {settings.site.codes} {fields}"  # dates are by its clock
    db = Database(settings.run.cache, clean)
    try:
        with holidays.remembered(db, digest_of_files(["requirements.txt"])):
            yield ParseCache(db, code, settings.run.jobs, progress)
    finally:
        db.close()


def nothing_read(site: Site, editions: Editions) -> None:
    """Stand for the reads of a build, where none follows."""


def examine(
    settings: Settings,
    stages: Stages,
    result: Result,
    parsed: ParseCache,
    code: str = "",
    reads_of: ReadsOf = nothing_read,
) -> BuildResources:
    """All that comes before the first byte is written: the problems, and what would be made.

    The content is checked by another process, while this one gathers the editions.
    """
    with result.timed("read"):
        site = result.site = stages.read(settings, parsed.parse_all)
    has_words = all(problem.rule != "taxonomies" for problem in site.problems)  # else the site can't be planned
    jobs = settings.run.jobs if len(site.entries) >= MANY else 1
    with aside(lambda: msgspec.msgpack.encode(list(stages.check(site, settings))), jobs) as checked:

        def settle() -> None:
            with result.timed("check"):
                result.problems += msgspec.msgpack.decode(checked(), type=list[Problem])

        with result.timed("translate"):
            words = catalogues_of(settings, stages.catalogue)
            resources = BuildResources(settings, words, site.segments, code, parsed.db)
        if has_words:
            result.problems += open_originals(site, settings, stages, result, resources)
            plan(site, settings, stages, result, resources, settle, reads_of)
        else:
            settle()
    return resources


def open_originals(
    site: Site, settings: Settings, stages: Stages, result: Result, resources: BuildResources
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
    resources: BuildResources,
    settle: Callable[[], None],
    reads_of: ReadsOf,
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
        resources.reads = reads_of(site, result.editions)
        with recorded() as reads:
            result.artifacts = list(stages.declare(site, result.editions, resources))
        if resources.reads:
            resources.reads.take_plan(reads)
    with result.timed("check"):
        result.problems += stages.check_plan(site, result.editions, result.artifacts, settings)
    if not has_slates:
        settle()


def manifest(artifacts: Iterable[Artifact], held: Mapping[str, Held]) -> bytes:
    """The manifest of what was declared and is now there."""
    return manifest_bytes(
        {a.path: (held[a.path].key[0], held[a.path].sha256, a.channel, a.lang, a.sources) for a in artifacts}
    )
