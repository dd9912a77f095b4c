"""The entries of the last whole build, so that an edit of a text alone need not gather them anew."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from plugins import store
from plugins.airings import Station
from plugins.model import Asset, Entry, Site, Taxonomies
from plugins.run.memory import Memory, Shelf, Stat, plain, typed

NAME = "entries"


class Whole(msgspec.Struct, array_like=True):
    """What a whole build gathered. `files` says of which bytes (path → sha256), `others` beside which other files."""

    code: str
    files: dict[str, str]
    others: dict[str, Stat]
    entries: bytes  # JSON, in which times keep their offset; without the places, of which only problems speak
    assets: dict[str, Asset]
    beside: list[str]
    stations: list[Station]
    taxonomies: Taxonomies


_decoder = msgspec.json.Decoder(list[Entry])


def save(folder: Path, shelf: Shelf, site: Site) -> None:
    """Remember a site after it was built."""
    rows = [
        replace(entry, fields={name: plain(value) for name, value in entry.fields.items()}, places={})
        for entry in site.entries
    ]
    whole = Whole(
        shelf.code,
        {path: sha256 for path, (_, sha256) in shelf.files.items()},
        shelf.others,
        msgspec.json.encode(rows),
        dict(site.assets),
        sorted(site.files),
        list(site.stations),
        site.taxonomies,
    )
    store.save_if_possible(folder / NAME, whole)


class Last(NamedTuple):
    """The last whole build, and its entries."""

    whole: Whole
    entries: list[Entry]


def load(folder: Path, shelf: Shelf) -> Last | None:
    """What was remembered; None where it is lost, of other code, or from beside other files than `shelf` knows."""
    whole = store.load(folder / NAME, Whole)
    if whole is None or (whole.code, whole.others) != (shelf.code, shelf.others):
        return None
    return Last(whole, _decoder.decode(whole.entries))


def site_of(last: Last, edited: Set[str], memory: Memory, zone: ZoneInfo) -> Site:
    """The site of that build, with the new texts of the edited sources."""
    whole, entries = last
    for number, entry in enumerate(entries):
        for name, value in entry.fields.items():
            if type(value) is list or type(value) is dict:
                entry.fields[name] = typed(value, zone)
        if entry.source in edited:
            document = memory.document(entry, zone)
            entries[number] = replace(entry, body=document.body, words=document.words)
    beside, stations = frozenset(whole.beside), tuple(whole.stations)
    return Site(tuple(entries), {}, whole.assets, beside, whole.taxonomies, (), memory.bodies, stations)
