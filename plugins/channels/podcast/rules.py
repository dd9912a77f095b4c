"""What podcast apps and directories would refuse or leave out of a show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from plugins.channels.podcast.fields import PodcastEpisodeFields, PodcastShowFields
from plugins.model.artifact import Artifact
from plugins.model.audio import ENDINGS as AUDIO
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import ShowFields
from plugins.model.problem import Level, Message, Problem, _
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.model.video import ENDINGS as VIDEO
from plugins.settings import Settings
from plugins.text.durations import clock

LEAST = 1400  # pixels; more than 3000 are made fewer, https://podcasters.apple.com/support/896-artwork-requirements

_NO_CATEGORY = _("podcast directories ask for a category of the show")
_ADD_CATEGORY = _("write for example category: [Education]")
_NO_COVER = _("podcast directories ask for a cover of the show")
_ADD_COVER = _("put a square picture beside it and name it in the field image")
_WRONG = _("the cover {name} has {found}")
_RIGHT = _("give a square picture of 1400 to 3000 pixels")
_SAME_GUID = _("{file} has it already")
_OWN_GUID = _("delete the line: each language is a podcast of its own, and its guid is made of the id")
_LIVE = _("the live broadcast ends before it starts")
_CORRECT = _("correct one of the two dates")
_BEYOND = _("the soundbite from {start} to {end} goes beyond the recording, which lasts {found}")
_EARLIER = _("give an earlier start or fewer seconds")

Editions = Mapping[Language, Edition]


def covers(site: Site, settings: Settings) -> Iterator[Problem]:
    """A show that can be heard has what podcast directories ask: a category, and a square cover of their size."""
    for entry in _heard(site):
        if not entry.of(ShowFields).category:
            yield _problem("covers", "warning", entry, "category", _NO_CATEGORY, _ADD_CATEGORY)
        if "image" not in entry.files:
            yield _problem("covers", "warning", entry, "image", _NO_COVER, _ADD_COVER)


def sizes(site: Site, editions: Editions, artifacts: Sequence[Artifact], settings: Settings) -> Iterator[Problem]:
    """Covers are square and large enough, as the media stage saw them; it makes smaller ones of larger ones."""
    pictures = {guid: of for edition in editions.values() for guid, of in edition.pictures.items()}
    for entry in _heard(site):
        cover = pictures[entry.guid].cover if entry.guid in pictures else None
        if cover and not cover.width == cover.height >= LEAST:
            message = _WRONG.format(name=entry.files["image"].name, found=f"{cover.width} × {cover.height}")
            yield _problem("covers", "warning", entry, "image", message, _RIGHT)


def _heard(site: Site) -> Iterator[Entry]:
    """The originals of the shows that have an episode to hear."""
    heard = {entry.show for entry in site.entries if _is_heard(entry, site)}
    for entry in site.entries:
        if entry.kind == "show" and entry.original and entry.stem in heard:
            yield entry


def _is_heard(entry: Entry, site: Site) -> bool:
    if entry.is_spoken and "audio" not in entry.files:
        return True  # it lies elsewhere
    files = [site.assets.get(entry.files[field].name) for field in ("audio", "video") if field in entry.files]
    return any(file and file.bytes and file.path.rpartition(".")[2].lower() in (*AUDIO, *VIDEO) for file in files)


def guids(site: Site, settings: Settings) -> Iterator[Problem]:
    """A podcast has a guid of its own."""
    owners: dict[str, str] = {}
    for source, document in site.documents.items():
        for fields in (own for own in document.extra if isinstance(own, PodcastShowFields) and own.podcast_guid):
            other = owners.setdefault(fields.podcast_guid, source)
            if other != source:
                line, column = document.places["podcast_guid"]
                message = _SAME_GUID.format(file=other)
                yield Problem("duplicates", "error", source, line, column, "podcast_guid", message, _OWN_GUID)


def broadcasts(site: Site, settings: Settings) -> Iterator[Problem]:
    """A live broadcast ends after it starts."""
    for entry in site.entries:
        live = entry.of(PodcastShowFields).live if "live" in entry.places else ()
        if any(one.end <= one.start for one in live):
            yield _problem("dates", "error", entry, "live", _LIVE, _CORRECT)


def soundbites(site: Site, editions: Editions, artifacts: Sequence[Artifact], settings: Settings) -> Iterator[Problem]:
    """A soundbite is part of its recording: without a word it would be missing in every app."""
    for edition in editions.values():
        for entry in edition.entries:
            recording = edition.recordings.get(entry.guid)
            for bite in entry.of(PodcastEpisodeFields).soundbites if recording else ():
                end = bite.start + bite.seconds
                if recording and end > recording.sound.seconds:
                    found = clock(int(recording.sound.seconds))
                    message = _BEYOND.format(start=clock(bite.start), end=clock(end), found=found)
                    yield _problem("parts", "warning", entry, "soundbites", message, _EARLIER, (0, 0))


def _problem(
    rule: str,
    level: Level,
    entry: Entry,
    field: str,
    message: Message,
    hint: Message,
    otherwise: tuple[int, int] = (1, 1),
) -> Problem:
    line, column = entry.places.get(field, otherwise)
    return Problem(rule, level, entry.source, line, column, field, message, hint)
