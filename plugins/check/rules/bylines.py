"""Names that readers of a translation would find in the language of the original."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.i18n.names import named
from plugins.model.entry import Entry, Name
from plugins.model.fields import words_of
from plugins.model.problem import Message, Problem, _, said_in
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.settings import Settings

_FOREIGN = _("“{name}” stays {words} on the page that is {page}")
_STATE_BOTH = _("write it in both languages: {el: …, en: …}")
_STATE_HERE = _("write author: in the translation's own file, or {el: …, en: …} here")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """A warning in the original for each name or sentence that stays in its language in the translation."""
    originals = {entry.key: entry for entry in site.entries if entry.original}
    for entry in site.entries:
        original = originals.get(entry.key)
        if original is None or original == entry or entry.status == "draft":
            continue
        if "author" not in entry.places:
            for name in entry.authors:
                yield from _problem(original, "author", name, entry.lang, _STATE_HERE)
        for field, words in (found for part in (entry.fields, *entry.extra) for found in words_of(part)):
            yield from _problem(original, field, named(words, entry.lang, original.lang), entry.lang, _STATE_BOTH)


def _problem(original: Entry, field: str, name: Name, page: Language, hint: Message) -> Iterator[Problem]:
    if name.lang:
        message = _FOREIGN.format(name=name, words=said_in(name.lang), page=said_in(page))
        line, column = original.stated_at(field)
        yield Problem("bylines", "warning", original.source, line, column, field, message, hint)
