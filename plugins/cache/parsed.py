"""What parsing gave, remembered by content: a file is parsed once for its bytes, whatever its name, age or machine.

In the cache's rows (db.py) `files` says which file held which bytes when it was last looked at, `texts` what a text of
these bytes says, and `bodies` its HTML, by its own hash.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from plugins.cache.db import Database
from plugins.cache.rows import Rows, row_of
from plugins.engine.processes import dealt, spread
from plugins.engine.progress import Progress
from plugins.model.document import Document
from plugins.model.errors import CacheDamaged
from plugins.model.problem import _
from plugins.read.files import TAXONOMIES, Source, walk
from plugins.settings import Settings

RACY = 50_000_000  # ns; a file changed so shortly before a scan may change again unseen, within the clock's grain
LEAST = 60  # files worth a process
FILES, TEXTS, BODIES = "files", "texts", "bodies"  # rooms of the cache
_WORD = (1 << 64) - 1

Stat = tuple[int, int, int, int]  # size, mtime, ctime, inode
Answer = tuple[bytes, bytes, bytes]  # of a source its sha256; of what was parsed just now, row and HTML
_encoder = msgspec.msgpack.Encoder()
_answers = msgspec.msgpack.Decoder(list[Answer])


class Scan(msgspec.Struct, array_like=True):
    """The row of `files`: the stat of each source, with the sha256 of its bytes, and of all other files."""

    content: str = ""  # a hash of the sources and of the other files' stats: which content this is
    scanned: int = 0  # when, in ns
    others: dict[str, Stat] = {}
    sources: dict[str, tuple[Stat, bytes]] = {}


class Bodies(Mapping[str, tuple[str, ...]]):
    """The segments of every body by hash, read when asked for. Raises CacheDamaged where one is there no more."""

    def __init__(self, db: Database, documents: Mapping[str, Document]):
        self.db, self.documents = db, documents

    def __getitem__(self, sha256: str) -> tuple[str, ...]:
        html = self.db.get(BODIES, bytes.fromhex(sha256))
        if html is None:
            raise CacheDamaged(
                _("cache: {path}: {name} is not what was written there; is the disk damaged?").format(
                    path=self.db.path, name=sha256
                )
            )
        return tuple(html.decode().split("\0"))

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(document.body.sha256 for document in self.documents.values()))

    def __len__(self) -> int:
        return sum(1 for __ in self)


class ParseCache:
    """The parser that remembers: gives `read_site` every document, parsing only what is new.

    `code` is the digest of the parser, of the fields that it knows, and the zone of its clock.
    """

    def __init__(self, db: Database, code: str, jobs: int, progress: Progress):
        self.db, self.code, self.jobs, self.progress = db, hashlib.sha256(code.encode()).digest(), jobs, progress
        row = db.get(FILES, self.code)
        self.scan = msgspec.msgpack.decode(row, type=Scan) if row else Scan()
        self.bodies: list[bytes] = []
        self.keys: list[bytes] = []  # of the rows of texts that this content has
        self.parsed: list[str] = []

    def is_current(self, settings: Settings) -> bool:
        """Return whether all files below the content folder have the size, times and inode of the last scan."""
        content, sources, others = os.fspath(settings.read.content), self.scan.sources, self.scan.others
        still = self.scan.scanned - RACY
        if TAXONOMIES not in others or others[TAXONOMIES] != stat_of(content, TAXONOMIES):
            return False  # no walk passes it
        if any(stat[2] >= still for stat in others.values()):
            return False
        count = 1  # the taxonomies
        try:
            for path, fault, entry in walk(content):
                stat, source = stat_in(entry.stat(follow_symlinks=False)), sources.get(path)
                if fault or stat[2] >= still or stat != (source[0] if source else others.get(path)):
                    return False
                count += 1
        except (FileNotFoundError, NotADirectoryError):
            return False
        return count == len(sources) + len(others)

    def parse_all(
        self, sources: Sequence[Source], files_beside: Sequence[str], settings: Settings
    ) -> tuple[dict[str, Document], Bodies]:
        """Every file's document. Files whose stat stands are not even opened."""
        started, content, before = time.time_ns(), os.fspath(settings.read.content), self.scan
        rows = self.db.all(TEXTS)
        others = {path: stat for path in (*files_beside, TAXONOMIES) if (stat := stat_of(content, path))}
        stats = {source.path: stat_of(content, source.path) or (0, 0, 0, 0) for source in sources}
        hashes: dict[str, bytes] = {}
        for path, stat in stats.items():
            known = before.sources.get(path)
            if known and known[0] == stat and stat[2] < before.scanned - RACY:
                hashes[path] = known[1]
        unread = [source for source in sources if self._key(source, hashes.get(source.path)) not in rows]
        hashes.update(self._read(unread, rows, content, settings))
        self.keys = [self._key(source, hashes[source.path]) for source in sources]
        found = [(path, (stat, hashes[path])) for path, stat in stats.items()]
        names = _encoder.encode([[(path, sha256) for path, (_, sha256) in found], list(others.items())])
        self.scan = Scan(hashlib.sha256(names).hexdigest(), started, others, dict(found))
        decoder = Rows.of(settings)
        documents = {s.path: decoder.document(rows[key]) for s, key in zip(sources, self.keys, strict=True)}
        if self.parsed:
            self.bodies = [bytes.fromhex(document.body.sha256) for document in documents.values()]
        return documents, Bodies(self.db, documents)

    def _key(self, source: Source, sha256: bytes | None) -> bytes:
        """The key of what a source of these bytes says: the same for all of one kind and language."""
        return hashlib.sha256(f"{source.kind}\0{source.lang}\0".encode() + self.code + (sha256 or b"")).digest()

    def _read(
        self, unread: list[Source], rows: dict[bytes, bytes], content: str, settings: Settings
    ) -> dict[str, bytes]:
        """The sha256 of each of these files, which are opened; what new bytes say is parsed, and goes into `rows`."""

        def work(part: Sequence[Source]) -> bytes:
            tracked = self.progress.track("read", part, len(unread), lambda source: source.path)
            return _encoder.encode([self._parse(source, rows, content, settings) for source in tracked])

        parts = [_answers.decode(answer) for answer in spread(work, unread, self.jobs, LEAST)] if unread else []
        hashes: dict[str, bytes] = {}
        for source, (sha256, row, html) in zip(unread, dealt(parts), strict=True):
            hashes[source.path] = sha256
            if row:
                key = self._key(source, sha256)
                rows[key] = row
                self.db.put(TEXTS, key, row)
                self.db.put(BODIES, hashlib.sha256(html).digest(), html)
                self.parsed.append(source.path)
        return hashes

    def _parse(self, source: Source, rows: Mapping[bytes, bytes], content: str, settings: Settings) -> Answer:
        """A file's hash, and where it is not known what it says, its row and HTML too."""
        with open(f"{content}/{source.path}", "rb", buffering=0) as file:  # noqa: PTH123 (a path object takes as long)
            data = file.read()
        sha256 = hashlib.sha256(data).digest()
        if self._key(source, sha256) in rows:
            return sha256, b"", b""
        from plugins.read.document import parse  # a build that parses nothing does without the parser

        site = settings.site
        document, html = parse(data, source.kind, source.lang, site.timezone, site.codes, settings.fields)
        return sha256, row_of(document), html.encode()

    def save(self) -> dict[str, list[bytes]]:
        """Put what was found; return the keys of the rows that are alive, by room."""
        self.db.put(FILES, self.code, _encoder.encode(self.scan))
        return {FILES: [self.code], TEXTS: self.keys} | ({BODIES: self.bodies} if self.bodies else {})


def stat_of(content: str, path: str) -> Stat | None:
    """What tells that a file was not changed; None where it is not there."""
    try:
        return stat_in(os.lstat(f"{content}/{path}"))
    except (FileNotFoundError, NotADirectoryError):
        return None


def stat_in(status: os.stat_result) -> Stat:
    """What tells that a file was not changed; of a time before 1970 or after 2554, what 64 bits hold."""
    return (status.st_size, status.st_mtime_ns & _WORD, status.st_ctime_ns & _WORD, status.st_ino)
