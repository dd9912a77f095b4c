"""Words that no dictionary of hunspell knows, where that is installed, nor the site's own list, `words.txt`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.check.lookup import near_or
from plugins.check.rules.writing import OWN_WORDS, Passage, looked_at, own_words, passages
from plugins.check.spelling import dictionaries, dictionary_for, unknown, words_in
from plugins.i18n.writing import dictionary_form, remarks
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.settings import Settings
from plugins.settings.run import SPELLING

RULE = "spelling"
CLOSE = 0.88  # of 1: how alike two words are of which one is a slip

_UNKNOWN = _("the dictionary does not know “{word}”")
_OWN = _("if it is right, put it into {file}, one a line")
_NONE = _("hunspell has no dictionary for “{lang}”, so that its spelling is not checked")
_INSTALL = _('install its dictionary {name}, or write WRITING_OFF = ["spelling"]')


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """A note for each word, at the first place of each text, where somebody asks for them (`check`)."""
    run = settings.run
    if not run.looked_at or SPELLING in run.writing_off or dictionaries() is None:
        return
    own = own_words(settings)
    for language in settings.site.languages:
        dictionary = dictionary_for(language.code, language.locale, run.dictionaries.get(language.code, ""))
        places = _places(site, settings, language.code, own)
        if places and not dictionary:
            name = run.dictionaries.get(language.code, language.locale)
            yield Problem(
                RULE, "note", "", 0, 0, "LANGUAGES", _NONE.format(lang=language.code), _INSTALL.format(name=name)
            )
        elif places:
            yield from _problems(places, dictionary, language.code, run.writing_off)


_Places = dict[str, dict[str, tuple[Passage, int]]]  # by word and file: the passage, and where in it


def _places(site: Site, settings: Settings, lang: Language, own: frozenset[str]) -> _Places:
    """Where each word first stands in each text of a language."""
    found: _Places = {}
    for entry in (entry for entry in looked_at(site, settings) if entry.lang == lang):
        for passage in passages(entry, settings):
            for word in words_in(passage.text, lang):
                form = dictionary_form(word[0], lang)
                if form not in own and SPELLING not in passage.off:
                    found.setdefault(form, {}).setdefault(entry.source, (passage, word.start()))
    return found


def _problems(places: _Places, dictionary: str, lang: Language, without: Sequence[str]) -> Iterator[Problem]:
    """A note for each word, but for those of which another habit is told there."""
    wrong = unknown(places, dictionary)
    known = places.keys() - wrong
    for word in sorted(wrong & places.keys()):
        hint = near_or(word, known, _OWN.format(file=OWN_WORDS), CLOSE)
        for file, (passage, start) in places[word].items():
            if all(remark.start != start for remark in remarks(passage.text, lang, without)):
                line, column = passage.place(start)
                yield Problem(RULE, "note", file, line, column, passage.field, _UNKNOWN.format(word=word), hint)
