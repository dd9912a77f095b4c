"""What texts state of the project that they belong to, and projects of what they are."""

from __future__ import annotations

from typing import Annotated

from plugins.channels.shared.belonging import BelongingFields
from plugins.model.fields import NEUTRAL, Fields, Help
from plugins.model.problem import _


class PartFields(BelongingFields, frozen=True):
    """The projects that any text belongs to."""


class InitiativeFields(PartFields, frozen=True):
    """`initiative`: whether a project is one of those that a page of their own gathers."""

    initiative: Annotated[bool | None, NEUTRAL, Help(_("whether it is one of the initiatives"), "true")] = None


def fields(kind: str) -> type[Fields]:
    """Return the fields of a kind."""
    return InitiativeFields if kind == "project" else PartFields
