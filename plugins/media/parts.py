"""Parts of a recording that its editor names: chapters that are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plugins.media.chapters import chapter_problems
from plugins.model.audio import Recording
from plugins.model.edition import Edition
from plugins.model.problem import Problem
from plugins.model.site import Site


def parts(edition: Edition, recordings: Mapping[str, Recording], site: Site) -> Iterator[Problem]:
    """Each of them once: without a word it would be missing in every app."""
    for entry in edition.entries:
        recording = recordings.get(entry.guid)
        if recording:
            yield from chapter_problems(entry.source, site.segments[entry.body.sha256], recording.sound.seconds)
