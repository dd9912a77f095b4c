"""An Edition as plain data: entries by their numbers, and all that was made of them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from plugins.model.audio import Recording
from plugins.model.edition import Edition, Feed
from plugins.model.entry import Entry, Links
from plugins.model.file import File
from plugins.model.image import PictureLinks, Pictures
from plugins.model.site import Site
from plugins.model.slate import Bulletin, SlateImage
from plugins.model.table import Named, Row, Table
from plugins.model.value import Language
from plugins.model.video import Film

Numbers = bytes  # of entries, 4 bytes each


class Remembered(msgspec.Struct, array_like=True):
    """The fields of an Edition by the same names. `elsewhere` are the addresses of what only another language has."""

    entries: Numbers
    listed: Numbers
    by_key: dict[str, int]
    gaps: dict[str, int]
    kinds: dict[str, Numbers]
    terms: list[tuple[str, str, Numbers]]
    upcoming: Numbers
    elsewhere: dict[str, str]
    files: dict[str, dict[str, File]]
    feeds: list[tuple[str, str, str, Numbers]]
    urgent: Numbers
    recordings: dict[str, Recording]
    pictures: dict[str, Pictures]
    films: dict[str, Film]
    slates: dict[str, SlateImage]
    bulletin: Bulletin | None


def remembered(edition: Edition) -> Remembered:
    """What to write down of an edition."""
    return Remembered(
        _packed(edition.entries.numbers),
        _packed(edition.listed.numbers),
        _numbers(edition.by_key, edition.listed.table),
        _numbers(edition.gaps, edition.listed.table),
        {kind: _packed(row.numbers) for kind, row in edition.kinds.items()},
        [(group, key, _packed(row.numbers)) for (group, key), row in edition.terms.items()],
        _packed(edition.upcoming.numbers),
        {key: url for key, url in edition.urls.items() if key not in edition.by_key},
        {guid: dict(files) for guid, files in edition.files.items()},
        [(feed.sort, feed.key, feed.title, _packed(feed.entries.numbers)) for feed in edition.feeds],
        _packed(edition.urgent.numbers),
        dict(edition.recordings),
        dict(edition.pictures),
        dict(edition.films),
        dict(edition.slates),
        edition.bulletin,
    )


def edition_of(
    lang: Language, kept: Remembered, table: Table, site: Site, links_of: Callable[[Mapping[str, str]], Links]
) -> Edition:
    """The edition of what was written down, with the entries that the table holds now.

    `links_of` gives the addresses of bodies, of those of entries.
    """

    def row(numbers: Numbers) -> Row:
        return Row(table, memoryview(numbers).cast("I"))

    by_key = Named(table, kept.by_key)
    urls = Urls(by_key, kept.elsewhere)
    links = links_of(urls)
    return Edition(
        lang=lang,
        entries=row(kept.entries),
        listed=row(kept.listed),
        by_key=by_key,
        gaps=Named(table, kept.gaps),
        kinds={kind: row(numbers) for kind, numbers in kept.kinds.items()},
        terms={(group, key): row(numbers) for group, key, numbers in kept.terms},
        upcoming=row(kept.upcoming),
        urls=urls,
        links=PictureLinks(links, kept.pictures) if kept.pictures else links,
        files=kept.files,
        taxonomies=site.taxonomies,
        feeds=tuple(Feed(sort, key, title, row(numbers)) for sort, key, title, numbers in kept.feeds),
        urgent=row(kept.urgent),
        recordings=kept.recordings,
        pictures=kept.pictures,
        films=kept.films,
        slates=kept.slates,
        bulletin=kept.bulletin,
    )


class Urls(Mapping[str, str]):
    """`Edition.urls`: an entry knows its own address, and those of what is elsewhere were written down."""

    def __init__(self, entries: Mapping[str, Entry], elsewhere: Mapping[str, str]):
        self.entries, self.elsewhere = entries, elsewhere

    def __getitem__(self, key: str) -> str:
        return self.entries[key].url if key in self.entries else self.elsewhere[key]

    def __iter__(self) -> Iterator[str]:
        yield from self.entries
        yield from self.elsewhere

    def __len__(self) -> int:
        return len(self.entries) + len(self.elsewhere)


def _packed(numbers: Sequence[int]) -> Numbers:
    return array("I", numbers).tobytes()


def _numbers(entries: Mapping[str, Entry], table: Table) -> dict[str, int]:
    return {key: number for key, entry in entries.items() if (number := table.number(entry.source)) is not None}
