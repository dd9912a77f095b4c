"""What parsing gave, remembered by content: a file is parsed once for its bytes, whatever its name, age or machine.

In the cache folder, `documents` holds what each text says and which file held which bytes; `bodies` is one long file of
all HTML, of which `documents` knows the places. Both are data, not code, and checked by hash when they are read.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from plugins import store
from plugins.errors import CacheDamaged
from plugins.model import Body, Document, Heading, Problem, Reference
from plugins.read.files import TAXONOMIES, Source, source_of, walk
from plugins.run.progress import Progress
from plugins.run.workers import dealt, spread
from plugins.settings import Settings

RACY = 50_000_000  # ns; a file changed so shortly before a scan may change again unseen, within the clock's grain
LEAST = 60  # files worth a process
FEW = 40  # edited texts, up to which a build need not gather all entries anew

Stat = tuple[int, int, int, int]  # size, mtime, ctime, inode
_Row = tuple[
    dict[str, Any],
    dict[str, tuple[int, int]],
    str,
    tuple[tuple[str, str, str, str | None], ...],
    tuple[tuple[int, str, str], ...],
    int,
    str,
    tuple[Problem, ...],
]
Kept = tuple[str, bytes]  # a document: the sha256 of its HTML, and its row
Answer = tuple[str, str, bytes, bytes]  # sha256, then Kept, then the HTML
_ID = re.compile(r' id="([^"]*)"')
_decoder = msgspec.msgpack.Decoder(_Row)
_encoder = msgspec.msgpack.Encoder()
_answers = msgspec.msgpack.Decoder(list[Answer])


class Documents(Mapping[str, Document]):
    """What every source says, by path; each is decoded when it is first asked for."""

    def __init__(self, shelf: Shelf, settings: Settings):
        self.shelf, self.codes, self.zone = shelf, settings.site.codes, ZoneInfo(settings.site.timezone)
        self.decoded: dict[str, Document] = {}

    def __getitem__(self, path: str) -> Document:
        if path not in self.decoded:
            sha256, source = self.shelf.files[path][1], source_of(path, self.codes)
            if not isinstance(source, Source):
                raise KeyError(path)
            self.decoded[path] = document_of(self.shelf.documents[name_of(sha256, source)][1], self.zone)
        return self.decoded[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self.shelf.files)

    def __len__(self) -> int:
        return len(self.shelf.files)


class Edit(NamedTuple):
    """The sources whose bytes say something new, and whether it is their text alone that is new."""

    sources: frozenset[str]
    is_text: bool


class Touched(NamedTuple):
    """A source with a new stat, seen at an instant (ns)."""

    source: Source
    stat: Stat
    seen: int


class Shelf(msgspec.Struct, array_like=True):
    """The file `documents`. `code` is the digest of the parser that wrote it, and the zone of its clock."""

    code: str
    content: str  # a hash of all that follows here but `documents` and `places`: which content this is
    scanned: int  # when, in ns
    files: dict[str, tuple[Stat, str]]  # path → stat and sha256, of sources
    others: dict[str, Stat]  # of all other files below content/
    documents: dict[str, Kept]  # sha256:kind:lang
    places: dict[str, tuple[int, int]]  # body's sha256 → offset and length in `bodies`


class Bodies(Mapping[str, tuple[str, ...]]):
    """The segments of every body by hash, read when asked for."""

    def __init__(self, path: Path, places: dict[str, tuple[int, int]]):
        self.path, self.places = path, places
        self.fresh: dict[str, bytes] = {}
        self._handle: int | None = None

    def __getitem__(self, sha256: str) -> tuple[str, ...]:
        return tuple(self.raw(sha256).decode().split("\0"))

    def raw(self, sha256: str) -> bytes:
        """The bytes of a body. Raises CacheDamaged where they are not those that were written."""
        if sha256 in self.fresh:
            return self.fresh[sha256]
        offset, length = self.places[sha256]
        try:
            if self._handle is None:
                self._handle = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
            data = os.pread(self._handle, length, offset)
        except OSError as error:
            raise CacheDamaged(f"cache: {self.path}: {error.strerror}") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise CacheDamaged(f"cache: {self.path}: {sha256} is not what was written there; is the disk damaged?")
        return data

    def __iter__(self) -> Iterator[str]:
        return iter({**self.places, **self.fresh})

    def __len__(self) -> int:
        return len({**self.places, **self.fresh})

    def close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


class Memory:
    """The parser that remembers: gives `read_site` every document, parsing only what is new."""

    def __init__(self, folder: Path, code: str, jobs: int, progress: Progress, clean: bool = False):
        self.folder, self.code, self.jobs, self.progress = folder, code, jobs, progress
        shelf = None if clean else store.load(folder / "documents", Shelf)
        self.shelf = shelf if shelf and shelf.code == code else Shelf(code, "", 0, {}, {}, {}, {})
        self.bodies = Bodies(folder / "bodies", self.shelf.places)
        self.changed = False
        self.parsed: list[str] = []

    def look(self, settings: Settings) -> list[Touched] | None:
        """The sources that were touched since the last build, be their bytes new or not.

        None where anything else below the content folder is not as it was: a build must gather everything then.
        """
        started, before, content = time.time_ns(), self.shelf, os.fspath(settings.read.content)
        there = dict(walk(content))
        if any(there.values()) or there.keys() | {TAXONOMIES} != before.files.keys() | before.others.keys():
            return None  # else the names are those that an earlier build found to be in order
        if any(stat_of(content, path) != stat for path, stat in before.others.items()):
            return None
        if any(stat[2] >= before.scanned - RACY for stat in before.others.values()):
            return None
        touched: list[Touched] = []
        for path, (known, _) in before.files.items():
            stat = stat_of(content, path)
            if stat is None:
                return None
            if known != stat or stat[2] >= before.scanned - RACY:
                source = source_of(path, settings.site.codes)
                if not isinstance(source, Source):
                    return None
                touched.append(Touched(source, stat, started))
        return touched if len(touched) <= FEW else None

    def read_again(self, touched: Sequence[Touched], settings: Settings) -> bytes:
        """What the touched files say; of one whose bytes are as before, its hash alone."""
        content = os.fspath(settings.read.content)
        return _encoder.encode([self._parse(item.source, content, settings.site.timezone) for item in touched])

    def accept(self, touched: Sequence[Touched], answer: bytes, settings: Settings) -> Edit:
        """What has changed, of what `read_again` gave."""
        zone, rows = ZoneInfo(settings.site.timezone), self.shelf.documents
        changed: set[str] = set()
        is_text = True
        for (source, stat, _), (sha256, body, row, html) in zip(touched, _answers.decode(answer), strict=True):
            name, before = name_of(sha256, source), self.shelf.files[source.path][1]
            if row:
                rows[name] = (body, row)
                self.bodies.fresh[body] = html
                self.parsed.append(source.path)
            if sha256 != before:
                document = document_of(rows[name][1], zone)
                earlier = document_of(rows[name_of(before, source)][1], zone)
                own = differs_in_text_alone(earlier, document) and self._has_same_ids(earlier, document)
                is_text = is_text and own
                if not own or document.body != earlier.body:
                    changed.add(source.path)
            self.shelf.files[source.path] = (stat, sha256)
        if touched:
            self._stamp(self.shelf.files, self.shelf.others, touched[0].seen)
        return Edit(frozenset(changed), is_text)

    def _has_same_ids(self, before: Document, after: Document) -> bool:
        """Whether two texts have the same anchors."""
        old, new = (set(_ID.findall(self.bodies.raw(text.body.sha256).decode())) for text in (before, after))
        return old == new

    def since(self, files: Mapping[str, str]) -> frozenset[str] | None:
        """The sources whose bytes differ from those of an earlier build; None where other files were there."""
        if files.keys() != self.shelf.files.keys():
            return None
        return frozenset(path for path, (_, sha256) in self.shelf.files.items() if files[path] != sha256)

    def documents(self, settings: Settings) -> Documents:
        """What every source says, as it was last read."""
        return Documents(self.shelf, settings)

    def _stamp(self, files: dict[str, tuple[Stat, str]], others: dict[str, Stat], started: int) -> None:
        """Say which content the shelf now holds."""
        held = [(path, sha256) for path, (_, sha256) in files.items()]
        self.shelf.files, self.shelf.others, self.shelf.scanned = files, others, started
        self.shelf.content = hashlib.sha256(_encoder.encode([held, others])).hexdigest()
        self.changed = True

    def parse_all(
        self, sources: Sequence[Source], files_beside: Sequence[str], settings: Settings
    ) -> tuple[Documents, Bodies]:
        """Every file's document. Files whose stat stands are not even opened."""
        started, content = time.time_ns(), os.fspath(settings.read.content)
        others = {path: stat for path in (*files_beside, TAXONOMIES) if (stat := stat_of(content, path))}
        before, rows, places = self.shelf, self.shelf.documents, self.shelf.places
        files: dict[str, tuple[Stat, str]] = {}
        names: dict[str, str] = {}
        unread: list[Source] = []
        for source in sources:
            stat = stat_of(content, source.path) or (0, 0, 0, 0)
            known = before.files.get(source.path)
            if known and known[0] == stat and stat[2] < before.scanned - RACY:
                name = name_of(known[1], source)
                if name in rows:
                    files[source.path], names[source.path] = known, name
                    continue
            files[source.path] = (stat, "")
            unread.append(source)
        fresh = self._read(unread, content, settings.site.timezone, files, names)
        kept = {name: fresh.get(name) or rows[name] for name in (names[source.path] for source in sources)}
        wanted = {body for body, _ in kept.values()}
        for sha256 in wanted:
            if sha256 not in places and sha256 not in self.bodies.fresh:
                raise CacheDamaged(f"cache: the body {sha256} is not there")
        changed = bool(unread) or files.keys() != before.files.keys() or others != before.others
        live = {sha256: place for sha256, place in places.items() if sha256 in wanted}
        self.shelf = Shelf(self.code, "", 0, {}, {}, kept, live)
        self._stamp(files, others, started)
        self.changed = changed or bool(self.parsed)
        self.bodies.places = live
        return self.documents(settings), self.bodies

    def _read(
        self,
        unread: list[Source],
        content: str,
        timezone: str,
        files: dict[str, tuple[Stat, str]],
        names: dict[str, str],
    ) -> dict[str, Kept]:
        """Open these files; parse those whose bytes are new. Gives the new documents by name."""

        def work(part: Sequence[Source]) -> bytes:
            tracked = self.progress.track("read", part, len(unread), lambda source: source.path)
            return _encoder.encode([self._parse(source, content, timezone) for source in tracked])

        parts = [_answers.decode(answer) for answer in spread(work, unread, self.jobs, LEAST)] if unread else []
        fresh: dict[str, Kept] = {}
        for source, (sha256, body, row, html) in zip(unread, dealt(parts), strict=True):
            name = names[source.path] = name_of(sha256, source)
            files[source.path] = (files[source.path][0], sha256)
            if row:
                fresh[name] = (body, row)
                self.bodies.fresh[body] = html
                self.parsed.append(source.path)
        return fresh

    def _parse(self, source: Source, content: str, timezone: str) -> Answer:
        """A file's hash; and where no row is known for it, its row and HTML."""
        with open(f"{content}/{source.path}", "rb", buffering=0) as file:  # noqa: PTH123 (a path object takes as long)
            data = file.read()
        sha256 = hashlib.sha256(data).hexdigest()
        if name_of(sha256, source) in self.shelf.documents:
            return sha256, "", b"", b""
        from plugins.read.document import parse  # a build that parses nothing does without the parser

        document, html = parse(data, source.kind, source.lang, timezone)
        return sha256, document.body.sha256, row_of(document), html.encode()

    def save(self) -> None:
        """Write down what is new; where that fails, all goes, and the next build reads everything again."""
        if not self.changed:
            return
        try:
            self._save()
        except OSError as error:
            for name in ("documents", "bodies"):
                (self.folder / name).unlink(missing_ok=True)
            text = f"{self.folder}: not saved ({error.strerror or error}); the next build will do more"
            print(text, file=sys.stderr, flush=True)

    def saved(self) -> bytes:
        """`save`, for another process, with nothing to say."""
        self.save()
        return b""

    def _save(self) -> None:
        """The bodies come first: a place is only ever named after its bytes are there."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path, places = self.folder / "bodies", self.shelf.places
        size = path.stat().st_size if path.exists() and places else 0
        alive = sum(length for _, length in places.values())
        if size > 2 * alive + 1_000_000 or not places:
            self._rewrite(path)
        else:
            self._append(path, size)
        store.save(self.folder / "documents", self.shelf)

    def _append(self, path: Path, size: int) -> None:
        with path.open("ab") as file:
            for sha256, data in self.bodies.fresh.items():
                self.shelf.places[sha256] = (size, len(data))
                file.write(data)
                size += len(data)

    def _rewrite(self, path: Path) -> None:
        """All living bodies, old and new, into a file without gaps."""
        fresh, size = path.with_name(f"bodies.{os.getpid()}.new"), 0
        places: dict[str, tuple[int, int]] = {}
        with fresh.open("wb") as file:
            for sha256 in (*self.shelf.places, *self.bodies.fresh):
                data = self.bodies.raw(sha256)
                places[sha256] = (size, len(data))
                file.write(data)
                size += len(data)
        self.bodies.close()
        fresh.replace(path)
        self.shelf.places = self.bodies.places = places


def differs_in_text_alone(before: Document, after: Document) -> bool:
    """Whether nothing that lists, links, addresses or checks are made of has changed."""
    same = ("fields", "places", "references", "headings", "problems")
    return (
        all(getattr(before, name) == getattr(after, name) for name in same)
        and not after.problems
        and bool(before.words) == bool(after.words)
    )


def name_of(sha256: str, source: Source) -> str:
    """Under what the shelf has the row of a file with these bytes."""
    return f"{sha256}:{source.kind}:{source.lang}"


def stat_of(content: str, path: str) -> Stat | None:
    """What tells that a file was not changed; None where it is not there."""
    try:
        status = os.lstat(f"{content}/{path}")
    except (FileNotFoundError, NotADirectoryError):
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def row_of(document: Document) -> bytes:
    """A document as bytes."""
    fields = {name: plain(value) for name, value in document.fields.items()}
    references = [(r.address, r.tag, r.attribute, r.alt) for r in document.references]
    headings = [(h.level, h.id, h.text) for h in document.headings]
    row = (fields, document.places, document.body.sha256, references, headings)
    return _encoder.encode((*row, document.words, document.source_sha256, document.problems))


def document_of(row: bytes, zone: ZoneInfo) -> Document:
    """The document of `row_of`; times are again those of the site's own zone."""
    fields, places, body, references, headings, words, source, problems = _decoder.decode(row)
    for name, value in fields.items():
        if type(value) is list or type(value) is dict:
            fields[name] = typed(value, zone)
    return Document(
        fields,
        places,
        Body(body),
        tuple([Reference(*reference) for reference in references]),
        tuple([Heading(*heading) for heading in headings]),
        words,
        source,
        problems,
    )


def plain(value: Any) -> Any:
    """A field's value as what any format can hold; `typed` turns it back."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, dict):
        return {"record": {name: plain(item) for name, item in value.items()}}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def typed(value: Any, zone: ZoneInfo) -> Any:
    """The value of `plain`; times are again those of the site's own zone."""
    if type(value) is dict:
        if "moment" in value:
            return datetime.fromisoformat(value["moment"]).astimezone(zone)
        if "record" in value:
            return {name: typed(item, zone) for name, item in value["record"].items()}
        return date.fromisoformat(value["day"])
    return tuple([typed(item, zone) for item in value]) if type(value) is list else value
