"""Artifacts → files in the standby tree: those whose fingerprint stands are taken over, the others made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from typing import NamedTuple

import msgspec

from plugins.cache.db import Database
from plugins.engine.explain import INPUTS, explanation, inputs_row, parts_of
from plugins.engine.keys import Fingerprints
from plugins.engine.processes import dealt, spread
from plugins.engine.progress import Progress
from plugins.engine.reads import BuildReads, elsewhere
from plugins.engine.resources import BuildResources
from plugins.model.artifact import Artifact, Stored
from plugins.model.reads import recorded
from plugins.model.value import given
from plugins.output.index import Held
from plugins.output.writer import Writer

LEAST = 150  # artifacts worth a process

FRAGMENTS = "fragments"  # room of the cache: what a file holds beside the frame that it shares with others, by its key
Late = tuple[str, str, str, tuple[str, ...], Held]  # path, channel, language, sources, what is there
_late = msgspec.msgpack.Decoder(list[Late])
_answer = msgspec.msgpack.Decoder(list[tuple[Held, bytes, list[str]]])


class Tools(NamedTuple):
    """What every artifact is brought with."""

    resources: BuildResources
    door: Writer
    prints: Fingerprints
    db: Database | None


class Gathered(NamedTuple):
    """What is known of the files that were gathered, beside their bytes: the keys of their fragments and, by path,
    the sources of the bodies that were looked into."""

    fragments: set[bytes]
    reads: dict[str, list[str]]


def render(
    artifacts: Sequence[Artifact],
    resources: BuildResources,
    door: Writer,
    prints: Fingerprints,
    progress: Progress,
    db: Database | None = None,
) -> Gathered:
    """Bring the standby tree up to date. What a file is made of is gathered by the process that makes it; of files that
    have not looked into an edited body, that is known to be as it was.
    """
    run = resources.settings.run
    tools = Tools(resources, door, prints, db)
    row = db.get(INPUTS, run.explain.encode()) if db and run.explain else None
    door.look()

    kept, doubtful = known_of(artifacts, door, resources.reads)

    def work(part: Sequence[Artifact]) -> bytes:
        tracked = progress.track("render", part, len(doubtful), lambda artifact: artifact.path)
        with db.written() if db else nullcontext():
            return msgspec.msgpack.encode([bring(artifact, tools) for artifact in tracked])

    brought = dealt([_answer.decode(answer) for answer in spread(work, doubtful, run.jobs, LEAST)])
    held = kept | {artifact.path: own for artifact, (own, *_) in zip(doubtful, brought, strict=True)}
    for artifact in artifacts:
        door.take(artifact.path, held[artifact.path])
        if artifact.path == run.explain:
            parts = parts_of(artifact.make, given(artifact.inputs), artifact.frame)
            print(explanation(artifact, door, row, parts), flush=True)
    reads = {artifact.path: found for artifact, (*_, found) in zip(doubtful, brought, strict=True)}
    return Gathered({key for _, key, _ in brought if key}, reads)


def render_late(
    declare: Callable[[], Iterable[Artifact]], resources: BuildResources, door: Writer, prints: Fingerprints
) -> bytes:
    """Bring what is declared now into the standby tree; return what `take_late` takes, from another process."""
    tools = Tools(resources, door, prints, None)
    made: list[Late] = []
    with resources.db.written(resources.asked):
        for artifact in declare():
            held, *_ = bring(artifact, tools)
            made.append((artifact.path, artifact.channel, artifact.lang, artifact.sources, held))
    return msgspec.msgpack.encode(made)


def take_late(answer: bytes, resources: BuildResources, door: Writer) -> list[Artifact]:
    """Make what `render_late` brought part of the site; return what was declared there, without what makes it."""
    taken: list[Artifact] = []
    for path, channel, lang, sources, held in _late.decode(answer):
        door.take(path, held)
        taken.append(Artifact(path, elsewhere, (), channel, lang, sources))
        if path == resources.settings.run.explain:
            print(explanation(taken[-1], door), flush=True)
    return taken


def fingerprints_of(artifact: Artifact, inputs: tuple[object, ...], prints: Fingerprints) -> tuple[bytes, bytes]:
    """The fingerprint of a file, and that of its fragment where it stands in a frame."""
    own = prints.of(artifact.make, inputs)
    return (prints.framed(own, artifact.frame), own) if artifact.frame else (own, b"")


def known_of(
    artifacts: Iterable[Artifact], door: Writer, reads: BuildReads | None
) -> tuple[dict[str, Held], list[Artifact]]:
    """Return by path the files that are known to be as they were, now in the standby tree; and all others."""
    if reads is None or reads.to_gather is None:
        return {}, list(artifacts)
    kept: dict[str, Held] = {}
    others: list[Artifact] = []
    for artifact in artifacts:
        if artifact.path not in reads.to_gather and (held := door.keep_known(artifact.path)):
            kept[artifact.path] = held
        else:
            others.append(reads.whole(artifact))
    return kept, others


def bring(artifact: Artifact, tools: Tools) -> tuple[Held, bytes, list[str]]:
    """One file in the standby tree, as it was or made anew; the key of its fragment, if it has one; and the sources of
    the bodies that were looked into."""
    with recorded() as reads:
        held, own = _gathered(artifact, tools)
    return held, own, list(reads)


def _gathered(artifact: Artifact, tools: Tools) -> tuple[Held, bytes]:
    """A file as its inputs, gathered now, ask for it; and the key of its fragment."""
    inputs = given(artifact.inputs)
    fingerprint, own = fingerprints_of(artifact, inputs, tools.prints)
    held = tools.door.keep(artifact.path, fingerprint)
    if not held and tools.db:
        row = inputs_row(fingerprint, artifact.make, inputs, artifact.frame)
        tools.db.put(INPUTS, artifact.path.encode(), row)
    if not held and artifact.frame and tools.db and (fragment := tools.db.get(FRAGMENTS, own)) is not None:
        held = tools.door.put(artifact.path, artifact.frame.fill(fragment), fingerprint)
    return held or make(artifact, inputs, (fingerprint, own), tools), own


def make(artifact: Artifact, inputs: tuple[object, ...], fingerprints: tuple[bytes, bytes], tools: Tools) -> Held:
    """One file. Its fingerprint is worth nothing where a file that it was made of changed meanwhile."""
    resources, (fingerprint, own) = tools.resources, fingerprints
    resources.moved = False
    data = artifact.make(resources, *inputs)
    fingerprint = b"" if resources.moved else fingerprint
    if isinstance(data, Stored):
        return tools.door.put_stored(artifact.path, data, fingerprint)
    if artifact.frame:
        if fingerprint and tools.db:
            tools.db.put(FRAGMENTS, own, bytes(data))
        data = artifact.frame.fill(data)
    return tools.door.put(artifact.path, data, fingerprint)
