"""An SQLite file whose bytes are a function of its rows: the same on any machine and by any version of the library.

It is always filled in the same order, so that its pages are where they were. What is left to chance after that are a
few numbers of the header and the bytes that no cell owns; both are set here (https://sqlite.org/fileformat2.html).
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Callable, Iterator, Sequence
from operator import sub

PAGE = 4096
VERSION = 3_045_000  # written as the version of the library that wrote the file
_LEAF_TABLE, _INNER_TABLE, _LEAF_INDEX, _INNER_INDEX = 13, 5, 10, 2
_MOST_IN_TABLE = PAGE - 35
_MOST_IN_INDEX = (PAGE - 12) * 64 // 255 - 23
_LEAST = (PAGE - 12) * 32 // 255 - 23  # bytes that a cell which goes on over other pages has in its own, or more


def database(application: int, version: int, fill: Callable[[sqlite3.Connection], None]) -> bytes:
    """Return the bytes of a database that `fill` makes: tables, rows in the order of their keys, and indexes.

    Nothing need be undone, so that each statement counts at once.

    `application` and `version` stand in its header, for programs that look what sort of file it is. Raises
    sqlite3.Error.
    """
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for pragma in (f"page_size={PAGE}", "encoding='UTF-8'", "journal_mode=OFF"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA application_id={application:d}")
        connection.execute(f"PRAGMA user_version={version:d}")
        fill(connection)
        data = bytearray(connection.serialize())
        rows = connection.execute("SELECT rootpage FROM sqlite_master WHERE rootpage > 0 ORDER BY rootpage")
        roots = [1, *(row[0] for row in rows)]
    finally:
        connection.close()
    normalise(data, roots)
    return bytes(data)


def normalise(data: bytearray, roots: Sequence[int]) -> None:
    """Set what no row decides: counters and version in the header, and all bytes that nothing owns to nought."""
    for place, number in ((24, 1), (40, 1), (92, 1), (96, VERSION)):
        data[place : place + 4] = number.to_bytes(4, "big")
    waiting = list(roots)
    while waiting:
        waiting += _clean(data, waiting.pop())


def _clean(data: bytearray, page: int) -> list[int]:
    """Clean a page of a tree and the overflow of its cells; return the pages below it.

    Cells lie behind one another at the end of a page, so what is not theirs is known without a look into them; those
    that were moved apart later are looked at one by one.
    """
    base = (page - 1) * PAGE
    head = base + (100 if page == 1 else 0)
    sort, free, count, loose = struct.unpack_from(">BHH2xB", data, head)
    pointers = head + (12 if sort in (_INNER_TABLE, _INNER_INDEX) else 8)
    places = [base + place for place in struct.unpack_from(f">{count}H", data, pointers)]
    ordered = sorted(places)
    sizes = map(sub, [*ordered[1:], base + PAGE], ordered)
    owned = [(base, pointers + 2 * count)]
    if free or loose or max(sizes, default=0) >= _LEAST:
        cells = [(place, place + _size_of_cell(data, place, sort)) for place in ordered]
        owned += sorted([*cells, *_free_blocks(data, base, free)])
    else:
        owned.append((ordered[0] if ordered else base + PAGE, base + PAGE))
    _zero_between(data, owned, base + PAGE)
    if sort not in (_INNER_TABLE, _INNER_INDEX):
        return []
    return [_number(data, head + 8, 4), *(_number(data, place, 4) for place in places)]


def _zero_between(data: bytearray, owned: Sequence[tuple[int, int]], end: int) -> None:
    """Set to nought what lies between pieces, in their order, and behind the last of them."""
    at = owned[0][0]
    for first, last in [*owned, (end, end)]:
        if first > at:
            data[at:first] = bytes(first - at)
        at = max(at, last)


def _free_blocks(data: bytearray, base: int, block: int) -> Iterator[tuple[int, int]]:
    """The heads of the free blocks of a page, which lead from one to the next."""
    while block:
        yield base + block, base + block + 4
        block = _number(data, base + block, 2)


def _size_of_cell(data: bytearray, place: int, sort: int) -> int:
    """Return the bytes of a cell in its page; what of its payload lies on other pages is cleaned on the way."""
    if sort == _LEAF_INDEX and data[place] < 128:  # nearly all cells, and all that is to be known of them
        return max(4, 1 + data[place])
    at = place + (4 if sort in (_INNER_TABLE, _INNER_INDEX) else 0)
    if sort == _INNER_TABLE:
        __, at = _varint(data, at)
        return at - place
    payload, at = _varint(data, at)
    if sort == _LEAF_TABLE:
        __, at = _varint(data, at)
    local = _local(payload, _MOST_IN_TABLE if sort == _LEAF_TABLE else _MOST_IN_INDEX)
    at += local
    if local < payload:
        _clean_overflow(data, _number(data, at, 4), payload - local)
        at += 4
    return max(4, at - place)


def _local(payload: int, most: int) -> int:
    """Return how much of a payload lies in its page."""
    if payload <= most:
        return payload
    local = _LEAST + (payload - _LEAST) % (PAGE - 4)
    return local if local <= most else _LEAST


def _clean_overflow(data: bytearray, page: int, left: int) -> None:
    """Clean what is behind the end of a payload that goes on over other pages."""
    while page:
        base = (page - 1) * PAGE
        used = min(left, PAGE - 4)
        left -= used
        data[base + 4 + used : base + PAGE] = bytes(PAGE - 4 - used)
        page = _number(data, base, 4)


def _number(data: bytearray, place: int, size: int) -> int:
    return int.from_bytes(data[place : place + size], "big")


def _varint(data: bytearray, place: int) -> tuple[int, int]:
    """Return a number of one to nine bytes, and the place behind it."""
    number = 0
    for step in range(8):
        byte = data[place + step]
        number = number << 7 | byte & 127
        if byte < 128:
            return number, place + step + 1
    return number << 8 | data[place + 8], place + 9
