"""The entries of the last whole build, so that an edit of a text need not gather them anew.

The file `entries` holds a row for each, read when somebody asks for that entry; then the places of all fields, of which
only problems speak; and at its end, under a seal, what is needed to find them and the editions that were made of them.
"""

from __future__ import annotations

import hashlib
import os
import weakref
from array import array
from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import force_setattr, replace

from plugins import store
from plugins.model.edition import Edition
from plugins.model.entry import Entry, Links
from plugins.model.errors import CacheDamaged
from plugins.model.file import Asset
from plugins.model.problem import Problem, _
from plugins.model.schedule import Station
from plugins.model.site import Site
from plugins.model.table import Row
from plugins.model.taxonomy import Taxonomies
from plugins.model.value import Language
from plugins.run.memory import Memory, plain, typed
from plugins.run.remembered import Remembered, edition_of, remembered
from plugins.run.shelf import Files, Shelf, Stat
from plugins.run.stages import Editions, Stages
from plugins.settings import Settings

NAME = "entries"
NONE = 2**32 - 1
_SUM = 32  # bytes of a sha256


class Index(msgspec.Struct, array_like=True):
    """What a whole build gathered. `files` says of which sources and bytes, `others` beside which other files."""

    world: str  # all code and settings that it was gathered with
    drafts: bool  # whether the editions hold them
    since: datetime  # the moment of the build
    until: datetime | None  # when the editions will be others; None: never
    files: Files
    others: dict[str, Stat]
    numbers: bytes  # of the entries of these files, the newest first, 4 bytes each; NONE where a file has none
    ends: bytes  # of their rows, 8 bytes each
    sums: bytes  # the sha256 of each row
    places: tuple[int, bytes]  # how long they are, and their sha256
    order: bytes  # the numbers of the entries in the order of the site, 4 bytes each
    problems: list[Problem]  # that reading found
    assets: dict[str, Asset]
    beside: list[str]
    stations: list[Station]
    taxonomies: Taxonomies
    editions: msgspec.Raw  # language → Remembered


_row = msgspec.json.Decoder(Entry)
_places = msgspec.msgpack.Decoder(list[dict[str, tuple[int, int]]])
_editions = msgspec.msgpack.Decoder(dict[Language, Remembered])


def save(shelf: Shelf, site: Site, editions: Editions, until: datetime | None, settings: Settings, world: str) -> None:
    """Remember a site, and the editions that were made of it in this world; `until` is when they will be others."""
    table = next(iter(editions.values())).listed.table
    entries = [table[number] for number in range(len(table))]
    numbers = {entry.source: number for number, entry in enumerate(entries)}
    rows = [msgspec.json.encode(_plain(entry)) for entry in entries]
    places = msgspec.msgpack.encode([entry.places for entry in entries])
    ends = array("Q", accumulate(map(len, rows)))
    index = Index(
        world,
        settings.run.drafts,
        settings.run.now,
        until,
        shelf.files,
        shelf.others,
        array("I", (numbers.get(path, NONE) for path in shelf.files.paths)).tobytes(),
        ends.tobytes(),
        b"".join(hashlib.sha256(row).digest() for row in rows),
        (len(places), hashlib.sha256(places).digest()),
        array("I", (numbers[entry.source] for entry in site.entries)).tobytes(),
        list(site.problems),
        dict(site.assets),
        sorted(site.files),
        list(site.stations),
        site.taxonomies,
        msgspec.Raw(msgspec.msgpack.encode({lang: remembered(edition) for lang, edition in editions.items()})),
    )
    store.save_if_possible(settings.run.cache / NAME, index, (*rows, places))


def _plain(entry: Entry) -> Entry:
    """What JSON can hold of an entry; its times keep their offset. The places stand elsewhere."""
    return replace(entry, fields={name: plain(value) for name, value in entry.fields.items()}, places={})


def forget(folder: Path) -> None:
    """Remember none."""
    with suppress(OSError):
        (folder / NAME).unlink()


class OnDisk:
    """The table of the last whole build. An entry is read, checked and decoded when it is first asked for.

    Raises CacheDamaged where a row is not what was written there.
    """

    def __init__(self, path: Path, index: Index, zone: ZoneInfo):
        self.path, self.index, self.zone = path, index, zone
        self.ends = memoryview(index.ends).cast("Q")
        self._entries: dict[int, Entry] = {}
        self._handle: int | None = None

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> Entry:
        if number not in self._entries:
            begin, end = self.ends[number - 1] if number else 0, self.ends[number]
            self._entries[number] = self._entry(number, self._read(begin, end))
        return self._entries[number]

    def number(self, source: str) -> int | None:
        return self.numbers.get(source)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each source's entry."""
        pairs = zip(self.index.files.paths, memoryview(self.index.numbers).cast("I"), strict=True)
        return {path: number for path, number in pairs if number != NONE}

    def of(self, sources: Set[str]) -> list[Entry]:
        """The entries of those sources that have one."""
        return [self[self.numbers[source]] for source in sorted(sources & self.numbers.keys())]

    def replace(self, entry: Entry) -> None:
        """Have an entry stand in the place of that of its source."""
        self._entries[self.numbers[entry.source]] = entry

    def every(self) -> list[Entry]:
        """All entries, with the places of their fields, in the order of the site."""
        last = self.ends[-1] if self.ends else 0
        length, checked = self.index.places
        data = memoryview(self._read(0, last + length))
        if hashlib.sha256(data[last:]).digest() != checked:
            raise self._damaged()
        entries, begin = [], 0
        for number, (end, places) in enumerate(zip(self.ends, _places.decode(data[last:]), strict=True)):
            entry = self._entries.get(number) or self._entry(number, data[begin:end])
            force_setattr(entry, "places", places)  # who has seen it without has given it up
            entries.append(entry)
            begin = end
        return [entries[number] for number in self.order]

    @property
    def order(self) -> Sequence[int]:
        """The numbers of the entries, in the order of the site."""
        return memoryview(self.index.order).cast("I")

    def _entry(self, number: int, row: bytes | memoryview) -> Entry:
        if hashlib.sha256(row).digest() != self.index.sums[number * _SUM : (number + 1) * _SUM]:
            raise self._damaged()
        entry = _row.decode(row)
        for name, value in entry.fields.items():
            if type(value) is list or type(value) is dict:
                entry.fields[name] = typed(value, self.zone)
        return entry

    def _read(self, begin: int, end: int) -> bytes:
        try:
            if self._handle is None:
                self._handle = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
                weakref.finalize(self, os.close, self._handle)
            return os.pread(self._handle, end - begin, begin)
        except OSError as error:
            raise CacheDamaged(
                _("cache: {path}: {strerror}").format(path=self.path, strerror=error.strerror)
            ) from error

    def _damaged(self) -> CacheDamaged:
        return CacheDamaged(
            _("cache: {path}: a row is not what was written there; is the disk damaged?").format(path=self.path)
        )


class Last(NamedTuple):
    """The last whole build, and the table of its entries."""

    about: Index
    table: OnDisk


def load(settings: Settings, world: str) -> Last | None:
    """What was remembered; None where it is lost, or of another world."""
    path = settings.run.cache / NAME
    index = store.load(path, Index)
    if index is None or index.world != world:
        return None
    return Last(index, OnDisk(path, index, ZoneInfo(settings.site.timezone)))


def wake(last: Last | None, has_time: Callable[[], bool]) -> None:
    """Decode entries while there is time: whoever needs all of them will find these done."""
    if last:
        for number in range(len(last.table)):
            if number % 16 == 0 and not has_time():
                break
            last.table[number]


def site_with_texts(last: Last, edited: Set[str], memory: Memory, settings: Settings) -> Site:
    """The site of that build, with the new texts of the edited sources, and without the places of fields."""
    site = _site_of(last, Row(last.table, last.table.order), memory, settings)
    for entry in last.table.of(edited):
        document = site.documents[entry.source]
        last.table.replace(replace(entry, body=document.body, words=document.words))
    return site


def editions_of(last: Last, site: Site, settings: Settings, stages: Stages) -> dict[Language, Edition] | None:
    """The editions of that build, made of what the table holds now. None: at this moment they are others."""
    about, run = last.about, settings.run
    if about.drafts != run.drafts or run.now < about.since or (about.until and run.now >= about.until):
        return None
    kept = _editions.decode(last.about.editions)

    def links_of(urls: Mapping[str, str]) -> Links:
        return stages.links(urls, site, settings)

    return {lang: edition_of(lang, kept[lang], last.table, site, links_of) for lang in settings.site.codes}


def site_of(last: Last, memory: Memory, settings: Settings) -> Site:
    """The site of that build as it was, but for its documents, which are of now."""
    return _site_of(last, tuple(last.table.every()), memory, settings)


def _site_of(last: Last, entries: Sequence[Entry], memory: Memory, settings: Settings) -> Site:
    index = last.about
    return Site(
        entries,
        memory.documents(settings),
        index.assets,
        frozenset(index.beside),
        index.taxonomies,
        tuple(index.problems),
        memory.bodies,
        tuple(index.stations),
    )
