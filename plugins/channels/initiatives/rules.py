"""The projects that texts name have a page in projects/, and none belongs to itself."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from plugins.channels.shared.belonging import BelongingFields
from plugins.model.entry import Entry
from plugins.model.problem import Message, Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

_UNKNOWN = _("there is no project “{name}”")
_NEAR = _("did you mean {near}?")
_ADD = _("write the name of a file of projects/ without .en.md")
_ITSELF = _("the project belongs to itself")
_DELETE = _("delete the line, or name the project that it is a part of")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """An error for each name that is no project's."""
    heads = {
        entry.stem: frozenset(entry.of(BelongingFields).project) for entry in site.entries if entry.kind == "project"
    }
    for entry in (entry for entry in site.entries if entry.original):
        line, column = entry.stated_at("project", "title")
        for message, hint in _faults(entry, heads):
            yield Problem("initiatives", "error", entry.source, line, column, "project", message, hint)


def _faults(entry: Entry, heads: dict[str, frozenset[str]]) -> Iterator[tuple[Message, Message]]:
    for name in entry.of(BelongingFields).project:
        if name not in heads:
            near = difflib.get_close_matches(name, heads, 1)
            yield _UNKNOWN.format(name=name[:60]), _NEAR.format(near=near[0]) if near else _ADD
    if entry.kind == "project" and entry.stem in _above(entry.stem, heads):
        yield _ITSELF, _DELETE


def _above(stem: str, heads: dict[str, frozenset[str]]) -> set[str]:
    """All projects that a project belongs to, near or far."""
    found: set[str] = set()
    waiting = [*heads.get(stem, ())]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += heads.get(name, ())
    return found
