"""How each text stands in each language: not there, older than its original, or lacking a field that the other has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from plugins.interchange.fields import worded
from plugins.interchange.texts import Pair, is_behind, pairs, stated_hash
from plugins.model.entry import Entry
from plugins.model.kinds import CommonFields
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
    yield from (_standing(pair, settings) for pair in pairs(site, settings) if pair.entry.status != "draft")


def _standing(pair: Pair, settings: Settings) -> Standing:
    if not pair.exists:
        return Standing(pair.entry, pair.into, pair.file, "absent")
    is_marked = bool(stated_hash(pair, settings))
    place: Place = "stale" if is_behind(pair, settings) else "current" if is_marked else "unmarked"
    if pair.translation is None:
        return Standing(pair.entry, pair.into, pair.file, place)
    ours, theirs = _words_of(pair.entry), _words_of(pair.translation)
    lacking = tuple(name for name in ours if name not in theirs)
    return Standing(
        pair.entry, pair.into, pair.file, place, lacking, tuple(name for name in theirs if name not in ours)
    )


def _words_of(entry: Entry) -> list[str]:
    """The fields with words of its language that the file of a text states."""
    owners = (CommonFields, type(entry.fields), *map(type, entry.extra))
    return [name for owner in owners for name in worded(owner) if name in entry.places]
