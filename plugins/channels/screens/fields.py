"""What texts state for screens alone."""

from __future__ import annotations

from typing import Annotated

from plugins.model.fields import NEUTRAL, Fields


class ScreensFields(Fields, frozen=True):
    """`slate`: whether screens show the text; without a word it is by its kind and age."""

    slate: Annotated[bool | None, NEUTRAL] = None


def fields_of(kind: str) -> type[ScreensFields]:
    """Return the fields, which are those of every kind."""
    return ScreensFields
