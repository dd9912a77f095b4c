"""The forms of a word, by the endings of its language: what may stand in a text for a word of the glossary."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from plugins.i18n.greek import fold
from plugins.i18n.languages import facts_of
from plugins.model.value import Language

WORD = re.compile(r"\w+")


class WordForm(NamedTuple):
    """A form of a word, beside its folded letters: as it is written, where nothing else will do, else its accent.

    `accent` is its letter, where that is known. Of other forms `ending` is the number of last letters that they differ
    in, `is_stressed` whether the accent is among these. So νομός is no form of νόμος, and συλλογή none of σύλλογος.
    """

    exact: str = ""
    accent: int | None = None
    ending: int = 0
    is_stressed: bool = False

    def fits(self, written: str) -> bool:
        """Whether a word as it is written may be this form. Capitals have no accent, and so may be any."""
        if self.exact:
            return written == self.exact
        place = accent(written)
        if place is None or self.accent is not None:
            return place in (None, self.accent)
        return (len(written) - place <= self.ending) == self.is_stressed


class Phrase(NamedTuple):
    """A word of the glossary, or several that stand together: the forms of each, and the number of its term."""

    words: tuple[Mapping[str, tuple[WordForm, ...]], ...]
    term: int


def accent(word: str) -> int | None:
    """Return the place of the letter that bears the accent, or None where there is none."""
    if word.isascii():
        return None
    letters = unicodedata.normalize("NFC", word)
    return next(
        (place for place, letter in enumerate(letters) if "\u0301" in unicodedata.normalize("NFD", letter)), None
    )


def phrase(text: str, lang: Language, term: int, is_fixed: bool = False) -> Phrase:
    """Return what stands for some words of the glossary; with `is_fixed` as they are written, in whatever case."""
    return Phrase(tuple(forms_of(word, lang, is_fixed) for word in WORD.findall(text)), term)


def forms_of(word: str, lang: Language, is_fixed: bool = False) -> dict[str, tuple[WordForm, ...]]:
    """Return the forms of a word by their folded letters. What is written in capitals has none but itself."""
    if len(word) > 1 and word[1:] != word[1:].lower():
        return {fold(word): (WordForm(word),)}
    found: dict[str, list[WordForm]] = {}
    for letters, form in _inflected(word, () if is_fixed else facts_of(lang).endings):
        if form not in found.setdefault(letters, []):
            found[letters].append(form)
    return {letters: tuple(forms) for letters, forms in found.items()}


def _inflected(word: str, groups: Sequence[Sequence[str]]) -> Iterator[tuple[str, WordForm]]:
    """The word itself, then with each ending of the groups whose first ending it has."""
    plain, place = fold(word), accent(word)
    yield plain, WordForm(accent=place)
    for first, *others in groups:
        stem = plain.removesuffix(fold(first))
        if plain.endswith(fold(first)) and len(stem) > 1:
            is_stressed = place is not None and place >= len(stem)
            for ending in others:
                yield stem + fold(ending), WordForm("", None, len(ending), is_stressed or accent(ending) is not None)


class Begins(dict[str, bool]):
    """Whether something begins with a word; each word is folded once, since texts say the same ones again and again."""

    def __init__(self, first: Mapping[str, object]):
        super().__init__()
        self._first = first

    def __missing__(self, word: str) -> bool:
        found = self[word] = fold(word) in self._first
        return found


class Phrases:
    """Finds the words of the glossary in a text; of two that begin at one place, the longer."""

    def __init__(self, phrases: Sequence[Phrase]):
        self._by_first: dict[str, list[Phrase]] = {}
        self._begins = Begins(self._by_first)
        for one in sorted((one for one in phrases if one.words), key=lambda one: -len(one.words)):
            for letters in one.words[0]:
                self._by_first.setdefault(letters, []).append(one)

    @cached_property
    def longest(self) -> int:
        """The most words that one of them has."""
        return max((len(one.words) for phrases in self._by_first.values() for one in phrases), default=0)

    def begun_by(self, words: set[str]) -> list[str]:
        """Return those of some words with which one of them begins."""
        return [word for word in words if self._begins[word]]

    def at(self, words: Sequence[str]) -> Phrase | None:
        """Return what a row of words begins with, or None."""
        for one in self._by_first.get(_folded(words[0]), ()):
            if len(one.words) <= len(words) and all(map(_fits, one.words, words)):
                return one
        return None


def _fits(forms: Mapping[str, tuple[WordForm, ...]], written: str) -> bool:
    return any(form.fits(written) for form in forms.get(_folded(written), ()))


_folded = lru_cache(maxsize=16384)(fold)  # texts say the same words again and again
