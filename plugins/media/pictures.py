"""Every picture of the editions → its forms: cut, in the widths that pages use, without a word about itself.

The work is done once for an original and a recipe, in limited children (see `raster`); this process never decodes, and
a build that has nothing new to do opens no picture.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from plugins.media.job import Job, Parallel, make_all
from plugins.media.raster import RasterAnswer, RasterRecipe, killed
from plugins.media.recordings import Editions
from plugins.media.shelf import MediaShelf
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.errors import MachineError
from plugins.model.file import Asset, File
from plugins.model.image import LARGEST, Form, Picture, PictureLinks, Pictures, is_picture
from plugins.model.problem import Message, Problem, _
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.settings import Settings
from plugins.text.media_types import TYPES

FOLDER = "media/pictures"  # below the cache folder, of the index
_MODERN = ("avif", "auto")
WIDE = RasterRecipe("wide", (320, 640, 960, 1600), _MODERN, (16, 9))
SQUARE = RasterRecipe("square", (320, 640, 960), _MODERN, (1, 1))
TEXT = RasterRecipe("text", (320, 640, 960, 1440), _MODERN)
COVER = RasterRecipe("cover", (3000,), ("opaque",))  # the most that podcast directories take
WHOLE = RasterRecipe("whole", (16_383,), ("same",))
_RULE = "pictures"
_SECONDS = 300  # by the clock, for a child that waits rather than works
_FILE = _("the picture {name} {fault}")


class PictureTask(NamedTuple):
    """A recipe for an original; `entry` and `field` say where a fault of it is told."""

    entry: Entry
    field: str
    place: int
    asset: Asset
    recipe: RasterRecipe

    @property
    def source(self) -> str:
        return self.entry.source

    @property
    def key(self) -> str:
        made = hashlib.sha256(repr(self.recipe).encode()).hexdigest()[:16]
        return f"{self.asset.sha256}{Path(self.asset.path).suffix.lower()}:{made}"


class MadePicture(msgspec.Struct, array_like=True, frozen=True):
    """A form that lies on the shelf; without a hash, one that was looked at and not made."""

    sha256: str
    bytes: int
    ending: str
    width: int
    height: int


class Set(msgspec.Struct, array_like=True, frozen=True):
    """All forms of an original by one recipe."""

    made: tuple[MadePicture, ...]
    colour: tuple[int, int, int] | None


class PictureIndex(msgspec.Struct, array_like=True):
    """What was made, by the hash of the original and the recipe."""

    sets: dict[str, Set] = msgspec.field(default_factory=dict)

    def keep(self, there: set[str]) -> None:
        """Forget the sets of which a file is gone."""
        there = there | {""}
        self.sets = {key: of for key, of in self.sets.items() if all(made.sha256 in there for made in of.made)}


def make_pictures(
    site: Site, editions: Mapping[Language, Edition], settings: Settings, parallel: Parallel
) -> tuple[Editions, list[Problem]]:
    """The editions with their pictures, and what is wrong with the originals."""
    originals = {name: asset for name, asset in site.assets.items() if is_picture(name) and 0 < asset.bytes <= LARGEST}
    if not originals:
        return dict(editions), []
    entries = {e.guid: e for edition in editions.values() for e in (*edition.entries, *edition.gaps.values())}
    tasks = [task for entry in entries.values() for task in tasks_of(entry, originals)]
    if not tasks:
        return dict(editions), []
    shelf = MediaShelf(settings.run.cache, FOLDER, PictureIndex)
    if "pictures" in settings.run.unmade:
        tasks = [task if _is_made(task, shelf) else task._replace(recipe=seen(task.recipe)) for task in tasks]
    problems = list(dict.fromkeys(_make(tasks, shelf, settings, parallel)))  # one original, several recipes: told once
    shelf.save()
    pictures = _gathered([task for task in tasks if task.key in shelf.index.sets], shelf, settings)
    if "pictures" not in settings.run.unmade:
        shelf.sweep()
    return {lang: _with(edition, pictures) for lang, edition in editions.items()}, problems


def tasks_of(entry: Entry, originals: Mapping[str, Asset]) -> Iterator[PictureTask]:
    """What an entry's pictures are made into; what is missing, or no picture by its name, other checks tell."""
    named = entry.files.get("image")
    if named and named.sort == "asset" and named.name in originals:
        asset, recipe = originals[named.name], SQUARE if entry.kind == "show" else WIDE
        yield PictureTask(entry, "image", -1, asset, recipe._replace(focus=entry.image_focus))
        if entry.kind == "show":
            yield PictureTask(entry, "image", -1, asset, COVER)
    for place, target in enumerate(entry.targets):
        if target.sort == "asset" and target.name in originals:
            recipe = TEXT if entry.references[place].tag == "img" else WHOLE
            yield PictureTask(entry, "", place, originals[target.name], recipe)


def seen(recipe: RasterRecipe) -> RasterRecipe:
    """A recipe by which an original is looked at, and nothing is made of it."""
    return recipe._replace(types=())


def _is_made(task: PictureTask, shelf: MediaShelf[PictureIndex]) -> bool:
    return _is_there(shelf.index.sets.get(task.key), shelf)


_Answer = tuple[Set | None, Message | None, Message | None]


def _is_there(of: Set | None, shelf: MediaShelf[PictureIndex]) -> bool:
    return of is not None and all(shelf.holds(made.sha256, made.bytes) for made in of.made)


def _make(
    tasks: Sequence[PictureTask], shelf: MediaShelf[PictureIndex], settings: Settings, parallel: Parallel
) -> Iterable[Problem]:
    sets = shelf.index.sets
    wanted = {
        task.key: task for task in tasks if not (_is_made(task, shelf) or (task.key in sets and not task.recipe.types))
    }
    content = settings.read.content

    def cut(task: PictureTask, place: Path, _before: object) -> _Answer:
        found = in_child(content / task.asset.path, task.recipe, place.parent, place.stem)
        if found.fault:
            return None, found.fault, found.hint
        made = []
        for form in found.cuts:
            if not form.name:
                made.append(MadePicture("", 0, form.ending, form.width, form.height))
                continue
            file = place.parent / form.name
            size = file.stat().st_size
            made.append(MadePicture(shelf.adopt(file), size, form.ending, form.width, form.height))
        return Set(tuple(made), found.colour), None, None

    jobs = [Job(key, task.asset.path, partial(cut, task)) for key, task in wanted.items()]
    answers = make_all("pictures", jobs, shelf.folder, parallel, _Answer, lambda job, made: _is_there(made[0], shelf))
    told: set[str] = set()
    for task, (made, fault, hint) in zip(wanted.values(), answers.values(), strict=True):
        if made:
            sets[task.key] = made
        elif fault and hint and task.asset.path not in told:
            told.add(task.asset.path)
            yield _problem(task, fault, hint, settings)


def in_child(path: Path, recipe: RasterRecipe, folder: Path, stem: str) -> RasterAnswer:
    """`raster` at work on one original, in a process that can do no more than that. Raises MachineError for the disk's
    faults; a child that was ended because it wanted too much is a fault of the picture."""
    command = [sys.executable, "-m", "plugins.media.raster", str(path.absolute()), msgspec.json.encode(recipe).decode()]
    try:
        child = subprocess.run(
            [*command, str(folder), stem],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            cwd=Path(__file__).parents[2],
            check=False,
        )
    except subprocess.TimeoutExpired:
        return killed()
    if child.returncode > 0:
        why = child.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise MachineError(_("media: {name}: {why}").format(name=path.name, why=why))
    return killed() if child.returncode else msgspec.msgpack.decode(child.stdout, type=RasterAnswer)


def _gathered(tasks: Iterable[PictureTask], shelf: MediaShelf[PictureIndex], settings: Settings) -> dict[str, Pictures]:
    """The pictures of each entry, by guid."""
    found: dict[str, Pictures] = {}
    for task in tasks:
        of, entry = shelf.index.sets[task.key], found.get(task.entry.guid, Pictures())
        if task.recipe.name == WHOLE.name:
            entry = replace(entry, linked=(*entry.linked, _form(of.made[0], _address_of(task.asset, settings))))
        elif task.recipe.name == COVER.name:
            entry = replace(entry, cover=_form(of.made[0], _address(task, of.made[0], settings)))
        else:
            forms = tuple(_form(made, _address(task, made, settings)) for made in of.made)
            picture = Picture(forms, of.colour)
            entry = (
                replace(entry, image=picture)
                if task.field
                else replace(entry, body=(*entry.body, (task.place, picture)))
            )
        found[task.entry.guid] = entry
    return found


def _form(made: MadePicture, path: str) -> Form:
    return Form(path, made.sha256, made.bytes, TYPES[made.ending], made.width, made.height)


def _address(task: PictureTask, made: MadePicture, settings: Settings) -> str:
    """New with every new picture, so that it may be cached for ever."""
    name = f"{Path(task.asset.path).stem}-{made.width}-{made.sha256[:8]}.{made.ending}"
    return settings.site.address("picture", settings.site.default_language, name=name)


def _address_of(asset: Asset, settings: Settings) -> str:
    return settings.site.address("asset", settings.site.default_language, path=asset.path)


def _with(edition: Edition, pictures: Mapping[str, Pictures]) -> Edition:
    """An edition whose files and links are those of the pictures that were made."""
    files = dict(edition.files)
    for guid, of in pictures.items():
        main = of.cover or (of.image.plain if of.image else None)
        if main and guid in files:
            files[guid] = {**files[guid], "image": File(f"/{main.path}", main.bytes, main.type)}
    return replace(edition, files=files, links=PictureLinks(edition.links, pictures), pictures=pictures)


def _problem(task: PictureTask, fault: Message, hint: Message, settings: Settings) -> Problem:
    name = Path(task.asset.path).name
    message = _FILE.format(name=name, fault=fault)
    if task.field:
        line, column = task.entry.places.get(task.field, (1, 1))
    else:
        line, column = place_in_text(
            settings.read.content / task.entry.source, task.entry.references[task.place].address
        )
    return Problem(_RULE, "error", task.entry.source, line, column, task.field, message, hint)


def place_in_text(source: Path, address: str) -> tuple[int, int]:
    """Line and column of an address in its text; (0, 0) where it is written in another way."""
    for number, line in enumerate(source.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        if address in line:
            return number, line.index(address) + 1
    return 0, 0
