"""The words of a new site, language by language: a file each in `texts/`; a language without one has the English."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from plugins.model.value import Language

FOLDER = Path(__file__).with_name("texts")


class StarterWord(msgspec.Struct, frozen=True):
    """A kind or list: its name, and its word in addresses."""

    name: str
    slug: str


class StarterWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file of words holds; `texts` has the fields that each language states for itself, and the body."""

    kinds: dict[str, StarterWord]
    lists: dict[str, StarterWord]
    terms: str
    readme: str
    texts: dict[str, dict[str, str]]


def has_words(lang: Language) -> bool:
    """Whether there is a file of the language."""
    return _path(lang).is_file()


@cache
def words_of(lang: Language) -> StarterWords:
    """Return the words of a language, or English ones where it has no file."""
    stated: Any = yaml.load(_path(lang if has_words(lang) else "en").read_bytes(), Loader=yaml.CSafeLoader)
    return msgspec.convert(stated, StarterWords)


def _path(lang: Language) -> Path:
    return FOLDER / f"{lang.partition('-')[0]}.yaml"
