"""What subscribers know an item by belongs to one text."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

_SAME = _("{file} has this guid already: programs would show one of the two")
_OWN = _("leave it where it was first, and delete the line in the other text")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each guid that a text takes from another one, in whichever language: a feed may have been moved to any."""
    owners: dict[str, str] = {}
    for entry in site.entries:
        other = owners.setdefault(entry.known_as, entry.source) if entry.known_as else entry.source
        if other != entry.source:
            line, column = entry.stated_at("guid")
            yield Problem("guids", "error", entry.source, line, column, "guid", _SAME.format(file=other), _OWN)
