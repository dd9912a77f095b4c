"""How a text appears in editorial systems: as ninjs."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.newsroom.artifacts import stories_of
from plugins.channels.shared.appearance import Appearance
from plugins.channels.shared.view import View
from plugins.model.entry import Entry


def appearances(view: View, entry: Entry) -> Iterator[Appearance]:
    """Its item, of a text that newsrooms get."""
    stories = view.once(stories_of)
    if view.makes("newsroom.item") and entry.key in stories.kept:
        yield Appearance(view.gettext("In newsrooms (ninjs)"), 32, stories.path(entry))
