"""Names that readers of a translation would find in the language of the original."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.check.lookup import place_of_field
from plugins.i18n.names import named
from plugins.model.entry import Entry, Name
from plugins.model.problem import Message, Problem, _, said_in
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.settings import Settings

# The fields that the original states for all languages, with the values in them that are words.
_WORDS = {
    "people": ("name", "title"),
    "rights": ("holder", "territory", "credit"),
    "funding": ("text",),
    "location": ("name",),
    "live": ("title",),
    "podcasts": ("title",),
    "withdrawn": ("reason",),
    "corrections": ("text",),
}
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
        for field, parts in _WORDS.items():
            for words in _words(entry.fields.get(field), parts):
                yield from _problem(original, field, named(words, entry.lang, original.lang), entry.lang, _STATE_BOTH)


def _words(stated: Any, parts: tuple[str, ...]) -> Iterator[Any]:
    """The words of a field that is a record or a list of records."""
    for one in stated if isinstance(stated, tuple) else (stated or {},):
        yield from (one[part] for part in parts if part in one)


def _problem(original: Entry, field: str, name: Name, page: Language, hint: Message) -> Iterator[Problem]:
    if name.lang:
        message = _FOREIGN.format(name=name, words=said_in(name.lang), page=said_in(page))
        line, column = place_of_field(original, field)
        yield Problem("bylines", "warning", original.source, line, column, field, message, hint)
