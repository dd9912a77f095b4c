"""Downloads by the public rules of IAB Tech Lab, Podcast Measurement 2.3.

https://github.com/IABTechLab/Podcast-Technical-Measurement. One client (address and agent) that asks for one episode
within 24 hours of its first request has downloaded it once, when what it was sent, taken together, holds the header and
a minute of content. This is the “first touch” window of 5.5.1.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

WINDOW = 24 * 3600  # seconds
LATE = 3600  # seconds by which lines may be out of order
PAUSE = 6 * 3600  # seconds of the log after which what is over is forgotten
MOST = 100  # downloads of one network address in 24 hours; nobody hears more


class Touch(NamedTuple):
    """A request for a recording. `key` stands for client and episode, `network` for the address alone.

    `start` is the first byte that was sent, or -1 where the log does not say.
    """

    at: int
    key: int
    network: int
    start: int
    sent: int


class _Window:
    """What a client was sent of an episode since its first request, which was for less than a minute of it."""

    __slots__ = ("parts", "total")

    def __init__(self) -> None:
        self.parts: list[tuple[int, int]] = []  # what was sent, apart from each other, in order
        self.total = 0  # bytes of which it is not known which they were

    def takes(self, start: int, sent: int, least: int, size: int) -> bool:
        """Whether an answer makes it a download: `least` of `size` bytes are one."""
        if start < 0:
            self.total += sent
        else:
            self.parts = joined([*self.parts, (start, min(start + sent, size))])
        known = sum(end - start for start, end in self.parts)
        return min(known + self.total, size) >= least


class Downloads:
    """Counts touches as they come, in the order of time but for `LATE`; keeps no more than a day of them."""

    def __init__(self) -> None:
        self.begun: dict[int, int] = {}  # the moment of the first request, by key
        self.open: dict[int, _Window] = {}  # what was sent since, where it is no download yet
        self.networks: Counter[tuple[int, int]] = Counter()
        self.refused = 0
        self.cleared = 0

    def add(self, touch: Touch, least: int, size: int) -> int:
        """Count a request for a file of which `least` of `size` bytes are a download.

        Gives the moment of the download that it makes, which is that of the first request, or 0.
        """
        at, key, network, start, sent = touch
        if at - self.cleared > PAUSE:
            self._clear(at)
        first = self.begun.get(key)
        if first is None or at - first >= WINDOW:
            first = self.begun[key] = at
            if not is_whole(start, sent, least, size):
                window = self.open[key] = _Window()
                window.takes(start, sent, least, size)
                return 0
            self.open.pop(key, None)
        else:
            known = self.open.get(key)
            if known is None or not known.takes(start, sent, least, size):
                return 0
            del self.open[key]
        return first if self._is_one_of_few(network, first // WINDOW) else 0

    def _is_one_of_few(self, network: int, day: int) -> bool:
        """Whether an address has no more downloads, in a day, than somebody can hear."""
        self.networks[network, day] += 1
        is_so = self.networks[network, day] <= MOST
        self.refused += not is_so
        return is_so

    def _clear(self, now: int) -> None:
        """Forget what is over."""
        self.cleared = now
        least = now - WINDOW - LATE
        self.begun = {key: first for key, first in self.begun.items() if first > least}
        self.open = {key: window for key, window in self.open.items() if key in self.begun}
        self.networks = Counter({row: count for row, count in self.networks.items() if (row[1] + 1) * WINDOW > least})


def is_whole(start: int, sent: int, least: int, size: int) -> bool:
    """Return whether one answer makes a download: most do, or are one of few."""
    known = sent if start < 0 else max(min(start + sent, size) - start, 0)
    return min(known, size) >= least


def joined(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges, `(first, one after the last)`, as few that lie apart, in order."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(parts):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif end > start:
            found.append((start, end))
    return found
