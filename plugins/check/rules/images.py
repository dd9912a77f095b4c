"""Every image says in words what it shows, is of a type that all browsers know, and is as large as its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from plugins.check.lookup import first_ones, problem_in_body
from plugins.i18n.greek import fold
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.settings import Settings

ENDINGS = ("jpg", "jpeg", "png", "webp")
#: The least width and height in pixels of the field `image`, as style sheets set its place: 40rem, a show's 22rem.
LEAST = {"show": (352, 352), "": (640, 360)}
#: Words that say of an image that it is one, or how it was made.
_VAGUE = frozenset(
    fold(
        "εικόνα εικόνες φωτογραφία φωτογραφίες φωτό φωτο φωτογραφικό στιγμιότυπο οθόνης γραφικό αρχείο λήψη κείμενο "
        "εναλλακτικό χωρίς τίτλο αντίγραφο νέα νέο άτιτλο δοκιμή περιγραφή eikona eikones fotografia fwtografia "
        "image images img picture pictures pic pics photo photos photograph photographs foto graphic screenshot screen "
        "shot capture file alt text untitled no title description placeholder copy new test of the a from at "
        "whatsapp viber messenger facebook instagram fb dsc dscn dscf dsci pxl mvi pict imag dcim scan "
        "jpg jpeg png webp gif heic none null na am pm"
    ).split()
)
_CAMERA = re.compile(
    r"(?:_?mg|c?img|imag|fb_img|mvi|mvimg|dsc[nfi]?|p|s|pict|pxl|sam|gopr|gh|scan|received)[-_ ]?\d{3,}[-_ ~()\d]*",
    re.IGNORECASE | re.ASCII,
)
_ENDING = re.compile(r"\.(?:jpe?g|png|webp|gif|heic|avif|bmp|tiff?)$", re.IGNORECASE)

_NO_ALT = _("the image has no alternative text")
_SAY = _("write what it shows within the brackets: ![Volunteers pick olives](olives.jpg)")
_NO_FIELD = _("the text's image has no alternative text")
_ADD_FIELD = _("add a line image_alt: … that says what it shows")
_VAGUE_ALT = _("the alternative text “{alt}” does not say what the image shows")
_SAY_FIELD = _("write what is seen, for example image_alt: Volunteers pick olives")
_SMALL = _(
    "the picture {name} gives {width} × {height} pixels, but its place has {wide} × {high}: it will come out blurred"
)
_LARGER = _("give it as it came from the camera; a width of 1600 pixels is enough")
_TYPE = _("the image is no JPEG, PNG or WebP: {name}")
_CONVERT = _("save it as JPEG or PNG")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Images without words or with such as say nothing, in bodies and in the field `image`; other types in bodies."""
    for entry in site.entries:
        if "image" in entry.files and not entry.image_alt:
            line, column = entry.stated_at("image")
            yield Problem("images", "error", entry.source, line, column, "image_alt", _NO_FIELD, _ADD_FIELD)
        elif "image" in entry.files and is_vague(entry.image_alt, entry.files["image"].name):
            line, column = entry.stated_at("image_alt")
            message = _VAGUE_ALT.format(alt=entry.image_alt)
            yield Problem("images", "warning", entry.source, line, column, "image_alt", message, _SAY_FIELD)
        yield from first_ones(_in_body(entry, settings))


def _in_body(entry: Entry, settings: Settings) -> Iterator[Problem]:
    for index, (reference, target) in enumerate(zip(entry.references, entry.targets, strict=True)):
        if reference.tag != "img" or target.sort == "remote":
            continue  # what lies elsewhere must go, words or not: see `remote`
        if not (reference.alt or "").strip():
            yield problem_in_body("images", "error", entry, index, settings, _NO_ALT, _SAY)
        elif is_vague(reference.alt or "", target.name or reference.address):
            message = _VAGUE_ALT.format(alt=" ".join((reference.alt or "").split()))
            yield problem_in_body("images", "warning", entry, index, settings, message, _SAY)
        if target.sort == "asset" and target.name.rpartition(".")[2].lower() not in ENDINGS:
            message = _TYPE.format(name=target.name)
            yield problem_in_body("images", "error", entry, index, settings, message, _CONVERT)


def is_vague(alt: str, name: str) -> bool:
    """Whether words would be as true of any other image: “image 3”, a camera's number, or the name of the file."""
    words, file = alt.strip(), name.rpartition("/")[2]
    stem = file.rpartition(".")[0] or file
    if words.casefold() in (file.casefold(), stem.casefold()) or _ENDING.search(words) or _CAMERA.fullmatch(words):
        return True
    return not set(re.findall(r"[^\W\d_]+", fold(words))) - _VAGUE


def find_in_plan(
    site: Site, editions: Mapping[Language, Edition], artifacts: Sequence[Artifact], settings: Settings
) -> Iterator[Problem]:
    """Pictures of the field `image` that are smaller than the place where they stand, as the media stage cut them."""
    pictures = {guid: of.image for edition in editions.values() for guid, of in edition.pictures.items()}
    for entry in site.entries:
        picture = pictures.get(entry.guid)
        if picture and "image" in entry.places:
            wide, high = LEAST.get(entry.kind, LEAST[""])
            if picture.plain.width < wide:
                yield _small(entry, picture.plain.width, picture.plain.height, wide, high)


def _small(entry: Entry, width: int, height: int, wide: int, high: int) -> Problem:
    line, column = entry.stated_at("image")
    name = entry.files["image"].name.rpartition("/")[2]
    message = _SMALL.format(name=name, width=width, height=height, wide=wide, high=high)
    return Problem("images", "warning", entry.source, line, column, "image", message, _LARGER)
