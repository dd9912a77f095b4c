"""The flow of a build, a line per step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from plugins import kept
from plugins.errors import CacheDamaged, ContentError, UsageError
from plugins.model import Artifact, Document, Edition, Language, Problem, Resources, Site
from plugins.run import recall
from plugins.run.door import Door, Proof, Tally, manifest_bytes, opened
from plugins.run.fingerprints import (
    PARSER,
    Fingerprints,
    changed_since,
    digest_of_files,
    digest_of_ledger,
    digest_of_static,
    digest_of_world,
)
from plugins.run.fragments import Fragments
from plugins.run.memory import FEW, Edit, Memory
from plugins.run.progress import Progress
from plugins.run.render import render
from plugins.run.survey import Held
from plugins.run.words import catalogues_of
from plugins.run.workers import aside, dealt, spread
from plugins.settings import Settings

Editions = Mapping[Language, Edition]
Parallel = Callable[[str, Callable[[Any], bytes], Sequence[Any], Callable[[Any], str]], list[bytes]]
_Told = tuple[list[Problem], dict[str, Any], list[dict[str, Any]]]
_UNSET: Any = None
MANY = 500  # entries or artifacts, from which on work that nothing waits for is given to another process


@dataclass(slots=True)
class Stages:
    """The work of each stage; the plugins named in PLUGINS fill it in.

    `ready` imports what an edit of texts alone will call: there is time for that while another process reads them.
    """

    read: Callable[..., Site] = _UNSET
    read_again: Callable[[Settings, Site, Set[str]], Site | None] = _UNSET
    check: Callable[[Site, Settings], Iterable[Problem]] = _UNSET
    check_plan: Callable[[Site, Editions, Sequence[Artifact], Settings], Iterable[Problem]] = _UNSET
    catalogue: Callable[[Path, Language], bytes] = _UNSET
    editions: Callable[[Site, Settings], dict[Language, Edition]] = _UNSET
    next_change: Callable[[Site, Settings], datetime | None] = _UNSET
    media: Callable[[Site, Editions, Resources, Parallel], tuple[dict[Language, Edition], list[Problem]]] = _UNSET
    slides: Callable[[Editions, Resources, Parallel], dict[Language, Edition]] = _UNSET
    gate: Callable[[Site, Editions, Settings], list[Problem]] = _UNSET
    declare: Callable[[Site, Editions, Resources], Iterator[Artifact]] = _UNSET
    declare_of: Callable[[frozenset[str], Site, Editions, Resources], Iterator[Artifact]] = _UNSET
    declare_late: Callable[[Site, Editions, Resources], Iterator[Artifact]] = _UNSET
    ready: Callable[[], object] = lambda: None

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
    def told_of(door: Door) -> _Told:
        """What the build said that made the live tree: problems, counts, feeds."""
        return msgspec.json.decode(door.proof.told, type=_Told)

    def recall(self, door: Door) -> None:
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


def build(settings: Settings, stages: Callable[[], Stages], result: Result) -> None:
    """Build the site; `result` fills as it goes. An error leaves the live site untouched.

    A cache that turns out to be damaged is left alone, and the build begins once more without it.
    """
    with opened(settings.run.output, settings.read.content, settings.run.clean) as door:
        try:
            _build(settings, stages, result, door, settings.run.clean)
        except CacheDamaged:
            result.problems.clear()
            _build(settings, stages, result, Door(settings.run.output, clean=True), clean=True)


def _build(settings: Settings, stages: Callable[[], Stages], result: Result, door: Door, clean: bool) -> None:
    """Read, check, translate, declare, render, publish; or as little of that as the change asks for."""
    door.began = time.time_ns()
    world = digest_of_world(settings)
    whole = door.world = f"{world} {digest_of_static(settings)} {digest_of_ledger(settings)} {settings.run.preview}"
    with door.looked_at(settings.run.jobs), memory_of(settings, result.progress, clean) as memory:
        change = None
        if not clean and proof_stands(door, whole, settings, memory):
            change = look(settings, stages, result, memory, door, whole)
            if change and build_little(change, world, settings, stages, result, door, memory):
                return
            door.after.clear()
        site = site_again(change, settings, stages, result, memory) if change else None
        known = partial(recalled, settings, memory, whole)
        read = (lambda: site) if site else partial(stages().read, settings, memory.parse_all, known)
        resources = examine(settings, stages(), result, read)
        result.raise_errors()
        assert result.site
        with result.timed("late"):
            late = stages().declare_late(result.site, result.editions, resources)
            result.artifacts = [*result.artifacts, *late]
        many = len(result.artifacts) >= MANY
        with result.timed("render"):
            fragments = Fragments(settings.run.cache, world, clean)
            made = render(result.artifacts, resources, door, Fingerprints(world), result.progress, fragments)
            fragments.close()
            proof = if_unchanged(prove(whole, memory.shelf.content, settings, result), door, settings)
        keep = partial(fragments.save, *made) if proof else fragments.forget
        with aside(
            partial(remember, memory, result.site, settings, whole, keep), settings.run.jobs if many else 1
        ) as remembered:
            with result.timed("publish"):
                result.tally = door.publish(manifest(result.artifacts, door.after), proof)
            with result.timed("remember"):
                remembered()


def remember(memory: Memory, site: Site | None, settings: Settings, world: str, keep: Callable[[], None]) -> bytes:
    """Write down what this build parsed and gathered, and drop what no build asks for any more."""
    memory.save()
    keep()
    kept.sweep(settings.run.cache)
    if site:
        recall.save(settings.run.cache, memory.shelf, site, world)
    return b""


class Change(NamedTuple):
    """What the sources say that the last build did not know; `last` is what it gathered, asked for where they do."""

    edit: Edit
    last: recall.Last | None


def look(
    settings: Settings, stages: Callable[[], Stages], result: Result, memory: Memory, door: Door, world: str
) -> Change | None:
    """What has changed, where it is nothing or some texts; None: more has.

    What was touched is read by another process, while this one recalls what it may need.
    """
    with result.timed("look"):
        touched = memory.look(settings)
    if not touched:
        return None if touched is None else Change(Edit({}, True), None)
    door.copied(settings.run.jobs)
    with aside(partial(memory.read_again, touched, settings), settings.run.jobs) as answer:
        with result.timed("recall"):
            last = recall.load(settings, world)
            if last and last.whole.others != memory.shelf.others:
                last = None  # it was gathered beside other files than the shelf knows
            stages().ready()
        with result.timed("read"):
            return Change(memory.accept(touched, answer(), settings), last)


def build_little(
    change: Change,
    world: str,
    settings: Settings,
    stages: Callable[[], Stages],
    result: Result,
    door: Door,
    memory: Memory,
) -> bool:
    """Build where nothing or the body of some texts has changed. False: more has, or that can't be shown."""
    if change.edit.documents:
        if change.last is None or not change.edit.is_text:
            return False
        return build_texts(change.edit.documents, change.last, world, settings, stages(), result, door, memory)
    if not door.is_intact():
        return False
    result.recall(door)
    memory.save()
    if settings.run.explain:
        print(f"{settings.run.explain}: not made; nothing has changed since the last build", flush=True)
    return True


def site_again(
    change: Change, settings: Settings, stages: Callable[[], Stages], result: Result, memory: Memory
) -> Site | None:
    """The site after an edit of some texts, the rest of it as the last whole build gathered it. None: read it all."""
    edited = memory.since(change.last.whole.files) if change.last else None
    if change.last is None or edited is None:
        return None
    with result.timed("read"):
        return stages().read_again(settings, recall.site_of(change.last, memory, settings), edited)


def recalled(settings: Settings, memory: Memory, world: str) -> tuple[Site, Set[str]] | None:
    """The site as the last whole build gathered it, and the sources edited since; None where others are there now."""
    last = recall.load(settings, world)
    edited = memory.since(last.whole.files) if last else None
    if last is None or edited is None or len(edited) > FEW:
        return None
    return recall.site_of(last, memory, settings), edited


def build_texts(
    edited: Mapping[str, Document],
    last: recall.Last,
    world: str,
    settings: Settings,
    stages: Stages,
    result: Result,
    door: Door,
    memory: Memory,
) -> bool:
    """Build after an edit of bodies alone: all stands but what carries these texts. False: that can't be shown."""
    with result.timed("recall"):
        texts = memory.since(last.whole.files)
        if texts is None or any(p.file in edited for p in result.told_of(door)[0]):
            return False
        site = result.site = recall.site_with_texts(last, texts, memory, settings)
        if may_go_stale(edited, site) or has_recording(edited, site):
            return False
    with result.timed("translate"):
        resources = Resources(settings, catalogues_of(settings, stages.catalogue), site.segments)
        result.editions = stages.editions(site, settings)
    with result.timed("media"):
        parallel = parallel_in(settings, result.progress)
        result.editions, _ = stages.media(site, result.editions, resources, parallel)
        result.editions = stages.slides(result.editions, resources, parallel)
    with result.timed("late"):
        if any(stages.declare_late(site, result.editions, resources)):
            return False  # what is made of all texts has other files after an edit of one
    with result.timed("plan"):
        artifacts = list(stages.declare_of(texts, site, result.editions, resources))
    with result.timed("render"):
        if not door.keep_all_but({artifact.path for artifact in artifacts}):
            return False
        render(artifacts, resources, door, Fingerprints(world), result.progress)
    with result.timed("publish"):
        proof = if_unchanged(msgspec.structs.replace(door.proof, content=memory.shelf.content), door, settings)
        tally = door.publish(door.manifest_again(artifacts), proof)
        result.recall(door)
        result.tally = tally
    with result.timed("remember"):
        memory.save()
    return True


def if_unchanged(proof: Proof, door: Door, settings: Settings) -> Proof | None:
    """The proof, unless code or theme changed during the build: then nothing that was made may be trusted later."""
    if changed_since(door.began, settings):
        door.forget()
        return None
    return proof


def may_go_stale(edited: Iterable[str], site: Site) -> bool:
    """Whether an edited original has a translation that says which text it translates."""
    keys = {entry.key for entry in site.entries if entry.source in edited and entry.original}
    others = [entry for entry in site.entries if entry.key in keys and not entry.original]
    return any("original_hash" in site.documents[entry.source].fields for entry in others)


def has_recording(edited: Iterable[str], site: Site) -> bool:
    """Whether an edited text has a recording, whose files name its chapters."""
    return any(entry.source in edited and (entry.is_spoken or "video" in entry.files) for entry in site.entries)


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
    code = f"{digest_of_files(PARSER)} {settings.site.timezone}"  # a date without an offset is by the site's clock
    memory = Memory(settings.run.cache, code, settings.run.jobs, progress, clean)
    try:
        yield memory
    finally:
        memory.bodies.close()


def examine(settings: Settings, stages: Stages, result: Result, read: Callable[[], Site] | None = None) -> Resources:
    """All that comes before the first byte is written: the problems, and what would be made of what `read` gives.

    The content is checked by another process, while this one gathers the editions.
    """
    with result.timed("read"):
        site = result.site = read() if read else stages.read(settings)
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
