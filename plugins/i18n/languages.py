"""The facts of languages, each a file of `languages/`: how it quotes, sorts, counts, and names what bodies hold.

What a file does not state is as in English, and so is every fact of a language that has no file.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import msgspec

from plugins.model.value import Language

FOLDER = Path(__file__).with_name("languages")


class Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The facts of one language, as its file states them."""

    quotes: tuple[tuple[str, str], ...]  # outside, within, within that: what opens and what closes
    replaced: str  # marks that are set anew where their author typed them, beside " ' and «»
    numeral: str  # the sign after a letter that is a number; empty where letters are none
    elided: bool  # whether words lose letters at their ends, as in Greek: απ' όλα, θα 'ρθω
    units: tuple[str, ...]  # regular expressions of what holds to the number before it, beside the signs of all
    unspaced: str  # signs before which no space stands
    announcers: tuple[str, ...]  # words that hold to the number after them
    decimal: str  # the mark before decimals
    tongues_small: bool  # whether the name of a language, which CLDR writes with a capital, has none within a sentence
    alphabet: str  # letters in their order, where it is not that of Greek and then Latin with marks ignored
    capitals: tuple[tuple[str, str], ...]  # pairs of a capital and its small letter, where they are not Unicode's own
    iso_639_2: str  # its code of three letters, for programs that know no other
    back_link: str  # from a note to where it is cited; {} is the number of the note
    to_do: str  # of the box of a task
    done: str
    video: str  # of an address that is one; {name} is whose
    map: str
    placeholder: str  # what `new` writes for the text that is still to be written
    long_moment: str  # a day and an hour in words, as Babel writes patterns
    endings: tuple[tuple[str, ...], ...]  # of forms of one word, by which the glossary finds it: see el.toml
    cms: str = ""  # its code in Decap CMS, where that is another than everybody's
    common: tuple[str, ...] = ()  # words that every text has, by which its language is known
    script: str = ""  # letters by which a word shows that it is of this language and no other, as a regular expression
    repetition: dict[str, tuple[str, ...]] = {}  # words of how often something comes again, by what they mean
    titles: dict[str, str] = {}  # of admonitions that state none, by their kind


@cache
def facts_of(lang: Language) -> Facts:
    """The facts of a language, of its main form where it is a regional one, or of English."""
    import tomllib  # what only looks whether anything has changed asks for no facts

    stated: dict[str, object] = {}
    for code in dict.fromkeys(("en", lang.partition("-")[0], lang)):
        path = FOLDER / f"{code}.toml"
        if path.is_file():
            stated |= tomllib.loads(path.read_text(encoding="utf-8"))
    return msgspec.convert(stated, Facts)


@cache
def with_facts() -> tuple[Language, ...]:
    """Return the languages that have a file."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def every_placeholder() -> tuple[str, ...]:
    """Return the bodies that `new` writes, one for each language that has facts."""
    return tuple(facts_of(lang).placeholder for lang in with_facts())


def by_letters(text: str) -> Language:
    """Return the language that a text's letters show, or an empty text where they may be of several."""
    if text.isascii():
        return ""
    return next((lang for lang, letters in _scripts() if letters.search(text)), "")


def written_in(text: str, lang: Language) -> Language:
    """Return the language of a name or a word within a text: that of its letters, else that of the text (`lang`).

    Where the text's language has letters of its own and the word has none of them, it is taken for English.
    """
    return by_letters(text) or ("en" if facts_of(lang).script else lang)


@cache
def _scripts() -> tuple[tuple[Language, re.Pattern[str]], ...]:
    found = ((lang, facts_of(lang).script) for lang in with_facts())
    return tuple((lang, re.compile(letters)) for lang, letters in found if letters)


def capitalised(text: str, lang: Language) -> str:
    """Return the text with a capital at its beginning: İ of a Turkish i."""
    first = next((large for large, small in facts_of(lang).capitals if small == text[:1]), text[:1].upper())
    return first + text[1:]


def lowered(text: str, lang: Language) -> str:
    """Return the text in small letters: ı of a Turkish I."""
    for capital, small in facts_of(lang).capitals:
        text = text.replace(capital, small)
    return text.lower()
