"""What texts may state of their upkeep, guides of how they are followed, and pages of the path that they are."""

from __future__ import annotations

from typing import Annotated, Literal

from plugins.channels.shared.upkeep import UpkeepFields
from plugins.model.fields import NEUTRAL, OWN, Fields, Help, NamedValues, Number, Text, Url
from plugins.model.kinds import Key, Licence
from plugins.model.problem import _

Level = Literal["beginner", "experienced", "expert"]


class SourceOfText(NamedValues, frozen=True):
    """Where what a text says comes from."""

    title: Annotated[str, Text(200)]
    url: Url = ""


class KeptFields(UpkeepFields, frozen=True):
    """The upkeep of questions and documents."""


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
        "question": KeptFields,
        "document": KeptFields,
        "page": PathFields,
    }
    return found.get(kind)
