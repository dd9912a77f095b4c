"""An id belongs to one pair of texts, and a text in one language stands in one file."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.check.lookup import key_of
from plugins.model import Problem, Site, Text
from plugins.settings import Settings

_SAME_ID = Text("το έχει ήδη το {file}", "{file} has it already")
_NEW_ID = Text(
    "σβήστε τη γραμμή από το νεότερο κείμενο και τρέξτε «invoke check --fix»",
    "delete the line in the newer text and run “invoke check --fix”",
)
_SAME_TEXT = Text("είναι το ίδιο κείμενο με το {file}", "is the same text as {file}")
_KEEP_ONE = Text("κρατήστε το ένα από τα δύο αρχεία", "keep one of the two files")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each id that a file takes from another pair, and each text that stands in two files."""
    owners: dict[str, str] = {}
    texts: dict[tuple[str, str], str] = {}
    for source, document in site.documents.items():
        key, language = key_of(source), source.rsplit(".", 2)[1]
        other = texts.setdefault((key, language), source)
        if other != source:
            yield Problem("duplicates", "error", source, 0, 0, "", _SAME_TEXT.format(file=other), _KEEP_ONE)
        if "id" in document.fields:
            other = owners.setdefault(document.fields["id"], source)
            if key_of(other) != key:
                line, column = document.places["id"]
                yield Problem("duplicates", "error", source, line, column, "id", _SAME_ID.format(file=other), _NEW_ID)
