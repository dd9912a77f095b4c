"""Texts whose review is overdue, reviews that come before the last one, and paths that lead to no text."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from datetime import date

from plugins.channels.knowhow.fields import PathFields
from plugins.channels.knowhow.reviews import is_overdue
from plugins.channels.shared.upkeep import UpkeepFields
from plugins.model.entry import Entry
from plugins.model.kinds import GuideFields, QuestionFields
from plugins.model.problem import Level, Message, Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

_OVERDUE = _("was to be reviewed by {day}")
_BY_OFFICE = _("was to be reviewed by {day} ({office})")
_REVIEW = _("check what it says, then write the day of the review into reviewed: and the next one into next_review:")
_BEFORE = _("the next review ({next}) is not after the last one ({last})")
_LATER = _("write a later day")
_NO_TEXT = _("there is no text “{key}”")
_NEAR = _("did you mean “{near}”?")
_AS_FOLDER = _("write a folder and the name of a file in it: guides/annual-report")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """A note for each overdue review, an error for days out of order and for texts that a path does not find."""
    keys = {entry.key for entry in site.entries}
    for entry in (entry for entry in site.entries if entry.original):
        yield from _of_review(entry, settings)
        for key in (key for key in entry.of(PathFields).path if key not in keys):
            near = difflib.get_close_matches(key, keys, 1)
            hint = _NEAR.format(near=near[0]) if near else _AS_FOLDER
            yield _problem(entry, "error", "path", _NO_TEXT.format(key=key), hint)


def _of_review(entry: Entry, settings: Settings) -> Iterator[Problem]:
    fields, last = entry.of(UpkeepFields), _reviewed(entry)
    if fields.next_review and last and fields.next_review <= last:
        message = _BEFORE.format(next=fields.next_review.isoformat(), last=last.isoformat())
        yield _problem(entry, "error", "next_review", message, _LATER)
    elif fields.next_review and is_overdue(entry, settings) and entry.status != "draft":
        message = (_BY_OFFICE if fields.office else _OVERDUE).format(
            day=fields.next_review.isoformat(), office=fields.office
        )
        yield _problem(entry, "note", "next_review", message, _REVIEW)


def _reviewed(entry: Entry) -> date | None:
    match entry.fields:
        case GuideFields(reviewed=day) | QuestionFields(reviewed=day):
            return day
    return None


def _problem(entry: Entry, level: Level, field: str, message: Message, hint: Message) -> Problem:
    line, column = entry.places.get(field, (1, 1))
    return Problem("knowhow", level, entry.source, line, column, field, message, hint)
