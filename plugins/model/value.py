"""The base of the values that stages pass on, and what all of them speak of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

Given = TypeVar("Given")
Language = str  # a BCP 47 tag: "el", "en"


class Value(msgspec.Struct, frozen=True, array_like=True):
    """Base of the values: a frozen dataclass, but made and hashed several times faster; a build has many."""


def given(value: Given | Callable[[], Given]) -> Given:
    """Return a value, or what a function that stands for it gives."""
    return value() if callable(value) else value
