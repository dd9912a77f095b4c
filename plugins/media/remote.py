"""Recordings that lie elsewhere: what their text states of them, since nothing is fetched; feeds point there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from plugins.media.chapters import chapters_of
from plugins.media.transcripts import Scripts
from plugins.model.audio import Recording, Rendition, Sound
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import EpisodeFields, RemoteAudio
from plugins.model.site import Site
from plugins.settings import Settings


def remote_entries(edition: Edition) -> Iterator[Entry]:
    """This language's entries whose recording is stated by address."""
    return (entry for entry in edition.entries if isinstance(entry.of(EpisodeFields).audio, RemoteAudio))


def remote_recording(entry: Entry, scripts: Scripts, site: Site, settings: Settings) -> Recording:
    """The one file that there is. What only measuring tells is 0 of the sound, and not stated of the file."""
    stated = entry.of(EpisodeFields).audio
    assert isinstance(stated, RemoteAudio), f"{entry.source}: its recording lies elsewhere"
    seconds = float(stated.duration)
    rate = round(stated.bytes * 8 / seconds)
    sound = Sound(
        sha256=stated.sha256,
        bytes=stated.bytes,
        type=stated.type,
        codec="",
        seconds=seconds,
        rate=0,
        channels=0,
        bit_rate=rate,
        constant=False,
        loudness=0.0,
        peak=0.0,
        lead=0.0,
        tail=0.0,
    )
    file = Rendition(
        name="remote",
        path=stated.url,
        sha256=stated.sha256,
        bytes=stated.bytes,
        type=stated.type,
        seconds=seconds,
        rate=0,
        channels=0,
        bit_rate=rate,
        loudness=None,
        peak=None,
    )
    chapters = chapters_of(site.segments[entry.body.sha256], seconds)
    mark = stated.sha256 or hashlib.sha256(stated.url.encode()).hexdigest()
    name = f"{entry.key.rpartition('/')[2]}-{mark[:8]}"
    stem = settings.site.address("audio", entry.lang, show=entry.show, name=name)
    return Recording(sound, (file,), chapters, scripts.of(entry, sound), stem)
