"""What is published of a text as data: one record of plain values, for JSON, CSV and the database alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from plugins.channels.shared.belonging import BelongingFields
from plugins.channels.shared.view import View
from plugins.model.document import EntryBody
from plugins.model.entry import Entry
from plugins.model.file import Asset
from plugins.model.kinds import OF_CHANNELS
from plugins.model.value import Language, Value

GROUPS = ("axes", "regions", "tags", "members", "projects")


class Label(Value, frozen=True):
    """What a text is filed under: the group ("axes"), the key that all languages share, and the words of this one."""

    group: str
    key: str
    name: str


class RecordFile(Value, frozen=True):
    """The file of a document: its whole address, its media type, and what lies there."""

    url: str
    type: str
    asset: Asset

    def told(self) -> dict[str, Any]:
        """Return all that it is known by."""
        return {"url": self.url, "bytes": self.asset.bytes, "type": self.type, "sha256": self.asset.sha256}


class DataRecord(Value, frozen=True):
    """A text as data. `facts` are the fields of its kind that it states, dates as in ISO 8601."""

    id: str
    key: str
    lang: Language
    kind: str
    title: str
    summary: str
    url: str
    date: str
    updated: str
    authors: tuple[str, ...]
    labels: tuple[Label, ...]
    facts: dict[str, Any]
    translations: tuple[tuple[Language, str], ...]  # language and address
    body: EntryBody
    demo: bool
    file: RecordFile | None = None

    def told(self) -> dict[str, Any]:
        """Return the facts with what its file is known by."""
        return {**self.facts, "file": self.file.told()} if self.file else self.facts


def records(view: View) -> dict[str, DataRecord]:
    """Return the records of an edition by the guid of their text: what lists may show, no more."""
    return {entry.guid: _record(view, entry) for entry in view.edition.listed}


def _record(view: View, entry: Entry) -> DataRecord:
    base = view.settings.site.url
    return DataRecord(
        id=entry.guid,
        key=entry.key,
        lang=entry.lang,
        kind=entry.kind,
        title=entry.title,
        summary=entry.summary,
        url=f"{base}/{entry.url}",
        date=entry.date.isoformat() if entry.date else "",
        updated=entry.updated.isoformat() if entry.updated else "",
        authors=tuple(str(name) for name in entry.authors),
        labels=tuple(_labels(view, entry)),
        facts={} if entry.kind == "episode" or entry.kind == "show" else _facts(view, entry),
        translations=tuple((twin.lang, f"{base}/{twin.url}") for twin in _twins(view, entry)),
        body=entry.body,
        demo=entry.demo,
        file=_file(view, entry),
    )


def _facts(view: View, entry: Entry) -> dict[str, Any]:
    """The fields of its kind, those that channels of ours read of it too."""
    theirs = OF_CHANNELS.get(entry.kind, {})
    stated = {name: value for own in entry.extra for name, value in own.stated().items() if name in theirs}
    found: dict[str, Any] = msgspec.to_builtins({**entry.fields.stated(), **stated})
    return found


def _file(view: View, entry: Entry) -> RecordFile | None:
    """The file that a document names."""
    file = view.edition.files.get(entry.guid, {}).get("file")
    asset = view.site.assets[entry.files["file"].name] if file else None
    return RecordFile(view.settings.site.absolute(file.url), file.type, asset) if file and asset else None


def _labels(view: View, entry: Entry) -> Iterator[Label]:
    for group in GROUPS:
        keys = entry.of(BelongingFields).project if group == "projects" else getattr(entry, group)
        for key in keys:
            yield Label(group, key, _word(view, group, key))


def _word(view: View, group: str, key: str) -> str:
    """What readers of this language call it: a member or a project by the title of its page."""
    if group in ("members", "projects"):
        text = view.edition.by_key.get(f"{group}/{key}")
        return text.title if text else key
    words = view.edition.taxonomies.groups[group].get(key, {})
    return words[view.lang].name if view.lang in words else key


def _twins(view: View, entry: Entry) -> Iterator[Entry]:
    for lang, other in view.views.items():
        twin = other.edition.by_key.get(entry.key)
        if twin and lang != view.lang and twin.is_listed:
            yield twin
