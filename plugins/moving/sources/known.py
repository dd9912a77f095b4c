"""What a source is, by what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.moving.sources.feeds import Feeds, SavedFeed, WithFeeds
from plugins.moving.sources.folders import Folder
from plugins.moving.sources.wordpress.source import WordPress
from plugins.moving.values import OldSource
from plugins.settings import SiteSettings

HEAD = 64 << 10  # bytes by which a file is known
_NOTHING = _("import: there is nothing at {path}")
_PACKED = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"Rar!", b"7z")
_UNPACK = _("import: {path} is packed; unpack it, and give what is in it")
_UNKNOWN = _(
    "import: {path} is none of what can be read: an export of WordPress, a feed (RSS, Atom), or a folder of texts of "
    "Pelican, Hugo, Jekyll or Decap"
)


def source_at(path: Path, site: SiteSettings, feeds: Sequence[str] = (), pairs: Path | None = None) -> OldSource:
    """Return the source at a path. `feeds` are old feeds beside an export, perhaps with their address: file=address."""
    if not path.exists():
        raise UsageError(_NOTHING.format(path=path))
    zone = ZoneInfo(site.timezone)
    codes = sorted(site.codes, key=lambda code: code != site.default_language)
    given = [_feed(one, zone) for one in feeds]
    has_texts = path.is_dir() and any(one.suffix in (".md", ".rst") for one in path.iterdir())
    if path.is_file() and _head(path).startswith(_PACKED):
        raise UsageError(_UNPACK.format(path=path))
    files = [path] if not path.is_dir() else [] if has_texts else sorted(path.glob("*.xml"))
    exports = [file for file in files if _is_export(file)]
    if exports:
        export = WordPress(exports, zone, codes, pairs)
        return WithFeeds(export, given) if given else export
    if path.is_file():
        if not _is_feed(path):
            raise UsageError(_UNKNOWN.format(path=path))
        return Feeds([SavedFeed(path, zone), *given])
    found = Folder.at(path, zone, codes)
    if found is None and files and all(map(_is_feed, files)):
        return Feeds([*(SavedFeed(file, zone) for file in files), *given])
    if found is None:
        raise UsageError(_UNKNOWN.format(path=path))
    return WithFeeds(found, given) if given else found


def _feed(stated: str, zone: ZoneInfo) -> SavedFeed:
    name, _equals, address = stated.partition("=")
    if not Path(name).is_file():
        raise UsageError(_NOTHING.format(path=name))
    return SavedFeed(Path(name), zone, address)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _is_export(path: Path) -> bool:
    return b"wordpress.org/export/1" in _head(path)


def _is_feed(path: Path) -> bool:
    head = _head(path)
    return any(mark in head for mark in (b"<rss", b"http://www.w3.org/2005/Atom", b"<rdf:RDF"))
