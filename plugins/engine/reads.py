"""Which texts each file was made of, as it was recorded when that was gathered (see `plugins.model.reads`).

A file is made of what all texts say of themselves, of what lies beside them, and of those bodies that were looked into
for it. Where the first two are as they were, only the files that looked into an edited body are gathered again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sized

import msgspec

from plugins.cache.db import Alive, Database
from plugins.cache.parsed import Scan
from plugins.model.document import EntryBody
from plugins.model.edition import Edition
from plugins.model.site import Site
from plugins.output.index import Proof

READS = "reads"  # room of the cache: by the hash of what a site rested on, the record of its reads
Reads = Mapping[str, Iterable[str]]  # by path the sources of the bodies that were looked into


class ReadsRecord(msgspec.Struct, array_like=True):
    """What was read when a site was made. `about` is a hash of all but bodies; `bodies` and `paths` are by source."""

    about: bytes
    bodies: dict[str, bytes]
    plan: set[str]  # the sources of bodies on which it depended which files there are
    paths: dict[str, list[str]]  # the files for which a body was looked into


_decoder = msgspec.msgpack.Decoder(ReadsRecord)


def _digest(value: object) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(value, enc_hook=_nothing_of_body), digest_size=16).digest()


def _nothing_of_body(value: object) -> None:
    if not isinstance(value, EntryBody):
        raise TypeError(f"{type(value).__name__} is no plain value")


def record_of(site: Site, editions: Mapping[str, Edition], scan: Scan, plan: set[str]) -> ReadsRecord:
    """Return a record of what is there to be read."""
    made = [(e.recordings, e.pictures, e.films, e.slates, e.bulletin) for e in editions.values()]
    about = _digest([site.entries, site.assets, scan.others, site.taxonomies, site.stations, made])
    bodies = {entry.source: bytes.fromhex(entry.body.digest)[:16] for entry in site.entries}
    return ReadsRecord(about, bodies, plan, {})


def load(db: Database, proof: Proof) -> ReadsRecord | None:
    """Return the record of the site that rests on this, or None where it is lost."""
    row = db.get(READS, _digest(proof))
    return _decoder.decode(row) if row else None


class BuildReads:
    """What is there to be read in this build, beside what was read when the live site was made (None: not known)."""

    def __init__(self, before: ReadsRecord | None, now: ReadsRecord):
        self.before, self.now = before, now
        self.to_gather = files_to_gather(before, now)

    def count(self, artifacts: Sized) -> int:
        """Return how many of these files are gathered."""
        return len(artifacts) if self.to_gather is None else len(self.to_gather)

    def take(self, reads: Reads) -> None:
        """Record what was read for the files that were gathered; for all others that is what it was."""
        if self.to_gather is not None and self.before:
            for source, paths in self.before.paths.items():
                self.now.paths[source] = [path for path in paths if path not in reads]
        for path, sources in reads.items():
            for source in sources:
                self.now.paths.setdefault(source, []).append(path)

    def save(self, db: Database, proof: Proof) -> Alive:
        """Put the record; return the key of its row."""
        key = _digest(proof)
        db.put(READS, key, msgspec.msgpack.encode(self.now))
        return {READS: [key]}


def files_to_gather(before: ReadsRecord | None, now: ReadsRecord) -> set[str] | None:
    """Return the files for which a body was looked into that is another one now, or None for all files."""
    if before is None or before.about != now.about:
        return None
    edited = {source for source, digest in now.bodies.items() if before.bodies.get(source) != digest}
    return None if edited & before.plan else {path for source in edited for path in before.paths.get(source, ())}
