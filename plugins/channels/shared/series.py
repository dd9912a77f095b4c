"""The shows of an edition that have something to hear, with their episodes."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from plugins.model.edition import Edition
from plugins.model.entry import Entry, key_of_show
from plugins.model.kinds import EpisodeFields
from plugins.settings import Settings


class Series(NamedTuple):
    """A show in one language, and its listed episodes that can be heard or seen in that language, newest first."""

    show: Entry
    episodes: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """The show's word in addresses, the same in all languages."""
        return self.show.stem

    def only(self, sort: str) -> Series:
        """The show with its episodes of one sort: "full" (which is what is not stated), "promo" …"""
        return Series(self.show, tuple(e for e in self.episodes if e.of(EpisodeFields).sort == sort))

    def address(self, settings: Settings, sort: str = "podcast", **parts: str) -> str:
        """Where its feed, or a file of it, stands."""
        return settings.site.address(sort, self.show.lang, show=self.name, **parts)


def series_of(edition: Edition, without: Collection[str] = ("promo",), films: bool = False) -> list[Series]:
    """Return the shows that have something to hear, in the order of their names, without episodes of these sorts.

    With `films`, episodes that can be seen alone are among them.
    """
    episodes: dict[str, list[Entry]] = {}
    for entry in edition.kinds.get("episode", ()):
        is_there = entry.guid in edition.recordings or (films and entry.guid in edition.films)
        if is_there and entry.of(EpisodeFields).sort not in without:
            episodes.setdefault(key_of_show(entry.show), []).append(entry)
    return [
        Series(edition.by_key[key], tuple(found)) for key, found in sorted(episodes.items()) if key in edition.by_key
    ]
