"""What parsing gave, remembered by content: a file is parsed once for its bytes, whatever its name, age or machine.

In the cache folder, `documents` (see shelf.py) says which file held which bytes, and where in the long file `bodies`
(see records.py) it is written what they say. Both are data, not code, and checked by hash when they are read.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import msgspec

from plugins.cache import sealed
from plugins.cache.records import Place, Records, place_for
from plugins.cache.rows import Rows, row_of
from plugins.cache.shelf import Files, Shelf, packed, stat_in, stat_of
from plugins.engine.processes import dealt, spread
from plugins.engine.progress import Progress
from plugins.model.document import Document
from plugins.read.files import TAXONOMIES, Source, source_of, walk
from plugins.settings import Settings

RACY = 50_000_000  # ns; a file changed so shortly before a scan may change again unseen, within the clock's grain
LEAST = 60  # files worth a process

Known = tuple[bytes, bytes]  # of a source: its sha256, and the place of what it says
Answer = tuple[bytes, bytes, bytes, bytes]  # Known; of what was parsed just now, row and HTML
_encoder = msgspec.msgpack.Encoder()
_answers = msgspec.msgpack.Decoder(list[Answer])


class Documents(Mapping[str, Document]):
    """What every source says, by path; each is read when it is first asked for."""

    def __init__(self, shelf: Shelf, records: Records, settings: Settings):
        self.shelf, self.records, self.settings = shelf, records, settings
        self.decoded: dict[str, Document] = {}

    @cached_property
    def rows(self) -> Rows:
        """What reads them; a build in which nothing changed reads none."""
        return Rows.of(self.settings)

    def __getitem__(self, path: str) -> Document:
        if path not in self.decoded:
            place = Place.of(self.shelf.place_of(self.shelf.numbers[path]))
            self.decoded[path] = self.rows.document(self.records.row(place))
        return self.decoded[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.shelf.files.paths)

    def __len__(self) -> int:
        return len(self.shelf.files.paths)


class Bodies(Mapping[str, tuple[str, ...]]):
    """The segments of every body by hash, read when asked for."""

    def __init__(self, shelf: Shelf, records: Records):
        self.shelf, self.records = shelf, records

    def __getitem__(self, sha256: str) -> tuple[str, ...]:
        place = Place.of(self.shelf.place_of(self.shelf.bodies[bytes.fromhex(sha256)]))
        return tuple(self.records.body(place).decode().split("\0"))

    def __iter__(self) -> Iterator[str]:
        return (sha256.hex() for sha256 in self.shelf.bodies)

    def __len__(self) -> int:
        return len(self.shelf.bodies)


class ParseCache:
    """The parser that remembers: gives `read_site` every document, parsing only what is new."""

    def __init__(self, folder: Path, code: str, jobs: int, progress: Progress, clean: bool = False):
        self.folder, self.code, self.jobs, self.progress = folder, code, jobs, progress
        shelf = None if clean else sealed.load(folder / "documents", Shelf)
        self.records = Records(folder / "bodies")
        self._hold(shelf if shelf and shelf.code == code else Shelf(code))
        self.changed = False
        self.parsed: list[str] = []

    def _hold(self, shelf: Shelf) -> None:
        self.shelf, self.bodies = shelf, Bodies(shelf, self.records)

    def is_current(self, settings: Settings) -> bool:
        """Return whether all files below the content folder have the size, times and inode of the last scan."""
        content, shelf = os.fspath(settings.read.content), self.shelf
        others, still = shelf.others, shelf.scanned - RACY
        if TAXONOMIES not in others or others[TAXONOMIES] != stat_of(content, TAXONOMIES):
            return False  # no walk passes it
        if any(stat[2] >= still for stat in others.values()):
            return False
        count = 1  # the taxonomies
        try:
            for path, fault, entry in walk(content):
                stat, number = stat_in(entry.stat(follow_symlinks=False)), shelf.numbers.get(path)
                is_same = others.get(path) == stat if number is None else shelf.stat_of(number) == packed(stat)
                if fault or stat[2] >= still or not is_same:
                    return False
                count += 1
        except (FileNotFoundError, NotADirectoryError):
            return False
        return count == len(shelf.numbers) + len(others)

    def documents(self, settings: Settings) -> Documents:
        """Return what every source says, as it was last read."""
        return Documents(self.shelf, self.records, settings)

    def _stamp(self, started: int) -> None:
        """Say which content the shelf now holds."""
        shelf = self.shelf
        shelf.scanned = started
        shelf.content = hashlib.sha256(shelf.files.digest + _encoder.encode(shelf.others)).hexdigest()
        self.changed = True

    def parse_all(
        self, sources: Sequence[Source], files_beside: Sequence[str], settings: Settings
    ) -> tuple[Documents, Bodies]:
        """Every file's document. Files whose stat stands are not even opened."""
        started, content = time.time_ns(), os.fspath(settings.read.content)
        others = {path: stat for path in (*files_beside, TAXONOMIES) if (stat := stat_of(content, path))}
        before = self.shelf
        stats: list[bytes] = []
        known: dict[str, Known] = {}
        for source in sources:
            stat = stat_of(content, source.path) or (0, 0, 0, 0)
            stats.append(packed(stat))
            number = before.numbers.get(source.path)
            if number is not None and stat[2] < before.scanned - RACY and before.stat_of(number) == stats[-1]:
                known[source.path] = (before.hash_of(number), before.place_of(number))
        unread = [source for source in sources if source.path not in known]
        known.update(self._read(unread, content, settings))
        names = "".join(f"{source.path}\0" for source in sources).encode()
        held = [known[source.path] for source in sources]
        files = Files(names, bytearray().join(sha256 for sha256, _ in held))
        changed = bool(unread) or files.names != before.files.names or others != before.others
        places = bytearray().join(place for _, place in held)
        self._hold(Shelf(self.code, "", 0, others, files, bytearray().join(stats), places))
        self._stamp(started)
        self.changed = changed or bool(self.parsed)
        return self.documents(settings), self.bodies

    def _read(self, unread: list[Source], content: str, settings: Settings) -> dict[str, Known]:
        """Open these files; parse those whose bytes are new."""

        def work(part: Sequence[Source]) -> bytes:
            tracked = self.progress.track("read", part, len(unread), lambda source: source.path)
            return _encoder.encode([self._parse(source, content, settings) for source in tracked])

        parts = [_answers.decode(answer) for answer in spread(work, unread, self.jobs, LEAST)] if unread else []
        known: dict[str, Known] = {}
        for source, (sha256, place, row, html) in zip(unread, dealt(parts), strict=True):
            self._learn(source, place, row, html)
            known[source.path] = (sha256, place)
        return known

    def _learn(self, source: Source, place: bytes, row: bytes, html: bytes) -> None:
        """Keep what was parsed, if it was."""
        if row:
            self.records.add(place, row, html)
            self.parsed.append(source.path)

    def _parse(self, source: Source, content: str, settings: Settings) -> Answer:
        """A file's hash and the place of what it says; where that is not known yet, its row and HTML too."""
        data = _bytes_of(source, content)
        sha256 = hashlib.sha256(data).digest()
        place = self._known(source, sha256, settings)
        if place:
            return sha256, place, b"", b""
        from plugins.read.document import parse  # a build that parses nothing does without the parser

        site, fields = settings.site, settings.fields(source.kind)
        document, html = parse(data, source.kind, source.lang, site.timezone, site.codes, fields)
        row, body = row_of(document), html.encode()
        return sha256, place_for(row, body, bytes.fromhex(document.body.sha256)), row, body

    def _known(self, source: Source, sha256: bytes, settings: Settings) -> bytes | None:
        """The place of what a source with these bytes says: of its own, or of another's that is parsed alike."""
        shelf = self.shelf
        own = shelf.numbers.get(source.path)
        if own is not None and shelf.hash_of(own) == sha256:
            return shelf.place_of(own)
        number = shelf.having.get(sha256)
        other = None if number is None else source_of(shelf.files.paths[number], settings.site.codes)
        if number is None or not isinstance(other, Source) or (other.kind, other.lang) != (source.kind, source.lang):
            return None
        return shelf.place_of(number)

    def save(self) -> None:
        """Write down what is new; where that fails, all goes, and the next build reads everything again."""
        if not self.changed:
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.records.save(self.shelf.places)
            sealed.save(self.folder / "documents", self.shelf)
        except OSError as error:
            for name in ("documents", "bodies"):
                (self.folder / name).unlink(missing_ok=True)
            text = f"{self.folder}: not saved ({error.strerror or error}); the next build will do more"
            print(text, file=sys.stderr, flush=True)

    def close(self) -> None:
        """Give the files back."""
        self.records.close()


def _bytes_of(source: Source, content: str) -> bytes:
    with open(f"{content}/{source.path}", "rb", buffering=0) as file:  # noqa: PTH123 (a path object takes as long)
        return file.read()
