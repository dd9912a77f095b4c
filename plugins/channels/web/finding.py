"""What leads on from an entry: the one before and after it, its series, and what is related to it.

All of it looks back: an entry is related to earlier ones. So an added entry changes the page of its neighbour, and of
earlier entries that had little to lead on to; it never changes all pages of a theme.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property

from plugins.channels.web.views import Link, Views
from plugins.model import Edition, Entry, Value

KINDS = frozenset({"news", "guide", "event", "opportunity", "document", "project", "episode"})
WINDOW = 6  # how many entries of each shared key are looked at, so that the work does not grow with the archive
# What two entries share, and how much that says. A region alone says too little.
WEIGHTS = (("tags", 3), ("axes", 2), ("members", 2), ("regions", 1))
LEAST = 2


class Lead(Value, frozen=True):
    """An entry that another page names in a line."""

    title: str
    url: str
    category: str
    date: datetime | None


class Part(Value, frozen=True):
    """An entry's place in its series; `number` is 0 where it states none."""

    series: Link
    number: int
    previous: Link | None
    next: Link | None


class Onward(Value, frozen=True):
    """Where a reader may go from an entry; the older and the newer one are of the same kind, or of the same show."""

    older: Link | None
    newer: Link | None
    part: Part | None
    related: tuple[Lead, ...]


class Finder:
    """Answers for the entries of one edition. Its indices are made at the first question."""

    def __init__(self, edition: Edition, views: Views, size: int):
        """`size` is how many related entries a page names; 0: none."""
        self.edition, self.views, self.size = edition, views, size
        self._picks: dict[int, list[int]] = {}

    def onward(self, entry: Entry) -> Onward:
        newer, older = self._neighbours(entry)
        related = self.related(entry) if self.size and entry.kind in KINDS else ()
        return Onward(_link(older), _link(newer), self._part(entry), self.leads(related))

    def leads(self, entries: Iterable[Entry]) -> tuple[Lead, ...]:
        """The entries, in a line each."""
        return tuple(Lead(e.title, e.url, self.views.category(e).name, e.date) for e in entries)

    def related(self, entry: Entry) -> tuple[Entry, ...]:
        """Earlier entries that share most with this one; where they are few, the first later ones that name it so."""
        here = self._places.get(entry.key)
        if here is None:
            return ()
        found = self._picked(here)
        if len(found) < self.size:
            later = (place for place in self._later(here) if here in self._picked(place))
            found = [*found, *later][: self.size]
        return tuple(self._ascending[place] for place in found)

    @cached_property
    def _ascending(self) -> list[Entry]:
        """All that may be related, in the order in which they came out."""
        return [entry for entry in reversed(self.edition.listed) if entry.kind in KINDS]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {entry.key: place for place, entry in enumerate(self._ascending)}

    @cached_property
    def _shelves(self) -> dict[tuple[str, str], list[int]]:
        """By what entries share: their places."""
        shelves: dict[tuple[str, str], list[int]] = {}
        for place, entry in enumerate(self._ascending):
            for group, _ in WEIGHTS:
                for key in getattr(entry, group):
                    shelves.setdefault((group, key), []).append(place)
        return shelves

    def _picked(self, place: int) -> list[int]:
        """The earlier entries that the one at `place` is related to, the nearest first among equals."""
        if place not in self._picks:
            entry = self._ascending[place]
            scores: dict[int, int] = {}
            for shelf, weight in self._shelves_of(entry):
                end = bisect_left(shelf, place)
                for other in shelf[max(0, end - WINDOW) : end]:
                    scores[other] = scores.get(other, 0) + weight
            fit = [other for other, score in scores.items() if score >= LEAST and not self._stands_near(entry, other)]
            self._picks[place] = sorted(fit, key=lambda other: (-scores[other], -other))[: self.size]
        return self._picks[place]

    def _later(self, place: int) -> list[int]:
        """The next entries that share something, the earliest first."""
        found: set[int] = set()
        for shelf, _ in self._shelves_of(self._ascending[place]):
            begin = bisect_left(shelf, place) + 1
            found.update(shelf[begin : begin + WINDOW])
        return sorted(found)

    def _shelves_of(self, entry: Entry) -> Iterator[tuple[Sequence[int], int]]:
        for group, weight in WEIGHTS:
            for key in getattr(entry, group):
                yield self._shelves[group, key], weight

    def _stands_near(self, entry: Entry, place: int) -> bool:
        """Whether the page leads there in another way: as the next of its series, or as an episode of its show."""
        other = self._ascending[place]
        return bool(entry.series and other.series == entry.series) or bool(entry.show and other.show == entry.show)

    @cached_property
    def _rows(self) -> dict[tuple[str, str], list[Entry]]:
        """The entries of each kind, and of each show, newest first."""
        rows: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.edition.listed:
            if entry.kind in KINDS:
                rows.setdefault((entry.kind, entry.show), []).append(entry)
        return rows

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {entry.key: number for row in self._rows.values() for number, entry in enumerate(row)}

    def _neighbours(self, entry: Entry) -> tuple[Entry | None, Entry | None]:
        number = self._numbers.get(entry.key)
        return around(self._rows[entry.kind, entry.show], number) if number is not None else (None, None)

    @cached_property
    def series(self) -> dict[str, list[Entry]]:
        """The entries of each series, in the order in which they are to be read."""
        found: dict[str, list[Entry]] = {}
        for entry in reversed(self.edition.listed):
            if entry.series:
                found.setdefault(entry.series, []).append(entry)
        return {key: sorted(parts, key=lambda entry: entry.part or len(parts)) for key, parts in found.items()}

    def _part(self, entry: Entry) -> Part | None:
        parts = self.series.get(entry.series, []) if entry.series else []
        number = next((number for number, other in enumerate(parts) if other.key == entry.key), None)
        if number is None:
            return None
        previous, following = around(parts, number)
        link = self.views.term_link("series", entry.series)
        return Part(link, entry.part, _link(previous), _link(following))


def around(row: Sequence[Entry], number: int) -> tuple[Entry | None, Entry | None]:
    """The entries that stand before and after one of a row."""
    return row[number - 1] if number else None, row[number + 1] if number + 1 < len(row) else None


def _link(entry: Entry | None) -> Link | None:
    return Link(entry.title, entry.url) if entry else None
