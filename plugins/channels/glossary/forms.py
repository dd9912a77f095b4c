"""The forms of a word, by the endings of its language: what may stand in a text for a word of the glossary."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from plugins.i18n.greek import fold
from plugins.i18n.languages import facts_of
from plugins.model.value import Language

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


class Form(NamedTuple):
    """A form of a word, beside its folded letters: as it is written, where nothing else will do, else its accent.

    `ending` is the number of its last letters that forms differ in, `is_stressed` whether its accent is among these. So
    νομός is no form of νόμος, and συλλογή none of σύλλογος.
    """

    exact: str = ""
    ending: int = 0
    is_stressed: bool = False

    def fits(self, written: str) -> bool:
        """Whether a word as it is written may be this form. Capitals have no accent, and so may be any."""
        if self.exact:
            return written == self.exact
        place = accent(written)
        return place is None or (len(written) - place <= self.ending) == self.is_stressed


class Phrase(NamedTuple):
    """A word of the glossary, or several that stand together: the forms of each, and the number of its term."""

    words: tuple[Mapping[str, tuple[Form, ...]], ...]
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


def forms_of(word: str, lang: Language, is_fixed: bool = False) -> dict[str, tuple[Form, ...]]:
    """Return the forms of a word by their folded letters. What is written in capitals has none but itself."""
    if len(word) > 1 and word[1:] != word[1:].lower():
        return {fold(word): (Form(word),)}
    found: dict[str, list[Form]] = {}
    for letters, form in _inflected(word, () if is_fixed else facts_of(lang).endings):
        if form not in found.setdefault(letters, []):
            found[letters].append(form)
    return {letters: tuple(forms) for letters, forms in found.items()}


def _inflected(word: str, groups: Sequence[Sequence[str]]) -> Iterator[tuple[str, Form]]:
    """The word itself, then with each ending of the groups whose first ending it has."""
    plain, place = fold(word), accent(word)
    yield plain, Form(ending=len(word) - (place or 0), is_stressed=True) if place is not None else Form()
    for first, *others in groups:
        stem = plain.removesuffix(fold(first))
        if plain.endswith(fold(first)) and len(stem) > 1:
            is_stressed = place is not None and place >= len(stem)
            for ending in others:
                yield stem + fold(ending), Form("", len(ending), is_stressed or accent(ending) is not None)


class Phrases:
    """Finds the words of the glossary in a text; of two that begin at one place, the longer."""

    def __init__(self, phrases: Sequence[Phrase]):
        self._by_first: dict[str, list[Phrase]] = {}
        for one in sorted((one for one in phrases if one.words), key=lambda one: -len(one.words)):
            for letters in one.words[0]:
                self._by_first.setdefault(letters, []).append(one)

    def may_stand_in(self, text: str) -> bool:
        """Whether a text has a word with which one of them begins."""
        return not self._by_first.keys().isdisjoint(WORD.findall(fold(text)))

    def at(self, words: Sequence[str], place: int) -> Phrase | None:
        """Return what begins with a word of a row of words that stand together, or None."""
        for one in self._by_first.get(fold(words[place]), ()):
            row = words[place : place + len(one.words)]
            if len(row) == len(one.words) and all(map(_fits, one.words, row)):
                return one
        return None


def _fits(forms: Mapping[str, tuple[Form, ...]], written: str) -> bool:
    return any(form.fits(written) for form in forms.get(fold(written), ()))
