"""Which language a text is in, where nothing says so: by its letters, then by the words that every text has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

from plugins.i18n.greek import transliterate
from plugins.i18n.languages import facts_of
from plugins.model.value import Language, Value

MOST = 2_000  # characters that are looked at
LEAST = 20  # letters, below which nothing can be said
_WORD = re.compile(r"[^\W\d_]+")
_NO_PROSE = re.compile(r"<[^<>]*>|https?://\S+|\[[^\]\n]*\]|\S+@\S+|&\w+;")
SURE, SOME = 0.5, 0.15  # of the letters, that are of a language's own script


class Guess(Value, frozen=True):
    """The language that a text seems to be in, empty where nothing can be said; `is_mixed` where two share it, and
    `is_spelt_out` where its letters are those of another script, as in Greek that is typed in Latin letters."""

    lang: Language = ""
    is_mixed: bool = False
    is_spelt_out: bool = False


def language_of(text: str, languages: Sequence[Language]) -> Guess:
    """Return which of these languages a text is in."""
    prose = _NO_PROSE.sub(" ", text[:MOST])
    letters = sum(map(str.isalpha, prose))
    if letters < LEAST:
        return Guess()
    for lang in languages:
        script = facts_of(lang).script
        share = len(re.findall(script, prose)) / letters if script else 0.0
        if share >= SURE:
            return Guess(lang)
        if share > SOME:
            return Guess(lang, is_mixed=True)
    return _by_words(prose, languages)


def _by_words(prose: str, languages: Sequence[Language]) -> Guess:
    """By common words; those of a language with letters of its own are looked for as they are typed without them."""
    words = Counter(word.casefold() for word in _WORD.findall(prose))
    found = {lang: sum(words[word] for word in _typed(lang)) for lang in languages}
    best = max(languages, key=lambda lang: (found[lang], not facts_of(lang).script))
    spelt = bool(facts_of(best).script) and found[best] >= 2
    if found[best] or len([lang for lang in languages if not facts_of(lang).script]) != 1:
        return Guess(best if found[best] else "", is_spelt_out=spelt)
    return Guess(best)


@cache
def _typed(lang: Language) -> frozenset[str]:
    facts = facts_of(lang)
    return frozenset(transliterate(word) if facts.script else word for word in facts.common)
