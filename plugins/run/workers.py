"""Work spread over processes: forked when needed, gone when done, and the same result whatever their number."""

from __future__ import annotations

import gc
import os
import select
import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TypeVar

from plugins.model import errors
from plugins.model.errors import DiavlosError, MachineError

Item = TypeVar("Item")
Work = Callable[[Sequence[Item]], bytes]
_DONE, _FAILED, _OURS = b"+", b"-", b"!"


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
    children = [_start(work, items[number::parts]) for number in range(1, parts)]
    try:
        return [work(items[::parts]), *(_result(*child) for child in children)]
    except BaseException:
        for child, _ in children:
            _kill(child)
        raise
    finally:
        gc.unfreeze()


class Answer:
    """What work aside gives: to be called once."""

    def __init__(self, work: Callable[[], bytes], child: tuple[int, int] | None):
        """`child` is the process at work, and the pipe on which its answer comes; None: the work is done when asked."""
        self.work, self.child = work, child

    def __call__(self) -> bytes:
        """Waits for it. Raises what ended the work."""
        if not self.child:
            return self.work()
        child, self.child = self.child, None
        return _result(*child)

    def is_waited_for(self) -> bool:
        """Whether the other process is still at work, so that there is time for something else."""
        if self.child is None:
            return False
        pipe = select.poll()  # select() fails for handles past the first 1,024
        pipe.register(self.child[1], select.POLLIN)
        return not pipe.poll(0)

    def drop(self) -> None:
        """End the process whose answer nobody asked for."""
        if self.child:
            os.close(self.child[1])
            _kill(self.child[0])


@contextmanager
def aside(work: Callable[[], bytes], jobs: int) -> Iterator[Answer]:
    """`work` in a process of its own, while this one goes on.

    Where one process is to do it all, the work is done here, when its answer is asked for.
    """
    alone = jobs < 2 or threading.active_count() > 1 or not hasattr(os, "fork")
    child = None
    if not alone:
        with suppress(BlockingIOError):  # the machine gives no more processes
            child = _start(lambda nothing: work(), ())
    answer = Answer(work, child)
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


def _start(work: Work[Item], items: Sequence[Item]) -> tuple[int, int]:
    """A child at work: its process id and the pipe on which its answer comes."""
    reading, writing = os.pipe()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # one that comes while we fork must not be lost
    try:
        child = os.fork()
    except OSError:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        os.close(reading)
        os.close(writing)
        raise
    if child:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        os.close(writing)
        return child, reading
    answer = _FAILED
    try:
        os.close(reading)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends us
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        answer = _DONE + work(items)
    except OSError as error:
        answer = _OURS + f"MachineError:{error}".encode()
    except DiavlosError as error:
        answer = _OURS + f"{type(error).__name__}:{error}".encode()
    except BaseException:
        answer = _FAILED + traceback.format_exc().encode()
    finally:
        try:
            view = memoryview(answer)
            while view:
                view = view[os.write(writing, view) :]
        finally:
            os._exit(0)


def _result(child: int, reading: int) -> bytes:
    """A child's answer. Raises our error that ended it; MachineError where it was killed or its machine failed."""
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    if answer[:1] == _DONE:
        return answer[1:]
    if answer[:1] == _OURS:
        name, _, message = answer[1:].decode().partition(":")
        raise getattr(errors, name)(message)
    if answer[:1] == _FAILED:
        raise RuntimeError(f"a worker failed:\n{answer[1:].decode()}")
    raise MachineError(_("a worker process was ended from outside; is there enough memory?"))


def _kill(child: int) -> None:
    try:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    except (ProcessLookupError, ChildProcessError):
        pass
