"""The full-text index, put together from segments, each of which holds the texts of neighbouring numbers.

An index that SQLite brings up to date shows how it came about, and one that it builds anew is made of all texts. A
segment follows from its own texts, and the index is a list of segments: so a changed text makes one of them anew.
https://sqlite.org/src/file/ext/fts5/fts5_index.c describes the rows of the tables below.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby

from plugins.model.value import Value

TextRow = tuple[int, str, str, str, str]  # its number, title, summary, body and keys
NUMBER_BITS = 52  # of the number of a text
MOST_BITS = 6  # of a number that choose its segment: each one more costs a search a look
ROWS = 64  # in a segment, about
_AVERAGES, _STRUCTURE = 1, 10  # rows that are no pages
_SEGMENT = 37  # bits of a page's number below that of its segment
_LEAVES = 31  # bits of the number of a leaf
_COLUMNS = 'title, summary, body, keys, tokenize="unicode61"'

# Datasette finds the search only where the name of the content is in double quotes or brackets.
TABLE = f'CREATE VIRTUAL TABLE entry_fts USING fts5 ({_COLUMNS}, content="entry", content_rowid="id")'


class IndexSegment(Value, frozen=True):
    """What a part of the texts gives: pages, the terms with which these begin, and the words that each text has.

    `totals` are the number of texts and of the words in each column.
    """

    pages: tuple[tuple[int, bytes], ...]
    terms: tuple[tuple[bytes, int], ...]
    sizes: tuple[tuple[int, bytes], ...]
    totals: tuple[int, ...]

    @property
    def leaves(self) -> int:
        """The number of the last leaf."""
        return max(page for page, _ in self.pages if page < 1 << _LEAVES)


def parts_of(numbers: Sequence[int]) -> list[slice]:
    """Return where the texts of each segment stand among all, in the order of their numbers.

    Those of one begin alike, by more bits the more texts there are: so a text that comes or goes moves no other.
    """
    bits = min(MOST_BITS, (len(numbers) // ROWS).bit_length())
    sizes = [len(list(part)) for _, part in groupby(numbers, lambda number: number >> NUMBER_BITS - bits)]
    return [slice(end - size, end) for size, end in zip(sizes, accumulate(sizes), strict=True)]


def fill(connection: sqlite3.Connection, segments: Sequence[IndexSegment]) -> None:
    """Fill the index with all segments, in the order of their texts."""
    places = list(enumerate(segments, 1))
    totals = [sum(column) for column in zip(*(one.totals for one in segments), strict=True)]
    special = [(_AVERAGES, _varints(totals)), (_STRUCTURE, _structure(segments))]
    pages = [((place << _SEGMENT) + page, block) for place, one in places for page, block in one.pages]
    terms = [(place, term, page) for place, one in places for term, page in one.terms]
    connection.execute("DELETE FROM entry_fts_data")
    connection.executemany("INSERT INTO entry_fts_data VALUES (?, ?)", [*special, *pages])
    connection.executemany("INSERT INTO entry_fts_idx VALUES (?, ?, ?)", terms)
    sizes = (row for one in segments for row in one.sizes)
    connection.executemany("INSERT INTO entry_fts_docsize VALUES (?, ?)", sizes)


def segment_of(rows: Sequence[TextRow]) -> IndexSegment:
    """Return the segment that SQLite makes of some texts."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute(f'CREATE VIRTUAL TABLE part USING fts5 ({_COLUMNS}, content="")')
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO part (rowid, title, summary, body, keys) VALUES (?, ?, ?, ?, ?)", rows)
        connection.execute("COMMIT")
        connection.execute("INSERT INTO part (part) VALUES ('optimize')")
        blocks = dict(connection.execute("SELECT id, block FROM part_data ORDER BY id"))
        terms = connection.execute("SELECT term, pgno FROM part_idx ORDER BY term").fetchall()
        sizes = connection.execute("SELECT id, sz FROM part_docsize ORDER BY id").fetchall()
    finally:
        connection.close()
    totals = tuple(_numbers(blocks.pop(_AVERAGES)))
    del blocks[_STRUCTURE]
    pages = tuple((page & (1 << _SEGMENT) - 1, block) for page, block in blocks.items())
    return IndexSegment(pages, tuple(terms), tuple(sizes), totals)


def _structure(segments: Sequence[IndexSegment]) -> bytes:
    """The list of segments, the oldest first, all of one level, none of them being merged."""
    leaves = [number for place, one in enumerate(segments, 1) for number in (place, 1, one.leaves)]
    return bytes(4) + _varints([1, len(segments), 0, 0, len(segments), *leaves])


def _varints(numbers: Sequence[int]) -> bytes:
    """Numbers as SQLite writes them: seven bits to a byte, the high ones first (https://sqlite.org/fileformat2.html)."""
    return b"".join(map(_varint, numbers))


def _varint(number: int) -> bytes:
    parts = [number & 127]
    while number := number >> 7:
        parts.append(number & 127 | 128)
    return bytes(reversed(parts))


def _numbers(block: bytes) -> Iterator[int]:
    number = 0
    for byte in block:
        number = number << 7 | byte & 127
        if byte < 128:
            yield number
            number = 0
