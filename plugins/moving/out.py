"""Moving out: every entry as plain Markdown with all that it inherits, its files beside it, and all of them as JSON."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from plugins.model.document import Target, join_segments
from plugins.model.entry import Entry
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.model.site import Site
from plugins.moving.front_matter import Stated, head_of
from plugins.moving.html.writer import OldPicture
from plugins.moving.markdown_links import with_links
from plugins.read.document import body_of
from plugins.settings import Settings

INDEX = "entries.json"
_NOT_EMPTY = _("export: {folder} is not empty; name a new folder")


def export(site: Site, settings: Settings, folder: Path) -> int:
    """Write all entries into a folder, which must be new, and return how many there are."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(_NOT_EMPTY.format(folder=folder))
    folder.mkdir(parents=True, exist_ok=True)
    paths = {(entry.key, entry.lang): _path(entry) for entry in site.entries}
    rows = []
    for entry in sorted(site.entries, key=lambda one: (one.key, one.lang)):
        files = dict(_files(entry))
        target = folder / _path(entry)
        target.parent.mkdir(parents=True, exist_ok=True)
        for path, name in files.items():
            shutil.copyfile(settings.read.content / path, target.parent / name)
        world = _Inside(entry, paths, files, settings)
        body = with_links(body_of((settings.read.content / entry.source).read_bytes()), world).strip()
        fields = _fields(entry, site, settings)
        target.write_text(f"{head_of(_plain(fields))}\n{body}\n", encoding="utf-8", newline="\n")
        html = join_segments(site.segments[entry.body.sha256], [world.address(one) for one in entry.targets])
        rows.append(fields | {"file": _path(entry), "files": sorted(files.values()), "html": html, "markdown": body})
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    (folder / INDEX).write_text(text + "\n", encoding="utf-8", newline="\n")
    return len(rows)


def _path(entry: Entry) -> str:
    return f"{entry.key}/{entry.lang}.md"


def _files(entry: Entry) -> Iterator[tuple[str, str]]:
    """What an entry names that lies in the content, with the name that it gets beside the text."""
    taken: set[str] = set()
    for target in (*entry.files.values(), *entry.targets):
        if target.sort == "asset" and target.name not in taken:
            taken.add(target.name)
            yield target.name, target.name.rpartition("/")[2]


def _fields(entry: Entry, site: Site, settings: Settings) -> dict[str, Any]:
    """What an entry states or inherits, terms by their names; of its kind, the fields as they are."""
    terms = {
        group: [site.taxonomies.term(group, key, entry.lang).name for key in getattr(entry, group)]
        for group in ("axes", "regions", "tags")
    }
    known: dict[str, Any] = {
        "id": entry.id,
        "guid": entry.known_as or f"urn:uuid:{entry.guid}",
        "kind": entry.kind,
        "lang": entry.lang,
        "title": entry.title,
        "summary": entry.summary,
        "date": entry.date,
        "updated": entry.updated,
        "status": entry.status,
        "url": settings.site.absolute(entry.url),
        "aliases": list(entry.aliases),
        "translations": entry.key,
        **terms,
        "members": list(entry.members),
        "authors": [str(name) for name in entry.authors],
        "image": entry.files["image"].name.rpartition("/")[2] if "image" in entry.files else "",
        "image_alt": entry.image_alt,
    }
    own = {name: value for part in (entry.fields, *entry.extra) for name, value in part.stated().items()}
    values = {name: _value(value) for name, value in {**known, **own}.items()}
    return {name: value for name, value in values.items() if value not in ("", [], None, {})}


def _value(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return msgspec.to_builtins(value, str_keys=True, enc_hook=str)


def _plain(fields: Mapping[str, Any]) -> dict[str, Stated]:
    """The fields as front matter: what holds others in itself is JSON, which YAML reads."""
    return {name: _stated(value) for name, value in fields.items()}


def _stated(value: Any) -> Stated:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value if isinstance(value, bool | int) else str(value)


class _Inside:
    """Where the links of an entry lead within what is given away."""

    def __init__(
        self, entry: Entry, paths: Mapping[tuple[str, str], str], files: Mapping[str, str], settings: Settings
    ):
        self.entry, self.paths, self.files, self.settings = entry, paths, files, settings
        self.by_address = {one.address: target for one, target in zip(entry.references, entry.targets, strict=True)}

    def link(self, address: str) -> str:
        """Return the address of another text's file, or of a file beside this one; what is elsewhere stays."""
        target = self.by_address.get(address)
        return self.address(target) if target else address

    def picture(self, address: str) -> OldPicture:
        """Return a picture beside the text."""
        return OldPicture(self.link(address))

    def file(self, address: str) -> str:
        """Return a file beside the text."""
        return self.link(address)

    def address(self, target: Target) -> str:
        """Return where a reference leads."""
        fragment = f"#{target.fragment}" if target.fragment else ""
        if target.sort == "asset":
            return self.files.get(target.name, target.name)
        if target.sort == "entry":
            path = self.paths.get((target.name, self.entry.lang)) or self.paths.get((target.name, target.lang))
            here = os.path.dirname(self.paths[self.entry.key, self.entry.lang])
            return f"{os.path.relpath(path, here)}{fragment}" if path else self.settings.site.url
        if target.sort == "here":
            return fragment or "#"
        return self.settings.site.absolute(target.name) + fragment if target.sort == "place" else target.name
