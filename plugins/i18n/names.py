"""Names of people as pages print them, and the language that they stay in."""

from __future__ import annotations

from plugins.i18n.languages import by_letters, facts_of
from plugins.model.entry import Entry, Name
from plugins.model.fields import Words
from plugins.model.kinds import EpisodeFields, ShowFields, StatedPerson
from plugins.model.rights import Person, in_language
from plugins.model.value import Language


def people_of(entry: Entry, show: Entry | None, lang: Language = "") -> tuple[Person, ...]:
    """Return the show's hosts and people, then the episode's own, in the entry's language unless another is given."""
    theirs = show.of(ShowFields) if show else ShowFields()
    hosts = tuple(Person(name, "host") for name in theirs.hosts)
    lang = lang or entry.lang
    others = (_person(one, lang) for one in (*theirs.people, *entry.of(EpisodeFields).people))
    return tuple(dict.fromkeys((*hosts, *others)))


def _person(stated: StatedPerson, lang: Language) -> Person:
    name = named(stated.name, lang)
    return Person(name.text, stated.role, stated.url, in_language(stated.title, lang), name.lang)


def named(value: Words, lang: Language, written: Language = "") -> Name:
    """Return the name that a page in `lang` prints, of words that are stated for all languages or for each.

    A text for all is a name, which most often reads as it is: in the letters of one language alone, as Greek, it is of
    that on any other page; in others it is foreign on such a language's page where the text that states it is `written`
    in another.
    """
    if not isinstance(value, str):
        said = lang if lang in value else next(iter(value))
        return Name(value[said], "" if said == lang else said)
    said = by_letters(value) or (written if facts_of(lang).script else "")
    return Name(value, "" if said == lang else said)
