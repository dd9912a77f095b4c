"""The feeds: RSS, Atom and JSON Feed of everything, every kind, axis, member and tag; archives; OPML."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.feeds.plan import Planner
from plugins.channels.shared.view import View
from plugins.model.artifact import Artifact


def artifacts(view: View) -> Iterator[Artifact]:
    """Everything that a feed reader may ask for."""
    planner = _planner(view)
    for feed in view.edition.feeds:
        yield from planner.current(feed)
        yield from planner.archives(feed)
    if view.makes("opml"):
        yield planner.opml(view.offers("opml"))


def _planner(view: View) -> Planner:
    editions = {lang: other.edition for lang, other in view.views.items()}
    return Planner(view.edition, editions, view.settings)
