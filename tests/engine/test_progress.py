"""Progress: nothing for what is quick, a line that renews itself on a terminal, plain lines in a log."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from plugins.engine.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def clock(step: float) -> Iterator[float]:
    now = 0.0
    while True:
        yield now
        now += step


def run(stream: io.StringIO, step: float, count: int = 10, total: int = 20) -> list[int]:
    ticks = clock(step)
    progress = Progress(stream, lambda: next(ticks))
    return list(progress.track("read", range(count), total, str))


@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_every_item_passes_in_order(stream: io.StringIO) -> None:
    """Counting changes nothing of the work."""
    assert run(stream, 3.0) == list(range(10))


def test_a_quick_stage_says_nothing_in_a_log() -> None:
    """A log is read by people."""
    stream = io.StringIO()
    run(stream, 0.01)

    assert stream.getvalue() == ""


def test_a_long_stage_leaves_a_line_in_a_log() -> None:
    """Stage, count and rate; the parts of other processes are counted in."""
    stream = io.StringIO()
    run(stream, 0.4)

    assert stream.getvalue() == "read: 20/20, 5 a second\n"


def test_a_terminal_sees_one_line_that_is_cleared_at_the_end() -> None:
    """It shows how far the whole stage has come."""
    stream = Terminal()
    run(stream, 0.4)
    shown = stream.getvalue().split("\r")

    assert "read: 10/20, 5 a second\x1b[K" in shown
    assert shown[-1] == "\x1b[K"


def test_a_slow_item_is_named() -> None:
    """So that its author can be asked."""
    stream = io.StringIO()
    run(stream, 3.0)

    assert "read: 0 took 3.0 s\n" in stream.getvalue()
