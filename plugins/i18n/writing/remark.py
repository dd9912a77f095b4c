"""What an editor would mark in a text."""

from __future__ import annotations

from typing import NamedTuple

from plugins.model.problem import Message


class Remark(NamedTuple):
    """A stretch of a text that is not as it is usually written, what is said of it, and the way out."""

    habit: str
    start: int
    message: Message
    hint: Message
