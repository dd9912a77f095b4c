"""The media stage's videos: each is looked at, encoded for stations and the web, and given stills and captions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from plugins.cache.blobs import unharmed
from plugins.i18n.languages import facts_of
from plugins.media.captions import PREFIX, Checked, captions_of, fields_of
from plugins.media.chapters import chapter_problems, chapters_of
from plugins.media.clips import (
    POSTER,
    SOUNDS,
    STILL,
    TV,
    FrameSize,
    can_tone,
    encode_picture,
    encode_sound,
    encode_still,
    fragment,
    has_sound,
    pictures,
    stitch,
)
from plugins.media.ffmpeg import Damaged, program, version
from plugins.media.footage import ENDINGS, LOOKED, look
from plugins.media.job import Job, Parallel, make_all
from plugins.media.ladder import Parts, parts_of
from plugins.media.measure import too_long
from plugins.media.meter import Levels
from plugins.media.recordings import FOLDER as RECORDINGS
from plugins.media.recordings import Editions, is_withdrawn
from plugins.media.renditions import Recipe, Unheard
from plugins.media.shelf import MediaShelf
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.errors import MachineError
from plugins.model.file import File
from plugins.model.kinds import EpisodeFields
from plugins.model.problem import Message, Problem, _
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.model.video import RATE, Clip, Film, Footage, Still, Track
from plugins.settings import Settings
from plugins.text.durations import clock

FOLDER = f"{RECORDINGS}/films"
RULE = "videos"
STILLS = (1 / 6, 1 / 2, 5 / 6)  # where in a video
_POSTER = 1 / 3
_COLOURS = ("bt709",) * 3  # those of high-definition television

_FILE = _("the file {name} {fault}")
_PACE = _("has an uneven pace of pictures; it was made even, 25 a second")
_STEADY = _("set a constant rate in the camera or telephone")
_FRAME = _("has a picture of {width} × {height}; stations get it with black around it, in 1920 × 1080")
_SMALL = _("has {height} lines; for stations it was enlarged to 1080")
_FULL = _("film in 1920 × 1080, with the camera held level")
_HDR = _("was filmed in HDR; its light was adapted to all screens")
_NO_HDR = _("switch HDR off in the camera or telephone, to see while you film what the audience will see")
_GREY = _("was filmed in HDR, which this machine's ffmpeg can't convert: the picture will come out grey")
_IN_SDR = _(
    "switch HDR off when you film, or export it in SDR (BT.709); else install an ffmpeg with zscale and tonemap"
)
_SIDES = _("has {count} sound tracks; the first two are heard as left and right")
_ONE = _("has {count} sound tracks; number {number} alone is heard")
_MIX = _("for anything else, mix them in the editing program and export it with one stereo track")
_MUTE = _("has no sound")
_RECORD = _("if it should, export it again with its sound")
_UNCAPTIONED = _("has no captions in its own language: who can't hear is left out")
_ADD_CAPTIONS = _("write captions: {{{lang}: {stem}.vtt}}")
_NO_MOMENT = _("the video ends before {found}")
_EARLIER = _("write a moment within the video")
_EVENLY = _("record more evenly if it is to be louder")


class FilmPart(msgspec.Struct, array_like=True, frozen=True):
    """A file that was made: its hashes, what is known of it, what to tell the editor, and which ffmpeg made it."""

    sha256: str
    bytes: int
    ffmpeg: str
    sha1: str = ""
    frames: int = 0
    levels: Levels | None = None
    note: Message | None = None
    parts: Parts | None = None


class FilmIndex(msgspec.Struct, array_like=True):
    """The file `index` of this folder."""

    footage: dict[str, Footage] = msgspec.field(default_factory=dict)  # sha256 and ending of an original
    parts: dict[str, FilmPart] = msgspec.field(default_factory=dict)  # of what and how it was made
    captions: dict[str, Checked] = msgspec.field(default_factory=dict)  # sha256 of captions

    def forget(self) -> None:
        """Drop what was seen by those who looked at less."""
        self.footage = {key: footage for key, footage in self.footage.items() if footage.looked == LOOKED}

    def keep(self, there: set[str]) -> None:
        """Forget what is said of files that are not there any more."""
        self.parts = {key: part for key, part in self.parts.items() if part.sha256 in there}
        originals = {key.partition(":")[0] for key in self.parts}
        self.footage = {key: footage for key, footage in self.footage.items() if key in originals}


class FilmWish(NamedTuple):
    """A video to be published."""

    entry: Entry
    path: Path
    sha256: str

    @property
    def name(self) -> str:
        """The original by its bytes and its ending, which may lie."""
        return f"{self.sha256}{self.path.suffix.lower()}"


def make_films(
    site: Site, editions: Mapping[Language, Edition], settings: Settings, parallel: Parallel
) -> tuple[Editions, list[Problem]]:
    """The editions with their videos, and what is wrong with the originals."""
    wishes = {lang: list(_wishes(edition, site, settings)) for lang, edition in editions.items()}
    every = [wish for found in wishes.values() for wish in found]
    if not every:
        return {lang: _without(edition) for lang, edition in editions.items()}, []
    shelf = MediaShelf(settings.run.cache, FOLDER, FilmIndex)
    shelf.index.forget()
    most = settings.media.max_minutes
    problems = list(_look(every, shelf, most, parallel))
    problems += _too_long(every, shelf, most)
    good = {lang: [wish for wish in found if _is_footage(wish, shelf, most)] for lang, found in wishes.items()}
    whole = [Work(wish, shelf, settings) for found in good.values() for wish in found]
    if "films" not in settings.run.unmade:
        refused = _make((job for work in whole for job in work.pieces()), shelf, parallel)
        problems += [problem for work in whole for problem in work.faults(refused)]
        whole = [work for work in whole if not any(work.faults(refused))]
        _make((job for work in whole for job in work.wholes()), shelf, parallel)
    shelf.save()  # what was encoded is not lost when something fails later
    made: Editions = dict(editions)
    known, shelf.index.captions = shelf.index.captions, {}
    films: dict[str, Film] = {}
    for work in whole:
        entry, footage = work.wish.entry, work.footage
        captions, faults = captions_of(entry, footage, site, settings.read.content, known)
        problems += [*faults, *work.problems()]
        body = site.segments[entry.body.sha256]
        problems += chapter_problems(entry.source, body, footage.seconds)
        chapters = chapters_of(body, footage.seconds)
        films[entry.guid] = replace(work.film(), captions=captions, chapters=chapters)
        shelf.index.captions |= {c.asset.sha256: known[c.asset.sha256] for c in captions}
    for lang, edition in editions.items():
        own = {wish.entry.guid: films[wish.entry.guid] for wish in good[lang] if wish.entry.guid in films}
        made[lang] = replace(edition, films=own, files=_files(edition, own))
    if "films" in settings.run.unmade:
        shelf.save()
    else:
        shelf.sweep()
    return made, problems


def _without(edition: Edition) -> Edition:
    """An edition whose videos were all taken back, or that never had one."""
    if not any("video" in entry.files for entry in edition.entries):
        return edition
    return replace(edition, files=_files(edition, {}))


def _wishes(edition: Edition, site: Site, settings: Settings) -> Iterable[FilmWish]:
    """This language's live videos, newest first."""
    for entry in edition.entries:
        target = entry.files.get("video")
        asset = site.assets.get(target.name) if target and target.sort == "asset" else None
        if asset and asset.bytes and asset.path.lower().endswith(ENDINGS) and not is_withdrawn(entry, settings):
            yield FilmWish(entry, settings.read.content / asset.path, asset.sha256)


def _is_footage(wish: FilmWish, shelf: MediaShelf[FilmIndex], most: int) -> bool:
    """Whether an original was looked at and is not too long: the limit may be another than when it was."""
    found = shelf.index.footage.get(wish.name)
    return found is not None and found.seconds <= most * 60


def _too_long(wishes: Sequence[FilmWish], shelf: MediaShelf[FilmIndex], most: int) -> Iterator[Problem]:
    for wish in wishes:
        if wish.name in shelf.index.footage and not _is_footage(wish, shelf, most):
            fault = too_long(most)
            yield _problem(wish, "error", "video", fault.message, fault.hint)


def _look(wishes: Sequence[FilmWish], shelf: MediaShelf[FilmIndex], most: int, parallel: Parallel) -> Iterator[Problem]:
    unknown = {wish.name: wish for wish in wishes if wish.name not in shelf.index.footage}
    if unknown:
        program()  # one that is broken ends the build here, and is no fault of a video
    looked = partial(_looked, most=most)
    jobs = [Job(f"footage:{name}", wish.path.name, partial(looked, wish.path)) for name, wish in unknown.items()]
    answers = make_all("look", jobs, shelf.folder, parallel, _Found, _is_current)
    for (name, wish), (found, fault, hint) in zip(unknown.items(), answers.values(), strict=True):
        if found:
            shelf.index.footage[name] = found
        else:
            yield _problem(wish, "error", "video", fault, hint)


_Found = tuple[Footage | None, Message, Message]


def _is_current(job: Job[_Found], answer: _Found) -> bool:
    return answer[0] is not None and answer[0].looked == LOOKED


def _looked(path: Path, _place: Path, _before: object, most: int) -> _Found:
    """A Footage; or None, what is wrong and the way out."""
    nothing = Message("")
    try:
        return look(path, most), nothing, nothing
    except Damaged as error:
        return None, error.message, error.hint


class FilmPiece(NamedTuple):
    """A file to be made: under which name it is remembered, what progress calls it, and what makes it."""

    key: str
    called: str
    make: Callable[[Path], FilmPart]


def _make(
    pieces: Iterable[FilmPiece], shelf: MediaShelf[FilmIndex], parallel: Parallel
) -> dict[str, tuple[Message, Message]]:
    """Make what is not there yet, each once; by key, why a sound may not go out and the way out."""
    missing = {piece.key: piece for piece in pieces if not _is_there(shelf.index.parts.get(piece.key), shelf)}
    program = version() if missing else ""

    def made(piece: FilmPiece, target: Path, _before: object) -> _Answer:
        try:
            part = piece.make(target)
        except Unheard as error:
            target.unlink()
            return None, error.message, error.hint
        except Damaged as error:  # it was looked at, so it can be read
            raise MachineError(_("media: {called}: {error}").format(called=piece.called, error=error)) from error
        size = target.stat().st_size
        return replace(part, sha256=shelf.adopt(target), bytes=size, ffmpeg=program), Message(""), Message("")

    jobs = [Job(key, piece.called, partial(made, piece)) for key, piece in missing.items()]
    refused = {}
    answers = make_all("encode", jobs, shelf.folder, parallel, _Answer, lambda job, made: _is_there(made[0], shelf))
    for key, (part, fault, hint) in answers.items():
        if part:
            shelf.index.parts[key] = part
        else:
            refused[key] = (fault, hint)
    return refused


_Answer = tuple[FilmPart | None, Message, Message]


def _is_there(part: FilmPart | None, shelf: MediaShelf[FilmIndex]) -> bool:
    return part is not None and shelf.holds(part.sha256, part.bytes)


_BLANK = FilmPart("", 0, "")


class StillMoment(NamedTuple):
    """A still: how many seconds in, whether at exactly that one, and the size of the picture."""

    at: float
    is_exact: bool
    size: tuple[int, int]


class Work:
    """What is made of one video, in two rounds: the pieces, which take long, and what is put together of them."""

    def __init__(self, wish: FilmWish, shelf: MediaShelf[FilmIndex], settings: Settings):
        self.wish, self.shelf, self.settings = wish, shelf, settings
        self.footage = shelf.index.footage[wish.name]
        self.language = facts_of(wish.entry.lang).iso_639_2
        self.pictures = pictures(self.footage, settings.media.video_heights)
        stated = float(wish.entry.of(EpisodeFields).poster or 0)
        self.is_chosen = 0 < stated < self.footage.seconds
        at = stated if self.is_chosen else self.footage.seconds * _POSTER
        self.stills = {"poster": StillMoment(round(at, 3), self.is_chosen, POSTER)}
        for number, part in enumerate(STILLS, 1):
            self.stills[f"still-{number}"] = StillMoment(round(self.footage.seconds * part, 3), False, STILL)

    def pieces(self) -> Iterator[FilmPiece]:
        """Pictures, sounds and stills, the longest work first."""
        of = (self.wish.path, self.footage)
        for picture in self.pictures:
            yield self._job(f"picture-{picture.name}", picture, partial(_picture, *of, picture))
        for name, recipe in SOUNDS.items():
            yield self._job(f"sound-{name}", recipe, partial(_sound, *of, recipe))
        for name, still in self.stills.items():
            yield self._job(name, still, partial(_still, *of, still))

    def wholes(self) -> Iterator[FilmPiece]:
        """The files as they are published: picture with sound, and where the site has a ladder its tracks."""
        for picture in self.pictures:
            seen, sound = self._piece(f"picture-{picture.name}", picture).sha256, self._sound(picture.name).sha256
            files = (self.shelf.path(seen), self.shelf.path(sound))
            yield self._job(
                f"whole-{picture.name}", (seen, sound, self.language), partial(_whole, *files, self.language)
            )
        if self.settings.media.hls_ladder:
            for picture in self.pictures[1:]:
                seen = self._piece(f"picture-{picture.name}", picture).sha256
                yield self._job(f"track-{picture.name}", seen, partial(_track, self.shelf.path(seen), 0))
            sound = self._sound("web").sha256
            yield self._job("track-sound", sound, partial(_track, self.shelf.path(sound), SOUNDS["web"].rate))

    def film(self) -> Film:
        """The video with its files; captions and chapters are added to it."""
        stem = self.wish.entry.key.rpartition("/")[2]
        name = f"{stem}-{self.wish.sha256[:8]}"
        where = self.settings.site.address("video", self.wish.entry.lang, show=self.wish.entry.show, name=name)
        stills = {name: self._still_of(name, where) for name in self.stills}
        return Film(
            footage=self.footage,
            stem=where,
            clips=tuple(self._clip(picture, where) for picture in self.pictures),
            poster=stills.pop("poster"),
            stills=tuple(stills.values()),
            tracks=tuple(self._tracks(where)) if self.settings.media.hls_ladder and self._has_tracks() else (),
        )

    def _clip(self, picture: FrameSize, where: str) -> Clip:
        seen, sound = self._piece(f"picture-{picture.name}", picture), self._sound(picture.name)
        whole = self._piece(f"whole-{picture.name}", (seen.sha256, sound.sha256, self.language))
        levels = sound.levels or Levels(SOUNDS["web"].target, 0.0, 0)
        width, height = size_in(self.footage, picture)
        seconds = seen.frames / RATE if seen.frames else self.footage.seconds
        return Clip(
            name=picture.name,
            path=f"{where}-{picture.name}.mp4",
            sha256=whole.sha256,
            sha1=whole.sha1,
            bytes=whole.bytes,
            seconds=seconds,
            width=width,
            height=height,
            bit_rate=round(whole.bytes * 8 / seconds),
            loudness=levels.loudness,
            peak=levels.peak,
        )

    def _still_of(self, name: str, where: str) -> Still:
        moment = self.stills[name]
        part = self._piece(name, moment)
        return Still(f"{where}-{name}.jpg", part.sha256, part.bytes, *moment.size, moment.at)

    def _tracks(self, where: str) -> Iterator[Track]:
        sound = self._piece("track-sound", self._sound("web").sha256)
        yield _track_of("sound", sound, where, 0, 0)
        for picture in self.pictures[1:]:
            seen = self._piece(f"picture-{picture.name}", picture).sha256
            part = self._piece(f"track-{picture.name}", seen)
            yield _track_of(picture.name, part, where, *size_in(self.footage, picture))

    def faults(self, refused: Mapping[str, tuple[Message, Message]]) -> Iterator[Problem]:
        """Why the video may not go out: of its sounds, by their keys, those that were refused."""
        for name, recipe in SOUNDS.items():
            if (key := self._key(f"sound-{name}", recipe)) in refused:
                yield _problem(self.wish, "error", "video", *refused[key])

    def problems(self) -> Iterator[Problem]:
        """What an editor should know of a video that can be used."""
        wish, footage = self.wish, self.footage
        if footage.is_variable:
            yield _problem(wish, "note", "video", _PACE, _STEADY)
        size = {"width": footage.width, "height": footage.height}
        if abs(footage.width / footage.height - 16 / 9) > 0.01:
            yield _problem(wish, "note", "video", _FRAME.format(**size), _FULL)
        elif footage.height < 1080:
            yield _problem(wish, "note", "video", _SMALL.format(**size), _FULL)
        if footage.is_hdr:
            level, fault, hint = ("note", _HDR, _NO_HDR) if can_tone() else ("warning", _GREY, _IN_SDR)
            yield _problem(wish, level, "video", fault, hint)
        if footage.sounds > 1 and has_sound(footage):
            heard = _SIDES if len(footage.taken) > 1 else _ONE
            heard = heard.format(count=footage.sounds, number=footage.taken[0] + 1)
            yield _problem(wish, "note", "video", heard, _MIX)
        if not has_sound(footage):
            yield _problem(wish, "warning", "video", _MUTE, _RECORD)
        if has_sound(footage) and wish.entry.lang not in fields_of(wish.entry):
            hint = _ADD_CAPTIONS.format(lang=wish.entry.lang, stem=wish.path.stem)
            yield _problem(wish, "warning", "video", _UNCAPTIONED, hint)
        for name in SOUNDS:
            note = self._sound(name).note
            if note:
                yield _problem(wish, "note", "video", note, _EVENLY)
        found = wish.entry.of(EpisodeFields).poster
        if found is not None and not self.is_chosen:
            yield _problem(wish, "warning", "poster", _NO_MOMENT.format(found=clock(found)), _EARLIER)

    def _job(self, name: str, recipe: Any, make: Callable[[Path], FilmPart]) -> FilmPiece:
        return FilmPiece(self._key(name, recipe), f"{self.wish.path.name} → {name}", make)

    def _key(self, name: str, recipe: Any) -> str:
        """Under which a part is remembered: its recipe, and how the original is read where that is not as usual."""
        footage = self.footage
        unusual: tuple[object, ...] = ()
        if footage.colours != _COLOURS:
            unusual = (footage.colours, (footage.is_hdr or footage.is_wide) and can_tone())
        if footage.taken != (0,):
            unusual = (*unusual, footage.taken)
        settled = hashlib.sha256(repr((recipe, *unusual) if unusual else recipe).encode()).hexdigest()[:16]
        return f"{self.wish.name}:{name}:{settled}"

    def _piece(self, name: str, recipe: Any) -> FilmPart:
        """What was made; where nothing is to be, what was not."""
        return self.shelf.index.parts.get(self._key(name, recipe), _BLANK)

    def _has_tracks(self) -> bool:
        return self._piece("track-sound", self._sound("web").sha256) is not _BLANK

    def _sound(self, name: str) -> FilmPart:
        use = name if name == TV else "web"
        return self._piece(f"sound-{use}", SOUNDS[use])


def size_in(footage: Footage, picture: FrameSize) -> tuple[int, int]:
    """The sides of what was made, as ffmpeg's scale filter reckons them."""
    if picture.is_padded:
        return picture.width, picture.height
    width = min(picture.width, _rescaled(picture.height, footage.width, footage.height))
    height = min(picture.height, _rescaled(picture.width, footage.height, footage.width))
    return width // 2 * 2, height // 2 * 2


def _rescaled(side: int, numerator: int, denominator: int) -> int:
    return (side * numerator + denominator // 2) // denominator


def _picture(path: Path, footage: Footage, picture: FrameSize, target: Path) -> FilmPart:
    return replace(_BLANK, frames=encode_picture(path, footage, picture, target))


def _sound(path: Path, footage: Footage, recipe: Recipe, target: Path) -> FilmPart:
    done = encode_sound(path, footage, recipe, target)
    return replace(_BLANK, levels=done.levels, note=done.note)


def _still(path: Path, footage: Footage, moment: StillMoment, target: Path) -> FilmPart:
    encode_still(path, footage, *moment, target)
    return _BLANK


def _whole(picture: Path, sound: Path, language: str, target: Path) -> FilmPart:
    stitch(unharmed(picture), unharmed(sound), language, target)
    with target.open("rb") as file:  # Media RSS knows no newer sum (https://www.rssboard.org/media-rss#media-hash)
        sum = hashlib.file_digest(file, lambda: hashlib.sha1(usedforsecurity=False)).hexdigest()
    return replace(_BLANK, sha1=sum)


def _track(file: Path, sound_rate: int, target: Path) -> FilmPart:
    fragment(unharmed(file), target, sound_rate > 0)
    return replace(_BLANK, parts=parts_of(target, sound_rate))


def _track_of(name: str, part: FilmPart, where: str, width: int, height: int) -> Track:
    assert part.parts, "a track was taken apart when it was made"
    head, segments, codecs = part.parts
    return Track(name, f"{where}-{name}.hls.mp4", part.sha256, part.bytes, codecs, head, segments, width, height)


def _files(edition: Edition, films: Mapping[str, Film]) -> dict[str, dict[str, File]]:
    """The published files that fields name: for a video, the one that players take."""
    files = {
        guid: {field: file for field, file in found.items() if field != "video" and not field.startswith(PREFIX)}
        for guid, found in edition.files.items()
    }
    for guid, film in films.items():
        files[guid]["video"] = File(f"/{film.main.path}", film.main.bytes, film.main.type)
    return files


def _problem(wish: FilmWish, level: str, field: str, fault: Message, hint: Message) -> Problem:
    line, column = wish.entry.places.get(field, (1, 1))
    message = fault
    if field == "video":
        message = _FILE.format(name=wish.path.name, fault=fault)
    return Problem(RULE, level, wish.entry.source, line, column, field, message, hint)  # type: ignore[arg-type]
