"""TV packs: all that a station needs to show a video, gathered for one page and one file of data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from plugins.channels.resources import Resources
from plugins.channels.shared.captions import TYPES
from plugins.channels.shared.json_text import json_text
from plugins.channels.shared.series import Series
from plugins.i18n.names import people_of
from plugins.model.audio import Chapter
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import EpisodeFields
from plugins.model.rights import Rights, rights_of
from plugins.model.site import Site
from plugins.model.value import Language, Value
from plugins.model.video import RATE, Caption, Clip, Film, Still
from plugins.settings import Settings
from plugins.text.durations import timecode

if TYPE_CHECKING:
    from gettext import GNUTranslations

Catalogues = Mapping[Language, "GNUTranslations"]


class LowerThird(Value, frozen=True):
    """A name as it is shown, the line below it, and what they do here, in the words of one language."""

    name: str
    line: str
    role: str


class PackText(Value, frozen=True):
    """What is read and shown in one language; `url` is the text's page in it."""

    title: str
    lead_in: str
    url: str
    lower_thirds: tuple[LowerThird, ...]


class Pack(Value, frozen=True):
    """Everything of one pack. `words` holds the video's own language first; paths have no leading slash."""

    title: str
    show: str
    lang: Language
    url: str
    guid: str
    date: datetime
    words: tuple[tuple[Language, PackText], ...]
    clips: tuple[Clip, ...]
    poster: Still
    stills: tuple[Still, ...]
    captions: tuple[tuple[Caption, tuple[tuple[str, str], ...]], ...]
    chapters: tuple[Chapter, ...]
    advisory: str
    is_synthetic: bool
    rights: Rights
    contact: str

    @property
    def duration(self) -> str:
        """Exact to the picture: 00:00:14:08 at 25 a second."""
        return timecode(self.clips[0].seconds, RATE)


def pack_address(entry: Entry, ending: str, settings: Settings) -> str:
    """Where a form of an episode's pack stands."""
    name = f"{entry.stem}.{ending}"
    return settings.site.address("tv.file", entry.lang, show=entry.show, name=name)


def pack_of(
    entry: Entry, series: Series, edition: Edition, site: Site, settings: Settings, catalogues: Catalogues
) -> Pack:
    """The pack of an episode that has a video."""
    film, show, fields = edition.films[entry.guid], series.show, entry.of(EpisodeFields)
    assert entry.start, f"{entry.source}: episodes are dated"
    return Pack(
        title=entry.title,
        show=show.title,
        lang=entry.lang,
        url=f"{settings.site.url}/{entry.url}",
        guid=entry.guid,
        date=entry.start,
        words=tuple(_words(entry, show, site, settings, catalogues).items()),
        clips=film.clips,
        poster=film.poster,
        stills=film.stills,
        captions=tuple((caption, _forms(caption, film)) for caption in film.captions),
        chapters=film.chapters,
        advisory=fields.advisory,
        is_synthetic=bool(fields.synthetic),
        rights=rights_of(entry, show),
        contact=entry.contact or show.contact or settings.site.contact,
    )


def _words(
    entry: Entry, show: Entry, site: Site, settings: Settings, catalogues: Catalogues
) -> dict[Language, PackText]:
    """In the video's language, then in the others in which the text is out."""
    live = [e for e in site.entries if e.key == entry.key and e.is_live(settings.run.now)]
    ordered = sorted(live, key=lambda e: (e.lang != entry.lang, e.lang))
    shows = {e.lang: e for e in site.entries if e.key == show.key}
    return {
        one.lang: _words_in(one, shows.get(one.lang, show), settings, catalogues[one.lang].gettext) for one in ordered
    }


def _words_in(entry: Entry, show: Entry, settings: Settings, say: Callable[[str], str]) -> PackText:
    people = people_of(entry, show, entry.lang)
    return PackText(
        title=entry.title,
        lead_in=entry.of(EpisodeFields).introduction or entry.summary,
        url=f"{settings.site.url}/{entry.url}",
        lower_thirds=tuple(LowerThird(one.name, one.title or say(one.role), say(one.role)) for one in people),
    )


def _forms(caption: Caption, film: Film) -> tuple[tuple[str, str], ...]:
    """Ending and path of every form."""
    return tuple((ending, film.path(f"{caption.lang}.{ending}")) for ending in TYPES)


def as_json(resources: Resources, pack: Pack) -> bytes:
    """Return the pack as JSON for a station's programs: lengths in seconds, loudness in LUFS, true peaks in dBTP."""
    at = resources.settings.site.absolute
    data: dict[str, Any] = {
        "title": pack.title,
        "show": pack.show,
        "language": pack.lang,
        "url": pack.url,
        "guid": pack.guid,
        "date": pack.date.isoformat(),
        "seconds": pack.clips[0].seconds,
        "timecode": pack.duration,
        "frame_rate": RATE,
        "words": {lang: _said(words) for lang, words in pack.words},
        "files": [_file(clip, at) for clip in pack.clips],
        "captions": [
            {
                "language": caption.lang,
                "translated": caption.lang != pack.lang,
                "files": [{"url": at(path), "type": TYPES[ending]} for ending, path in forms],
            }
            for caption, forms in pack.captions
        ],
        "stills": [
            {"url": at(still.path), "width": still.width, "height": still.height, "seconds": still.at}
            | {"type": still.type, "bytes": still.bytes, "sha256": still.sha256}
            for still in (pack.poster, *pack.stills)
        ],
        "chapters": [{"start": part.start, "title": part.title} for part in pack.chapters],
        "advisory": pack.advisory,
        "synthetic_voice": pack.is_synthetic,
        "rights": pack.rights.stated(),
        "contact": pack.contact,
    }
    return json_text(data)


def _said(words: PackText) -> dict[str, Any]:
    return {
        "title": words.title,
        "lead_in": words.lead_in,
        "url": words.url,
        "lower_thirds": [{"name": one.name, "line": one.line, "role": one.role} for one in words.lower_thirds],
    }


def _file(clip: Clip, at: Callable[[str], str]) -> dict[str, Any]:
    return {
        "name": clip.name,
        "url": at(clip.path),
        "type": clip.type,
        "bytes": clip.bytes,
        "sha256": clip.sha256,
        "seconds": clip.seconds,
        "width": clip.width,
        "height": clip.height,
        "loudness": clip.loudness,
        "true_peak": clip.peak,
    }
