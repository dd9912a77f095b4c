"""The entries of the last whole build, so that an edit of a text alone need not gather them anew."""

from __future__ import annotations

import hashlib
from collections.abc import Set
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from plugins import store
from plugins.airings import Station
from plugins.model import Asset, Entry, Site, Taxonomies
from plugins.read.files import TAXONOMIES
from plugins.run.memory import Memory, Shelf, plain, typed
from plugins.settings import Settings

NAME = "entries"


class Whole(msgspec.Struct, array_like=True):
    """What a whole build gathered. `files` says of which bytes (path → sha256)."""

    code: str
    files: dict[str, str]
    entries: bytes  # JSON, in which times keep their offset; without the places, of which only problems speak
    assets: dict[str, Asset]
    beside: list[str]
    stations: list[Station]
    taxonomies: Taxonomies
    words: str  # the sha256 of the file of these


_decoder = msgspec.json.Decoder(list[Entry])


def save(settings: Settings, code: str, shelf: Shelf, site: Site) -> None:
    """Remember a site after it was built."""
    rows = [
        replace(entry, fields={name: plain(value) for name, value in entry.fields.items()}, places={})
        for entry in site.entries
    ]
    whole = Whole(
        code,
        {path: sha256 for path, (_, sha256) in shelf.files.items()},
        msgspec.json.encode(rows),
        dict(site.assets),
        sorted(site.files),
        list(site.stations),
        site.taxonomies,
        _sha256_of_words(settings),
    )
    store.save_if_possible(settings.run.cache / NAME, whole)


class Last(NamedTuple):
    """The last whole build, and its entries."""

    whole: Whole
    entries: list[Entry]


def load(settings: Settings, code: str) -> Last | None:
    """What was remembered; None where it is lost, of another code, or of other words."""
    whole = store.load(settings.run.cache / NAME, Whole)
    if whole is None or (whole.code, whole.words) != (code, _sha256_of_words(settings)):
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


def _sha256_of_words(settings: Settings) -> str:
    return hashlib.sha256((settings.read.content / TAXONOMIES).read_bytes()).hexdigest()
