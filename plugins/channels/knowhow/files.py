"""The files of know-how: the hand-outs of guides, and in previews the feeds of overdue reviews."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.knowhow import handout, reviews
from plugins.channels.shared.view import View
from plugins.model.artifact import Artifact


def artifacts(view: View) -> Iterator[Artifact]:
    """All of them."""
    yield from handout.artifacts(view)
    yield from reviews.feeds(view)
