"""Headings go down one level at a time, so that those who listen to a page can find their way."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

_SKIPS = _("the heading “{text}” skips from level {before} to {level}")
_FEWER = _("write it with {marks}")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """A note for each heading that skips a level; the page's title is level 1."""
    for entry in site.entries:
        before = 1
        for heading in entry.headings:
            if heading.level > before + 1:
                message = _SKIPS.format(text=heading.text, before=before, level=heading.level)
                hint = _FEWER.format(marks="#" * (before + 1))
                yield Problem("headings", "note", entry.source, 0, 0, "", message, hint)
            before = heading.level
