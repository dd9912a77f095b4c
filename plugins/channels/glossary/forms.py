"""The forms of a word, by the endings of its language: what may stand in a text for a word of the glossary."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
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


class Beginnings(dict[str, tuple[Phrase, ...]]):
    """What may begin with a word as it is written, the longest first; found once, since texts say the same words."""

    def __init__(self, phrases: Iterable[Phrase]):
        super().__init__()
        self.by_letters: dict[str, list[Phrase]] = {}
        for one in sorted(phrases, key=lambda one: -len(one.words)):
            for letters in one.words[0]:
                self.by_letters.setdefault(letters, []).append(one)

    def __missing__(self, word: str) -> tuple[Phrase, ...]:
        candidates = self.by_letters.get(fold(word), ())
        found = self[word] = tuple(one for one in candidates if _fits(one.words[0], word))
        return found


class Phrases:
    """Finds the words of the glossary in a text; of two that begin at one place, the longer."""

    def __init__(self, phrases: Iterable[Phrase]):
        self._beginnings = Beginnings(one for one in phrases if one.words)
        self._seen: set[str] = set()
        self._begin: set[str] = set()  # those that were seen and begin something

    def begun_by(self, html: str) -> set[str]:
        """Return the words of a text with which one of them begins."""
        words = WORD.findall(html)
        if not self._seen.issuperset(words):
            self._learn(list(set(words) - self._seen))
        return self._begin.intersection(words)

    def _learn(self, words: Sequence[str]) -> None:
        """Find out which of some words begin something; they are folded as one text, which takes a fraction."""
        self._seen.update(words)
        folded = fold("\n".join(words)).split("\n")
        known = self._beginnings.by_letters
        self._begin.update(
            word for word, letters in zip(words, folded, strict=True) if letters in known and self._beginnings[word]
        )

    def most_words(self, word: str) -> int:
        """Return how many words the longest has that begins with a word."""
        return len(self._beginnings[word][0].words)

    def at(self, words: Sequence[str]) -> Phrase | None:
        """Return what a row of words begins with, or None."""
        for one in self._beginnings[words[0]]:
            if len(one.words) <= len(words) and all(map(_fits, one.words[1:], words[1:])):
                return one
        return None


def _fits(forms: Mapping[str, tuple[WordForm, ...]], written: str) -> bool:
    return any(form.fits(written) for form in forms.get(_folded(written), ()))


_folded = lru_cache(maxsize=16384)(fold)
