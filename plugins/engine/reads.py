"""Which texts each file was made of, as it was recorded when that was gathered (see `plugins.model.reads`).

A file is made of what all texts say of themselves, and of those bodies and files beside the texts that were looked into
for it. Where the first is as it was, only the files that looked into what was edited are gathered again, and only the
channels that such files are of are asked once more what they would make.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sized

import msgspec

from plugins.cache.db import Alive, Database
from plugins.cache.parsed import Scan
from plugins.model.artifact import NOT_MADE, Artifact
from plugins.model.document import EntryBody
from plugins.model.edition import Edition
from plugins.model.file import Asset
from plugins.model.reads import recorded
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.output.index import Proof

READS = "reads"  # room of the cache: by the hash of what a site rested on, the record of its reads
Reads = Mapping[str, Iterable[str]]  # by path the sources of what was looked into
Declare = Callable[[], Iterable[Artifact]]


class PlannedFile(msgspec.Struct, array_like=True, frozen=True):
    """What is known of a file without declaring it anew."""

    path: str
    channel: str
    lang: Language
    sources: tuple[str, ...]
    is_made: bool


class PlanPart(msgspec.Struct, array_like=True, frozen=True):
    """What a channel declared in a language, and the sources of what was looked into for that."""

    files: list[PlannedFile]
    reads: list[str]


class ReadsRecord(msgspec.Struct, array_like=True):
    """What was read when a site was made: `about` is a hash of all but bodies and assets, `parts` are these."""

    about: bytes
    parts: dict[str, bytes]  # by source
    plan: dict[str, PlanPart]  # by channel and language
    paths: dict[str, list[str]]  # by source the files for which one was looked into


_decoder = msgspec.msgpack.Decoder(ReadsRecord)


def _digest(value: object) -> bytes:
    return hashlib.blake2b(msgspec.msgpack.encode(value, enc_hook=_without_facts), digest_size=16).digest()


def _without_facts(value: object) -> str:
    """What is said of a body or an asset where nobody looks into it: which one it is."""
    if isinstance(value, Asset):
        return value.path
    if isinstance(value, EntryBody):
        return value.source
    raise TypeError(f"{type(value).__name__} is no plain value")


def record_of(site: Site, editions: Mapping[str, Edition], scan: Scan) -> ReadsRecord:
    """Return a record of what is there to be read."""
    made = [(e.recordings, e.pictures, e.films, e.slates, e.bulletin) for e in editions.values()]
    others = {path: stat for path, stat in scan.others.items() if path not in site.assets}
    about = _digest([site.entries, site.assets, others, site.taxonomies, site.stations, made])
    bodies = {entry.source: bytes.fromhex(entry.body.digest)[:16] for entry in site.entries}
    assets = {path: bytes.fromhex(asset.sha256)[:16] for path, asset in site.assets.items()}
    return ReadsRecord(about, bodies | assets, {}, {})


def load(db: Database, proof: Proof) -> ReadsRecord | None:
    """Return the record of the site that rests on this, or None where it is lost."""
    row = db.get(READS, _digest(proof))
    return _decoder.decode(row) if row else None


class BuildReads:
    """What is there to be read in this build, beside what was read when the live site was made (None: not known).

    `asked` is the path of a file that is to be explained, and so gathered in any case.
    """

    def __init__(self, before: ReadsRecord | None, now: ReadsRecord, asked: str = ""):
        self.before, self.now = before, now
        self.to_gather = files_to_gather(before, now)
        if self.to_gather is not None and asked:
            self.to_gather.add(asked)
        self._known: dict[str, Declare] = {}  # what declares the files that were taken from the record, by path
        self._declared: dict[Declare, dict[str, Artifact]] = {}  # what it gave, by path

    def planned(self, name: str, declare: Declare) -> list[Artifact]:
        """Return what a channel declares in a language; the files as they were recorded, where none is gathered."""
        part = self._standing(name)
        if part is None:
            with recorded() as reads:
                artifacts = list(declare())
            self.now.plan[name] = PlanPart([_planned(artifact) for artifact in artifacts], sorted(reads))
            return artifacts
        self.now.plan[name] = part
        self._known.update((file.path, declare) for file in part.files)
        return [_as_recorded(file) for file in part.files]

    def take_plan(self, reads: Iterable[str]) -> None:
        """Record which bodies were looked into for the plan, by whichever part of it."""
        self.now.plan[""] = PlanPart([], sorted(reads))

    def _standing(self, name: str) -> PlanPart | None:
        """Return the part of the plan as it was recorded, or None if it is declared anew."""
        if self.before is None or self.to_gather is None:
            return None
        part = self.before.plan.get(name)
        return part if part and self.to_gather.isdisjoint(file.path for file in part.files) else None

    def whole(self, artifact: Artifact) -> Artifact:
        """Return a file with what makes it: declared now, if it was taken from the record and is gone after all."""
        declare = self._known.get(artifact.path)
        if declare is None:
            return artifact
        if declare not in self._declared:
            self._declared[declare] = {own.path: own for own in declare()}
        return self._declared[declare][artifact.path]

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
    """Return the files for which something was looked into that is another now, or None for all files."""
    if before is None or before.about != now.about:
        return None
    edited = {source for source, digest in now.parts.items() if before.parts.get(source) != digest}
    is_planned_anew = any(not edited.isdisjoint(part.reads) for part in before.plan.values())
    return None if is_planned_anew else {path for source in edited for path in before.paths.get(source, ())}


def _planned(artifact: Artifact) -> PlannedFile:
    is_made = artifact.inputs != NOT_MADE
    return PlannedFile(artifact.path, artifact.channel, artifact.lang, artifact.sources, is_made)


def _as_recorded(file: PlannedFile) -> Artifact:
    """Return a file as the plan needs it; what makes it is asked for by `BuildReads.whole`."""
    inputs = () if file.is_made else NOT_MADE
    return Artifact(file.path, elsewhere, inputs, file.channel, file.lang, file.sources)


def elsewhere() -> bytes:
    """Stand for what makes a file that nobody is to make here."""
    raise AssertionError("this file is known, or another process has made it")
