"""XML as old sites write it: read as it is where that can be, else with its faults mended, and never with what it asks
for from elsewhere. Memory stays small, whatever the size of the file."""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from plugins.model.errors import UsageError
from plugins.model.problem import _

MOST_BYTES = 8 << 30  # of a file
PIECE = 1 << 20  # bytes of a line that are looked at in one go
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BARE = re.compile(rb"&(?!(?:#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_XMLS_OWN = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))
_SECTION = re.compile(rb"(<!\[CDATA\[|\]\]>)")
#: What holds texts, and texts themselves, in RSS 2.0, RSS 1.0 and Atom.
_FRAMES = ("channel", "feed", "RDF")
_ITEMS = ("{*}item", "{*}entry")
_LARGE = _("import: {path} is larger than {limit} GB; export it in parts and give their folder")
_NO_XML = _("import: {path} is no XML that can be read: {reason}")


class XmlFile:
    """An XML file, and how it has to be read: as it is, mended, or with whatever cannot be read left out."""

    def __init__(self, path: Path):
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(_LARGE.format(path=path, limit=MOST_BYTES >> 30))
        self.path = path
        self.mended = self.damaged = False
        if not self._is_sound():
            self.mended = True
            self.damaged = not self._is_sound()

    def items(self) -> Iterator[etree._Element]:
        """Yield the items or entries, each when it has been read whole; it is gone with the next."""
        with self._opened() as file:
            try:
                for _event, element in etree.iterparse(file, events=("end",), tag=_ITEMS, **self._how()):
                    yield element
                    _forget(element)
            except etree.XMLSyntaxError as error:
                raise UsageError(_NO_XML.format(path=self.path, reason=error.msg)) from None

    def elements(self) -> Iterator[etree._Element]:
        """Yield all that stands in a channel or feed, items among it, likewise."""
        with self._opened() as file:
            try:
                for _event, element in etree.iterparse(file, events=("end",), **self._how()):
                    parent = element.getparent()
                    if parent is not None and local(parent.tag) in _FRAMES and isinstance(element.tag, str):
                        yield element
                        _forget(element)
            except etree.XMLSyntaxError as error:
                raise UsageError(_NO_XML.format(path=self.path, reason=error.msg)) from None

    def _is_sound(self) -> bool:
        with self._opened() as file:
            try:
                for _event, element in etree.iterparse(file, events=("end",), tag=_ITEMS, **self._how()):
                    _forget(element)
            except etree.XMLSyntaxError:
                return False
        return True

    def _how(self) -> dict[str, bool]:
        """How lxml reads it: nothing is fetched, no entity becomes more than it is."""
        return {
            "huge_tree": True,
            "resolve_entities": False,
            "load_dtd": False,
            "no_network": True,
            "recover": self.damaged,
        }

    def _opened(self) -> BinaryIO:
        file = self.path.open("rb")
        return _Mended(file) if self.mended else file  # type: ignore[return-value]  # it has what lxml asks of a file


def _forget(element: etree._Element) -> None:
    """Free what has been read: an element and those before it."""
    element.clear(keep_tail=False)
    while element.getprevious() is not None and element.getparent() is not None:
        del element.getparent()[0]


class _Mended:
    """A file whose faults are mended line by line: characters that XML has no room for, what stands before its first
    line, `&` that begins nothing, entities of HTML, and letters that are no UTF-8."""

    def __init__(self, file: BinaryIO):
        self.file, self.in_section, self.begun, self.rest, self.ready = file, False, False, b"", b""

    def read(self, size: int = -1) -> bytes:
        """Return some of the file; nothing at its end."""
        while not self.ready:
            line = self.file.readline(PIECE)
            if not line and not self.rest:
                return b""
            line, self.rest = self.rest + line, b""
            if line and not line.endswith(b"\n") and len(line) >= PIECE:
                cut = max(line.rfind(b"&", -40), line.rfind(b"<", -40), line.rfind(b"]", -40), 0) or _whole(line)
                line, self.rest = line[:cut], line[cut:]
            self.ready = self._line(line)
            if not line:
                return b""
        given, self.ready = (self.ready, b"") if size < 0 else (self.ready[:size], self.ready[size:])
        return given

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    def __enter__(self) -> _Mended:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _line(self, line: bytes) -> bytes:
        if not self.begun:
            start = line.find(b"<?xml")
            start = start if start >= 0 else line.find(b"<rss")
            if start < 0:
                return b""
            self.begun, line = True, line[start:]
        line = _CONTROLS.sub(b"", line)
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            line = line.decode("cp1253", "replace").encode()
        return b"".join(self._part(part) for part in _SECTION.split(line))

    def _part(self, part: bytes) -> bytes:
        if part in (b"<![CDATA[", b"]]>"):
            self.in_section = part != b"]]>"
            return part
        return part if self.in_section else _NAMED.sub(_entity, _BARE.sub(b"&amp;", part))


def _whole(line: bytes) -> int:
    """Where a line may be cut so that no letter is cut in two."""
    end = len(line)
    while end > 0 and line[end - 1] & 0xC0 == 0x80:
        end -= 1
    return max(end - 1, 1)


def _entity(found: re.Match[bytes]) -> bytes:
    if found[1] in _XMLS_OWN:
        return found[0]
    letter = html.entities.html5.get(f"{found[1].decode()};")
    return letter.encode() if letter else b"&amp;" + found[0][1:]


def child(element: etree._Element, name: str) -> str:
    """Return the text of the first child of a local name, or nothing; `prefix:name` asks for one namespace, `:name` for
    none."""
    return next(("".join(one.itertext()) for one in children(element, name)), "")


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the children of a local name, or of `prefix:name`."""
    prefix, colon, wanted = name.rpartition(":")
    for one in element:
        if isinstance(one.tag, str) and local(one.tag) == wanted and (not colon or _is_of(one, prefix)):
            yield one


#: The namespaces that old feeds and exports use, by how they are called here: what their address has in it.
SPACES = {
    "wp": "wordpress.org/export/1.",
    "content": "rss/1.0/modules/content",
    "excerpt": "/excerpt/",
    "dc": "purl.org/dc/elements",
    "itunes": "itunes.com/dtds/podcast",
    "podcast": "podcast",
    "atom": "w3.org/2005/atom",
    "media": "search.yahoo.com/mrss",
}


def _is_of(element: etree._Element, prefix: str) -> bool:
    space = etree.QName(element).namespace or ""
    if prefix == "":
        return not space
    if element.prefix == prefix or SPACES[prefix] in space.lower():
        return prefix != "wp" or "/excerpt" not in space
    return False


@cache
def called(tag: object) -> str:
    """Return how an element is called here, whatever prefix and version its file has: `wp:post_id`, `title`."""
    if not isinstance(tag, str):
        return ""
    space = tag.partition("}")[0].lower()
    if not tag.startswith("{"):
        prefix, colon, name = tag.rpartition(":")
        return f"{prefix}:{name}" if colon else name
    if "/excerpt" in space:
        return f"excerpt:{local(tag)}"
    prefix = next((prefix for prefix, mark in SPACES.items() if mark in space), "")
    return f"{prefix}:{local(tag)}" if prefix else local(tag)


@cache
def local(tag: str) -> str:
    """Return the name of an element without its namespace."""
    return tag.rpartition("}")[2].rpartition(":")[2]
