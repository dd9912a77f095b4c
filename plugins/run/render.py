"""Artifacts → files in the standby tree: those whose fingerprint stands are taken over, the others made."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from plugins.model import Artifact, Resources
from plugins.run.door import Door, Held
from plugins.run.fingerprints import Fingerprints
from plugins.run.workers import dealt, spread

LEAST = 150  # artifacts worth a process

Task = tuple[Artifact, bytes]  # with its fingerprint
_answer = msgspec.msgpack.Decoder(list[Held])


def render(artifacts: Sequence[Artifact], resources: Resources, door: Door, prints: Fingerprints, jobs: int) -> None:
    """Bring the standby tree up to date."""
    tasks = [(artifact, prints.of(artifact)) for artifact in artifacts]
    missing = [task for task in tasks if not door.keep(task[0].path, task[1])]

    def work(part: Sequence[Task]) -> bytes:
        return msgspec.msgpack.encode([make(artifact, mark, resources, door) for artifact, mark in part])

    made = dealt([_answer.decode(answer) for answer in spread(work, missing, jobs, LEAST)])
    for (artifact, _), held in zip(missing, made, strict=True):
        door.take(artifact.path, held)


def make(artifact: Artifact, fingerprint: bytes, resources: Resources, door: Door) -> Held:
    """One file."""
    return door.put(artifact.path, artifact.make(resources, *artifact.inputs), fingerprint)
