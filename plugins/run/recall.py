"""The entries of the last whole build, so that an edit of a text alone need not gather them anew."""

from __future__ import annotations

from collections.abc import Set
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import force_setattr, replace

from plugins import store
from plugins.airings import Station
from plugins.model import Asset, Entry, Problem, Site, Taxonomies
from plugins.run.memory import Memory, plain, typed
from plugins.run.shelf import Files, Shelf, Stat
from plugins.settings import Settings

NAME = "entries"


class Whole(msgspec.Struct, array_like=True):
    """What a whole build gathered. `files` says of which sources and bytes, `others` beside which other files."""

    world: str  # all code and settings that it was gathered with
    files: Files
    others: dict[str, Stat]
    entries: bytes  # JSON, in which times keep their offset; without the places, of which only problems speak
    places: bytes  # of each entry, in the same order
    problems: list[Problem]  # that reading found
    assets: dict[str, Asset]
    beside: list[str]
    stations: list[Station]
    taxonomies: Taxonomies


_decoder = msgspec.json.Decoder(list[Entry])
_places = msgspec.msgpack.Decoder(list[dict[str, tuple[int, int]]])


def save(folder: Path, shelf: Shelf, site: Site, world: str) -> None:
    """Remember a site after it was built in this world."""
    rows = [
        replace(entry, fields={name: plain(value) for name, value in entry.fields.items()}, places={})
        for entry in site.entries
    ]
    whole = Whole(
        world,
        shelf.files,
        shelf.others,
        msgspec.json.encode(rows),
        msgspec.msgpack.encode([entry.places for entry in site.entries]),
        list(site.problems),
        dict(site.assets),
        sorted(site.files),
        list(site.stations),
        site.taxonomies,
    )
    store.save_if_possible(folder / NAME, whole)


def forget(folder: Path) -> None:
    """Remember none."""
    with suppress(OSError):
        (folder / NAME).unlink()


class Last(NamedTuple):
    """The last whole build, and its entries."""

    whole: Whole
    entries: list[Entry]


def load(settings: Settings, world: str) -> Last | None:
    """What was remembered; None where it is lost, or of another world."""
    whole = store.load(settings.run.cache / NAME, Whole)
    if whole is None or whole.world != world:
        return None
    entries, zone = _decoder.decode(whole.entries), ZoneInfo(settings.site.timezone)
    for entry in entries:
        for name, value in entry.fields.items():
            if type(value) is list or type(value) is dict:
                entry.fields[name] = typed(value, zone)
    return Last(whole, entries)


def site_with_texts(last: Last, edited: Set[str], memory: Memory, settings: Settings) -> Site:
    """The site of that build, with the new texts of the edited sources, and without the places of fields."""
    site = _site_of(last, memory, settings)
    entries = list(site.entries)
    for number, entry in enumerate(entries):
        if entry.source in edited:
            document = site.documents[entry.source]
            entries[number] = replace(entry, body=document.body, words=document.words)
    return replace(site, entries=tuple(entries))


def site_of(last: Last, memory: Memory, settings: Settings) -> Site:
    """The site of that build as it was, but for its documents, which are of now."""
    for entry, places in zip(last.entries, _places.decode(last.whole.places), strict=True):
        force_setattr(entry, "places", places)  # nobody else has seen it yet
    return _site_of(last, memory, settings)


def _site_of(last: Last, memory: Memory, settings: Settings) -> Site:
    whole = last.whole
    return Site(
        tuple(last.entries),
        memory.documents(settings),
        whole.assets,
        frozenset(whole.beside),
        whole.taxonomies,
        tuple(whole.problems),
        memory.bodies,
        tuple(whole.stations),
    )
