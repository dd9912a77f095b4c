"""Links to other texts and files of content/ must lead to something that is there, and so must their anchors."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from plugins.check.lookup import NEAR, first_ones, is_refused, near_or, problem_in_body
from plugins.model.entry import Entry
from plugins.model.kinds import EpisodeFields
from plugins.model.problem import Level, Message, Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

_MISSING = _("the link leads to {name}, which is not there")
_WRITE_PATH = _("write the file's name from the root of content/: {{filename}}/guides/name.en.md").format()
_ESCAPE = _("the link leaves content/")
_INSIDE = _("put the file into content/, beside the text")
_NO_ANCHOR = _("{file} has no place #{fragment}")
_HEADINGS = _("write the id of one of its headings: {names}")
_NO_HEADINGS = _("delete the #… of the link")
# What may be said of a text that nobody finds under its own address, or that hides what it had.
_DRAFT = _("is a draft")
_EXPIRED = _("expired on {day}")
_HIDDEN = _("is hidden")
_WITHDRAWN = _("was withdrawn on {day}")
_LEADS = _("the link leads to {file}, which {state}")
_TO_LIST = _("readers get to the list; delete the link, or publish the text")
_STILL = _("delete the link if you no longer want it")
_ID = re.compile(r' id="([^"]+)"')


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each link that leads nowhere, at its line and column."""
    by_key = {(entry.key, entry.lang): entry for entry in site.entries}
    gone = _gone(site, settings)
    for entry in site.entries:
        if entry.key not in gone or gone[entry.key].level == "note":
            yield from first_ones(_unpublished(entry, gone, settings))
        yield from first_ones(_of(entry, by_key, site, settings))


def _of(entry: Entry, by_key: Mapping[tuple[str, str], Entry], site: Site, settings: Settings) -> Iterator[Problem]:
    for index, target in enumerate(entry.targets):
        if target.sort == "missing":
            if not is_refused(target.name, site):
                message = _MISSING.format(name=target.name)
                hint = _near(target.name, site)
                yield problem_in_body("links", "error", entry, index, settings, message, hint)
        elif target.sort == "escape":
            yield problem_in_body("links", "error", entry, index, settings, _ESCAPE, _INSIDE)
        elif target.fragment and target.sort in ("here", "entry"):
            # A link leads to the text in its own language, whichever of the two files it names.
            key = target.name or entry.key
            page = by_key.get((key, entry.lang)) or by_key.get((key, target.lang))
            if page and not _has(page, target.fragment, site):
                message = _NO_ANCHOR.format(file=page.source, fragment=target.fragment)
                hint = _near_heading(target.fragment, page)
                yield problem_in_body("links", "error", entry, index, settings, message, hint)


class _Gone(NamedTuple):
    """A text that is out in no language though its day has come, or that hides what it had."""

    file: str
    state: Message
    level: Level
    hint: Message


def _gone(site: Site, settings: Settings) -> dict[str, _Gone]:
    """Those texts, by key."""
    found: dict[str, _Gone] = {}
    out: set[str] = set()
    for entry in site.entries:
        state = _state(entry, settings)
        if state:
            found.setdefault(entry.key, _Gone(entry.source, *state))
        else:
            out.add(entry.key)
    return {key: said for key, said in found.items() if key not in out}


def _state(entry: Entry, settings: Settings) -> tuple[Message, Level, Message] | None:
    """What its editor did to it, how loudly that is told, and the way out; None where it is out, or is to come out."""
    now, withdrawn = settings.run.now, entry.of(EpisodeFields).withdrawn
    if entry.status == "draft" and not settings.run.drafts:
        return _DRAFT, "warning", _TO_LIST
    if entry.expires and entry.expires <= now:
        return _EXPIRED.format(day=entry.expires.date().isoformat()), "warning", _TO_LIST
    if withdrawn and withdrawn.date <= now:
        return _WITHDRAWN.format(day=withdrawn.date.date().isoformat()), "note", _STILL
    return (_HIDDEN, "note", _STILL) if not entry.is_listed else None


def _unpublished(entry: Entry, gone: Mapping[str, _Gone], settings: Settings) -> Iterator[Problem]:
    """The links of a text to those; its links to itself are its own affair."""
    for index, target in enumerate(entry.targets):
        if target.sort == "entry" and target.name in gone and target.name != entry.key:
            said = gone[target.name]
            message = _LEADS.format(file=said.file, state=said.state)
            yield problem_in_body("links", said.level, entry, index, settings, message, said.hint)


def _near(name: str, site: Site) -> Message:
    """The same name in another folder, else the nearest path."""
    known = [*site.documents, *site.files]
    base = name.rpartition("/")[2]
    elsewhere = next((path for path in known if path.rpartition("/")[2] == base), None)
    if elsewhere and not base.startswith("index."):
        return NEAR.format(near=f"{{filename}}/{elsewhere}" if elsewhere.endswith(".md") else elsewhere)
    return near_or(name, known, _WRITE_PATH)


def _has(page: Entry, fragment: str, site: Site) -> bool:
    if any(heading.id == fragment for heading in page.headings):
        return True
    text = "".join(site.segments[page.body.sha256][::2])
    return any(html.unescape(found) == fragment for found in _ID.findall(text))


def _near_heading(fragment: str, page: Entry) -> Message:
    ids = [heading.id for heading in page.headings]
    otherwise = _HEADINGS.format(names=", ".join(ids[:8])) if ids else _NO_HEADINGS
    return near_or(fragment, ids, otherwise)
