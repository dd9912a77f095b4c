"""Which texts each file was made of, as it was recorded when that was gathered (see `plugins.model.reads`).

A file is made of what all texts say of themselves, of what lies beside them, and of those bodies that were looked into
for it. Where the first two are as they were, only the files that looked into an edited body are gathered again. What
the steps before the first file gave stands likewise, until a body changes that they looked into.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping

import msgspec

from plugins.cache.db import Alive, Database
from plugins.cache.parsed import Scan
from plugins.model.document import EntryBody
from plugins.model.reads import recorded
from plugins.model.site import Site
from plugins.output.index import Proof

READS = "reads"  # room of the cache: by the hash of what a site rested on, the record of its reads
Reads = Mapping[str, Iterable[str]]  # by path the sources of the bodies that were looked into


class StepRecord(msgspec.Struct, array_like=True):
    """What a step of a build gave, and the sources of the bodies that were looked into for it."""

    value: bytes
    reads: set[str]


class ReadsRecord(msgspec.Struct, array_like=True):
    """What was read when a site was made. `about` is a hash of all but bodies; `bodies` and `paths` are by source."""

    about: bytes
    bodies: dict[str, bytes]
    plan: set[str]  # the sources of bodies on which it depended which files there are
    paths: dict[str, list[str]]  # the files for which a body was looked into
    steps: dict[str, StepRecord]


_decoder = msgspec.msgpack.Decoder(ReadsRecord)


def _digest(value: object) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(value, enc_hook=_nothing_of_body), digest_size=16).digest()


def _nothing_of_body(value: object) -> None:
    if not isinstance(value, EntryBody):
        raise TypeError(f"{type(value).__name__} is no plain value")


def record_of(site: Site, scan: Scan) -> ReadsRecord:
    """Return a record of what is there to be read."""
    about = _digest([site.entries, site.assets, scan.others, site.taxonomies, site.stations])
    bodies = {entry.source: bytes.fromhex(entry.body.digest)[:16] for entry in site.entries}
    return ReadsRecord(about, bodies, set(), {}, {})


def load(db: Database, proof: Proof) -> ReadsRecord | None:
    """Return the record of the site that rests on this, or None where it is lost."""
    row = db.get(READS, _digest(proof))
    return _decoder.decode(row) if row else None


class BuildReads:
    """What is there to be read in this build, beside what was read when the live site was made (None: not known)."""

    def __init__(self, before: ReadsRecord | None, now: ReadsRecord):
        self.now = now
        self.before = before if before and before.about == now.about else None
        known = self.before.bodies if self.before else {}
        self.edited = {source for source, digest in now.bodies.items() if known.get(source) != digest}

    def recalled(self, step: str, make: Callable[[], bytes], *earlier: str) -> bytes:
        """Return what a step gave when the live site was made, where it looked into no body that is another one now,
        and where the `earlier` steps gave what they gave then; else what `make` gives."""
        record = self.before.steps.get(step) if self.before else None
        if record is None or record.reads & self.edited or self._differs(*earlier):
            with recorded() as reads:
                record = StepRecord(make(), reads)
        self.now.steps[step] = record
        return record.value

    def _differs(self, *steps: str) -> bool:
        """Whether one of these steps of this build gave something else than when the live site was made."""
        before = self.before.steps if self.before else {}
        pairs = ((before.get(step), self.now.steps.get(step)) for step in steps)
        return any(then is None or now is None or then.value != now.value for then, now in pairs)

    def to_gather(self, *steps: str) -> set[str] | None:
        """Return the files for which a body was looked into that is another one now, or None for all files: so it is
        where one of the `steps` of which files are made gave something else."""
        if self.before is None or self.edited & self.before.plan or self._differs(*steps):
            return None
        return {path for source in self.edited for path in self.before.paths.get(source, ())}

    def take(self, reads: Reads, gathered: set[str] | None = None) -> None:
        """Record what was read for the files that were `gathered` (None: all); for all others that is what it was."""
        if gathered is not None and self.before:
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
