"""Logs → counts: parts of the logs are read side by side, and what they say is put together in the order of time.

No address of anybody is kept: a client is a number, Python's own hash, whose key is drawn anew for each run
(https://docs.python.org/3/reference/datamodel.html#object.__hash__) and forgotten with it.
"""

from __future__ import annotations

import ipaddress
from array import array
from collections import Counter, defaultdict, deque
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

from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.model.value import Language
from plugins.statistics.addresses import Address
from plugins.statistics.agents import is_robot, reader_of
from plugins.statistics.downloads import Downloads, Touch
from plugins.statistics.logs import ERRORS, LogRequest, blocks_of, is_packed, is_probe, opened, parser_of, start_of
from plugins.text.weeks import monday_of, name_of_week

PIECE = 16 << 20  # bytes of a log that a process reads at once
HEAD = 5  # lines of a file by which its form is known
SEEN = (b"200", b"304")  # statuses of a page that somebody saw
GIVEN = (b"200", b"206", b"000")  # 000 is Akamai's, of a 206 that was broken off

_COLUMN = _("stats: the log {path} has no column {name}: have the server write it, too (docs/statistics.md)")

Place = tuple[str, str]  # a week and an address
Named = tuple[str, Language, str]  # a week, a language and a page or an episode


class LogPart(NamedTuple):
    """The lines of a file between two bytes, or all where it is packed; `head` is how the file begins."""

    path: Path
    start: int
    end: int
    head: tuple[bytes, ...]


@dataclass
class LogTally:
    """What a part says."""

    lines: int = 0
    damaged: int = 0
    #: Requests for recordings, each as six numbers: a `Touch` and the number of the address. It travels as one piece.
    touches: array[int] = field(default_factory=lambda: array("q"))
    pages: dict[Named, int] = field(default_factory=lambda: defaultdict(int))
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
    """Reads parts of logs of a site."""

    def __init__(self, addresses: Mapping[bytes, Address], zone: str):
        self.addresses, self.zone = addresses, zone
        self.listed = tuple(addresses.values())
        self.numbers = {path: number for number, path in enumerate(addresses)}

    def tally(self, part: LogPart) -> LogTally:
        """Return what a part says."""
        found, parse, addresses = LogTally(), parser_of(part.head), self.addresses
        with opened(part.path) as file:
            for lines in blocks_of(file, part.start, part.end):
                found.lines += len(lines)
                for line in lines:
                    try:
                        request = parse(line, addresses)
                        if request and request.method == b"GET":
                            self._count(request, addresses[request.path], found)
                    except ERRORS:
                        is_note = line.startswith(b"#")
                        found.lines -= is_note
                        found.damaged += not is_note
        return found

    def _count(self, request: LogRequest, address: Address, found: LogTally) -> None:
        if address.sort == "recording":
            self._recording(request, address, found)
            return
        week = week_of(request.at // 3600, self.zone)
        if address.sort == "station":
            if request.status in GIVEN:
                found.stations.setdefault((week, address.name), set()).add(_client(request))
        elif address.sort == "feed":
            self._feed(request, address, week, found)
        elif request.status in SEEN and not is_robot(request.agent):
            found.pages[week, address.language, address.name] += 1

    def _recording(self, request: LogRequest, address: Address, found: LogTally) -> None:
        if request.status not in GIVEN or is_probe(request) or is_robot(request.agent):
            return
        start = start_of(request)
        if request.status != b"200":
            found.parts += 1
            found.unknown += start < 0
        network = _network(request.client)
        key = hash((network, request.agent, address.name))
        row = (request.at, key, hash(network), start, request.size, self.numbers[request.path])
        found.touches.extend(array("q", row))  # all six, or none where one is too large

    def _feed(self, request: LogRequest, address: Address, week: str, found: LogTally) -> None:
        if request.status not in SEEN:
            return
        reader = reader_of(request.agent)
        if reader:
            row = (week, address.name, reader.name, reader.identity)
            found.readers[row] = max(found.readers.get(row, (0, 0)), (request.at, reader.subscribers))
        elif not is_robot(request.agent):
            found.own.setdefault((week, address.name), set()).add(_client(request))


def _client(request: LogRequest) -> int:
    return hash((_network(request.client), request.agent))


def _network(client: bytes) -> bytes:
    """An address as it counts: of IPv6 the first 64 bits, since a device changes the others (IAB 2.3, 5.5.4).

    What is no address (`unix:`, one with a port) counts as it is written.
    """
    if b":" not in client:
        return client
    try:
        return ipaddress.IPv6Address(client.decode()).packed[:8]
    except ValueError:
        return client


@cache
def week_of(hour: int, zone: str) -> str:
    """The week in which an hour since 1970 lies."""
    here = ZoneInfo(zone)
    return name_of_week(monday_of(datetime.fromtimestamp(hour * 3600, UTC), here))


def count(parts: Sequence[LogPart], reader: LogReader, jobs: int) -> Statistics:
    """Return what the parts say together."""
    total = _Total(reader)
    for tally in _tallies(parts, reader, jobs):
        total.add(tally)
    return total.end()


def _tallies(parts: Sequence[LogPart], reader: LogReader, jobs: int) -> Iterator[LogTally]:
    """What each part says, in their order; no more of them are kept than are being read."""
    if jobs == 1 or len(parts) == 1:
        yield from map(reader.tally, parts)
        return
    with ProcessPoolExecutor(jobs, get_context("fork")) as pool:
        waiting: deque[Future[LogTally]] = deque()
        todo = iter(parts)
        waiting.extend(pool.submit(reader.tally, part) for part in islice(todo, jobs + 1))
        while waiting:
            tally = waiting.popleft().result()
            waiting.extend(pool.submit(reader.tally, part) for part in islice(todo, 1))
            yield tally


class _Total:
    """Puts tallies together; the clients of weeks that are over are forgotten, and their number stays."""

    def __init__(self, reader: LogReader):
        self.reader, self.found, self.windows = reader, Statistics(), Downloads()
        self.stations: dict[Place, set[int]] = {}
        self.own: dict[Place, set[int]] = {}
        self.readers: dict[tuple[str, str, str, str], tuple[int, int]] = {}

    def add(self, tally: LogTally) -> None:
        found = self.found
        found.lines += tally.lines
        found.damaged += tally.damaged
        found.parts += tally.parts
        found.unknown += tally.unknown
        found.pages.update(tally.pages)
        columns = [tally.touches[number::6] for number in range(6)]
        for at, key, network, start, sent, number in sorted(zip(*columns, strict=True)):
            address = self.reader.listed[number]
            if moment := self.windows.add(Touch(at, key, network, start, sent), address.least, address.size):
                week = week_of(moment // 3600, self.reader.zone)
                found.downloads[week, address.language, address.name] += 1
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
        packed, size = is_packed(path), path.stat().st_size
        starts = [0] if packed or size <= PIECE else range(0, size, PIECE)
        parts = [LogPart(path, start, 1 << 62 if packed else min(start + PIECE, size), head) for start in starts]
        found.append((_begin(path, head), parts))
    return [part for _moment, parts in sorted(found) for part in parts]


def _begin(path: Path, head: Sequence[bytes]) -> int:
    """The moment of the first line that is one. Raises UsageError for a log without what is counted."""
    try:
        parse = parser_of(head)
    except LookupError as error:
        raise UsageError(_COLUMN.format(path=path, name=error.args[0])) from error
    for line in head:
        try:
            request = parse(line, _EVERY)
        except ERRORS:
            continue
        return request.at if request else 0
    return 0


class _Every:
    """All addresses."""

    def __contains__(self, path: object) -> bool:
        return True


_EVERY = _Every()
