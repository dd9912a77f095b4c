"""Parts of a recording that its editor names: chapters that are none, and soundbites that it does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from plugins.media.chapters import RULE, chapter_problems
from plugins.model.audio import Recording
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import EpisodeFields
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.text.durations import clock

_BEYOND = _("the soundbite from {start} to {end} goes beyond the recording, which lasts {found}")
_EARLIER = _("give an earlier start or fewer seconds")


def parts(edition: Edition, recordings: Mapping[str, Recording], site: Site) -> Iterator[Problem]:
    """Each of them once: without a word it would be missing in every app."""
    for entry in edition.entries:
        recording = recordings.get(entry.guid)
        if recording:
            yield from _soundbites(entry, recording.sound.seconds)
            yield from chapter_problems(entry.source, site.segments[entry.body.sha256], recording.sound.seconds)


def _soundbites(entry: Entry, seconds: float) -> Iterator[Problem]:
    line, column = entry.places.get("soundbites", (0, 0))
    for bite in entry.of(EpisodeFields).soundbites:
        end = bite.start + bite.seconds
        if end > seconds:
            message = _BEYOND.format(start=clock(bite.start), end=clock(end), found=clock(int(seconds)))
            yield Problem(RULE, "warning", entry.source, line, column, "soundbites", message, _EARLIER)
