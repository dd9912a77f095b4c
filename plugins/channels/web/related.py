"""What leads on from an entry: the one before and after it, its series, and what is related to it.

All of it looks back: an entry is related to earlier ones. So an added entry changes the page of its neighbour, and of
earlier entries that had little to lead on to; it never changes all pages of a theme.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from plugins.channels.shared.view import View
from plugins.channels.shared.views import Link, Views
from plugins.channels.web.settings import WebSettings
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import kinds_that
from plugins.model.reads import Memo
from plugins.model.table import EntryList
from plugins.model.value import Value

KINDS = frozenset(kinds_that("leads_on"))
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


class SeriesPart(Value, frozen=True):
    """An entry's place in its series; `number` is 0 where it states none."""

    series: Link
    number: int
    previous: Link | None
    next: Link | None


class Onward(Value, frozen=True):
    """Where a reader may go from an entry; the older and the newer one are of the same kind, or of the same show."""

    older: Link | None
    newer: Link | None
    part: SeriesPart | None
    related: tuple[Lead, ...]


class Finder:
    """Answers for the entries of one edition; it looks at few of them for each."""

    def __init__(self, edition: Edition, views: Views, size: int):
        """`size` is how many related entries a page names; 0: none."""
        self.edition, self.views, self.size, self.table = edition, views, size, edition.listed.table
        self._picks, self._series = Memo(), Memo()

    def onward(self, entry: Entry) -> Onward:
        newer, older = self._neighbours(entry)
        related = self.related(entry) if self.size else ()
        return Onward(_link(older), _link(newer), self._part(entry), self.leads(related))

    def leads(self, entries: Iterable[Entry]) -> tuple[Lead, ...]:
        """Return the entries as links, a line each."""
        return tuple(Lead(e.title, e.url, self.views.category(e).name, e.date) for e in entries)

    def related(self, entry: Entry) -> tuple[Entry, ...]:
        """Earlier entries that share most with this one; where they are few, the first later ones that name it so."""
        if entry.kind not in KINDS or not entry.is_listed:
            return ()
        found, here = self._picked(entry), self.table.number(entry.source)
        if len(found) < self.size:
            later = (number for number in self._later(entry) if here in self._picked(self.table[number]))
            found = [*found, *later][: self.size]
        return tuple(self.table[number] for number in found)

    def _picked(self, entry: Entry) -> list[int]:
        """The numbers of the earlier entries that this one is related to, the nearest first among equals."""
        return self._picks.get(entry.source, lambda: self._pick(entry))

    def _pick(self, entry: Entry) -> list[int]:
        scores: dict[int, int] = {}
        for row, place, weight in self._shelves_of(entry):
            for number in self._some(row.numbers[place + 1 :]):
                scores[number] = scores.get(number, 0) + weight
        fit = [n for n, score in scores.items() if score >= LEAST and not _stands_near(entry, self.table[n])]
        return sorted(fit, key=lambda number: (-scores[number], number))[: self.size]

    def _later(self, entry: Entry) -> list[int]:
        """The numbers of the next entries that share something, the earliest first."""
        found: set[int] = set()
        for row, place, _ in self._shelves_of(entry):
            found.update(self._some(row.numbers[:place][::-1]))
        return sorted(found, reverse=True)

    def _some(self, numbers: Iterable[int]) -> Iterator[int]:
        """The first of those that may be related."""
        return islice((number for number in numbers if self.table[number].kind in KINDS), WINDOW)

    def _shelves_of(self, entry: Entry) -> Iterator[tuple[EntryList, int, int]]:
        """What shares something with an entry, its own place there, and how much that says."""
        for group, weight in WEIGHTS:
            for key in getattr(entry, group):
                row = self.edition.terms[group, key]
                place = row.place(entry)
                if place is not None:
                    yield row, place, weight

    def _neighbours(self, entry: Entry) -> tuple[Entry | None, Entry | None]:
        """The newer and the older one of the same kind, or of the same show."""
        row = self.edition.terms.get(("show", entry.show)) if entry.show else self.edition.kinds.get(entry.kind)
        place = row.place(entry) if row and entry.kind in KINDS else None
        return around(row, place) if row and place is not None else (None, None)

    def series(self) -> dict[str, list[Entry]]:
        """The entries of each series, in the order in which they are to be read."""
        return self._series.get("", self._in_order)

    def _in_order(self) -> dict[str, list[Entry]]:
        terms, names = self.edition.terms, self.edition.taxonomies.groups["series"]
        rows = {key: list(reversed(terms["series", key])) for key in names if ("series", key) in terms}
        return {key: sorted(parts, key=lambda entry: entry.part or len(parts)) for key, parts in rows.items()}

    def _part(self, entry: Entry) -> SeriesPart | None:
        parts = self.series().get(entry.series, []) if entry.series else []
        number = next((number for number, other in enumerate(parts) if other.key == entry.key), None)
        if number is None:
            return None
        previous, following = around(parts, number)
        link = self.views.term_link("series", entry.series)
        return SeriesPart(link, entry.part, _link(previous), _link(following))


def _stands_near(entry: Entry, other: Entry) -> bool:
    """Whether a page leads there in another way: as the next of its series, or as an episode of its show."""
    return bool(entry.series and other.series == entry.series) or bool(entry.show and other.show == entry.show)


def around(row: Sequence[Entry], number: int) -> tuple[Entry | None, Entry | None]:
    """Return the entries before and after one of a list; None at its ends."""
    return row[number - 1] if number else None, row[number + 1] if number + 1 < len(row) else None


def _link(entry: Entry | None) -> Link | None:
    return Link(entry.title, entry.url) if entry else None


def finder_of(view: View) -> Finder:
    """The finder of an edition, one for all its pages."""
    return view.once(_finder)


def _finder(view: View) -> Finder:
    return Finder(view.edition, view.shown, view.settings.of(WebSettings).related_size)
