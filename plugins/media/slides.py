"""The media stage's slates: what is current is drawn, once, and the newest become a day's bulletin, a video that loops.

A drawn slate is known by all that is on it, a part of the bulletin by its slate, what a voice reads by its words; all
stay on a shelf of their own, so that an added text costs one slate, two seconds of video and its own reading.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from plugins.cache.blobs import unharmed
from plugins.drawing.colour import srgb
from plugins.i18n.languages import facts_of
from plugins.media import speech
from plugins.media.clips import STATED
from plugins.media.ffmpeg import EXACT, Damaged, ffmpeg_path, run
from plugins.media.job import Job, Parallel, make_all
from plugins.media.resources import MediaResources
from plugins.media.shelf import MediaShelf
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.errors import MachineError
from plugins.model.kinds import EventFields, OpportunityFields
from plugins.model.problem import _
from plugins.model.slate import MOST, SECONDS, Bulletin, BulletinCue, Slate, SlateImage
from plugins.model.transcript import Cue
from plugins.model.value import Language
from plugins.settings import Settings
from plugins.text.speech import read_aloud

FOLDER = "media/screens"
LOGO = "logo.png"  # of the theme
RATE = 25  # pictures a second: television's in Europe
PART = 2  # seconds that are encoded of each slate, from a whole picture on; the bulletin repeats them as they are
_AXIS = re.compile(r"--axis-(\w+): ([\d.]+) ([\d.]+);")
_LIGHTNESS = 0.72  # of the colours of the axes, on a dark ground
#: H.264 High 4.0, the colours of high-definition television, no picture that waits for a later one.
_VIDEO = (
    *("-c:v", "libx264", "-profile:v", "high", "-level:v", "4.0", "-preset", "superfast", "-tune", "stillimage"),
    *("-crf", "20", "-pix_fmt", "yuv420p", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
    *("-color_range", "tv", "-flags:v", "+bitexact", "-bf", "0", "-g", str(PART * RATE)),
)
_STILL = (
    f"scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,loop=loop={PART * RATE - 1}:size=1:start=0,"
    f"setpts=N/({RATE}*TB),fps={RATE},{STATED}"
)
_SOUND = ("-c:a", "aac", "-b:a", "64k")  # silence, since playout systems refuse what has no sound at all
Editions = dict[Language, Edition]


class SlideIndex(msgspec.Struct, array_like=True):
    """The file `index`: what a file was made of → its hash and size."""

    made: dict[str, tuple[str, int]] = msgspec.field(default_factory=dict)

    def keep(self, there: set[str]) -> None:
        """Forget what is said of files that are not there any more."""
        self.made = {key: file for key, file in self.made.items() if file[0] in there}


class SlideTask(NamedTuple):
    """A file to make: its key on the shelf, what progress calls it, and what writes it."""

    key: str
    called: str
    make: Callable[[Path], None]


class SlidePart(NamedTuple):
    """A part of a bulletin: its slate, of which text (its guid; the first part has none), and what is read of it."""

    slate: Slate
    guid: str
    said: tuple[str, ...]


class SlideSeries(NamedTuple):
    """A bulletin to be made: its parts in order, and the voice that reads them; empty: it is silent."""

    lang: Language
    parts: tuple[SlidePart, ...]
    voice: str


def make_slides(editions: Mapping[Language, Edition], resources: MediaResources, parallel: Parallel) -> Editions:
    """The editions with their slates and bulletins. Raises MachineError where ffmpeg fails."""
    settings = resources.settings
    if not settings.site.makes("slate"):
        return dict(editions)
    shown = {lang: _wanted(edition, settings) for lang, edition in editions.items()}
    if not any(shown.values()):
        return dict(editions)
    drawer = Drawer(settings, parallel)
    colours = colours_of(settings.theme.folders)
    slates = {
        lang: {entry.guid: _slate(entry, editions[lang], colours, resources) for entry in shown[lang]} for lang in shown
    }
    covers = {lang: _cover(lang, resources) for lang, found in slates.items() if found}
    drawer.draw([slate for found in slates.values() for slate in found.values()] + list(covers.values()))
    made = {lang: _with_slates(edition, slates[lang], shown[lang], drawer) for lang, edition in editions.items()}
    if settings.site.makes("loop"):
        every = [_series(cover, slates[lang], shown[lang], resources) for lang, cover in covers.items()]
        drawer.film(every)
        for series in every:
            made[series.lang] = replace(made[series.lang], bulletin=_bulletin(series, drawer))
    if "slates" not in settings.run.unmade:
        drawer.shelf.sweep()
    return made


def _wanted(edition: Edition, settings: Settings) -> list[Entry]:
    """The texts that channels want as slates, each once."""
    every = (entry for channel in settings.channels for entry in channel.slates(edition, settings.run.now))
    return list({entry.guid: entry for entry in every}.values())


class Drawer:
    """The shelf of slates, and the programs that fill it."""

    def __init__(self, settings: Settings, parallel: Parallel):
        from plugins.drawing.slate import recipe

        logo = settings.theme.path(LOGO)
        self.settings, self.parallel, self.shelf = (
            settings,
            parallel,
            MediaShelf(settings.run.cache, FOLDER, SlideIndex),
        )
        self.logo = logo.read_bytes() if logo.is_file() else b""
        self.look = f"{recipe()}{hashlib.sha256(self.logo).hexdigest()}"

    def picture(self, slate: Slate) -> tuple[str, int]:
        """The hash and size of a slate that was drawn; without a hash, one that is not to be."""
        return self.made(_key("slate", self.look, slate))

    def draw(self, slates: Iterable[Slate]) -> None:
        """Draw those that were not, where this run makes any."""

        def task(slate: Slate) -> SlideTask:
            return SlideTask(_key("slate", self.look, slate), slate.title, partial(_draw, slate, self.logo))

        self._make("slates", [task(slate) for slate in slates])

    def film(self, every: Sequence[SlideSeries]) -> None:
        """Make a video of each series, where there is none."""
        if "slates" in self.settings.run.unmade:
            return
        self._speak(every)  # a part stands as long as its words are heard
        missing = [series for series in every if not self._holds(self.loop(series))]
        pictures = {self.picture(part.slate)[0]: part.slate for series in missing for part in series.parts}
        self._make(
            "film",
            [
                SlideTask(self.part(sha256), slate.title, partial(_film, self.shelf.path(sha256)))
                for sha256, slate in pictures.items()
            ],
        )
        self._make("film", [self._whole(series) for series in missing])

    def part(self, picture: str) -> str:
        return _key("part", picture, _VIDEO, _STILL)

    def loop(self, series: SlideSeries) -> str:
        pictures = [self.picture(part.slate)[0] for part in series.parts]
        silent = ("loop", pictures, SECONDS, _VIDEO, _STILL, _SOUND)
        if not series.voice:
            return _key(*silent)
        words = [[sha256 for sha256, __ in self.words(part, series.voice)] for part in series.parts]
        return _key(*silent, words, _remark(series), speech.RATE, speech.BREATH, speech.REST, speech.SOUND)

    def words(self, part: SlidePart, voice: str) -> list[tuple[str, int]]:
        """The hash and size of each paragraph that is read of a part."""
        return [self.made(_spoken(text, voice)) for text in part.said]

    def seconds(self, part: SlidePart, voice: str) -> int:
        """How long a part stands."""
        return speech.seconds([size for __, size in self.words(part, voice)], SECONDS, PART)

    def _speak(self, every: Sequence[SlideSeries]) -> None:
        """Have read what was not."""
        tasks = [
            SlideTask(_spoken(text, series.voice), part.slate.title, partial(speech.speak, text, series.voice))
            for series in every
            for part in series.parts
            for text in part.said
        ]
        if not all(self._holds(task.key) for task in tasks):
            voices = sorted({series.voice for series in every if series.voice})
            speech.refuse_voices(voices)
        self._make("speak", tasks)

    def _whole(self, series: SlideSeries) -> SlideTask:
        """What puts a bulletin together of its parts."""
        lengths = [self.seconds(part, series.voice) for part in series.parts]
        parts = [self.shelf.index.made[self.part(self.picture(part.slate)[0])][0] for part in series.parts]
        shown = [(seconds, self.shelf.path(sha256)) for seconds, sha256 in zip(lengths, parts, strict=True)]
        make = partial(_join, shown)
        if series.voice:
            words = [
                [self.shelf.path(sha256) for sha256, __ in self.words(part, series.voice)] for part in series.parts
            ]
            make = partial(_join_spoken, shown, words, _remark(series))
        return SlideTask(self.loop(series), series.parts[0].slate.title, make)

    def made(self, key: str) -> tuple[str, int]:
        """The hash and size of a file; without a hash, of one that this run does not make."""
        return self.shelf.index.made.get(key, ("", 0))

    def _holds(self, key: str) -> bool:
        known = self.shelf.index.made.get(key)
        return known is not None and self.shelf.holds(*known)

    def _make(self, stage: str, tasks: Sequence[SlideTask]) -> None:
        if "slates" in self.settings.run.unmade:
            return
        missing = [task for task in tasks if not self._holds(task.key)]

        def made(task: SlideTask, target: Path, _before: object) -> tuple[str, int]:
            try:
                task.make(target)
            except Damaged as error:
                raise MachineError(
                    _("slates: {called}: could not be made: {error}").format(called=task.called, error=error)
                ) from error
            size = target.stat().st_size
            return self.shelf.adopt(target), size

        jobs = [Job(task.key, task.called, partial(made, task)) for task in missing]

        def is_there(job: object, file: tuple[str, int]) -> bool:
            return self.shelf.holds(*file)

        self.shelf.index.made |= make_all(stage, jobs, self.shelf.folder, self.parallel, tuple[str, int], is_there)
        self.shelf.save()


def _key(*what: object) -> str:
    return hashlib.sha256(msgspec.msgpack.encode(what)).hexdigest()


def _spoken(text: str, voice: str) -> str:
    return _key("spoken", text, voice, speech.OPTIONS)


def _slate(entry: Entry, edition: Edition, colours: Mapping[str, str], resources: MediaResources) -> Slate:
    settings, event, lang = resources.settings, entry.of(EventFields), edition.lang
    say, language = resources.catalogues[lang].gettext, settings.site.language(lang)
    kind = entry.counts_as
    return Slate(
        lang=lang,
        locale=language.locale,
        sitename=language.sitename,
        label=edition.taxonomies.term("kinds", kind, lang).name if kind != "page" else "",
        title=entry.title,
        summary=entry.summary,
        came_out=entry.start,
        starts=event.start,
        ends=event.end,
        last=entry.of(OpportunityFields).deadline,
        until=say("Apply by"),
        place=entry.place,
        note=say("Demonstration content") if entry.demo else "",
        colours=tuple(colours[key] for key in entry.axes if key in colours),
        address=f"{settings.media.url}/{entry.url}",
    )


def _voice(lang: Language, settings: Settings) -> str:
    """Who reads the bulletin; nobody while one writes, since each change of a text would take ten seconds."""
    return "" if settings.run.preview else settings.media.voices.get(lang, "")


def _cover(lang: Language, resources: MediaResources) -> Slate:
    """What the bulletin begins with: whose it is, and that no person reads it.

    The latter as article 50 of Regulation (EU) 2024/1689 asks (https://eur-lex.europa.eu/eli/reg/2024/1689/oj).
    """
    settings, say = resources.settings, resources.catalogues[lang].gettext
    language, home = settings.site.language(lang), ""
    if settings.site.makes("home"):
        home = settings.site.address("home", lang)
    return Slate(
        lang=lang,
        locale=language.locale,
        sitename=language.sitename,
        label="",
        title=language.sitename,
        summary=language.subtitle,
        came_out=None,
        starts=None,
        ends=None,
        last=None,
        until="",
        place="",
        note=say("This bulletin is read by a synthetic voice.") if _voice(lang, settings) else "",
        colours=tuple(colours_of(settings.theme.folders).values()),
        address=f"{settings.media.url}/{home}",
    )


def _with_slates(edition: Edition, slates: Mapping[str, Slate], shown: Sequence[Entry], drawer: Drawer) -> Edition:
    address = drawer.settings.site.address
    pictures = {
        entry.guid: SlateImage(address("slate", edition.lang, key=entry.key), *drawer.picture(slates[entry.guid]))
        for entry in shown
    }
    return replace(edition, slates=pictures)


def _series(
    cover: Slate, slates: Mapping[str, Slate], shown: Sequence[Entry], resources: MediaResources
) -> SlideSeries:
    """The cover and the newest slates, each with the words of the newsreader's script."""
    voice = _voice(cover.lang, resources.settings)
    opening = (cover.title, cover.summary, cover.note) if voice else ()
    parts = [SlidePart(cover, "", speech.chosen(opening))]
    for entry in shown[:MOST]:
        words = read_aloud(entry.title, entry.summary, resources.segments[entry.body.sha256]) if voice else ()
        parts.append(SlidePart(slates[entry.guid], entry.guid, speech.chosen(words)))
    return SlideSeries(cover.lang, tuple(parts), voice)


def _bulletin(series: SlideSeries, drawer: Drawer) -> Bulletin:
    path = drawer.settings.site.address("loop", series.lang, format="mp4")
    cues: list[BulletinCue] = []
    said: list[Cue] = []
    start = 0
    for part in series.parts:
        cues.append(BulletinCue(start, part.slate.title, part.guid))
        places = speech.places([size for __, size in drawer.words(part, series.voice)])
        for (begin, end), text in zip(places, part.said, strict=True):
            said.append(Cue(start + begin / speech.SECOND, start + end / speech.SECOND, "", text))
        start += drawer.seconds(part, series.voice)
    return Bulletin(path, *drawer.made(drawer.loop(series)), start, tuple(cues), tuple(said))


def _remark(series: SlideSeries) -> tuple[str, ...]:
    """What the file itself says of its sound."""
    language = facts_of(series.lang).iso_639_2
    return ("-metadata:s:a:0", f"language={language}", "-metadata", f"comment={series.parts[0].slate.note}")


def _draw(slate: Slate, logo: bytes, target: Path) -> None:
    from plugins.drawing.slate import paint

    target.write_bytes(paint(slate, logo))


def _film(picture: Path, target: Path) -> None:
    """A slate at rest, for the time of a part."""
    words = ["-f", "png_pipe", "-i", ffmpeg_path(unharmed(picture)), "-vf", _STILL, "-an"]
    run([*words, *EXACT, *_VIDEO, "-f", "mp4", "-y", ffmpeg_path(target)])


def _join(parts: Sequence[tuple[int, Path]], target: Path) -> None:
    """One after the other, each for its seconds, with silence."""
    total = str(sum(seconds for seconds, __ in parts))
    _put_together(parts, ["-f", "lavfi", "-t", total, "-i", "anullsrc=r=48000:cl=stereo"], _SOUND, target)


def _join_spoken(
    parts: Sequence[tuple[int, Path]], words: Sequence[Sequence[Path]], remark: Sequence[str], target: Path
) -> None:
    """One after the other, each with what is read of it."""
    track = target.with_suffix(".m4a")
    try:
        speech.soundtrack([(seconds, said) for (seconds, __), said in zip(parts, words, strict=True)], track)
        _put_together(parts, ["-f", "mov", "-i", ffmpeg_path(track)], ("-c:a", "copy", *remark), target)
    finally:
        track.unlink(missing_ok=True)


def _put_together(
    parts: Sequence[tuple[int, Path]], sound: Sequence[str], encoder: Sequence[str], target: Path
) -> None:
    """The pictures as they are, with a sound; the index first, so that players begin at once."""
    listing = target.with_suffix(".list")  # beside the parts, so that it names them without the folder
    lines = (f"file {unharmed(part).name}\n" * (seconds // PART) for seconds, part in parts)
    listing.write_text("".join(lines), encoding="utf-8")
    total = str(sum(seconds for seconds, __ in parts))
    words = ["-f", "concat", "-i", ffmpeg_path(listing), *sound, "-map", "0:v:0", "-map", "1:a:0", "-c:v", "copy"]
    try:
        run([*words, *EXACT, *encoder, "-movflags", "+faststart", "-t", total, "-f", "mp4", "-y", ffmpeg_path(target)])
    finally:
        listing.unlink()


def colours_of(theme: Sequence[Path]) -> dict[str, str]:
    """The colour of each axis on a dark ground (#rrggbb), from the tokens of the theme's style sheets.

    Of its folders, the first that names a colour says which it is.
    """
    found: dict[str, str] = {}
    for sheet in (sheet for folder in theme for sheet in sorted((folder / "static" / "css").glob("*.css"))):
        for name, chroma, hue in _AXIS.findall(sheet.read_text(encoding="utf-8")):
            found.setdefault(name, srgb(_LIGHTNESS, float(chroma), float(hue)))
    return found
