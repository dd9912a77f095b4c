"""Words of the glossary that say the same twice: a word in a text can have one meaning alone."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.i18n.greek import fold
from plugins.model.entry import Entry
from plugins.model.kinds import TermFields
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

_TWICE = _("“{word}” stands in {file} too")
_ONCE = _("keep it in one of the two, or give the other another name")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """A warning for a word that two terms of a language have, be it as their title, their abbreviation or a form."""
    owners: dict[tuple[str, str], Entry] = {}
    for entry in (entry for entry in site.entries if entry.kind == "term"):
        fields = entry.of(TermFields)
        for field, words in (("title", (entry.title,)), ("short", (fields.short,)), ("forms", fields.forms)):
            for word in filter(None, words):
                other = owners.setdefault((entry.lang, fold(word)), entry)
                if other is not entry:
                    line, column = entry.places.get(field, (1, 1))
                    message = _TWICE.format(word=word, file=other.source)
                    yield Problem("glossary", "warning", entry.source, line, column, field, message, _ONCE)
