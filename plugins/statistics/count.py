"""Logs → counts: parts of the logs are read side by side, and what they say is put together in the order of time.

No address of anybody is kept: a client is a keyed hash, whose key is made anew for each run and forgotten with it.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from plugins.model.value import Language
from plugins.statistics.addresses import Address
from plugins.statistics.agents import is_robot, reader_of
from plugins.statistics.downloads import Downloads, Touch
from plugins.statistics.logs import LogRequest, is_probe, lines_of, opened, parser_of, start_of
from plugins.text.weeks import monday_of, name_of_week

PIECE = 16 << 20  # bytes of a log that a process reads at once
HEAD = 5  # lines of a file by which its form is known
SEEN = (b"200", b"304")  # statuses of a page that somebody saw
GIVEN = (b"200", b"206", b"000")  # 000 is Akamai's, of a 206 that was broken off

Place = tuple[str, str]  # a week and an address
Named = tuple[str, Language, str]  # a week, a language and a page or an episode


class LogPart(NamedTuple):
    """The lines of a file between two bytes, or all where it is packed; `head` is how the file begins."""

    path: Path
    start: int
    end: int
    head: tuple[bytes, ...]


@dataclass
class Tally:
    """What a part says."""

    lines: int = 0
    damaged: int = 0
    touches: list[tuple[Touch, Language, str]] = field(default_factory=list)  # with the language and the episode
    pages: Counter[Named] = field(default_factory=Counter)
    stations: dict[Place, set[int]] = field(default_factory=dict)  # clients of an address
    own: dict[Place, set[int]] = field(default_factory=dict)  # clients of a feed that read for one
    readers: dict[tuple[str, str, str, str], tuple[int, int]] = field(default_factory=dict)  # … → when, how many
    parts: int = 0  # answers with a part of a recording
    unknown: int = 0  # those of which the log does not say which part it was


@dataclass
class Statistics:
    """What all the logs say, by week; `readers` by week, feed and name of the reader."""

    lines: int = 0
    damaged: int = 0
    downloads: Counter[Named] = field(default_factory=Counter)
    pages: Counter[Named] = field(default_factory=Counter)
    stations: Counter[Place] = field(default_factory=Counter)
    own: Counter[Place] = field(default_factory=Counter)
    readers: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    refused: int = 0
    parts: int = 0
    unknown: int = 0


class LogReader:
    """Reads parts of logs of a site. `salt` is what clients are hashed with."""

    def __init__(self, addresses: Mapping[bytes, Address], zone: str, salt: bytes):
        self.addresses, self.zone, self.salt = addresses, zone, salt

    def tally(self, part: LogPart) -> Tally:
        """Return what a part says."""
        found, parse = Tally(), parser_of(part.head)
        with opened(part.path) as file:
            for line in lines_of(file, part.start, part.end):
                if line.startswith(b"#"):
                    continue
                found.lines += 1
                try:
                    request = parse(line)
                except (ValueError, IndexError, KeyError):
                    found.damaged += 1
                    continue
                address = self.addresses.get(request.path.partition(b"?")[0])
                if address and request.method == b"GET":
                    self._count(request, address, found)
        return found

    def _count(self, request: LogRequest, address: Address, found: Tally) -> None:
        week = week_of(request.at // 3600, self.zone)
        if address.sort == "recording":
            self._recording(request, address, found)
        elif address.sort == "station":
            if request.status in GIVEN:
                found.stations.setdefault((week, address.name), set()).add(self._client(request))
        elif address.sort == "feed":
            self._feed(request, address, week, found)
        elif request.status in SEEN and not is_robot(request.agent):
            found.pages[week, address.language, address.name] += 1

    def _recording(self, request: LogRequest, address: Address, found: Tally) -> None:
        if request.status not in GIVEN or is_probe(request) or is_robot(request.agent):
            return
        start = start_of(request)
        if request.status != b"200":
            found.parts += 1
            found.unknown += start is None
        network = _network(request.client)
        key = self._hash(b"\0".join((network, request.agent, address.name.encode())))
        known = -1 if start is None else start
        touch = Touch(request.at, key, self._hash(network), known, request.size, address.least, address.size)
        found.touches.append((touch, address.language, address.name))

    def _feed(self, request: LogRequest, address: Address, week: str, found: Tally) -> None:
        if request.status not in SEEN:
            return
        reader = reader_of(request.agent)
        if reader:
            row = (week, address.name, reader.name, reader.identity)
            found.readers[row] = max(found.readers.get(row, (0, 0)), (request.at, reader.subscribers))
        elif not is_robot(request.agent):
            found.own.setdefault((week, address.name), set()).add(self._client(request))

    def _client(self, request: LogRequest) -> int:
        return self._hash(b"\0".join((_network(request.client), request.agent)))

    def _hash(self, words: bytes) -> int:
        return int.from_bytes(hashlib.blake2b(words, key=self.salt, digest_size=8).digest(), "big")


def _network(client: bytes) -> bytes:
    """An address as it counts: of IPv6 the first 64 bits, since a device changes the others (IAB 2.3, 5.5.4)."""
    if b":" not in client:
        return client
    return int(ipaddress.IPv6Address(client.decode())).to_bytes(16, "big")[:8]


@cache
def week_of(hour: int, zone: str) -> str:
    """The week in which an hour since 1970 lies."""
    here = ZoneInfo(zone)
    return name_of_week(monday_of(datetime.fromtimestamp(hour * 3600, UTC), here))


def count(parts: Sequence[LogPart], reader: LogReader, jobs: int) -> Statistics:
    """Return what the parts say together."""
    total = _Total(reader.zone)
    for tally in _tallies(parts, reader, jobs):
        total.add(tally)
    return total.end()


def _tallies(parts: Sequence[LogPart], reader: LogReader, jobs: int) -> Iterator[Tally]:
    """What each part says, in their order; no more of them are kept than are being read."""
    if jobs == 1 or len(parts) == 1:
        yield from map(reader.tally, parts)
        return
    with ProcessPoolExecutor(jobs, get_context("fork")) as pool:
        waiting: deque[Future[Tally]] = deque()
        todo = iter(parts)
        waiting.extend(pool.submit(reader.tally, part) for part in islice(todo, jobs + 1))
        while waiting:
            tally = waiting.popleft().result()
            waiting.extend(pool.submit(reader.tally, part) for part in islice(todo, 1))
            yield tally


class _Total:
    """Puts tallies together; the clients of weeks that are over are forgotten, and their number stays."""

    def __init__(self, zone: str):
        self.zone, self.found, self.windows = zone, Statistics(), Downloads()
        self.stations: dict[Place, set[int]] = {}
        self.own: dict[Place, set[int]] = {}
        self.readers: dict[tuple[str, str, str, str], tuple[int, int]] = {}

    def add(self, tally: Tally) -> None:
        found = self.found
        found.lines += tally.lines
        found.damaged += tally.damaged
        found.parts += tally.parts
        found.unknown += tally.unknown
        found.pages.update(tally.pages)
        for touch, language, episode in sorted(tally.touches):
            if moment := self.windows.add(touch):
                found.downloads[week_of(moment // 3600, self.zone), language, episode] += 1
        for row, value in tally.readers.items():
            self.readers[row] = max(self.readers.get(row, (0, 0)), value)
        _merge(self.stations, tally.stations, found.stations)
        _merge(self.own, tally.own, found.own)

    def end(self) -> Statistics:
        found = self.found
        _close(self.stations, found.stations, "9999")
        _close(self.own, found.own, "9999")
        for (week, feed, name, _identity), (_at, subscribers) in self.readers.items():
            found.readers[week, feed, name] += subscribers
        found.refused = self.windows.refused
        return found


def _merge(into: dict[Place, set[int]], more: Mapping[Place, set[int]], counts: Counter[Place]) -> None:
    for place, clients in more.items():
        into.setdefault(place, set()).update(clients)
    weeks = sorted({week for week, _address in into})
    if len(weeks) > 2:  # the one before the last may still get lines that are late
        _close(into, counts, weeks[-2])


def _close(clients: dict[Place, set[int]], counts: Counter[Place], before: str) -> None:
    """Keep of the weeks before this one how many there were."""
    for place in [place for place in clients if place[0] < before]:
        counts[place] += len(clients.pop(place))


def parts_of(logs: Iterable[Path]) -> list[LogPart]:
    """The parts of logs, the file first that begins first."""
    found: list[tuple[int, list[LogPart]]] = []
    for path in logs:
        with opened(path) as file:
            head = tuple(islice(file, HEAD))
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        size = path.stat().st_size
        starts = [0] if packed or size <= PIECE else range(0, size, PIECE)
        parts = [LogPart(path, start, 1 << 62 if packed else min(start + PIECE, size), head) for start in starts]
        found.append((_begin(head), parts))
    return [part for _moment, parts in sorted(found) for part in parts]


def _begin(head: Sequence[bytes]) -> int:
    """The moment of the first line that is one."""
    parse = parser_of(head)
    for line in head:
        try:
            return parse(line).at
        except (ValueError, IndexError, KeyError):
            continue
    return 0
