"""Every image says in words what it shows, and is of a type that all browsers know."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.check.lookup import place_of_field, problem_in_body
from plugins.model import Problem, Site, Text
from plugins.settings import Settings

ENDINGS = ("jpg", "jpeg", "png", "webp")

_NO_ALT = Text("η εικόνα δεν έχει εναλλακτικό κείμενο", "the image has no alternative text")
_SAY = Text(
    "γράψτε μέσα στις αγκύλες τι δείχνει: ![Εθελοντές μαζεύουν ελιές](elies.jpg)",
    "write what it shows within the brackets: ![Volunteers pick olives](olives.jpg)",
)
_NO_FIELD = Text("η εικόνα του κειμένου δεν έχει εναλλακτικό κείμενο", "the text's image has no alternative text")
_ADD_FIELD = Text(
    "προσθέστε μια γραμμή image_alt: … που λέει τι δείχνει", "add a line image_alt: … that says what it shows"
)
_TYPE = Text("η εικόνα δεν είναι JPEG, PNG ή WebP: {name}", "the image is no JPEG, PNG or WebP: {name}")
_CONVERT = Text("αποθηκεύστε την ως JPEG ή PNG", "save it as JPEG or PNG")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Images without words, in bodies and in the field `image`; images of other types in bodies."""
    for entry in site.entries:
        if "image" in entry.files and not entry.image_alt:
            line, column = place_of_field(entry, "image")
            yield Problem("images", "error", entry.source, line, column, "image_alt", _NO_FIELD, _ADD_FIELD)
        for index, reference in enumerate(entry.references):
            if reference.tag != "img":
                continue
            target = entry.targets[index]
            if not (reference.alt or "").strip():
                yield problem_in_body("images", "error", entry, index, settings, _NO_ALT, _SAY)
            if target.sort == "asset" and target.name.rpartition(".")[2].lower() not in ENDINGS:
                message = _TYPE.format(name=target.name)
                yield problem_in_body("images", "error", entry, index, settings, message, _CONVERT)
