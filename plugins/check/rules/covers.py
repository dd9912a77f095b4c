"""A show that can be heard has what podcast directories ask: a category, and a square cover of their size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from plugins.check.lookup import place_of_field
from plugins.check.rules.named_files import AUDIO, VIDEO
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import ShowFields
from plugins.model.problem import Message, Problem, _
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.settings import Settings

LEAST = 1400  # pixels; more than 3000 are made fewer, https://podcasters.apple.com/support/896-artwork-requirements

_NO_CATEGORY = _("podcast directories ask for a category of the show")
_ADD_CATEGORY = _("write for example category: [Education]")
_NO_COVER = _("podcast directories ask for a cover of the show")
_ADD_COVER = _("put a square picture beside it and name it in the field image")
_WRONG = _("the cover {name} has {found}")
_RIGHT = _("give a square picture of 1400 to 3000 pixels")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """A missing category or cover, once, in the show's original."""
    for entry in _heard(site):
        if not entry.of(ShowFields).category:
            yield _problem(entry, "category", _NO_CATEGORY, _ADD_CATEGORY)
        if "image" not in entry.files:
            yield _problem(entry, "image", _NO_COVER, _ADD_COVER)


def find_in_plan(
    site: Site, editions: Mapping[Language, Edition], artifacts: Sequence[Artifact], settings: Settings
) -> Iterator[Problem]:
    """Covers that are not square or too small, as the media stage saw them; it makes smaller ones of larger ones."""
    pictures = {guid: of for edition in editions.values() for guid, of in edition.pictures.items()}
    for entry in _heard(site):
        cover = pictures[entry.guid].cover if entry.guid in pictures else None
        if cover and not cover.width == cover.height >= LEAST:
            found = f"{cover.width} × {cover.height}"
            yield _problem(entry, "image", _WRONG.format(name=entry.files["image"].name, found=found), _RIGHT)


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


def _problem(entry: Entry, field: str, message: Message, hint: Message) -> Problem:
    line, column = place_of_field(entry, field) if field in entry.places else (1, 1)
    return Problem("covers", "warning", entry.source, line, column, field, message, hint)
