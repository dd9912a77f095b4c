"""Numbers of episodes are their own, and there where a show is serial; titles do not repeat them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.model.entry import Entry, key_of_show
from plugins.model.kinds import EpisodeFields, ShowFields
from plugins.model.problem import Level, Message, Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

_UNNUMBERED = _("the show is serial, but the episode has no number")
_NUMBER = _("write its number, for example episode: 4")
_TWICE = _("{other} has the same number")
_RENUMBER = _("correct the number of one of them")
_IN_TITLE = _("the title says “{part}” again")
_APPS_SHOW = _("keep the title alone: apps show the name of the show and the number themselves")
_COUNTED = re.compile(r"(?:επεισόδιο|episode|ep\.?|#)\s*\d+", re.IGNORECASE)


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each of them in the text that states it (https://podcasters.apple.com/support/823-podcast-requirements)."""
    shows = {(entry.key, entry.lang): entry for entry in site.entries if entry.kind == "show"}
    numbers: dict[tuple[str, int, int], str] = {}
    for entry in site.entries:
        show = shows.get((key_of_show(entry.show), entry.lang))
        if show is None or not entry.is_spoken:
            continue
        if entry.of(EpisodeFields).sort == "full":
            yield from _number(entry, show, numbers)
        for part in _said_again(entry, show):
            yield _problem(entry, "title", "note", _IN_TITLE.format(part=part), _APPS_SHOW)


def _number(entry: Entry, show: Entry, numbers: dict[tuple[str, int, int], str]) -> Iterator[Problem]:
    fields = entry.of(EpisodeFields)
    if not fields.episode:
        if show.of(ShowFields).type == "serial":
            yield _problem(entry, "episode", "warning", _UNNUMBERED, _NUMBER)
        return
    other = numbers.setdefault((show.source, fields.season, fields.episode), entry.source)
    if other != entry.source and "episode" in entry.places:
        yield _problem(entry, "episode", "warning", _TWICE.format(other=other), _RENUMBER)


def _said_again(entry: Entry, show: Entry) -> Iterator[str]:
    if entry.title.casefold().startswith(show.title.casefold()):
        yield show.title
    counted = _COUNTED.match(entry.title)
    if counted:
        yield counted[0]


def _problem(entry: Entry, field: str, level: Level, message: Message, hint: Message) -> Problem:
    line, column = entry.stated_at(field)
    return Problem("episodes", level, entry.source, line, column, field, message, hint)
