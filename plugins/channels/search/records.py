"""What can be found: each listed text as a small document for the index, with what its recording says and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import NamedTuple

from plugins.model import Edition, Entry, Resources, join_segments
from plugins.transcript import cues_of, paragraphs

_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"[^\W_]+")


class Record(NamedTuple):
    """A text that can be found: its address, what the index is made of, and what results may be narrowed by."""

    address: str
    document: str
    facts: dict[str, str | list[str]]


def records(edition: Edition, resources: Resources) -> Iterator[Record]:
    """Every text that readers may find: out, and not hidden. Drafts of a preview are not."""
    root = resources.settings.site.root
    for entry in edition.listed:
        if entry.is_live(resources.settings.run.now):
            yield Record(f"{root}/{entry.url}", document(entry, edition, resources), facts(entry))


def document(entry: Entry, edition: Edition, resources: Resources) -> str:
    """The text as HTML; each place of its page that has an anchor keeps it, so that results lead there."""
    marks = {"kind": kind_of(entry)} | ({"date": entry.date.date().isoformat()} if entry.date else {})
    return "\n".join(
        (
            f'<!doctype html><html lang="{entry.lang}"><body><main>',
            *(f'<span data-pagefind-meta="{name}:{value}"></span>' for name, value in marks.items()),
            f"<h1>{escape(entry.title)}</h1>",
            f'<p data-pagefind-weight="2">{escape(entry.summary)}</p>',
            join_segments(resources.segments[entry.body.sha256], [""] * len(entry.references)),
            *_said(entry, edition, resources),
            "</main></body></html>",
        )
    )


def facts(entry: Entry) -> dict[str, str | list[str]]:
    """By the names of the search page's choices; and the date, since a choice without words lists the newest first."""
    date = entry.date.isoformat() if entry.date else ""
    return {
        "kind": kind_of(entry),
        "axis": list(entry.axes),
        "member": list(members_of(entry)),
        "year": date[:4],
        "date": date,
    }


def kind_of(entry: Entry) -> str:
    """The kind by which an entry is found: an episode's is its show's."""
    return "show" if entry.kind == "episode" else entry.kind


def members_of(entry: Entry) -> tuple[str, ...]:
    """The members that an entry is of; a member's own page is of itself."""
    return (*entry.members, entry.key.split("/")[1]) if entry.kind == "member" else entry.members


def _said(entry: Entry, edition: Edition, resources: Resources) -> list[str]:
    """The transcript, with the anchors that it has on the episode's page."""
    recording = edition.recordings.get(entry.guid)
    if not recording or not recording.transcript:
        return []
    parts = paragraphs(cues_of(resources, recording.transcript.asset))
    said = (" ".join(f'<span id="{cue.anchor}"></span>{escape(cue.text)}' for cue in part.cues) for part in parts)
    return [f"<p>{text}</p>" for text in said]


def words_of(document: str) -> list[str]:
    """The words of a document."""
    return _WORD.findall(unescape(_TAG.sub(" ", document)))
