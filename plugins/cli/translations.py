"""What a translation remembers of its original, written into its front matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from plugins.cli.front_matter_line import write_line
from plugins.model.entry import Entry
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.model.site import Site
from plugins.read.document import body_of
from plugins.read.site import read_site
from plugins.settings import Settings
from plugins.text import original_hash

FIELD = "original_hash"
_NOT_THERE = _("translations: there is no text {name} without errors")
_ORIGINAL = _("translations: {name} is the original; name the file of the translation")
_NO_PLACE = _("translations: the front matter of {name} can't take the line {field}; mend it first")


def mark_current(settings: Settings, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Write into these translations that they are of their originals as these are now; yield the files and the field.

    Raises UsageError for a name that is no translation, before anything is written.
    """
    site = read_site(settings)
    entries = {entry.source: entry for entry in site.entries}
    chosen = []
    for name in names:
        source = source_named(name, settings)
        if source not in entries:
            raise UsageError(_NOT_THERE.format(name=name))
        if entries[source].original:
            raise UsageError(_ORIGINAL.format(name=source))
        chosen.append(entries[source])
    originals = _originals(site)
    for entry in chosen:
        if not _write(entry, originals[entry.key], site, settings):
            raise UsageError(_NO_PLACE.format(name=entry.source, field=FIELD))
        yield entry.source, FIELD


def add_missing(site: Site, settings: Settings) -> Iterator[tuple[str, str]]:
    """Write into translations which text they translate, where they say nothing; one that is stale stays stale.

    A hash alone that still holds gets what measures changes.
    """
    originals = _originals(site)
    for entry in (*unmarked(site, settings), *_unmeasured(site, originals)):
        if _write(entry, originals[entry.key], site, settings):
            yield entry.source, FIELD


def unmarked(site: Site, settings: Settings) -> Iterator[Entry]:
    """The translations that do not say which text they translate, but for those that nobody has written yet."""
    originals = _originals(site)
    for entry in site.entries:
        if entry.original or entry.key not in originals:
            continue
        stated = site.documents[entry.source].common.original_hash
        if (not stated or original_hash.is_begun(stated)) and _is_written(entry, settings):
            yield entry


def _unmeasured(site: Site, originals: Mapping[str, Entry]) -> Iterator[Entry]:
    for entry in site.entries:
        stated = "" if entry.original else site.documents[entry.source].common.original_hash
        if stated and entry.key in originals and stated == site.documents[originals[entry.key].source].source_sha256:
            yield entry


def signature_of(entry: Entry, site: Site, settings: Settings) -> str:
    """Return the value of `original_hash` in a translation of this original."""
    body = body_of((settings.read.content / entry.source).read_bytes())
    return original_hash.signature(site.documents[entry.source], body)


def source_named(name: str, settings: Settings) -> str:
    """The path below the content folder of a file that is named from there, from here, or from the project."""
    content = settings.read.content.absolute()
    path = Path(name).absolute()
    if path.is_relative_to(content):
        return path.relative_to(content).as_posix()
    return name.removeprefix("./").removeprefix("content/")


def _is_written(entry: Entry, settings: Settings) -> bool:
    body = body_of((settings.read.content / entry.source).read_bytes())
    return bool(body) and body != original_hash.placeholder(entry.lang)


def _originals(site: Site) -> dict[str, Entry]:
    return {entry.key: entry for entry in site.entries if entry.original}


def _write(entry: Entry, original: Entry, site: Site, settings: Settings) -> bool:
    return write_line(settings.read.content / entry.source, FIELD, signature_of(original, site, settings))
