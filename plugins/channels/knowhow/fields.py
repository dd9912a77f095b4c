"""What texts may state of their upkeep, guides of how they are followed, and pages of the path that they are."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from plugins.model.fields import NEUTRAL, OWN, Fields, Help, NamedValues, Number, Text, Url
from plugins.model.kinds import Key, Licence, Sentence
from plugins.model.problem import _

Level = Literal["beginner", "experienced", "expert"]


class Change(NamedValues, frozen=True):
    """What was changed in a text, and when."""

    date: date
    text: Sentence


class SourceOfText(NamedValues, frozen=True):
    """Where what a text says comes from."""

    title: Annotated[str, Text(200)]
    url: Url = ""


class UpkeepFields(Fields, frozen=True):
    """When a text is to be reviewed next, by which office, and what has changed in it so far."""

    next_review: Annotated[date | None, NEUTRAL, Help(_("by when it is to be checked again"), "2027-03-20")] = None
    office: Annotated[str, OWN, Text(160), Help(_("which office keeps it"), _("Coordination office"))] = ""
    history: Annotated[tuple[Change, ...], NEUTRAL] = ()


class GuideUpkeepFields(UpkeepFields, frozen=True):
    """How a guide is followed.

    `minutes` is the time that it takes. With `steps` its parts (headings of the second level) are steps, in order.
    """

    level: Annotated[Level | None, NEUTRAL, Help(_("one of: {keys}"))] = None
    minutes: Annotated[int, NEUTRAL, Number(1, 100_000), Help(_("how long it takes, in minutes"), "90")] = 0
    steps: Annotated[bool | None, NEUTRAL, Help(_("whether its parts are steps"), "true")] = None
    materials: Annotated[
        tuple[Annotated[str, Text(200)], ...], OWN, Help(_("what is needed"), _("[Paper, A phone]"))
    ] = ()
    sources: Annotated[tuple[SourceOfText, ...], OWN] = ()
    licence: Annotated[Licence | None, NEUTRAL, Help(_("what others may do with it"), "cc-by-4.0")] = None


class PathFields(Fields, frozen=True):
    """The texts that those for whom the page is read one after the other: "guides/grant"."""

    path: Annotated[tuple[Key, ...], NEUTRAL, Help(_("the texts of a path, in order"), "[guides/annual-report]")] = ()


def fields(kind: str) -> type[Fields] | None:
    """Return the fields of a kind, or None for a kind that has none."""
    found: dict[str, type[Fields]] = {
        "guide": GuideUpkeepFields,
        "question": UpkeepFields,
        "document": UpkeepFields,
        "page": PathFields,
    }
    return found.get(kind)
