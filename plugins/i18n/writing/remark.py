"""What an editor would mark in a text."""

from __future__ import annotations

from typing import NamedTuple

from plugins.model.problem import Message


class Remark(NamedTuple):
    """A place in a text that is not as it is usually written, what is said of it, and the way out.

    `word` is the one that is meant, where a site's own list of words may say that it is right.
    """

    habit: str
    start: int
    message: Message
    hint: Message
    word: str = ""
