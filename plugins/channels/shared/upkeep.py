"""How texts are kept up: when they are to be reviewed, by which office, and what has changed in them, in words."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from plugins.model.entry import Entry
from plugins.model.fields import NEUTRAL, OWN, Fields, Help, NamedValues, Text
from plugins.model.kinds import Sentence
from plugins.model.problem import _
from plugins.model.rights import in_language


class Change(NamedValues, frozen=True):
    """What was changed in a text, and when."""

    date: date
    text: Sentence


class UpkeepFields(Fields, frozen=True):
    """When a text is to be reviewed next, by which office, and what has changed in it so far."""

    next_review: Annotated[date | None, NEUTRAL, Help(_("by when it is to be checked again"), "2027-03-20")] = None
    office: Annotated[str, OWN, Text(160), Help(_("which office keeps it"), _("Coordination office"))] = ""
    history: Annotated[tuple[Change, ...], NEUTRAL] = ()


def changes_of(entry: Entry) -> tuple[tuple[date, str], ...]:
    """Return what has changed in a text, the newest change first, in its language."""
    history = sorted(entry.of(UpkeepFields).history, key=lambda change: change.date, reverse=True)
    return tuple((change.date, in_language(change.text, entry.lang)) for change in history)
