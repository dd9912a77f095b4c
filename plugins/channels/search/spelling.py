"""How a word sounds: one key for all its spellings, in Greek letters or Latin ones.

A reader who has no Greek keyboard writes Greek in Latin letters, by sound (kinoniki), by the letters' names (koinoniki)
or by their looks (koinwnikh); another one is not sure whether a word has η, ι or υ, and a third has left the keyboard
in the other language. All of them mean a word that stands somewhere on the site. So the index has the site's words by
their key, and what a reader writes is looked up by the keys that it may have.

The rules are patterns that Python and JavaScript read alike; the search page gets them as data, so there is one set of
them. Letters that sound together are read in one pass, those that come first in the table before the others, as
capitals; then every other letter by itself. Sources: ELOT 743 (see `greek.py`), and for the habits of Greeklish
https://en.wikipedia.org/wiki/Greeklish.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from plugins.i18n.greek import fold
from plugins.i18n.languages import facts_of, with_facts
from plugins.model.regex import regex
from plugins.model.value import Language

#: Two vowels that are no pair, as accents or a diaeresis say (προϋπολογισμός, Μάιος): a mark parts them.
APART = (("([αεο])\u0301(?=[ιυ](?!\u0301))", "$1'"), ("(?=[ιυ]\u0308)", "'"))
#: Latin letters that can be read in more than one way. Words of the site are read in the first.
CHOICES = (
    ("h", ("h", "i", "x")),
    ("x", ("x", "ks")),
    ("(?<![oaei])u", ("u", "i", "ps")),
    ("3", ("3", "ks")),
    ("(?<=[aeo])(?=[iy])", ("", "'")),
    ("(?<=o)(?=u)", ("", "'")),
    ("q", ("k", "8")),
    ("j", ("i", "tz", "ks")),
    ("v", ("v", "n")),
    ("(?<![aeo])y", ("y", "ps")),
)
#: Letters that sound together, in Greek and in Latin: one alternation, read once from left to right.
TOGETHER = (
    ("αι", "E"),
    ("[εου]ι", "I"),
    ("ου", "U"),
    ("(?<=[αεη])υ", "V"),
    ("(?<=[αε])φ(?=[κπτσχθξψ])", "V"),
    ("γ(?=[χξ])", "N"),
    ("γ[γκ]", "G"),
    ("μπ", "V"),
    ("ντ", "D"),
    ("th", "8"),
    ("sh", "S"),
    ("ph", "F"),
    ("gh", "G"),
    ("g(?=x|ch|ks)", "N"),
    ("[ck]h", "X"),
    ("^y(?=[aeou])", "GI"),
    ("o[uy]", "U"),
    ("(?<=[ae])[uy]", "V"),
    ("(?<=[ae])f(?=[kptsx8]|ch)", "V"),
    ("ai", "E"),
    ("[eou]i", "I"),
    ("mp", "V"),
    ("n[td]", "D"),
    ("n[gk]|gk", "G"),
)
_LETTERS = (
    "αa βv ϐv γg δd εe ζz ηi ιi υi θ8 ϑ8 κk λl μm νn ξks οo ωo πp ρr σs ςs τt φf χx ψps "  # Greek
    "hx ck qk wo yi ji bv 98 '"  # Latin
)
ALONE = {pair[0]: pair[1:] for pair in _LETTERS.split()}
#: The Greek keyboard's letters behind those of the English one.
_KEYS = "wς eε rρ tτ yυ uθ iι oο pπ aα sσ dδ fφ gγ hη jξ kκ lλ zζ xχ cψ vω bβ nν mμ"
KEYBOARD = {pair[0]: pair[1:] for pair in _KEYS.split()}
#: What may be the ending of a word, by its sound, for those who write it in the other letters.
ENDS = (
    "(?:us|as|es|is|os|on|i|u|a|o|e|eos|eon|mata|matos|maton|ria|ries|rias|rion)$",
    "r(?:ia|ies|ias|ion)$",
    "(?:os|on|a)$",
)
_ANY = regex("|".join(f"({pattern})" for pattern, _ in TOGETHER), re.MULTILINE)
_READINGS = tuple(reading for _, reading in TOGETHER)
_ALONE = str.maketrans(ALONE)
_TWICE = regex(r"(.)\1+")


def keys_of(words: Iterable[str]) -> list[str]:
    """The key of each word. All go through a rule at once: a site has tens of thousands."""
    found = list(words)
    if not found:
        return []
    text = "\n".join(found)
    if not text.isascii():
        text = unicodedata.normalize("NFD", text.lower())
        for pattern, reading in APART:
            text = re.sub(pattern, reading.replace("$1", r"\1"), text)
    text = fold(text)
    for pattern, readings in CHOICES:
        text = re.sub(pattern, readings[0], text)
    text = _ANY.sub(lambda match: _READINGS[(match.lastindex or 1) - 1], text)
    return _TWICE.sub(r"\1", text.translate(_ALONE).lower()).split("\n")


def rules(lang: Language) -> dict[str, object]:
    """The rules for the search page, which has to know the keys of what its readers write.

    `own` are the letters of the language alone, if it has some, and `others` those of other languages: regular
    expressions, of which the latter may fit nothing.
    """
    scripts = {code: facts_of(code).script for code in with_facts()}
    own = facts_of(lang).script
    return {
        "apart": APART,
        "choices": CHOICES,
        "together": TOGETHER,
        "alone": ALONE,
        "keyboard": KEYBOARD,
        "own": own,
        "others": "|".join(script for script in scripts.values() if script and script != own) or "(?!)",
        "ends": ENDS,
    }
