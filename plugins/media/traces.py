"""What files that are published as they are tell of places and persons: their editor hears of it, and decides.

Their bytes stay: a document may be signed, its hash be known elsewhere, and a name be there on purpose. Nothing here
opens a picture, runs a program or follows a reference; all that is read and unpacked has a bound.
"""

from __future__ import annotations

import hashlib
import html
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import AnyStr

import msgspec

from plugins.cache import sealed
from plugins.i18n.greek import fold
from plugins.media.exif import place_in_exif
from plugins.media.job import Parallel
from plugins.media.pictures import place_in_text
from plugins.media.recordings import Editions
from plugins.media.said import PERSONS, comments_in, names_in_id3, said_in_mp4, said_in_webm
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.file import Asset
from plugins.model.image import is_picture
from plugins.model.problem import Message, Problem, _, joined
from plugins.model.regex import regex
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.settings import Settings

RULE = "traces"
INDEX = "media/traces/index"  # below the cache folder
PLACE, PERSON = "place", "person"
MOST = 64 << 20  # bytes that are read of a file, of a larger one those at its ends
UNPACKED = 4 << 20  # bytes of one part of a file
STREAMS = 32 << 20  # bytes of all streams of a PDF
PARTS = 200  # parts that are unpacked, and pictures that are asked
MEMBERS = 10_000  # files in an archive
NAMES = 5  # told of one file
_PROGRAMS = frozenset(
    ("python-docx", "openpyxl", "unknown", "unknown author", "anonymous", "user", "microsoft office user")
)

_AUTHOR = re.compile(rb"/Author\s{0,9}(\((?:[^()\\]|\\.){1,400}\)|<[0-9A-Fa-f\s]{4,1600}>)", re.DOTALL)
_PACKED = re.compile(rb"/(?:ObjStm|XML)\b")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_XMP_PLACE = re.compile(rb"exif:GPS(Latitude|Longitude)(?:=[\"']|>)([^\"'<]{1,40})")
_ITEMS = regex(r"<rdf:li[^>]{0,200}>([^<]{1,300})</rdf:li>")
#: Members of an office file in which names stand, and between which tags or in which attributes.
_OFFICE = {
    "docProps/core.xml": ("dc:creator", "cp:lastModifiedBy"),
    "docProps/app.xml": ("Manager",),
    "meta.xml": ("dc:creator", "meta:initial-creator", "meta:printed-by"),
    "content.xml": ("dc:creator",),
    "word/document.xml": (),
    "word/comments.xml": (),
    "word/footnotes.xml": (),
}
_CHANGED_BY = regex(r'\bw:author="([^"]{1,300})"')

_TELLS = _("the file {name} is published as it is, and tells {what}")
_WHERE = _("where it was taken ({found})")
_WHO = _("the name {found}")
_QUOTED = _("“{who}”")
_AND = _(" and ")
_CLEAN_DOCUMENT = _(
    "remove the personal details (File › Info or Properties) and save it again; if the name is for the public, state "
    "it in the field author too"
)
_CLEAN_MEDIA = _(
    "write it again without them: ffmpeg -i {name} -map_metadata -1 -map_metadata:s -1 -c copy new.{ending}"
)
_CLEAN_ARCHIVE = _("take the place out of its photographs, and pack them again")

Trace = tuple[str, str]  # PLACE or PERSON, and what is told of it


def make_traces(
    site: Site, editions: Mapping[Language, Edition], settings: Settings, parallel: Parallel
) -> tuple[Editions, list[Problem]]:
    """The editions as they are, and what their files tell of places and persons."""
    wishes = dict(_wishes(site, editions))
    index = settings.run.cache / INDEX
    known = sealed.load(index, dict[str, tuple[Trace, ...]]) or {} if wishes else {}
    missing = [asset for asset in wishes if _key(asset) not in known]

    def look(asset: Asset) -> bytes:
        return msgspec.msgpack.encode(traces_in(settings.read.content / asset.path))

    answers = parallel("look", look, missing, lambda asset: asset.path) if missing else []
    found = {_key(asset): known[_key(asset)] for asset in wishes if _key(asset) in known}
    for asset, answer in zip(missing, answers, strict=True):
        found[_key(asset)] = msgspec.msgpack.decode(answer, type=tuple[Trace, ...])
    if found != known:
        sealed.save(index, found)
    ours = {fold(language.sitename) for language in settings.site.languages}
    authors: dict[str, set[str]] = {}
    for entry in site.entries:
        authors.setdefault(entry.key, set()).update(fold(name.text) for name in entry.authors)
    problems = []
    for asset, (entry, number) in wishes.items():
        told = _told(asset, found[_key(asset)], ours | authors[entry.key])
        if told:
            field, (line, column) = "file", entry.places.get("file", (1, 1))
            if number >= 0:
                text = settings.read.content / entry.source
                field, (line, column) = "", place_in_text(text, entry.references[number].address)
            problems.append(Problem(RULE, "warning", entry.source, line, column, field, *told))
    return dict(editions), problems


def _wishes(site: Site, editions: Mapping[Language, Edition]) -> Iterator[tuple[Asset, tuple[Entry, int]]]:
    """Each file that is published as it is, with the first text that names it, and the number of the reference (-1:
    the field `file`)."""
    entries = {e.guid: e for edition in editions.values() for e in (*edition.entries, *edition.gaps.values())}
    seen = set()
    for entry in sorted(entries.values(), key=lambda entry: entry.source):
        named = [(-1, entry.files["file"])] if "file" in entry.files else []
        for number, target in (*named, *enumerate(entry.targets)):
            asset = site.assets.get(target.name) if target.sort == "asset" else None
            if asset and asset.bytes and not is_picture(asset.path) and asset.path not in seen:
                seen.add(asset.path)
                yield asset, (entry, number)


def _key(asset: Asset) -> str:
    return f"{asset.sha256}{_ending(asset.path)}:{_code()}"


@lru_cache(maxsize=1)
def _code() -> str:
    """A hash of the code that looks: what another saw is looked at again."""
    sources = sorted(Path(__file__).parent / name for name in ("traces.py", "said.py", "exif.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]


def _ending(path: str) -> str:
    return path.rpartition(".")[2].lower()


def traces_in(path: Path) -> tuple[Trace, ...]:
    """What a file tells, each once."""
    ending = _ending(path.name)
    try:
        if ending in ("docx", "xlsx", "pptx", "odt", "ods", "odp", "zip"):
            found = list(_in_archive(path))
        elif ending in ("mp4", "m4v", "mov", "m4a"):
            found = list(said_in_mp4(path))
        else:
            found = list(_in_bytes(ending, _bytes_of(path)))
    except (
        OSError,
        ValueError,
        struct.error,
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ):
        return ()  # damaged or locked: nobody else reads it there either
    plain = ((sort, " ".join(what.split())[:200]) for sort, what in found)
    return tuple(dict.fromkeys((sort, what) for sort, what in plain if what and fold(what) not in _PROGRAMS))


def _bytes_of(path: Path) -> bytes:
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= MOST:
            return file.read()
        start = file.read(MOST // 2)
        file.seek(-MOST // 2, 2)
        return start + file.read()


def _in_bytes(ending: str, data: bytes) -> Iterator[Trace]:
    if ending == "pdf":
        yield from _in_pdf(data)
    elif ending == "webm":
        yield from said_in_webm(data)
    elif ending == "mp3":
        yield from names_in_id3(data)
    elif ending in ("flac", "ogg", "opus", "wav"):
        yield from comments_in(data)


def _in_pdf(data: bytes) -> Iterator[Trace]:
    """Of its information, be it packed or not, its XMP, and the pictures that it holds."""
    for text in (data, *_unpacked(data)):
        for start in _places(text, b"/Author", PARTS):
            found = _AUTHOR.match(text, start)
            if found:
                yield PERSON, _pdf_string(found[1])
        yield from _in_xmp(text)
    yield from _in_pictures(data)


def _unpacked(data: bytes) -> Iterator[bytes]:
    """The streams of a PDF in which its information may lie."""
    left = STREAMS
    for marker in _first(_PACKED.finditer(data), PARTS):
        start = data.find(b"stream", marker.end(), marker.end() + 1000)
        if start >= 0 and left > 0:
            start += 8 if data[start + 6 : start + 8] == b"\r\n" else 7
            try:
                text = zlib.decompressobj().decompress(data[start : start + UNPACKED], min(UNPACKED, left))
            except zlib.error:
                continue  # packed in another way, or not at all
            left -= len(text)
            yield text


def _pdf_string(raw: bytes) -> str:
    """A text string (ISO 32000-1, 7.9.2.2)."""
    if raw.startswith(b"<"):
        digits = b"".join(raw[1:-1].split())
        text = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    else:
        text = _ESCAPE.sub(lambda m: bytes([int(m[1], 8) & 255]) if m[1].isdigit() else m[1], raw[1:-1])
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\xef\xbb\xbf", "utf-8")):
        if text.startswith(mark):
            return text[len(mark) :].decode(encoding, "replace").rstrip("\0")
    return text.decode("latin-1")


def _in_xmp(data: bytes) -> Iterator[Trace]:
    for start in _places(data, b"<dc:creator>"):
        for item in _ITEMS.findall(
            data[start : start + 4000].partition(b"</dc:creator>")[0].decode("utf-8", "replace")
        ):
            yield PERSON, html.unescape(item)
    places = _first(_XMP_PLACE.finditer(data), PARTS)
    found = {place[1].decode(): place[2].decode("ascii", "replace") for place in places}
    if {"Latitude", "Longitude"} <= found.keys():
        yield PLACE, f"{found['Latitude']}, {found['Longitude']}"


def _in_pictures(data: bytes) -> Iterator[Trace]:
    for start in _places(data, b"Exif\0\0", PARTS):
        place = place_in_exif(data[start + 6 : start + 6 + 65_536])
        if place:
            yield PLACE, place


def _in_archive(path: Path) -> Iterator[Trace]:
    """Of an office file or archive: who made, changed and commented it, and where its photographs were taken."""
    _refuse_crowd(path)
    with zipfile.ZipFile(path) as archive:
        members = {member.filename: member for member in archive.infolist()}
        for name, tags in _OFFICE.items():
            if name in members:
                with archive.open(members[name]) as file:
                    text = file.read(UNPACKED).decode("utf-8", "replace")
                for tag in tags:
                    pattern = re.compile(rf"<{tag}(?: [^<>]{{0,200}})?>([^<]{{1,300}})</{tag}>")
                    yield from ((PERSON, html.unescape(found[1])) for found in _first(pattern.finditer(text)))
                yield from ((PERSON, html.unescape(found[1])) for found in _first(_CHANGED_BY.finditer(text)))
        photographs = [member for member in members.values() if member.filename.lower().endswith((".jpg", ".jpeg"))]
        for member in photographs[:PARTS]:
            with archive.open(member) as file:
                yield from _in_pictures(file.read(131_072))


def _refuse_crowd(path: Path) -> None:
    """Raise ValueError where an archive's list of files would fill the memory: its end says how many there are."""
    with path.open("rb") as file:
        file.seek(-min(path.stat().st_size, 65_557), 2)
        end = file.read()
    at = end.rfind(b"PK\5\6")
    if at < 0 or int.from_bytes(end[at + 10 : at + 12], "little") > MEMBERS:
        raise ValueError("no archive, or too many files")


def _places(data: bytes, what: bytes, most: int = 20) -> Iterator[int]:
    at = -1
    for __ in range(most):
        at = data.find(what, at + 1)
        if at < 0:
            return
        yield at


def _first(found: Iterable[re.Match[AnyStr]], most: int = 20) -> Iterator[re.Match[AnyStr]]:
    return islice(found, most)


def _told(asset: Asset, traces: Sequence[Trace], shown: set[str]) -> tuple[Message, Message] | None:
    """What a file tells beside the names that the page or the site says too, and the way out."""
    places = [what for sort, what in traces if sort == PLACE][:1]
    persons = [what for sort, what in traces if sort == PERSON and fold(what) not in shown][:NAMES]
    if not places and not persons:
        return None
    name, ending = asset.path.rpartition("/")[2], _ending(asset.path)
    parts = [_WHERE.format(found=what) for what in places]
    if persons:
        parts.append(_WHO.format(found=joined([_QUOTED.format(who=who) for who in persons])))
    message = _TELLS.format(name=name, what=joined(parts, _AND))
    hint = _CLEAN_ARCHIVE if ending == "zip" else _CLEAN_MEDIA if ending in PERSONS else _CLEAN_DOCUMENT
    return message, hint.format(name=name, ending=ending)
