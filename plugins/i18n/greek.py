"""The language facts: ELOT 743, slugs, ASCII, folding, sorting, final sigma, look-alike letters.

Pure functions of text, from the standard library alone; none of them raises on any `str`.

Sources for ELOT 743 type 2, the transcription of passports and road signs (= ISO 843 type 2 = UN V/19, 1987):
- the UN's table: http://www.eki.ee/wgrs/rom1_el.htm and http://www.eki.ee/wgrs/res/res_5_19.htm
- the passport office's converter: http://www.passport.gov.gr/passports/GrElotConverter/GrElotConverter.html
- the European Commission's table: https://www.telework.ro/en/english-translation-style-guide-for-eu-transliteration/
- Cyprus' guide, notes 7 and 16: https://geonoma.gov.cy/myfiles/ekdoseis/odigos-typopoiisis/24
- a map with tests: https://github.com/interscript/maps/blob/main/maps/elot-ell-Grek-Latn-743-1982-ts.imp
Where they differ we follow the passport: no accents (the UN, the Commission and Cyprus keep them: Athína),
and μπ is b at a word's end too (so the Commission). One fault of the passport's converter isn't followed: it
forgets accented vowels after αυ, ευ, ηυ, so that Ευή would be Efi; the tables say av, ev, iv before vowels.
"""

import re
import unicodedata
from functools import lru_cache

from plugins.model.regex import regex

# The letters, as escapes because NFC would change some: no Coptic, no spacing accents.
_GREEK = (
    r"\u0370-\u0373\u0376\u0377\u037b-\u037d\u037f\u0386\u0388-\u03e1\u03f0-\u03ff"
    r"\u1f00-\u1fbc\u1fbe\u1fc2-\u1fcc\u1fd0-\u1fdb\u1fe0-\u1fec\u1ff2-\u1ffc\u2126"
)
_LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
_MARK = "\u0300-\u036f"
_ANY_GREEK = regex(f"[{_GREEK}]")
_MARKS = regex(f"[{_MARK}]+")


def has_greek(text: str) -> bool:
    """Whether a text has a Greek letter."""
    return not text.isascii() and _ANY_GREEK.search(text) is not None


def _pairs(table: str) -> dict[str, str]:
    """`αa θth` → {"α": "a", "θ": "th"}."""
    return {pair[0]: pair[1:] for pair in table.split()}


# ---------------------------------------------------------------- ELOT 743

# A word with, after it, the Greek question mark or ano teleia. Both are plain `;` and `·` once a text is NFC,
# so they are known by the word before them; a `·` after a space is a separator, not an ano teleia.
_PIECE = regex(
    rf"([{_GREEK}][{_GREEK}{_MARK}]*)((?:[^\w;·\u037e\u0387]|[\d_])*(?<!\s)[;·])?"
    r"|[\u037e\u0387\u0384\u1fbd\u1fbf]"
)
_PUNCTUATION = {";": "?", "·": ";", "\u037e": "?", "\u0387": ";"}  # a spacing accent: an apostrophe
# A mark on the vowel before υ, or a diaeresis on υ, makes them two letters: άυλος, αϋπνία.
_HIATUS = regex(rf"(?<=[{_MARK}])[υΥ]|[υΥ](?=[{_MARK}]*\u0308)")
_UPPER = "Α-ΩY"
# The group's name is the Latin text; it is written in capitals where the first Greek letter is one.
_CONTEXT = regex(
    r"(?P<v>(?<=[αεηΑΕΗ])[υΥ](?=[αεηιουωyβγδζλμνρΑΕΗΙΟΥΩYΒΓΔΖΛΜΝΡ]))"
    r"|(?P<f>(?<=[αεηΑΕΗ])[υΥ])"
    r"|(?P<u>(?<=[οΟ])[υΥ])"
    r"|(?P<n>[γΓ](?=[γξχΓΞΧ]))"
    r"|(?P<b>\A[μΜ][πΠ]|[μΜ][πΠ]\Z)"
    # Θ, Χ, Ψ have two capitals beside another capital (ΘΕΟΣ, ΑΠΘ), one otherwise (Θεός, the initial Θ.)
    + "".join(
        rf"|(?P<{latin}>{greek}(?=[{_UPPER}])|(?<=[{_UPPER}]){greek}\Z)"
        for greek, latin in (("Θ", "th"), ("Χ", "ch"), ("Ψ", "ps"))
    )
)
# The last line's letters stand only in old numerals and inscriptions; ISO 843 names ϝ and ϳ, the others go by
# their sound.
_SINGLE = _pairs(
    "αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo "
    "ϝw ϳj ϛst ϟq ϙq ϡs ϗkai ͱh ͳs ͷw ϻs ϸsh ϼr ͻs ͼs ͽs"
)
_LETTERS = str.maketrans({greek.upper(): latin.title() for greek, latin in _SINGLE.items()} | _SINGLE)


def transliterate(text: str) -> str:
    """Greek words in Latin letters by ELOT 743 type 2; what is not Greek passes through as it is."""
    return text if text.isascii() else _PIECE.sub(_piece, text)


def _piece(match: re.Match[str]) -> str:
    word, after = match.groups()
    if word is None:
        return _PUNCTUATION.get(match[0], "'")
    return _word(word) + (after[:-1] + _PUNCTUATION[after[-1]] if after else "")


@lru_cache(maxsize=1 << 15)  # the words of a site's titles come again and again
def _word(word: str) -> str:
    bare = unicodedata.normalize("NFKD", word)
    bare = _HIATUS.sub(lambda match: "y" if match[0] == "υ" else "Y", bare)
    return _CONTEXT.sub(_in_context, _MARKS.sub("", bare)).translate(_LETTERS)


def _in_context(match: re.Match[str]) -> str:
    latin = match.lastgroup or ""
    return latin.upper() if match[0][0].isupper() else latin


# ---------------------------------------------------------------- slugs

SLUG_LENGTH = 80
_UNSEEN = regex("[\u00ad\u200b-\u200f\u2060\ufeff™℠]")  # soft hyphens and the like are inside words
_CONTRACTION = regex(r"['’](?<=[a-z]['’])(?=(?:s|t|d|m|re|ve|ll)\b)", re.IGNORECASE)
_NOT_SLUG = regex("[^a-z0-9]+")
_UNMARKED = _pairs("æae œoe øo đd ðd ħh ıi łl ŋn þth ŧt")
_UNDECOMPOSED = str.maketrans(_UNMARKED)
# Initials and short beginnings parted by dots are one word: Κοιν.Σ.Επ., Α.Μ.Κ.Ε.; in node.js no part is an initial.
_INITIALS = regex(
    r"(?<![\w.])(?=[^\W\d_]{1,4}\.(?:[^\W\d_]{1,4}(?:\.|(?!\w)))+)(?:[^\W\d_]{1,4}\.)+(?:[^\W\d_]{1,4})?(?!\w)"
)


def slugify(text: str) -> str:
    """The words of a text as `[a-z0-9-]`: at most 80 characters, cut between words; empty if no word remains.

    `&` and other signs give nothing, as in WordPress and Django: the text's language isn't known here, and
    "and" in a Greek address is as wrong as "kai" in an English one. An English contraction stays one word
    (don't → dont), and so do initials (Κοιν.Σ.Επ. → koinsep); the Greek elision parts two (απ'όλα → ap-ola).
    """
    text = _CONTRACTION.sub("", _INITIALS.sub(_joined, text))
    if not text.isascii():
        text = transliterate(unicodedata.normalize("NFKD", _UNSEEN.sub("", text)))
    text = text.casefold()
    if not text.isascii():
        text = _MARKS.sub("", text).translate(_UNDECOMPOSED)
    slug = _NOT_SLUG.sub("-", text).strip("-")
    if len(slug) <= SLUG_LENGTH:
        return slug
    cut = slug.rfind("-", 0, SLUG_LENGTH + 1)
    return slug[: cut if cut > 0 else SLUG_LENGTH]


#: The same for a browser, of a title in small letters as NFKD has them: what takes the place of what, in this order,
#: before all but a-z and 0-9 is a hyphen. (Initials stay apart.)
ADDRESS_RULES = (
    (rf"(?<=[{_MARK}])υ|υ(?=[{_MARK}]*\u0308)", "y"),
    (f"[{_MARK}]", ""),
    ("(?<=[αεη])υ(?=[αεηιουωyβγδζλμνρ])", "v"),
    ("(?<=[αεη])υ", "f"),
    ("(?<=ο)υ", "u"),
    ("γ(?=[γξχ])", "n"),
    ("(?<![α-ωa-z])μπ|μπ(?![α-ωa-z])", "b"),
    *((letter, latin) for letter, latin in (_SINGLE | _UNMARKED).items()),
    (r"['’](?=(?:s|t|d|m|re|ve|ll)(?![a-z]))", ""),
)


def _joined(match: re.Match[str]) -> str:
    parts = match[0].strip(".").split(".")
    return "".join(parts) if len(parts) > 1 and min(map(len, parts)) == 1 else match[0]


# ---------------------------------------------------------------- ASCII

_HIDDEN = regex("[\u00ad\u200b-\u200f\u2060\ufeff]")
_MIXED_NUMBER = regex("(?<=[0-9])(?=[¼-¾⅐-⅞])")  # 1½ is no eleven halves
_MICRO = regex("[µμ](?=[A-Za-z])")
_OHM = regex("(?<=[kMG])[ΩΩ]")
_SIGNS = str.maketrans(
    dict.fromkeys("«»“”„‟″", '"')
    | dict.fromkeys("‘’‚ʼ′´΄᾽᾿", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"…": "...", "·": ";", "\u0387": ";", "•": "*", "×": "x", "÷": "/", "⁄": "/", "±": "+/-", "≠": "!=", "≤": "<="}
    | {"≥": ">=", "≈": "~", "→": "->", "←": "<-", "€": "EUR", "£": "GBP", "¥": "JPY", "°": "deg", "‰": "o/oo"}
    | {"§": "par.", "©": "(c)", "®": "(R)", "¿": "?", "¡": "!", "‹": "<", "›": ">", "ß": "ss", "ẞ": "SS"}
)
_CAPITALS = str.maketrans(
    {chr(letter).upper(): latin.title() for letter, latin in _UNDECOMPOSED.items() if letter != 0x131}
)


def typewritten(text: str) -> str:
    """A line as a typewriter with Latin letters writes it: Greek by ELOT 743, letters without their marks, signs by
    those that come nearest. What it can't write stays as it is.
    """
    text = " ".join(_HIDDEN.sub("", text).split())
    if text.isascii():
        return text
    text = _OHM.sub("Ohm", _MICRO.sub("u", _MIXED_NUMBER.sub(" ", text)))
    text = transliterate(
        unicodedata.normalize("NFKD", transliterate(unicodedata.normalize("NFC", text)).translate(_SIGNS))
    )
    return _MARKS.sub("", text).translate(_UNDECOMPOSED).translate(_CAPITALS).translate(_SIGNS)


# ---------------------------------------------------------------- comparing and sorting


def fold(text: str) -> str:
    """A key for comparing, never for showing: no accents, no case, σ for ς, i for ı (εθελοντής = ΕΘΕΛΟΝΤΗΣ, ı = I)."""
    if not text.isascii():
        text = unicodedata.normalize("NFD", text).replace("\u0301", "")  # nearly all marks: faster than sub
        text = _MARKS.sub("", text)
    return text.casefold().replace("ϲ", "σ").replace("ı", "i")  # the lunate sigma of inscriptions; I of Turkish ı


_BREAKS = regex(r"[\s_/\-‐-―]+|[.,:](?=[0-9])")
_IGNORED = regex(rf"[^\w\s{_MARK}]+")
_NUMBER = regex("[0-9]+")
_NO_MARK = regex(f"[^{_MARK}]")
# Greek takes the places of the Latin capitals, which casefold leaves free: digits < Greek < Latin < the rest.
_GREEK_FIRST = str.maketrans("αβγδεζηθικλμνξοπρστυφχψωϲ", "ABCDEFGHIJKLMNOPQRSTUVWXR") | _UNDECOMPOSED


def collation_key(text: str) -> tuple[str, str, str, str]:
    """A sort key for Greek and Latin text as Greek readers expect; two keys are equal only for equal strings.

    Letters decide first, Greek before Latin (CLDR: `el` is the root order with `[reorder Grek]`,
    https://unicode.org/cldr/charts/48/collation/el.html), word by word, numbers by value and before letters;
    then accents, unaccented first; then case, lower first; then the text itself. Spaces, dashes and slashes
    part words; other punctuation only breaks ties: «Αθήνα» stands beside Αθήνα, and Κ.Ε.Α. beside ΚΕΑ.
    """
    clean = unicodedata.normalize("NFD", text)
    if not clean.isalnum():
        clean = _IGNORED.sub("", _BREAKS.sub(" ", clean)).strip()
    letters = _MARKS.sub("", clean)
    marks = "" if len(letters) == len(clean) else _NO_MARK.sub(" ", clean)
    primary = _NUMBER.sub(_by_value, letters.casefold().translate(_GREEK_FIRST))
    return primary, marks, clean.swapcase(), text


def _by_value(match: re.Match[str]) -> str:
    """The digits after their count, behind a sign that sorts below every letter: 2 < 10, 007 = 7."""
    digits = match[0].lstrip("0")
    return f"!{len(digits):09}{digits}"


# ---------------------------------------------------------------- letters in words

_LETTER = r"[^\W\d_]"
_BORDER = regex(rf"[{_LATIN}][{_MARK}]*[{_GREEK}]|[{_GREEK}][{_MARK}]*[{_LATIN}]")
_RUN = regex(rf"(?:{_LETTER}|[{_MARK}])+")
# Pairs that look alike in common fonts (Unicode's confusables, and the small letters that differ by a serif).
_LIKE_GREEK = frozenset("ABEHIKMNOPTXYZaikoptuvxy")
_LIKE_LATIN = frozenset("ΑΒΕΗΙΚΜΝΟΡΤΧΥΖαικορτυνχγ")
_UNIT = regex("[μµ](?:[AVWFHTNJgmslLM]|Ah|Pa|Sv|Bq|mol)|[kMGm][ΩΩ]m?")


def mixed_script(text: str) -> list[tuple[str, int]]:
    """Words with a letter from the wrong keyboard (Aθήνα with a Latin A), each with its offset in `text`.

    A word is a run of letters, so the parts of `e-λιανεμπόριο` are judged apart. It is reported when all its
    Latin letters, or all its Greek ones, look like the other script's; otherwise the mixture is meant: a unit
    (μm, kΩ), a stem with an ending of the other language (blogάκι: an accented letter looks like none).
    """
    if not _BORDER.search(text):
        return []
    return [(run[0], run.start()) for run in _RUN.finditer(text) if _BORDER.search(run[0]) and _mistyped(run[0])]


def _mistyped(word: str) -> bool:
    if _UNIT.fullmatch(word):
        return False
    letters = set(unicodedata.normalize("NFC", word))
    latin = {letter for letter in letters if letter < "\u0300"}
    return latin <= _LIKE_GREEK or letters - latin <= _LIKE_LATIN
