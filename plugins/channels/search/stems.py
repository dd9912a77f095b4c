"""What the forms of a word have in common: light stems, for Greek and for English.

The search page gets the rules as data and looks for the site's forms of a reader's word; the index holds the forms
as they are. So a rule costs no build, and what it joins wrongly is behind what is written exactly so.

They are patterns on folded text (no accents, no case, σ for ς) that Python and JavaScript read alike: the first that
fits is applied, once. Greek nouns and adjectives keep a ι before their ending, so that παιδί, παιδιά, παιδιών are one
word and χωριό is another than χώρα. Women and men of one calling share a stem (εθελοντής, εθελόντρια).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from plugins.i18n.greek import fold
from plugins.model.taxonomy import Taxonomies
from plugins.model.value import Language

Rules = tuple[tuple[str, str], ...]

GREEK: Rules = (
    # What looks like a form of another word: χωρίς of χώρα, μην of μήνας.
    ("^(χωρισ|μην|επισησ)$", r"\1="),
    # -έας: the plural in -είς is that of πόλη too, so these are told by their roots.
    ("^(φορ|γον|συγγραφ|γραμματ|διανομ|εισαγγελ|αποστολ|κουρ|δεκαν|σκαπαν)(?:εασ|εα|εισ|εων|εωσ)$", r"\1εα"),
    # -τρια, -ισσα: the woman of a calling.
    ("^(.{3,}τ)ρι(?:α|ασ|εσ|ων)$", r"\1"),
    ("^(.{4,})ισσ(?:α|ασ|εσ|ων)$", r"\1"),
    # -μα, -ματος, but not νόμιμα, άτομα, βιώσιμα.
    ("^(.+μ)α(?:τοσ|τα|των)$", r"\1ατ"),
    ("^((?:.*(?:[σχκ]ιμ|οιμ|ονομ|ωνυμ|μεν))|ατομ|εντομ|νομ|επισημ)α$", r"\1"),
    ("^(.+μ)α$", r"\1ατ"),
    # Nouns and adjectives, then verbs: ending by ending, the longest first.
    ("^(.{3,})(?:εισ|εων|εωσ)$", r"\1"),
    ("^(.{2,})(?:ουσ|ασ|εσ|ησ|οσ|ων|οι|ου)$", r"\1"),
    ("^(.{3,})(?:ονται|εται|ουμε|ετε|ουν|ει)$", r"\1"),
    ("^(.{2,})[αηοωε]$", r"\1"),
)
ENGLISH: Rules = (
    ("^(.{2,})(?:ies|y)$", r"\1i"),
    ("^(.{2,}(?:ss|sh|ch|x))es$", r"\1"),
    ("^(.*[aeiouy].*?)([bdgmnprt])\\2(?:ing|ed)$", r"\1\2"),
    ("^(.*[aeiouy].+?)(?:ings?|ed|es|e)$", r"\1"),
    ("^(.{2,}[^suis])s$", r"\1"),
    ("^(.{2,})ers?$", r"\1er"),
)
STEMS: Mapping[Language, Rules] = {"el": GREEK, "en": ENGLISH}


def stem(word: str, rules: Rules) -> str:
    """The stem of a word."""
    plain = fold(word).replace("ς", "σ")
    for pattern, kept in rules:
        if re.match(pattern, plain):
            return re.sub(pattern, kept, plain)
    return plain


def rules_of(lang: Language) -> list[tuple[str, str]]:
    """The rules for the search page: what a pattern has caught is written as JavaScript writes it."""
    return [(pattern, re.sub(r"\\(\d)", r"$\1", kept)) for pattern, kept in STEMS.get(lang, ())]


def synonyms_in(taxonomies: Taxonomies) -> list[list[str]]:
    """The words that mean one thing, folded, for the search page."""
    return [[fold(word) for word in words] for words in taxonomies.synonyms]
