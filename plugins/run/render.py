"""Artifacts → files in the standby tree: those whose fingerprint stands are taken over, the others made."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from plugins.model import Artifact, Resources, Stored, given
from plugins.run.door import Door
from plugins.run.fingerprints import Fingerprints
from plugins.run.progress import Progress
from plugins.run.survey import Held
from plugins.run.workers import dealt, spread

LEAST = 150  # artifacts worth a process

_answer = msgspec.msgpack.Decoder(list[Held])


def render(
    artifacts: Sequence[Artifact], resources: Resources, door: Door, prints: Fingerprints, progress: Progress
) -> None:
    """Bring the standby tree up to date. What a file is made of is gathered by the process that makes it."""
    run = resources.settings.run
    _ = door.survey  # asked for once, before there are several processes

    def work(part: Sequence[Artifact]) -> bytes:
        tracked = progress.track("render", part, len(artifacts), lambda artifact: artifact.path)
        return msgspec.msgpack.encode([bring(artifact, resources, door, prints) for artifact in tracked])

    brought = dealt([_answer.decode(answer) for answer in spread(work, artifacts, run.jobs, LEAST)])
    for artifact, held in zip(artifacts, brought, strict=True):
        door.take(artifact.path, held)
    for artifact in artifacts:
        if artifact.path == run.explain:
            fingerprint = prints.of(artifact.make, given(artifact.inputs))
            print(explanation(artifact, fingerprint, door), flush=True)


def bring(artifact: Artifact, resources: Resources, door: Door, prints: Fingerprints) -> Held:
    """One file in the standby tree, as it was or made anew."""
    inputs = given(artifact.inputs)
    fingerprint = prints.of(artifact.make, inputs)
    return door.keep(artifact.path, fingerprint) or make(artifact, inputs, fingerprint, resources, door)


def make(artifact: Artifact, inputs: tuple[object, ...], fingerprint: bytes, resources: Resources, door: Door) -> Held:
    """One file. Its fingerprint is worth nothing where a file that it was made of changed meanwhile."""
    resources.moved = False
    data = artifact.make(resources, *inputs)
    fingerprint = b"" if resources.moved else fingerprint
    if isinstance(data, Stored):
        return door.put_stored(artifact.path, data, fingerprint)
    return door.put(artifact.path, data, fingerprint)


def explanation(artifact: Artifact, fingerprint: bytes, door: Door) -> str:
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
