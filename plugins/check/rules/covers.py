"""A show that can be heard has what podcast directories ask: a category, and a square cover of their size."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plugins.check.lookup import place_of_field
from plugins.check.rules.named_files import AUDIO
from plugins.model import Entry, Problem, Site, Text
from plugins.settings import Settings

LEAST, MOST = 1400, 3000  # pixels, https://podcasters.apple.com/support/896-artwork-requirements

_NO_CATEGORY = Text(
    "οι κατάλογοι podcast ζητούν κατηγορία για την εκπομπή", "podcast directories ask for a category of the show"
)
_ADD_CATEGORY = Text("γράψτε για παράδειγμα category: [Education]", "write for example category: [Education]")
_NO_COVER = Text(
    "οι κατάλογοι podcast ζητούν εξώφυλλο για την εκπομπή", "podcast directories ask for a cover of the show"
)
_ADD_COVER = Text(
    "βάλτε δίπλα μια τετράγωνη εικόνα JPEG ή PNG και γράψτε το όνομά της στο πεδίο image",
    "put a square JPEG or PNG beside it and name it in the field image",
)
_WRONG = Text("το εξώφυλλο {name} έχει {found}", "the cover {name} has {found}")
_RIGHT = Text(
    "δώστε τετράγωνο JPEG ή PNG, από 1400 έως 3000 εικονοστοιχεία", "give a square JPEG or PNG of 1400 to 3000 pixels"
)


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each fault once, in the show's original."""
    heard = {entry.show for entry in site.entries if _is_heard(entry, site)}
    for entry in site.entries:
        if entry.kind == "show" and entry.original and entry.key.split("/")[1] in heard:
            if not entry.fields.get("category"):
                yield _problem(entry, "category", _NO_CATEGORY, _ADD_CATEGORY)
            yield from _of_cover(entry, site, settings)


def _is_heard(entry: Entry, site: Site) -> bool:
    asset = site.assets.get(entry.files["audio"].name) if "audio" in entry.files else None
    return asset is not None and asset.bytes > 0 and asset.path.rpartition(".")[2].lower() in AUDIO


def _of_cover(entry: Entry, site: Site, settings: Settings) -> Iterator[Problem]:
    target = entry.files.get("image")
    if target is None:
        yield _problem(entry, "image", _NO_COVER, _ADD_COVER)
    elif target.sort == "asset" and target.name in site.assets:
        found = fault_of(settings.read.content / target.name)
        if found:
            yield _problem(entry, "image", _WRONG.format(name=target.name, found=found), _RIGHT)


def fault_of(path: Path) -> str:
    """What is wrong with a cover, as its size or its format; empty for a right one. Only the file's head is read."""
    from PIL import Image

    try:
        with Image.open(path) as image:
            width, height = image.size
            form = image.format or ""
    except (OSError, Image.DecompressionBombError):
        return "?"
    if form not in ("JPEG", "PNG"):
        return form
    return "" if width == height and LEAST <= width <= MOST else f"{width} × {height}"


def _problem(entry: Entry, field: str, message: Text, hint: Text) -> Problem:
    line, column = place_of_field(entry, field) if field in entry.places else (1, 1)
    return Problem("covers", "warning", entry.source, line, column, field, message, hint)
