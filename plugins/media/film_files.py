"""What is made of one video: its pictures, sounds and stills, and then what is put together of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from msgspec.structs import replace

from plugins.cache.blobs import unharmed
from plugins.i18n.languages import facts_of
from plugins.media.clips import (
    POSTER,
    SOUNDS,
    STILL,
    TV,
    FrameSize,
    StillMoment,
    can_tone,
    encode_pictures,
    encode_sounds,
    fragment,
    pictures,
    stitch,
)
from plugins.media.film_remarks import chosen_moment, problem, remarks
from plugins.media.ladder import parts_of
from plugins.media.meter import Levels
from plugins.media.recipes import Recipe
from plugins.media.renditions import Unheard
from plugins.media.shelf import FilmIndex, FilmPart, MediaShelf
from plugins.media.wishes import FilmWish
from plugins.model.problem import Message, Problem
from plugins.model.video import RATE, Clip, Film, Footage, Still, Track
from plugins.settings import Settings

STILLS = (1 / 6, 1 / 2, 5 / 6)  # where in a video
_POSTER = 1 / 3
_COLOURS = ("bt709",) * 3  # those of high-definition television
_BLANK = FilmPart("", 0, "")

Outcome = Mapping[str, FilmPart | Unheard]  # what came of files, by their names
Refused = Mapping[str, tuple[Message, Message]]  # by the key of a file that may not go out: why, and the way out


class FilmTask(NamedTuple):
    """Files that are made in one go: what progress calls them, their keys by their names, and what makes those of them
    that are given a place."""

    called: str
    keys: dict[str, str]
    make: Callable[[Mapping[str, Path]], Outcome]


class FilmFiles:
    """The files of one video. A `trial` is seen by its editor alone: it has what the page plays."""

    def __init__(self, wish: FilmWish, shelf: MediaShelf[FilmIndex], settings: Settings, is_trial: bool):
        self.wish, self.shelf, self.settings, self.is_trial = wish, shelf, settings, is_trial
        self.footage = shelf.index.footage[wish.name]
        self.language = facts_of(wish.entry.lang).iso_639_2
        self.sizes = pictures(self.footage, settings.media.video_heights)
        chosen = chosen_moment(wish, self.footage)
        at = chosen or self.footage.seconds * _POSTER
        self.stills = {"poster": StillMoment(round(at, 3), chosen > 0, *POSTER)}
        for number, part in enumerate(STILLS, 1):
            self.stills[f"still-{number}"] = StillMoment(round(self.footage.seconds * part, 3), False, *STILL)

    @property
    def made(self) -> tuple[FrameSize, ...]:
        """The pictures that are made now."""
        return self.sizes[1:2] if self.is_trial else self.sizes

    def pieces(self) -> Iterator[FilmTask]:
        """Pictures with stills, and sounds, the longest work first."""
        of = (self.wish.path, self.footage)
        seen = {f"picture-{size.name}": size for size in self.made}
        stills = {"poster": self.stills["poster"]} if self.is_trial else self.stills
        yield self._task("pictures", {**seen, **stills}, partial(_pictures, *of, seen, stills))
        heard = {f"sound-{name}": recipe for name, recipe in SOUNDS.items() if name != TV or not self.is_trial}
        yield self._task("sound", heard, partial(_sounds, *of, heard))

    def wholes(self) -> Iterator[FilmTask]:
        """The files as they are published: picture with sound, and where the site has a ladder its tracks."""
        for size in self.made:
            seen, sound = self._picture(size).sha256, self._sound(size.name).sha256
            files = (self.shelf.path(seen), self.shelf.path(sound))
            name = f"whole-{size.name}"
            yield self._task(name, {name: (seen, sound, self.language)}, partial(_whole, name, *files, self.language))
        if self.settings.media.hls_ladder and not self.is_trial:
            for size in self.sizes[1:]:
                yield self._track(f"track-{size.name}", self._picture(size).sha256, 0)
            yield self._track("track-sound", self._sound("web").sha256, SOUNDS["web"].rate)

    def film(self) -> Film:
        """The video with its files; captions and chapters are added to it."""
        stem = self.wish.entry.key.rpartition("/")[2]
        name = f"{stem}-{self.wish.sha256[:8]}"
        where = self.settings.site.address("video", self.wish.entry.lang, show=self.wish.entry.show, name=name)
        stills = {name: self._still_of(name, where) for name in self.stills}
        return Film(
            footage=self.footage,
            stem=where,
            clips=tuple(self._clip(size, where) for size in self.sizes),
            poster=stills.pop("poster"),
            stills=tuple(stills.values()),
            tracks=tuple(self._tracks(where)) if self.settings.media.hls_ladder and self._has_tracks() else (),
        )

    def faults(self, refused: Refused) -> Iterator[Problem]:
        """Why the video may not go out: of its sounds, those that were refused."""
        for name, recipe in SOUNDS.items():
            if (key := self._key(f"sound-{name}", recipe)) in refused:
                yield problem(self.wish, "error", "video", *refused[key])

    def problems(self) -> Iterator[Problem]:
        """What an editor should know of a video that can be used."""
        notes = [note for name in SOUNDS if (note := self._sound(name).note)]
        return remarks(self.wish, self.footage, notes)

    def _clip(self, size: FrameSize, where: str) -> Clip:
        seen, sound = self._picture(size), self._sound(size.name)
        whole = self._part(f"whole-{size.name}", (seen.sha256, sound.sha256, self.language))
        levels = sound.levels or Levels(SOUNDS["web"].target, 0.0, 0)
        width, height = size_in(self.footage, size)
        seconds = seen.frames / RATE if seen.frames else self.footage.seconds
        return Clip(
            name=size.name,
            path=self.settings.site.named(f"{where}-{size.name}.mp4", whole.sha256),
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
        part = self._part(name, moment)
        return Still(f"{where}-{name}.jpg", part.sha256, part.bytes, moment.width, moment.height, moment.at)

    def _tracks(self, where: str) -> Iterator[Track]:
        sound = self._part("track-sound", self._sound("web").sha256)
        yield self._track_of("sound", sound, where, 0, 0)
        for size in self.sizes[1:]:
            part = self._part(f"track-{size.name}", self._picture(size).sha256)
            yield self._track_of(size.name, part, where, *size_in(self.footage, size))

    def _track_of(self, name: str, part: FilmPart, where: str, width: int, height: int) -> Track:
        assert part.parts, "a track was taken apart when it was made"
        head, segments, codecs = part.parts
        path = self.settings.site.named(f"{where}-{name}.hls.mp4", part.sha256)
        return Track(name, path, part.sha256, part.bytes, codecs, head, segments, width, height)

    def _track(self, name: str, of: str, sound_rate: int) -> FilmTask:
        return self._task(name, {name: of}, partial(_track, name, self.shelf.path(of), sound_rate))

    def _task(self, name: str, recipes: Mapping[str, Any], make: Callable[[Mapping[str, Path]], Outcome]) -> FilmTask:
        keys = {one: self._key(one, recipe) for one, recipe in recipes.items()}
        return FilmTask(f"{self.wish.path.name} → {name}", keys, make)

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

    def _part(self, name: str, recipe: Any) -> FilmPart:
        """What was made; where nothing is to be, what was not."""
        return self.shelf.index.parts.get(self._key(name, recipe), _BLANK)

    def _picture(self, size: FrameSize) -> FilmPart:
        return self._part(f"picture-{size.name}", size)

    def _sound(self, name: str) -> FilmPart:
        use = name if name == TV else "web"
        return self._part(f"sound-{use}", SOUNDS[use])

    def _has_tracks(self) -> bool:
        return self._part("track-sound", self._sound("web").sha256) is not _BLANK


def size_in(footage: Footage, picture: FrameSize) -> tuple[int, int]:
    """The sides of what was made, as ffmpeg's scale filter reckons them."""
    if picture.is_padded:
        return picture.width, picture.height
    width = min(picture.width, _rescaled(picture.height, footage.width, footage.height))
    height = min(picture.height, _rescaled(picture.width, footage.height, footage.width))
    return width // 2 * 2, height // 2 * 2


def _rescaled(side: int, numerator: int, denominator: int) -> int:
    return (side * numerator + denominator // 2) // denominator


def _pictures(
    path: Path,
    footage: Footage,
    sizes: Mapping[str, FrameSize],
    stills: Mapping[str, StillMoment],
    places: Mapping[str, Path],
) -> Outcome:
    seen = {sizes[name]: place for name, place in places.items() if name in sizes}
    frames = encode_pictures(path, footage, seen, {stills[name]: places[name] for name in places if name in stills})
    return {name: replace(_BLANK, frames=frames if name in sizes else 0) for name in places}


def _sounds(path: Path, footage: Footage, recipes: Mapping[str, Recipe], places: Mapping[str, Path]) -> Outcome:
    made = encode_sounds(path, footage, {recipes[name]: place for name, place in places.items()})
    came = {name: made[recipes[name].name] for name in places}
    return {
        name: one if isinstance(one, Unheard) else replace(_BLANK, levels=one.levels, note=one.note)
        for name, one in came.items()
    }


def _whole(name: str, picture: Path, sound: Path, language: str, places: Mapping[str, Path]) -> Outcome:
    stitch(unharmed(picture), unharmed(sound), language, places[name])
    # Media RSS knows no newer sum: https://www.rssboard.org/media-rss#media-hash
    with places[name].open("rb") as file:
        sum = hashlib.file_digest(file, lambda: hashlib.sha1(usedforsecurity=False)).hexdigest()
    return {name: replace(_BLANK, sha1=sum)}


def _track(name: str, file: Path, sound_rate: int, places: Mapping[str, Path]) -> Outcome:
    fragment(unharmed(file), places[name], sound_rate > 0)
    return {name: replace(_BLANK, parts=parts_of(places[name], sound_rate))}
