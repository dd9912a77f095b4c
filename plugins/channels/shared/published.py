"""Files as the media stage made them."""

from __future__ import annotations

from plugins.channels.resources import Resources
from plugins.model.artifact import Stored


def recording(resources: Resources, sha256: str) -> Stored:
    """A rendition of a recording."""
    return resources.recording(sha256)


def film(resources: Resources, sha256: str) -> Stored:
    """A form, a still or a track of a video."""
    return resources.film(sha256)


def slide(resources: Resources, sha256: str) -> Stored:
    """A slate or a bulletin."""
    return resources.slide(sha256)
