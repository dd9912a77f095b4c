"""What a new site is to be, as it was asked for on the command line or in answers, and what of that can't be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from plugins.cli.starter.words import has_words
from plugins.i18n.languages import capitalised
from plugins.model.entry import KINDS
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.model.value import Language
from plugins.settings.convert import near_to

#: Kinds that one may ask for: an episode comes with its show.
STARTED = tuple(kind for kind in KINDS if kind != "episode")
_LOCALES = {"en": "en_GB"}  # where the usual one, by CLDR, is not what this project writes
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_NO_LANGUAGE = _("init: --languages: {code} is the code of no language; write them as in el,en, the first one first")
_TWICE = _("init: --{name}: {word} stands there twice")
_NO_KIND = _("init: --kinds: there is no kind {kind}; {way_out}")
_NO_COLOUR = _("init: --{name} takes a colour as #rrggbb, as in #0a5680, not {given}")
_DID_YOU_MEAN = _("did you mean {near}?")
_KINDS_ARE = _("the kinds are {names}")


class WantedSite(NamedTuple):
    """A site as it is wanted: `names` are those of languages in which it is called otherwise."""

    name: str
    languages: tuple[Language, ...]
    moment: datetime
    ids: tuple[str, ...]  # as many as it takes; the first is the site's own
    names: Mapping[Language, str] = MappingProxyType({})
    url: str = "https://example.org"
    email: str = ""
    timezone: str = "UTC"
    kinds: tuple[str, ...] = STARTED
    host: str = ""
    colour: str = ""
    accent: str = ""
    logo: Path | None = None
    program: Path | None = None

    @property
    def first(self) -> Language:
        """The language in which originals are written."""
        return self.languages[0]


def languages_of(given: str) -> tuple[Language, ...]:
    """Return the codes of a list with commas. Raises UsageError for what is none."""
    codes = tuple(code for code in re.split(r"[,\s]+", given.strip()) if code)
    for code in codes or ("",):
        if not re.fullmatch(r"[a-z]{2,3}(?:-[A-Z]{2})?", code) or locale_of(code) is None:
            raise UsageError(_NO_LANGUAGE.format(code=repr(code)))
    return _once("languages", codes)


def kinds_of(given: str) -> tuple[str, ...]:
    """Return the kinds of a list with commas; all where it is empty. Raises UsageError for what is none."""
    names = tuple(name for name in re.split(r"[,\s]+", given.strip()) if name)
    for name in names:
        if name not in STARTED:
            near = near_to(name, STARTED)
            way_out = _DID_YOU_MEAN.format(near=near) if near else _KINDS_ARE.format(names=", ".join(STARTED))
            raise UsageError(_NO_KIND.format(kind=repr(name), way_out=way_out))
    return _once("kinds", names) or STARTED


def colour_of(name: str, given: str) -> str:
    """Return a colour as #rrggbb in small letters, or nothing. Raises UsageError for what is none."""
    if given and not _COLOUR.fullmatch(given):
        raise UsageError(_NO_COLOUR.format(name=name, given=repr(given)))
    return given.lower()


def _once(name: str, words: tuple[str, ...]) -> tuple[str, ...]:
    twice = next((word for word in words if words.count(word) > 1), "")
    if twice:
        raise UsageError(_TWICE.format(name=name, word=twice))
    return words


def locale_of(code: Language) -> str | None:
    """Return the locale of a language, with the country where most of its readers are: `el` → `el_GR`."""
    try:
        locale = Locale.parse(_LOCALES.get(code, code.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return None
    if not locale.territory:
        likely = get_global("likely_subtags").get(locale.language, "").rpartition("_")[2]
        return f"{locale.language}_{likely}" if likely else locale.language
    return f"{locale.language}_{locale.territory}"


def name_of(code: Language) -> str:
    """Return what a language is called in itself."""
    return capitalised(Locale.parse(code.replace("-", "_")).get_display_name() or code, code)


def timezone_of(code: Language) -> str:
    """Return the zone of the country where most readers of a language are, where that has one zone; else UTC."""
    country = (locale_of(code) or "").rpartition("_")[2]
    zones = get_global("territory_zones").get(country, ())
    return str(zones[0]) if len(zones) in (1, 2) else "UTC"  # Germany and Cyprus name an enclave beside the country


def without_words(languages: Iterable[Language]) -> tuple[Language, ...]:
    """Return the languages in which the first texts are English, for nobody has written them yet."""
    return tuple(code for code in languages if not has_words(code))


def quoted(text: str) -> str:
    """Return a text in double quotes, as Python and YAML read it."""
    return json.dumps(text, ensure_ascii=False)
