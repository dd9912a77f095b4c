"""Work spread over processes: forked when needed, gone when done, and the same result whatever their number."""

from __future__ import annotations

import gc
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from plugins.model.errors import DiavlosError, MachineError
from plugins.model.problem import _

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

Item = TypeVar("Item")
Work = Callable[[Sequence[Item]], bytes]


class Child(NamedTuple):
    """A process at work, and the pipe on which its answer comes."""

    process: ForkProcess
    reading: Connection

    def result(self) -> bytes:
        """Wait for its answer. Raises our error that ended it; MachineError where it was killed or its machine
        failed."""
        try:
            answer: bytes | Exception = self.reading.recv()
        except EOFError:
            answer = MachineError(_("a worker process was ended from outside; is there enough memory?"))
        self._end()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def kill(self) -> None:
        """End it, whatever it does."""
        self.process.kill()
        self._end()

    def _end(self) -> None:
        self.reading.close()
        self.process.join()


def spread(work: Work[Item], items: Sequence[Item], jobs: int, least: int) -> list[bytes]:
    """`work` on the items, dealt out to at most `jobs` processes, this one among them; each part's bytes.

    Part number i holds the items i, i + parts, i + 2 × parts … A process costs some milliseconds, so each gets at
    least `least` items. A child inherits this process as it is and may only compute and write files: nothing is forked
    while other threads run, whose locks it would inherit too (https://docs.python.org/3/library/os.html#os.fork).
    """
    parts = max(1, min(jobs, len(items) // max(least, 1)))
    if parts == 1 or threading.active_count() > 1 or not hasattr(os, "fork"):
        return [work(items)]
    gc.freeze()  # else the children's collectors would touch, and so copy, every page of this process
    children = [_start(partial(work, items[number::parts])) for number in range(1, parts)]
    try:
        return [work(items[::parts]), *(child.result() for child in children)]
    except BaseException:
        for child in children:
            child.kill()
        raise
    finally:
        gc.unfreeze()


class WorkerAnswer:
    """What work aside gives: to be called once."""

    def __init__(self, work: Callable[[], bytes], child: Child | None):
        """`child` is the process at work; None: the work is done when its answer is asked for."""
        self.work, self.child = work, child

    def __call__(self) -> bytes:
        """Waits for it. Raises what ended the work."""
        if not self.child:
            return self.work()
        child, self.child = self.child, None
        return child.result()

    def drop(self) -> None:
        """End the process whose answer nobody asked for."""
        if self.child:
            self.child.kill()


@contextmanager
def aside(work: Callable[[], bytes], jobs: int) -> Iterator[WorkerAnswer]:
    """`work` in a process of its own, while this one goes on.

    Where one process is to do it all, the work is done here, when its answer is asked for.
    """
    alone = jobs < 2 or threading.active_count() > 1 or not hasattr(os, "fork")
    child = None
    if not alone:
        with suppress(BlockingIOError):  # the machine gives no more processes
            child = _start(work)
    answer = WorkerAnswer(work, child)
    try:
        yield answer
    finally:
        answer.drop()


def dealt(parts: Sequence[Sequence[Item]]) -> list[Item]:
    """The results of the parts in the order of the items that were dealt out."""
    found: list[Item] = []
    for row in range(max((len(part) for part in parts), default=0)):
        found += [part[row] for part in parts if row < len(part)]
    return found


def _start(work: Callable[[], bytes]) -> Child:
    """A child at work."""
    import multiprocessing  # a build that starts none does without

    fork = multiprocessing.get_context("fork")
    reading, writing = fork.Pipe(duplex=False)
    process = fork.Process(target=_answer, args=(work, reading, writing), daemon=True)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # one that comes while we fork must not be lost
    try:
        process.start()
    except OSError:
        reading.close()
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        writing.close()
    return Child(process, reading)


def _answer(work: Callable[[], bytes], reading: Connection, writing: Connection) -> None:
    """Do the work of a child, and send what it comes to or the error that ended it."""
    reading.close()  # else it would wait for itself where nobody reads any more
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends us
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    answer: bytes | Exception
    try:
        answer = work()
    except OSError as error:
        answer = MachineError(str(error))
    except DiavlosError as error:
        answer = error
    except BaseException:
        answer = RuntimeError(f"a worker failed:\n{traceback.format_exc()}")
    with suppress(BrokenPipeError):  # the parent is gone
        writing.send(answer)
