"""The shows of an edition that have something to see, with what stations may take of them now."""

from __future__ import annotations

from plugins.channels.shared.series import Series
from plugins.model.edition import Edition
from plugins.model.entry import Entry, key_of_show
from plugins.model.kinds import EpisodeFields
from plugins.model.rights import rights_of
from plugins.settings import Settings

NOT_WHOLE = ("trailer", "bonus")  # for apps, not for a programme


def seen(edition: Edition) -> dict[str, list[Entry]]:
    """The listed episodes with a video, by their show's key, newest first."""
    found: dict[str, list[Entry]] = {}
    for entry in edition.kinds.get("episode", ()):
        if entry.guid in edition.films:
            found.setdefault(key_of_show(entry.show), []).append(entry)
    return found


def televised(edition: Edition, settings: Settings) -> list[Series]:
    """Return the shows that have something to take, in the order of their names."""
    series = []
    for key, entries in sorted(seen(edition).items()):
        show = edition.by_key.get(key)
        whole = (entry for entry in entries if entry.of(EpisodeFields).sort not in NOT_WHOLE)
        allowed = tuple(entry for entry in whole if rights_of(entry, show).allow(settings.run.now))
        series += [Series(show, allowed)] if show and allowed else []
    return series
