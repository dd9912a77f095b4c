"""The order of names in a list, by the alphabet of its language."""

from __future__ import annotations

import unicodedata
from functools import cache

from plugins.i18n import greek
from plugins.i18n.languages import facts_of, lowered
from plugins.model.value import Language


def collation_key(text: str, lang: Language) -> tuple[str, str, str, str]:
    """A sort key for a text in a list of this language; two keys are equal only for equal strings.

    Where the language's facts name an alphabet its letters come in that order, as the Turkish ç after c and ı before
    i, others as the letter that they are without their marks; else all are ordered as Greek readers expect.
    """
    order = _order_of(lang)
    if not order:
        return greek.collation_key(text)
    letters = lowered(unicodedata.normalize("NFC", text), lang)
    signs = "".join(order.get(letter) or _without_marks(letter, order) for letter in letters)
    return (*greek.collation_key(signs)[:3], text)


def _without_marks(letter: str, order: dict[str, str]) -> str:
    plain = greek.fold(letter)
    return "".join(order.get(one, one) for one in plain)


@cache
def _order_of(lang: Language) -> dict[str, str]:
    """The letters of the alphabet, each with the Latin or Greek letter that `greek` puts at its place."""
    return dict(zip(facts_of(lang).alphabet, _PLACES, strict=False))


#: Letters in an order that `greek.collation_key` keeps, more than any alphabet here has.
_PLACES = [chr(letter) for letter in range(0x10D0, 0x10F1)]  # Georgian: no capitals, no marks, after Greek and Latin
