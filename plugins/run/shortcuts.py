"""What a build need not do: where nothing changed, where texts alone did, and where a few entries did."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import partial
from typing import NamedTuple

import msgspec

from plugins.model import Resources, Site
from plugins.run import recall
from plugins.run.door import Door
from plugins.run.fingerprints import Fingerprints, changed_since
from plugins.run.memory import FEW, Edit, Memory
from plugins.run.render import render
from plugins.run.result import Result
from plugins.run.stages import Stages, parallel_in
from plugins.run.trees import Proof
from plugins.run.words import catalogues_of
from plugins.run.workers import aside
from plugins.settings import Settings


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
        return None if touched is None else Change(Edit(frozenset(), True), None)
    door.link_aside(settings.run.jobs)
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
    if change.edit.sources:
        if change.last is None or not change.edit.is_text:
            return False
        return build_texts(change.edit.sources, change.last, world, settings, stages(), result, door, memory)
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
    edited: Set[str],
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
    with aside(memory.saved, settings.run.jobs) as remembered:
        with result.timed("publish"):
            proof = if_unchanged(msgspec.structs.replace(door.proof, content=memory.shelf.content), door, settings)
            tally = door.publish(door.manifest_again(artifacts), proof)
            result.recall(door)
            result.tally = tally
        with result.timed("remember"):
            remembered()
    return True


def if_unchanged(proof: Proof, door: Door, settings: Settings) -> Proof | None:
    """The proof, unless code or theme changed during the build: then nothing that was made may be trusted later."""
    if changed_since(door.began, settings):
        door.forget()
        return None
    return proof


def may_go_stale(edited: Set[str], site: Site) -> bool:
    """Whether an edited original has a translation that says which text it translates."""
    keys = {entry.key for entry in site.entries if entry.source in edited and entry.original}
    others = [entry for entry in site.entries if entry.key in keys and not entry.original]
    return any("original_hash" in site.documents[entry.source].fields for entry in others)


def has_recording(edited: Set[str], site: Site) -> bool:
    """Whether an edited text has a recording, whose files name its chapters."""
    return any(entry.source in edited and (entry.is_spoken or "video" in entry.files) for entry in site.entries)
