"""How each text stands in each language: not there, older than its original, or lacking a field that the other has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from plugins.interchange.fields import worded
from plugins.interchange.texts import Pair, is_behind, pairs
from plugins.model.document import Document
from plugins.model.entry import Entry
from plugins.model.site import Site
from plugins.model.value import Language, Value
from plugins.settings import Settings

#: "one": it stays in its language alone, on purpose; "unmarked": nothing says of which text it is the translation.
Place = Literal["absent", "stale", "unmarked", "current", "one"]


class Standing(Value, frozen=True):
    """An original in one other language: its translation's file, and the fields that only one of the two states."""

    entry: Entry
    into: Language
    file: str
    place: Place
    lacking: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to a translator."""
        return self.place in ("current", "unmarked", "one") and not self.lacking


def standings(site: Site, settings: Settings) -> Iterator[Standing]:
    """Yield each original that is no draft in each other language, in the order of the site."""
    for entry in site.entries:
        if entry.original and entry.only and entry.status != "draft":
            yield from (Standing(entry, lang, "", "one") for lang in settings.site.codes if lang != entry.lang)
    yield from (_standing(pair, site) for pair in pairs(site, settings) if pair.entry.status != "draft")


def _standing(pair: Pair, site: Site) -> Standing:
    if not pair.exists:
        return Standing(pair.entry, pair.into, pair.file, "absent")
    original, translation = site.documents[pair.entry.source], site.documents[pair.file]
    ours, theirs = _words_of(original), _words_of(translation)
    place: Place = "stale" if is_behind(pair, site) else "current" if translation.common.original_hash else "unmarked"
    lacking, surplus = (
        tuple(name for name in one if name not in other) for one, other in ((ours, theirs), (theirs, ours))
    )
    return Standing(pair.entry, pair.into, pair.file, place, lacking, surplus)


def _words_of(document: Document) -> list[str]:
    """The fields with words of its language that a file states."""
    return [name for part in document.parts for name in worded(type(part)) if name in part.stated()]
