"""The media stage's slates: what is current is drawn, once, and the newest become a day's bulletin, a video that loops.

A drawn slate is known by all that is on it, a part of the bulletin by its slate; both stay on a shelf of their own, so
that an added text costs one slate and eight seconds of video.
"""

from __future__ import annotations

import hashlib
import math
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from plugins.errors import MachineError
from plugins.media.ffmpeg import EXACT, Damaged, ffmpeg_path, run
from plugins.media.shelf import Shelf
from plugins.model import Edition, Entry, Language, Resources
from plugins.screens import MOST, SECONDS, Bulletin, Cue, Picture, Slate, on_screens
from plugins.settings import Settings

FOLDER = "media/screens"
LOGO = "logo.png"  # of the theme
RATE = 25  # pictures a second: television's in Europe
PART = 2  # seconds that are encoded of each slate, from a whole picture on; the bulletin repeats them as they are
_AXIS = re.compile(r"--axis-(\w+): ([\d.]+) ([\d.]+);")
_LIGHTNESS = 0.72  # of the colours of the axes, on a dark ground
#: H.264 High 4.0, the colours of high-definition television, no picture that waits for a later one.
_VIDEO = (
    *("-c:v", "libx264", "-profile:v", "high", "-level:v", "4.0", "-preset", "veryfast", "-tune", "stillimage"),
    *("-crf", "20", "-pix_fmt", "yuv420p", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
    *("-color_range", "tv", "-flags:v", "+bitexact", "-bf", "0", "-g", str(PART * RATE)),
)
_STILL = (
    f"scale=out_color_matrix=bt709:out_range=tv,format=yuv420p,loop=loop={PART * RATE - 1}:size=1:start=0,"
    f"setpts=N/({RATE}*TB),fps={RATE}"
)
_SOUND = ("-c:a", "aac", "-b:a", "64k")  # silence, since playout systems refuse what has no sound at all
Editions = dict[Language, Edition]
#: Gives what `work` answers for each item, in order, from as many processes as the build has.
Parallel = Callable[[str, Callable[[Any], bytes], Sequence[Any], Callable[[Any], str]], list[bytes]]


class Index(msgspec.Struct, array_like=True):
    """The file `index`: what a file was made of → its hash and size."""

    made: dict[str, tuple[str, int]] = msgspec.field(default_factory=dict)

    def keep(self, there: set[str]) -> None:
        """Forget what is said of files that are not there any more."""
        self.made = {key: file for key, file in self.made.items() if file[0] in there}


class Task(NamedTuple):
    """A file to make: its key on the shelf, what progress calls it, and what writes it."""

    key: str
    called: str
    make: Callable[[Path], None]


def make_slides(editions: Mapping[Language, Edition], resources: Resources, parallel: Parallel) -> Editions:
    """The editions with their slates and bulletins. Raises MachineError where ffmpeg fails."""
    settings = resources.settings
    if not settings.site.makes("slate"):
        return dict(editions)
    shown = {lang: list(on_screens(edition, settings.run.now)) for lang, edition in editions.items()}
    if not any(shown.values()):
        return dict(editions)
    drawer = Drawer(settings, parallel)
    colours = colours_of(settings.web.theme)
    slates = {
        lang: {entry.guid: _slate(entry, editions[lang], colours, resources) for entry in shown[lang]} for lang in shown
    }
    covers = {lang: _cover(lang, resources) for lang, found in slates.items() if found}
    drawer.draw([slate for found in slates.values() for slate in found.values()] + list(covers.values()))
    made = {lang: _with_slates(edition, slates[lang], shown[lang], drawer) for lang, edition in editions.items()}
    if settings.site.makes("loop"):
        series = {lang: [cover, *list(slates[lang].values())[:MOST]] for lang, cover in covers.items()}
        drawer.film(series.values())
        for lang, found in series.items():
            made[lang] = replace(made[lang], bulletin=_bulletin(lang, found, list(slates[lang]), drawer))
    drawer.shelf.sweep()
    return made


class Drawer:
    """The shelf of slates, and the programs that fill it."""

    def __init__(self, settings: Settings, parallel: Parallel):
        from plugins.slates import recipe

        logo = settings.web.theme / LOGO
        self.settings, self.parallel, self.shelf = settings, parallel, Shelf(settings.run.cache / FOLDER, Index)
        self.logo = logo.read_bytes() if logo.is_file() else b""
        self.look = f"{recipe()}{hashlib.sha256(self.logo).hexdigest()}"

    def picture(self, slate: Slate) -> tuple[str, int]:
        """The hash and size of a slate that was drawn."""
        return self.shelf.index.made[_key("slate", self.look, slate)]

    def draw(self, slates: Iterable[Slate]) -> None:
        """Draw those that were not."""

        def task(slate: Slate) -> Task:
            return Task(_key("slate", self.look, slate), slate.title, partial(_draw, slate, self.logo))

        self._make("slates", [task(slate) for slate in slates])

    def film(self, series: Iterable[Sequence[Slate]]) -> None:
        """Make a video of each row of slates, where there is none."""
        missing = [row for row in series if not self._holds(self.loop(row))]
        pictures = {self.picture(slate)[0]: slate for row in missing for slate in row}
        self._make(
            "film",
            [
                Task(self.part(sha256), slate.title, partial(_film, self.shelf.path(sha256)))
                for sha256, slate in pictures.items()
            ],
        )
        for row in missing:
            parts = [self.shelf.index.made[self.part(self.picture(slate)[0])][0] for slate in row]
            files = tuple(self.shelf.path(sha256) for sha256 in parts)
            self._make("film", [Task(self.loop(row), row[0].title, partial(_join, files))])

    def part(self, picture: str) -> str:
        return _key("part", picture, _VIDEO, _STILL)

    def loop(self, row: Sequence[Slate]) -> str:
        return _key("loop", [self.picture(slate)[0] for slate in row], SECONDS, _VIDEO, _STILL, _SOUND)

    def _holds(self, key: str) -> bool:
        known = self.shelf.index.made.get(key)
        return known is not None and self.shelf.holds(*known)

    def _make(self, stage: str, tasks: Sequence[Task]) -> None:
        missing = list({task.key: task for task in tasks if not self._holds(task.key)}.values())
        folder = self.shelf.folder

        def work(task: Task) -> bytes:
            target = folder / f"{hashlib.sha256(task.key.encode()).hexdigest()}.{os.getpid()}.new"
            try:
                task.make(target)
            except Damaged as error:
                raise MachineError(f"slates: ffmpeg could not make the bulletin: {error}") from error
            size = target.stat().st_size
            return msgspec.msgpack.encode((self.shelf.adopt(target), size))

        answers = self.parallel(stage, work, missing, lambda task: task.called) if missing else []
        for task, answer in zip(missing, answers, strict=True):
            self.shelf.index.made[task.key] = known = msgspec.msgpack.decode(answer, type=tuple[str, int])
            self.shelf.used.add(known[0])
        self.shelf.save()


def _key(*what: object) -> str:
    return hashlib.sha256(msgspec.msgpack.encode(what)).hexdigest()


def _slate(entry: Entry, edition: Edition, colours: Mapping[str, str], resources: Resources) -> Slate:
    settings, fields, lang = resources.settings, entry.fields, edition.lang
    say, language = resources.catalogues[lang].gettext, settings.site.language(lang)
    kind = "show" if entry.kind == "episode" else entry.kind
    return Slate(
        lang=lang,
        locale=language.locale,
        sitename=language.sitename,
        label=edition.taxonomies.term("kinds", kind, lang).name if kind != "page" else "",
        title=entry.title,
        summary=entry.summary,
        came_out=entry.start,
        starts=fields["start"] if entry.kind == "event" else None,
        ends=fields.get("end") if entry.kind == "event" else None,
        last=fields.get("deadline") if entry.kind == "opportunity" else None,
        until=say("Apply by"),
        place=fields.get("place", ""),
        note=say("Demonstration content") if entry.demo else "",
        colours=tuple(colours[key] for key in entry.axes if key in colours),
        address=f"{settings.site.url}/{entry.url}",
    )


def _cover(lang: Language, resources: Resources) -> Slate:
    """What the bulletin begins with: whose it is."""
    settings = resources.settings
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
        note="",
        colours=tuple(colours_of(settings.web.theme).values()),
        address=f"{settings.site.url}/{home}",
    )


def _with_slates(edition: Edition, slates: Mapping[str, Slate], shown: Sequence[Entry], drawer: Drawer) -> Edition:
    address = drawer.settings.site.address
    pictures = {
        entry.guid: Picture(address("slate", edition.lang, key=entry.key), *drawer.picture(slates[entry.guid]))
        for entry in shown
    }
    return replace(edition, slates=pictures)


def _bulletin(lang: Language, row: Sequence[Slate], guids: Sequence[str], drawer: Drawer) -> Bulletin:
    path = drawer.settings.site.address("loop", lang, format="mp4")
    cues = tuple(
        Cue(number * SECONDS, slate.title, guid)
        for number, (slate, guid) in enumerate(zip(row, ("", *guids), strict=False))
    )
    return Bulletin(path, *drawer.shelf.index.made[drawer.loop(row)], len(row) * SECONDS, cues)


def _draw(slate: Slate, logo: bytes, target: Path) -> None:
    from plugins.slates import paint

    target.write_bytes(paint(slate, logo))


def _film(picture: Path, target: Path) -> None:
    """A slate at rest, for the time of a part."""
    words = ["-f", "png_pipe", "-i", ffmpeg_path(picture), "-vf", _STILL, "-an"]
    run([*words, *EXACT, *_VIDEO, "-f", "mp4", "-y", ffmpeg_path(target)])


def _join(parts: Sequence[Path], target: Path) -> None:
    """One after the other, with silence; the index first, so that players begin at once."""
    listing = target.with_suffix(".list")  # beside the parts, so that it names them without the folder
    lines = (f"file {part.name}\n" * (SECONDS // PART) for part in parts)
    listing.write_text("".join(lines), encoding="utf-8")
    seconds = str(len(parts) * SECONDS)
    words = ["-f", "concat", "-i", ffmpeg_path(listing)]
    words += ["-f", "lavfi", "-t", seconds, "-i", "anullsrc=r=48000:cl=stereo"]
    words += ["-map", "0:v:0", "-map", "1:a:0", "-c:v", "copy", *_SOUND, *EXACT, "-movflags", "+faststart"]
    try:
        run([*words, "-t", seconds, "-f", "mp4", "-y", ffmpeg_path(target)])
    finally:
        listing.unlink()


def colours_of(theme: Path) -> dict[str, str]:
    """The colour of each axis on a dark ground (#rrggbb), from the tokens of the theme's style sheets."""
    sheets = sorted((theme / "static" / "css").glob("*.css"))
    found: dict[str, str] = {}
    for sheet in sheets:
        for name, chroma, hue in _AXIS.findall(sheet.read_text(encoding="utf-8")):
            found.setdefault(name, colour(_LIGHTNESS, float(chroma), float(hue)))
    return found


def colour(lightness: float, chroma: float, hue: float) -> str:
    """A colour of OKLCH as #rrggbb (https://bottosson.github.io/posts/oklab/)."""
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long, middle, short = (
        (lightness + x * a + y * b) ** 3
        for x, y in ((0.3963377774, 0.2158037573), (-0.1055613458, -0.0638541728), (-0.0894841775, -1.2914855480))
    )
    rgb = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _encoded(min(max(value, 0.0), 1.0))):02x}" for value in rgb)


def _encoded(value: float) -> float:
    """A share of light as sRGB writes it."""
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
