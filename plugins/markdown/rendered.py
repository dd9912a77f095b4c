"""What a parsed body is, whoever wrote its HTML: the parser and the sanitiser, or the writer of plain texts."""

from __future__ import annotations

from collections.abc import Iterable

from plugins.model.document import Heading, Reference
from plugins.model.value import Value

#: What stands between two spaces and is no word.
_NO_WORDS = frozenset(("–", "—", "-", "·", "…", "&amp;", "/", "+", "|"))


class Rendered(Value, frozen=True):
    """A parsed body.

    `segments` are HTML at even places and unescaped addresses at odd ones; joined, with addresses escaped, they
    are the HTML. `references` tell of the odd ones, in order. `words` counts the words that a reader reads.
    `is_plain` says that its author wrote no HTML and no character reference, so that nothing can hide in it.
    """

    segments: tuple[str, ...]
    references: tuple[Reference, ...]
    headings: tuple[Heading, ...]
    words: int
    is_plain: bool = False


def count_words(pieces: Iterable[str]) -> int:
    """Return the number of words, those without a letter or digit left out."""
    words = list(pieces)
    return len(words) - sum(map(_NO_WORDS.__contains__, words))
