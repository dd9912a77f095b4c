"""Cue sheets: what a presenter reads and an operator needs to know to broadcast an episode."""

from __future__ import annotations

from datetime import datetime

from plugins.channels.radio.fields import Music, RadioFields
from plugins.channels.resources import Resources
from plugins.channels.shared.json_text import json_text
from plugins.channels.shared.series import Series, series_of
from plugins.i18n.names import people_of
from plugins.model.audio import Chapter, Rendition
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import EpisodeFields
from plugins.model.rights import LICENCES, REBROADCAST, Person, Rights, in_language, rights_of
from plugins.model.value import Language, Value
from plugins.settings import Settings
from plugins.text.durations import clock, in_tenths


class MusicTrack(Value, frozen=True):
    """Music that is heard in an episode; `seconds` is 0 where it is not stated."""

    title: str
    artist: str
    label: str
    seconds: int
    isrc: str


class CueSheet(Value, frozen=True):
    """Everything of one sheet. `opening` and `closing` are the first and last words; `contact` is a mail address."""

    title: str
    show: str
    lang: str
    url: str
    guid: str
    date: datetime
    season: int
    episode: int
    introduction: str
    opening: str
    closing: str
    seconds: float
    segments: tuple[Chapter, ...]
    people: tuple[Person, ...]
    music: tuple[MusicTrack, ...]
    advisory: str
    is_synthetic: bool
    rights: Rights
    contact: str
    renditions: tuple[Rendition, ...]


MP3 = "audio/mpeg"  # a recording that lies elsewhere may be of another type, which automation would refuse

#: Name → ending of the forms beside the page.
CUE_FORMS = {"text": "txt", "json": "json"}


def broadcast(edition: Edition, settings: Settings) -> list[Series]:
    """The shows with the episodes that stations may take now, promos too; a trailer or a bonus is for apps."""
    found = []
    for series in series_of(edition, without=("trailer", "bonus")):
        allowed = [
            entry
            for entry in series.episodes
            if rights_of(entry, series.show).allow(settings.run.now) and edition.recordings[entry.guid].main.type == MP3
        ]
        found += [Series(series.show, tuple(allowed))] if allowed else []
    return found


def cue_address(entry: Entry, ending: str, settings: Settings) -> str:
    """Where a form of an episode's sheet stands."""
    name = f"{entry.stem}.cue.{ending}"
    return settings.site.address("radio.file", entry.lang, show=entry.show, name=name)


def cue_sheet(entry: Entry, series: Series, edition: Edition, settings: Settings) -> CueSheet:
    """The sheet of an episode that has a recording."""
    recording, fields, show = edition.recordings[entry.guid], entry.of(EpisodeFields), series.show
    script, main = recording.transcript, recording.main
    assert entry.start, f"{entry.source}: episodes are dated"
    return CueSheet(
        title=entry.title,
        show=show.title,
        lang=entry.lang,
        url=f"{settings.site.url}/{entry.url}",
        guid=entry.guid,
        date=entry.start,
        season=fields.season,
        episode=fields.episode,
        introduction=fields.introduction or entry.summary,
        opening=fields.in_cue or (script.opening if script else ""),
        closing=fields.out_cue or (script.closing if script else ""),
        seconds=main.seconds,
        segments=recording.chapters,
        people=people_of(entry, show),
        music=tuple(_track(row, entry.lang) for row in entry.of(RadioFields).music),
        advisory=fields.advisory,
        is_synthetic=bool(fields.synthetic),
        rights=rights_of(entry, show),
        contact=entry.contact or show.contact or settings.site.contact,
        renditions=recording.renditions,
    )


def _track(row: Music, lang: Language) -> MusicTrack:
    title, artist, label = (in_language(words, lang) for words in (row.title, row.artist, row.label))
    return MusicTrack(title, artist, label, row.duration, row.isrc)


def as_json(resources: Resources, sheet: CueSheet) -> bytes:
    """Return the sheet as JSON for a station's programs: lengths in seconds, loudness in LUFS, true peaks in dBTP."""
    data = {
        "title": sheet.title,
        "show": sheet.show,
        "language": sheet.lang,
        "url": sheet.url,
        "guid": sheet.guid,
        "date": sheet.date.isoformat(),
        "season": sheet.season or None,
        "episode": sheet.episode or None,
        "introduction": sheet.introduction,
        "in_cue": sheet.opening,
        "out_cue": sheet.closing,
        "seconds": sheet.seconds,
        "segments": [{"start": part.start, "title": part.title} for part in sheet.segments],
        "people": [{"name": one.name, "role": one.role} for one in sheet.people],
        "music": [
            {"title": m.title, "artist": m.artist, "label": m.label, "seconds": m.seconds or None, "isrc": m.isrc}
            for m in sheet.music
        ],
        "advisory": sheet.advisory,
        "synthetic_voice": sheet.is_synthetic,
        "rights": {name: value for name, value in sheet.rights.stated().items() if name != "countries"},
        "contact": sheet.contact,
        "files": [
            {
                "name": file.name,
                "url": resources.settings.site.absolute(file.path),
                "type": file.type,
                "bytes": file.bytes,
                "sha256": file.sha256 or None,
                "seconds": file.seconds,
                "loudness": file.loudness,
                "true_peak": file.peak,
            }
            for file in sheet.renditions
        ],
    }
    return json_text(data)


def as_text(resources: Resources, sheet: CueSheet) -> bytes:
    """Return the sheet as plain text, for a printer, a mail or a terminal."""
    from plugins.channels.shared.filters import day_in_words

    say, locale = resources.catalogues[sheet.lang].gettext, resources.settings.site.language(sheet.lang).locale
    rights = sheet.rights
    rows = [
        (say("Show"), sheet.show),
        (say("Date"), day_in_words(sheet.date.date(), locale)),
        (say("Season"), str(sheet.season or "")),
        (say("Episode"), str(sheet.episode or "")),
        (say("Length"), exact(sheet.seconds, locale)),
        (say("Introduction to read"), sheet.introduction),
        (say("First words"), sheet.opening),
        (say("Last words"), sheet.closing),
        *((say("Segment"), f"{clock(int(part.start))} {part.title}") for part in sheet.segments),
        (say("People"), ", ".join(f"{one.name} ({say(one.role)})" for one in sheet.people)),
        *((say("Music"), track_line(track)) for track in sheet.music),
        (say("Advisory"), sheet.advisory),
        (say("Voice"), say("synthetic") if sheet.is_synthetic else ""),
        (
            say("Rights"),
            ", ".join(
                filter(None, (rights.holder, say(LICENCES[rights.licence]) if rights.licence else "", rights.territory))
            ),
        ),
        (say("Rebroadcast"), say(REBROADCAST[rights.rebroadcast])),
        (say("Until"), day_in_words(rights.until.date(), locale) if rights.until else ""),
        (say("Edits"), say("allowed") if rights.edits else say("none, broadcast as it is")),
        (say("Credit"), rights.credit),
        (say("Contact"), sheet.contact),
    ]
    lines = [sheet.title, "=" * len(sheet.title), "", *(f"{name}: {value}" for name, value in rows if value), ""]
    for file in sheet.renditions:
        lines += [
            resources.settings.site.absolute(file.path),
            f"  {file.bytes} B, {exact(file.seconds, locale)}{levels(file, locale)}",
            *([f"  SHA-256 {file.sha256}"] if file.sha256 else []),
        ]
    return "\n".join((*lines, "", sheet.url, "")).encode()


def levels(file: Rendition, locale: str) -> str:
    """Loudness and true peak; nothing where the file lies elsewhere and was never measured."""
    from plugins.channels.shared.filters import level_in_words

    if file.loudness is None or file.peak is None:
        return ""
    return f", {level_in_words(file.loudness, locale)} LUFS, {level_in_words(file.peak, locale)} dBTP"


def track_line(track: MusicTrack) -> str:
    """Return music as a line: title, artist (label), length, ISRC."""
    artist = f"{track.artist} ({track.label})" if track.label else track.artist
    return ", ".join(filter(None, (track.title, artist, clock(track.seconds) if track.seconds else "", track.isrc)))


def exact(seconds: float, locale: str) -> str:
    """Return a length to a tenth of a second, by which a station plans: 2:19,4."""
    from babel.numbers import get_decimal_symbol

    return in_tenths(seconds, get_decimal_symbol(locale))
