"""Spelling by hunspell, where it is installed: one process a language for the words of all texts.

https://hunspell.github.io: `-l` gives the words that a dictionary does not know. It is not asked what they mean:
that takes half a second a word in Greek.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import PurePath

from plugins.i18n.languages import facts_of
from plugins.model.value import Language

PATIENCE = 60  # seconds


@cache
def dictionaries() -> tuple[str, ...] | None:
    """Return the names of hunspell's dictionaries; None where it is not installed.

    They are on the standard error stream, and the program ends with an error where the locale's own is missing.
    """
    said = _hunspell("-D", words="", is_error=True)
    if said is None:
        return None
    listed = said.partition("AVAILABLE DICTIONARIES")[2].splitlines()[1:]
    return tuple(dict.fromkeys(PurePath(line).name for line in listed if line.startswith(("/", "."))))


def dictionary_for(lang: Language, locale: str, stated: str) -> str:
    """Return the dictionary for a language: the stated one, that of its locale, or of another country; else nothing."""
    there = dictionaries() or ()
    wanted = (
        (stated,) if stated else (locale, lang, *(name for name in there if name.split("_")[0] == lang.split("-")[0]))
    )
    return next((name for name in wanted if name in there), "")


def unknown(words: Iterable[str], dictionary: str) -> frozenset[str]:
    """Return those of these words that a dictionary does not know."""
    said = _hunspell("-d", dictionary, "-i", "utf-8", "-l", words="\n".join(sorted(words)))
    return frozenset((said or "").split())


def words_in(text: str, lang: Language) -> Iterable[re.Match[str]]:
    """Yield the words of a text that a dictionary is asked about.

    Left out are names (they begin with a capital), abbreviations, words beside digits and code, words of another
    script, and what only begins or ends a word.
    """
    script = facts_of(lang).script
    pattern = _WORD_OF.setdefault(script, re.compile(_WORD.format(letter=script or _LATIN)))
    return (found for found in pattern.finditer(text) if not _is_short(text, found))


def _is_short(text: str, found: re.Match[str]) -> bool:
    return text[found.end() : found.end() + 1] == "." and len(found[0]) <= 4


_LATIN = "[A-Za-zÀ-ÖØ-öø-ɏ]"
#: In small letters throughout, of three or more.
_WORD = r"(?<![\w’'΄.,@/\-\ufffc])(?=[^\W\d_A-ZΑ-Ω])(?:{letter}){{3,}}(?![\w’'΄@/\-\ufffc]|[.,]\w)"
_WORD_OF: dict[str, re.Pattern[str]] = {}


def _hunspell(*options: str, words: str, is_error: bool = False) -> str | None:
    try:
        done = subprocess.run(
            ("hunspell", *options), input=words.encode(), capture_output=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return (done.stderr if is_error else done.stdout).decode("utf-8", "replace")
