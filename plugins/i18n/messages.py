"""What problems, errors and commands say, in the language of whoever reads: gettext, with a catalogue per language.

Messages are written in English, which needs no catalogue; a language is a folder beside the others.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from plugins.i18n.catalogues import compile_po, path_in
from plugins.i18n.languages import facts_of
from plugins.model.errors import DiavlosError
from plugins.model.problem import ENGLISH, Message, Voice
from plugins.model.value import Language

FOLDER = Path(__file__).with_name("translations")

Compile = Callable[[Language], bytes]  # gives the .mo of a language
_voices: dict[Language, Voice] = {ENGLISH.lang: ENGLISH}
_own = [ENGLISH.lang]  # the language of this process's own words; English until its settings are known


@cache
def languages() -> tuple[Language, ...]:
    """The languages in which problems are said, in the order of their codes."""
    return tuple(sorted(path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/messages.po")))


def told_in(lang: Language) -> Language:
    """The language of problems for those whose language is this one: the same, or English where that has none."""
    return next((code for code in (lang, lang.partition("-")[0]) if code in languages()), ENGLISH.lang)


def of_terminal() -> Language:
    """The language that the terminal asks for, where problems are said in it, or English."""
    words = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return told_in(re.split("[_.@]", next((word for word in words if word), ""))[0])


def say(message: Message, lang: Language) -> str:
    """A message in a language, or in English where there is no catalogue of it."""
    lang = told_in(lang)
    voice = _voices.get(lang)
    if voice is None:
        catalogue = GNUTranslations(BytesIO(_compile[0](lang)))
        voice = _voices[lang] = Voice(lang, catalogue, facts_of(lang).decimal)
    return message.said(voice)


def say_in_each(message: Message) -> dict[Language, str]:
    """A message in every language in which problems are said."""
    return {lang: say(message, lang) for lang in languages()}


def compiled(lang: Language, more: Sequence[Path] = ()) -> bytes:
    """Return the .mo of a language's messages, with those of the catalogues in further folders (of channels)."""
    return compile_po(path_in(FOLDER, lang), lang, [path_in(folder, lang) for folder in more])


_compile: list[Compile] = [compiled]


def speak(lang: Language, compile_one: Compile = compiled) -> None:
    """Have this process say errors and what commands tell in a language, with catalogues that are given so."""
    _own[0] = told_in(lang)
    learn(compile_one)


def learn(compile_one: Compile) -> None:
    """Have this process say messages with catalogues that are given so."""
    _compile[0] = compile_one
    _voices.clear()
    _voices[ENGLISH.lang] = ENGLISH


def tell(said: Message | DiavlosError) -> str:
    """What an error or a command says, in the language of this process."""
    return say(said.message if isinstance(said, DiavlosError) else said, _own[0])
