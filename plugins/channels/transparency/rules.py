"""Grants that are more than their project costs, and indicators of works that are over without a result."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.transparency.fields import ProgrammeFields
from plugins.model.entry import Entry
from plugins.model.kinds import ProjectFields
from plugins.model.problem import Level, Message, Problem, _
from plugins.model.rights import in_language
from plugins.model.site import Site
from plugins.settings import Settings

_MORE = _("the grant ({grant}) is more than the whole budget ({budget})")
_WHICH = _("correct grant: or budget:")
_NO_RESULT = _("the project is completed, and “{name}” has no result")
_MEASURE = _("write reached: beside its target, be it 0")
_NO_FUNDER = _("it is funded by the European Union, and no programme is named")
_NAME = _("write programme: and code:, which the grant agreement states")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """An error for a grant above the budget; a warning for what a funder asks for and is not there."""
    for entry in (entry for entry in site.entries if entry.kind == "project" and entry.original):
        fields, budget = entry.of(ProgrammeFields), entry.of(ProjectFields).budget
        if budget is not None and fields.grant > budget:
            message = _MORE.format(grant=fields.grant, budget=budget)
            yield _problem(entry, "error", "grant", message, _WHICH)
        if fields.eu and not fields.programme:
            yield _problem(entry, "warning", "eu", _NO_FUNDER, _NAME)
        for one in fields.indicators if fields.stage == "completed" else ():
            if one.reached is None:
                message = _NO_RESULT.format(name=in_language(one.name, entry.lang))
                yield _problem(entry, "warning", "indicators", message, _MEASURE)


def _problem(entry: Entry, level: Level, field: str, message: Message, hint: Message) -> Problem:
    line, column = entry.places.get(field, (1, 1))
    return Problem("transparency", level, entry.source, line, column, field, message, hint)
