"""What is marked in Greek: accents that are missing or too many, ότι and ό,τι, the Latin question mark.

The school's grammar (Γραμματική Νέας Ελληνικής Γλώσσας Α΄, Β΄, Γ΄ Γυμνασίου, §§ 22–28: http://ebooks.edu.gr) in the
monotonic order of 1982.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.i18n.writing.remark import Remark
from plugins.model.problem import _
from plugins.model.regex import regex

_GREEK = "Α-ΩΆΈΉΊΌΎΏΪΫα-ωάέήίόύώϊϋΐΰ"
#: A word that stands alone: neither beside letters of others, digits, marks of elision, hyphens and dots, nor code.
_WORD = regex(rf"(?<![\w’'΄.\-–@/\ufffc])[{_GREEK}]+(?![\w’'΄\-@/\ufffc]|\.\w)")
_VOWEL = regex("[αεου]ι|[αεο]υ|ηυ|[αεου]ί|[αεο]ύ|ηύ|[αεηιουωϊϋάέήίόύώΐΰ]")
_ACCENT = regex("[άέήίόύώΐΰ]")
_GLIDE = regex(r"(?:ει|οι|[ιυί])(?=[αεοωηάέόώή]|ου|ού|οι|οί|ει|εί)")
_CAPITALS = regex(f"[{'Α-ΩΆΈΉΊΌΎΏΪΫ'}].*[{'Α-ΩΆΈΉΊΌΎΏΪΫ'}]")
#: Words of one syllable that keep theirs: so readers tell them from others.
_KEEP = frozenset(["ή", "πού", "πώς", "μού", "σού", "τού", "τής", "μάς", "σάς", "τούς", "τών", "τά", "τό", "ώς"])
#: Spoken in one syllable, and so without an accent, though they are written with two vowels.
_ONE_SYLLABLE = {
    "γιά": "για",
    "γιός": "γιος",
    "γειά": "γεια",
    "δυό": "δυο",
    "μιά": "μια",
    "μιάς": "μιας",
    "πιά": "πια",
    "πιό": "πιο",
    "ποιά": "ποια",
    "ποιάς": "ποιας",
    "ποιές": "ποιες",
    "ποιό": "ποιο",
    "ποιόν": "ποιον",
    "ποιός": "ποιος",
    "ποιοί": "ποιοι",
    "ποιού": "ποιου",
    "ποιούς": "ποιους",
    "ποιών": "ποιων",
}
_WHATEVER = regex(r"\b[οό](?:, τι|\.τι| ,τι| , τι)\b|\bο,τι\b", re.IGNORECASE)
_WHATSOEVER = regex(r"\b[οό],\s?τιδήποτε\b", re.IGNORECASE)
_THAT = regex(
    r"\bότι(?= (?:κι αν|και αν|κι να|και να|θέλεις|θέλετε|θέλει|θες|μπορείς|μπορείτε|χρειαστεί|χρειαστείτε)\b)"
)
_QUESTION = regex(rf"(?<=[{_GREEK}»)])\?")

_NO_ACCENT = _("“{word}” has no accent")
_PUT = _("write it as it is spoken; if it is an abbreviation or a name, put it into {file}").format(file="words.txt")
_TOO_MANY = _("“{word}” has one syllable and takes no accent")
_WRITE = _("write {word}")
_IS_WHATEVER = _("“{words}” is written with a comma and without a space")
_MEANS_WHATEVER = _("“ότι” means “that”; here it is perhaps “whatever”")
_MARK = _("“?” is the question mark of other languages")
_SEMICOLON = _("write ;")


def missing(text: str) -> Iterator[Remark]:
    """A word of two syllables or more without an accent."""
    for found in _WORD.finditer(text):
        word = found[0]
        if _ACCENT.search(word.lower()) or _CAPITALS.search(word) or _is_abbreviated(text, found.end(), word):
            continue
        if _syllables(word.lower()) > 1:
            yield Remark("no-accent", found.start(), _NO_ACCENT.format(word=word), _PUT, word)


def needless(text: str) -> Iterator[Remark]:
    """A word of one syllable with an accent."""
    for found in _WORD.finditer(text):
        word = found[0].lower()
        right = _ONE_SYLLABLE.get(word)
        if right is None and _ACCENT.search(word) and word not in _KEEP and len(_VOWEL.findall(word)) == 1:
            right = _ACCENT.sub(lambda accent: _BARE[accent[0]], word)
        if right and len(word) > 1 and text[found.end() : found.end() + 1] != ".":
            hint = _WRITE.format(word=right.capitalize() if found[0][0].isupper() else right)
            yield Remark("monosyllable", found.start(), _TOO_MANY.format(word=found[0]), hint, found[0])


def whatever(text: str) -> Iterator[Remark]:
    """The two words that sound alike."""
    for found in _WHATSOEVER.finditer(text):
        yield Remark("whatever", found.start(), _IS_ONE, _WRITE.format(word="οτιδήποτε"))
    for found in _WHATEVER.finditer(text):
        yield Remark("whatever", found.start(), _IS_WHATEVER.format(words=found[0]), _WRITE.format(word="ό,τι"))
    for found in _THAT.finditer(text):
        yield Remark("whatever", found.start(), _MEANS_WHATEVER, _WRITE.format(word="ό,τι"))


_IS_ONE = _("it is one word, without a comma")


def question_marks(text: str) -> Iterator[Remark]:
    """The question mark of other languages after a Greek word."""
    for found in _QUESTION.finditer(text):
        yield Remark("question-mark", found.start(), _MARK, _SEMICOLON)


def dictionary_form(word: str) -> str:
    """Return a word without the second accent that it has before another that leans on it: «το εμπόδιό της»."""
    accents = list(_ACCENT.finditer(word))
    if len(accents) < 2:
        return word
    last = accents[-1]
    return word[: last.start()] + _BARE[last[0]] + word[last.end() :]


_BARE = dict(zip("άέήίόύώΐΰ", "αεηιουωϊϋ", strict=True))


def _syllables(word: str) -> int:
    """How many syllables a word has at least: ι before a vowel may be spoken with it."""
    return len(_VOWEL.findall(_GLIDE.sub("", word)))


def _is_abbreviated(text: str, end: int, word: str) -> bool:
    """Whether a full stop follows that ends no sentence."""
    after = text[end + 1 :].lstrip()[:1]
    return text[end : end + 1] == "." and after not in ("", ".") and (len(word) <= 4 or not after.isupper())


HABITS = {
    "no-accent": missing,
    "monosyllable": needless,
    "whatever": whatever,
    "question-mark": question_marks,
}
