"""Artifacts → files in the standby tree: those whose fingerprint stands are taken over, the others made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec

from plugins.cache.fragments import Fragments, Place
from plugins.engine.keys import Fingerprints
from plugins.engine.processes import dealt, spread
from plugins.engine.progress import Progress
from plugins.engine.resources import Resources
from plugins.model.artifact import Artifact, Stored
from plugins.model.value import given
from plugins.output.index import Held
from plugins.output.writer import Writer

LEAST = 150  # artifacts worth a process

Fresh = dict[bytes, Place]
Rendered = tuple[Fresh, set[bytes]]  # the fragments that were made; the keys of all that files have
Late = tuple[str, str, str, tuple[str, ...], bytes, Held]  # path, channel, language, sources, key, what is there
_late = msgspec.msgpack.Decoder(list[Late])
_answer = msgspec.msgpack.Decoder(tuple[list[tuple[Held, bytes]], Fresh])


class Tools(NamedTuple):
    """What every artifact is brought with."""

    resources: Resources
    door: Writer
    prints: Fingerprints
    fragments: Fragments | None


def render(
    artifacts: Sequence[Artifact],
    resources: Resources,
    door: Writer,
    prints: Fingerprints,
    progress: Progress,
    fragments: Fragments | None = None,
) -> Rendered:
    """Bring the standby tree up to date. What a file is made of is gathered by the process that makes it."""
    run = resources.settings.run
    tools = Tools(resources, door, prints, fragments)
    door.look()

    def work(part: Sequence[Artifact]) -> bytes:
        tracked = progress.track("render", part, len(artifacts), lambda artifact: artifact.path)
        return msgspec.msgpack.encode(
            ([bring(artifact, tools) for artifact in tracked], fragments.fresh if fragments else {})
        )

    answers = [_answer.decode(answer) for answer in spread(work, artifacts, run.jobs, LEAST)]
    brought = dealt([part for part, _ in answers])
    for artifact, (held, _) in zip(artifacts, brought, strict=True):
        door.take(artifact.path, held)
    for artifact in artifacts:
        if artifact.path == run.explain:
            fingerprint, _ = fingerprints_of(artifact, given(artifact.inputs), prints)
            print(explanation(artifact, fingerprint, door), flush=True)
    fresh = {key: place for _, made in answers for key, place in made.items()}
    return fresh, {key for _, key in brought if key}


def render_late(
    declare: Callable[[], Iterable[Artifact]], resources: Resources, door: Writer, prints: Fingerprints
) -> bytes:
    """Bring what is declared now into the standby tree; return what `take_late` takes, from another process."""
    tools = Tools(resources, door, prints, None)
    made: list[Late] = []
    for artifact in declare():
        key = prints.of(artifact.make, given(artifact.inputs))
        held, _ = bring(artifact, tools)
        made.append((artifact.path, artifact.channel, artifact.lang, artifact.sources, key, held))
    return msgspec.msgpack.encode(made)


def take_late(answer: bytes, resources: Resources, door: Writer) -> list[Artifact]:
    """Make what `render_late` brought part of the site; return what was declared there, without what makes it."""
    taken: list[Artifact] = []
    for path, channel, lang, sources, key, held in _late.decode(answer):
        door.take(path, held)
        taken.append(Artifact(path, _made, (), channel, lang, sources))
        if path == resources.settings.run.explain:
            print(explanation(taken[-1], key, door), flush=True)
    return taken


def _made() -> bytes:
    raise AssertionError("another process has made it")


def fingerprints_of(artifact: Artifact, inputs: tuple[object, ...], prints: Fingerprints) -> tuple[bytes, bytes]:
    """The fingerprint of a file, and that of its fragment where it stands in a frame."""
    own = prints.of(artifact.make, inputs)
    return (prints.framed(own, artifact.frame), own) if artifact.frame else (own, b"")


def bring(artifact: Artifact, tools: Tools) -> tuple[Held, bytes]:
    """One file in the standby tree, as it was or made anew; and the key of its fragment, if it has one."""
    inputs = given(artifact.inputs)
    fingerprint, own = fingerprints_of(artifact, inputs, tools.prints)
    held = tools.door.keep(artifact.path, fingerprint)
    if not held and artifact.frame and tools.fragments and (fragment := tools.fragments.get(own)) is not None:
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
        if fingerprint and tools.fragments:
            tools.fragments.put(own, data)
        data = artifact.frame.fill(data)
    return tools.door.put(artifact.path, data, fingerprint)


def explanation(artifact: Artifact, fingerprint: bytes, door: Writer) -> str:
    """Why a file was or was not made anew."""
    path, sources = artifact.path, ", ".join(artifact.sources) or "no source of its own"
    before, after = door.before.files.get(path), door.after[path]
    if before is None:
        return f"{path}: made, since the site did not have it; it is made of {sources}"
    same = "with the same bytes as before" if before.sha256 == after.sha256 else "with new bytes"
    if before.fingerprint == fingerprint:
        return f"{path}: not made; nothing that it is made of has changed ({sources})"
    if not before.fingerprint:
        return f"{path}: made, {same}, since the record of the last build is lost"
    if door.proof.world and door.proof.world != door.world:
        return f"{path}: made, {same}; the code, the theme or the settings have changed"
    return f"{path}: made, {same}; what it shows has changed: {sources}, or what stands around them"
