"""The one way in which the media stage makes things: what is wished and missing is made in parallel, each once.

What came of a job is written down before the next one begins, so a build that ends early loses no more than the file it
was at. Two builds that want the same wait for each other: the second takes what the first has made.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from plugins.cache import sealed

#: Gives what `work` answers for each item, in order, from as many processes as the build has.
Parallel = Callable[[str, Callable[[Any], bytes], Sequence[Any], Callable[[Any], str]], list[bytes]]
Made = TypeVar("Made")


class Job(NamedTuple, Generic[Made]):
    """A piece of work: under which name what comes of it is remembered, what progress calls it, and what does it.

    `make` is given a place for a file, and what was made of the same wish before, whole or in part.
    """

    key: str
    called: str
    make: Callable[[Path, Made | None], Made]


def make_all(
    stage: str,
    jobs: Iterable[Job[Made]],
    folder: Path,
    parallel: Parallel,
    kind: Any,
    is_whole: Callable[[Job[Made], Made], bool],
) -> dict[str, Made]:
    """By key, what came of each job; `kind` is its type, `is_whole` whether nothing of it is missing."""
    missing = {job.key: job for job in jobs}
    if not missing:
        return {}

    def work(job: Job[Made]) -> bytes:
        return msgspec.msgpack.encode(_once(job, folder, kind, is_whole))

    answers = parallel(stage, work, list(missing.values()), lambda job: job.called)
    return {key: msgspec.msgpack.decode(answer, type=kind) for key, answer in zip(missing, answers, strict=True)}


def _once(job: Job[Made], folder: Path, kind: Any, is_whole: Callable[[Job[Made], Made], bool]) -> Made:
    """What another build wrote down of the job, or what comes of it now."""
    name = hashlib.sha256(job.key.encode()).hexdigest()
    record = folder / f"{name}.made"
    with _alone(folder / f"{name}.lock"):
        known: Made | None = sealed.load(record, kind)
        if known is None or not is_whole(job, known):
            known = job.make(folder / f"{name}.new", known)
            sealed.save(record, known)
    return known


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait until no other process has the lock of this name; one that ends gives it back."""
    with path.open("w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
