"""How far a long stage has come: one line that renews itself on a terminal, a plain line per stage elsewhere."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Collection, Iterator
from typing import Generic, TextIO, TypeVar

from plugins.i18n.messages import tell
from plugins.model.problem import _

Item = TypeVar("Item")
SHOW_AFTER = 0.5  # seconds; what is done sooner needs no line
PLAIN_AFTER = 2.0  # seconds, for a stage's line in a log
EVERY = 0.1
SLOW = 2.0  # seconds; one item that takes longer is named
_LINE = _("{stage}: {done}/{total}, {rate} a second")
_SLOW = _("{stage}: {name} took {seconds:.1f} s")


class CountedItems(Generic[Item]):
    """Items that come one by one, of which it is known how many there are."""

    def __init__(self, items: Iterator[Item], count: int):
        self.items, self.count = items, count

    def __iter__(self) -> Iterator[Item]:
        return self.items

    def __len__(self) -> int:
        return self.count


class Progress:
    """Counts the items of stages as they are done.

    Only the process that made it writes; the parts of a stage are alike, so its own part tells for all. It starts no
    thread (as libraries for this do), since workers are forked from this process.
    """

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic):
        self.stream, self.clock = stream or sys.stderr, clock
        self.process = os.getpid()
        self.is_terminal = self.stream.isatty()

    def track(
        self, stage: str, part: Collection[Item] | CountedItems[Item], total: int, name: Callable[[Item], str]
    ) -> Iterator[Item]:
        """The items of this process's part of a stage that has `total` items."""
        if os.getpid() != self.process or not part:
            yield from part
            return
        start = before = shown = self.clock()
        slowest, slow_name = 0.0, ""
        for done, item in enumerate(part):
            yield item
            now = self.clock()
            if now - before > slowest:
                slowest, slow_name = now - before, name(item)
            before = now
            if self.is_terminal and now - shown > EVERY and now - start > SHOW_AFTER:
                shown = now
                self._renew(self._line(stage, (done + 1) * total // len(part), total, now - start))
        if self.is_terminal:
            self._renew("")
        elif before - start > PLAIN_AFTER:
            print(self._line(stage, total, total, before - start), file=self.stream, flush=True)
        if slowest > SLOW:
            said = tell(_SLOW.format(stage=stage, name=slow_name, seconds=slowest))
            print(said, file=self.stream, flush=True)

    @staticmethod
    def _line(stage: str, done: int, total: int, seconds: float) -> str:
        return tell(_LINE.format(stage=stage, done=done, total=total, rate=round(done / max(seconds, 0.001))))

    def _renew(self, text: str) -> None:
        """Write over the line; the code clears what is left of the old one (ECMA-48, EL)."""
        self.stream.write(f"\r{text}\x1b[K")
        self.stream.flush()
