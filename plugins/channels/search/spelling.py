"""How a word sounds: one key for all its spellings, in Greek letters or Latin ones.

A reader who has no Greek keyboard writes Greek in Latin letters, by sound (kinoniki), by the letters' names (koinoniki)
or by their looks (koinwnikh); another one is not sure whether a word has η, ι or υ. All of them mean a word that
stands somewhere on the site. So the index comes with the site's words, and a word that finds nothing, or is written
in Latin letters, is looked up by its key.

The rules are patterns that Python and JavaScript read alike, applied in their order to folded text (no accents, no
case, σ for ς); the search page gets them as data, so there is one set of them. Sources: ELOT 743 (see `greek.py`), and
for the habits of Greeklish https://en.wikipedia.org/wiki/Greeklish.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from plugins.greek import fold

#: Greek letters → the letters of the keys: 8 is θ, x is χ; ξ and ψ are two.
GREEK = (
    ("αι", "e"),
    ("[εου]ι", "i"),
    ("ου", "u"),
    ("(?<=[αεη])υ", "v"),
    ("α", "a"),
    ("[βϐ]", "v"),
    ("γ", "g"),
    ("δ", "d"),
    ("ε", "e"),
    ("ζ", "z"),
    ("[ηιυ]", "i"),
    ("[θϑ]", "8"),
    ("κ", "k"),
    ("λ", "l"),
    ("μ", "m"),
    ("ν", "n"),
    ("ξ", "ks"),
    ("[οω]", "o"),
    ("π", "p"),
    ("ρ", "r"),
    ("[σς]", "s"),
    ("τ", "t"),
    ("φ", "f"),
    ("χ", "x"),
    ("ψ", "ps"),
)
#: Latin letters that can be read in more than one way. Words of the site are read in the first.
CHOICES = (("h", ("h", "i", "x")), ("x", ("x", "ks")), ("(?<![oaei])u", ("u", "i")), ("3", ("3", "ks")))
#: Both, once Greek is spelled in Latin letters and choices are made.
BOTH = (
    ("th", "8"),
    ("sh", "s"),
    ("ph", "f"),
    ("gh", "g"),
    ("[ck]?h", "x"),
    ("^y(?=[aeou])", "gi"),
    ("ck|c|q", "k"),
    ("w", "o"),
    ("o[uy]", "u"),
    ("(?<=[ae])[uy]", "v"),
    ("(?<=[ae])f(?=[kptsx8])", "v"),
    ("ai", "e"),
    ("[eou]i", "i"),
    ("y", "i"),
    ("j", "i"),
    ("mp|b", "v"),
    ("n[td]", "d"),
    ("n[gk]|gk", "g"),
    (r"(.)(?=\1)", ""),
)


def keys_of(words: Iterable[str]) -> list[str]:
    """The key of each word. All go through a rule at once: a site has tens of thousands."""
    folded = [fold(word) for word in words]
    if not folded:
        return []
    text = "\n".join(folded)
    for pattern, reading in GREEK:
        text = re.sub(pattern, reading, text)
    for pattern, readings in CHOICES:
        text = re.sub(pattern, readings[0], text)
    for pattern, reading in BOTH:
        text = re.sub(pattern, reading, text, flags=re.MULTILINE)
    return text.split("\n")


def rules() -> dict[str, object]:
    """The rules for the search page, which has to know the keys of what its readers write."""
    return {"greek": GREEK, "choices": CHOICES, "both": BOTH}
