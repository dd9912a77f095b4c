"""The words of a text, as the index and the search page part them alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: A word, and what may join it to the next one. The search page has the same pattern, with \p{L} and \p{N}.
_WORD = re.compile(r"[^\W_]+(?:[.,'’\-‐‑][^\W_]+)*")
_SIGN = re.compile(r"[.,'’\-‐‑]")
_LETTERS = 4  # of the longest part of dotted initials: Κοιν.Σ.Επ.


def words_of(text: str) -> list[str]:
    """The words as they are written: initials (Κ.Α.Λ.Ο.) and numbers (218.400) are one without their signs; of what a
    hyphen joins, the parts and the whole."""
    found: list[str] = []
    for word in _WORD.findall(text):
        if word.isalnum():
            found.append(word)
        else:
            found += _parted(word)
    return found


def _parted(word: str) -> Iterator[str]:
    parts = _SIGN.split(word)
    whole = "".join(parts)
    if whole.isdigit() or _are_initials(word, parts):
        yield whole
        return
    if "-" in word or "‐" in word or "‑" in word:
        yield whole
    yield from parts


def _are_initials(word: str, parts: list[str]) -> bool:
    sizes = [len(part) for part in parts]
    are_letters = all(part.isalpha() for part in parts)
    return are_letters and word.count(".") == len(parts) - 1 and max(sizes) <= _LETTERS and min(sizes) == 1


def is_acronym(word: str) -> bool:
    """Whether a word has capitals beyond its first letter: ΚΑΛΟ, ΑμεΑ, ΚοινΣΕπ."""
    return word[1:] != word[1:].lower()
