"""Work of other processes: its answer, and its errors as if they were raised here."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator

import pytest

from plugins.engine.processes import aside, spread
from plugins.model.errors import CacheDamaged, MachineError, UsageError

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # of Python 3.12, for other threads


def failing(error: Exception) -> Callable[..., bytes]:
    def work(*_: object) -> bytes:
        raise error

    return work


@pytest.mark.parametrize(
    "error", [UsageError("theme: no such template"), MachineError("disk"), CacheDamaged("cache: a body")]
)
def test_our_errors_keep_their_kind(error: Exception, alone: None) -> None:
    """So that each ends the build with its own status, or begins it anew."""
    with pytest.raises(type(error), match=str(error)), aside(failing(error), 2) as answer:
        answer()
    with pytest.raises(type(error), match=str(error)):
        spread(failing(error), [1, 2], 2, 1)


def test_a_failed_call_is_the_machines(alone: None) -> None:
    with pytest.raises(MachineError, match="No space"), aside(failing(OSError(28, "No space left")), 2) as answer:
        answer()


def test_a_mistake_of_ours_is_shown_whole(alone: None) -> None:
    with pytest.raises(RuntimeError, match="ZeroDivisionError"), aside(lambda: b"%d" % (1 // 0), 2) as answer:
        answer()


@pytest.mark.parametrize("jobs", [1, 2])
def test_work_aside_gives_its_answer(jobs: int, alone: None) -> None:
    """In another process, or with one job in this one."""
    with aside(lambda: str(os.getpid()).encode(), jobs) as answer:
        assert (int(answer()) == os.getpid()) == (jobs == 1)


def test_nobody_waits_for_an_answer_that_is_not_asked_for(alone: None) -> None:
    """The process is ended where the build goes another way."""
    number, told = os.pipe()
    with aside(lambda: os.write(told, f"{os.getpid()}".encode()) and os.read(os.pipe()[0], 1), 2):
        child = int(os.read(number, 20))
    with pytest.raises(ChildProcessError):
        os.waitpid(child, os.WNOHANG)


def test_whether_an_answer_is_there_can_be_asked(alone: None, many_handles: None) -> None:
    """In a process that holds thousands of files open as well."""
    held, going = os.pipe()
    with aside(lambda: os.read(held, 1), 2) as answer:
        assert answer.child and not answer.child.reading.poll()
        os.write(going, b"x")
        end = time.monotonic() + 10
        while not answer.child.reading.poll():
            assert time.monotonic() < end
        assert answer() == b"x"
        assert answer.child is None
    os.close(held)
    os.close(going)


@pytest.fixture
def many_handles() -> Iterator[None]:
    """The numbers of the first 1,024 handles are taken."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 4096), hard))
    taken = [os.open(os.devnull, os.O_RDONLY)]
    while taken[-1] < 1024:
        taken.append(os.dup(taken[0]))
    yield
    for handle in taken:
        os.close(handle)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest-xdist's workers have threads of their own, which do nothing meanwhile."""
    monkeypatch.setattr("threading.active_count", lambda: 1)
