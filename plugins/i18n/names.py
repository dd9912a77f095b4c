"""Names of people as pages print them, and the language that they stay in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plugins.i18n.languages import by_letters, facts_of
from plugins.model.entry import Entry, Name
from plugins.model.rights import Person, in_language
from plugins.model.value import Language


def people_of(entry: Entry, show: Entry | None, lang: Language = "") -> tuple[Person, ...]:
    """The show's hosts and people, then the episode's own; in the entry's language, unless another is asked for."""
    hosts = tuple(Person(name, "host") for name in (show.fields.get("hosts", ()) if show else ()))
    stated = [
        *(show.fields.get("people", ()) if show else ()),
        *(entry.fields.get("people", ()) if entry != show else ()),
    ]
    lang = lang or entry.lang
    others = (_person(one, lang) for one in stated)
    return tuple(dict.fromkeys((*hosts, *others)))


def _person(stated: Mapping[str, Any], lang: Language) -> Person:
    name, title = named(stated["name"], lang), in_language(stated.get("title", ""), lang)
    return Person(name.text, stated.get("role", "host"), stated.get("url", ""), title, name.lang)


def named(value: str | Mapping[Language, str], lang: Language, written: Language = "") -> Name:
    """What a page in `lang` prints of words that are stated for all languages or for each, and what they stay in.

    A text for all is a name, which most often reads as it is: in the letters of one language alone, as Greek, it is of
    that on any other page; in others it is foreign on such a language's page where the text that states it is `written`
    in another.
    """
    if not isinstance(value, str):
        said = lang if lang in value else next(iter(value))
        return Name(value[said], "" if said == lang else said)
    said = by_letters(value) or (written if facts_of(lang).script else "")
    return Name(value, "" if said == lang else said)
