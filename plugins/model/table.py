"""Lists of entries, as numbers into one table, so that an entry which nobody asks for need not be in memory."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol, overload

if TYPE_CHECKING:
    from plugins.model.entry import Entry


class Table(Protocol):
    """All entries of a site, the newest first: an entry's number tells which of two came out earlier."""

    def __len__(self) -> int: ...
    def __getitem__(self, number: int, /) -> Entry: ...

    def number(self, source: str) -> int | None:
        """Return the number of the entry of a source, or None if the table has none."""
        ...


class Whole(list["Entry"]):
    """A table that holds all its entries in memory."""

    _numbers: dict[str, int] | None = None

    def number(self, source: str) -> int | None:
        if self._numbers is None:
            self._numbers = {entry.source: number for number, entry in enumerate(self)}
        return self._numbers.get(source)


class EntryList(Sequence["Entry"]):
    """Some entries of a table, in the order of `numbers`; `place` asks for lists that have the newest first."""

    __slots__ = ("numbers", "table")

    def __init__(self, table: Table, numbers: Sequence[int] = ()):
        self.table, self.numbers = table, numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Entry]:
        return map(self.table.__getitem__, self.numbers)

    def __reversed__(self) -> Iterator[Entry]:
        return map(self.table.__getitem__, reversed(self.numbers))

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> EntryList: ...
    def __getitem__(self, place: int | slice) -> Entry | EntryList:
        if isinstance(place, slice):
            return EntryList(self.table, self.numbers[place])
        return self.table[self.numbers[place]]

    def place(self, entry: Entry) -> int | None:
        """Return the place of an entry in this list, or None if it is not in it."""
        number = self.table.number(entry.source)
        if number is None:
            return None
        place = bisect_left(self.numbers, number)
        return place if place < len(self.numbers) and self.numbers[place] == number else None
