"""The public holidays that an earlier build reckoned: the library takes longer to import than ten texts to parse."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import msgspec

from plugins.cache.db import Database
from plugins.model import holidays

HOLIDAYS = "holidays"  # room of the cache: by year, and by the library that reckoned them

_decoder = msgspec.msgpack.Decoder(frozenset[date])


@contextmanager
def remembered(db: Database, libraries: str) -> Iterator[None]:
    """Take the holidays of a year from the cache meanwhile; `libraries` is a digest of those in use."""

    def find(year: int) -> frozenset[date]:
        key = hashlib.sha256(f"{libraries} {holidays.COUNTRY} {year}".encode()).digest()
        row = db.get(HOLIDAYS, key)
        if row is None:
            row = msgspec.msgpack.encode(sorted(holidays.reckoned(year)))
            db.put(HOLIDAYS, key, row)
        return _decoder.decode(row)

    holidays.learn(find)
    try:
        yield
    finally:
        holidays.learn(holidays.reckoned)
