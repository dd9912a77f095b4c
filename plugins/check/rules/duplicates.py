"""An id belongs to one pair of texts, and a text in one language stands in one file."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.check.lookup import key_of
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

_SAME_ID = _("{file} has it already")
_NEW_ID = _("delete the line in the newer text and run “invoke check --fix”")
_SAME_TEXT = _("is the same text as {file}")
_KEEP_ONE = _("keep one of the two files")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each id that a file takes from another pair, each text that stands in two files."""
    owners: dict[str, str] = {}
    texts: dict[tuple[str, str], str] = {}
    for source, document in site.documents.items():
        key, language = key_of(source), source.rsplit(".", 2)[1]
        other = texts.setdefault((key, language), source)
        if other != source:
            yield Problem("duplicates", "error", source, 0, 0, "", _SAME_TEXT.format(file=other), _KEEP_ONE)
        if document.common.id:
            other = owners.setdefault(document.common.id, source)
            if key_of(other) != key:
                line, column = document.places["id"]
                yield Problem("duplicates", "error", source, line, column, "id", _SAME_ID.format(file=other), _NEW_ID)
