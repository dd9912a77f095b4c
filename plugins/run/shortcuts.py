"""What a build need not do: where nothing changed, where texts alone did, and where a few entries did."""

from __future__ import annotations

from collections.abc import Callable, Set
from functools import partial
from typing import NamedTuple

import msgspec

from plugins.engine.resources import Resources
from plugins.model.entry import Entry
from plugins.model.site import Site
from plugins.read.files import siblings
from plugins.run import recall
from plugins.run.door import Door
from plugins.run.fingerprints import Fingerprints, changed_since
from plugins.run.memory import FEW, Edit, Memory
from plugins.run.render import render
from plugins.run.result import Result, publishing
from plugins.run.stages import Editions, Stages, made, parallel_in
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
            if last and last.about.others != memory.shelf.others:
                last = None  # it was gathered beside other files than the shelf knows
            stages().ready()
            recall.wake(last, answer.is_waited_for)
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
    edited = memory.since(change.last.about.files) if change.last else None
    if change.last is None or edited is None:
        return None
    with result.timed("read"):
        return stages().read_again(settings, recall.site_of(change.last, memory, settings), edited)


def recalled(
    load: Callable[[], recall.Last | None], settings: Settings, memory: Memory
) -> tuple[Site, Set[str]] | None:
    """The site as the last whole build gathered it, and the sources edited since; None where others are there now."""
    last = load()
    edited = memory.since(last.about.files) if last else None
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
        since = memory.since(last.about.files)
        if since is None or any(p.file in edited for p in result.told_of(door)[0]):
            return False
        sources = since | edited  # of what was taken back, the last whole build says the same, but not the live site
        site = result.site = recall.site_with_texts(last, sources, memory, settings)
        texts = last.table.of(sources)
        if any(has_recording(text) or may_go_stale(text, last.table, site, settings) for text in texts):
            return False
        editions = recall.editions_of(last, site, settings, stages)
        if editions is None:
            return False
    with result.timed("translate"):
        resources = Resources(settings, catalogues_of(settings, stages.catalogue), site.segments)
    with result.timed("media"):
        if any(is_read_aloud(text, editions) for text in texts):
            editions = stages.slides(editions, resources, parallel_in(settings, result.progress))
        result.editions = editions
    with result.timed("late"):
        if any(stages.declare_late(site, result.editions, resources)):
            return False  # what is made of all texts has other files after an edit of one
    with result.timed("plan"):
        live = [text for text in texts if result.editions[text.lang].by_key.get(text.key) is text]
        artifacts = made(stages.declare_of(live, site, result.editions, resources))
    with result.timed("render"):
        if not door.keep_all_but({artifact.path for artifact in artifacts}):
            return False
        render(artifacts, resources, door, Fingerprints(world), result.progress)
    with aside(memory.saved, settings.run.jobs) as remembered:
        with result.timed("publish"), publishing(door, result):
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


def may_go_stale(text: Entry, table: recall.OnDisk, site: Site, settings: Settings) -> bool:
    """Whether an edited text is an original with a translation that says which text it translates."""
    if not text.original:
        return False
    others = (path for path in siblings(text.source, settings.site.codes) if path in table.numbers)
    return any("original_hash" in site.documents[path].fields for path in others)


def has_recording(text: Entry) -> bool:
    """Whether an edited text has a recording, whose files name its chapters."""
    return text.is_spoken or "video" in text.files


def is_read_aloud(text: Entry, editions: Editions) -> bool:
    """Whether a bulletin says an edited text, so that it must be spoken anew."""
    loop = editions[text.lang].bulletin
    return loop is not None and bool(loop.said) and any(cue.guid == text.guid for cue in loop.cues)
