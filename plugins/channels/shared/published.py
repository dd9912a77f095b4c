"""Files as the media stage made them."""

from __future__ import annotations

from plugins.channels.resources import Resources
from plugins.model.artifact import Stored


def stored(resources: Resources, sha256: str) -> Stored:
    """A rendition of a recording, a form of a picture or of a video, a slate or a bulletin."""
    return resources.stored(sha256)
