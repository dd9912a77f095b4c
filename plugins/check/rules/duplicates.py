"""An id belongs to one pair of texts, a text in one language stands in one file, and a podcast has its own guid."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.check.lookup import key_of
from plugins.model.kinds import ShowFields
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

_SAME_ID = _("{file} has it already")
_NEW_ID = _("delete the line in the newer text and run “invoke check --fix”")
_OWN_GUID = _("delete the line: each language is a podcast of its own, and its guid is made of the id")
_SAME_TEXT = _("is the same text as {file}")
_KEEP_ONE = _("keep one of the two files")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each id that a file takes from another pair, each text that stands in two files, each guid of two podcasts."""
    owners: dict[str, str] = {}
    podcasts: dict[str, str] = {}
    texts: dict[tuple[str, str], str] = {}
    for source, document in site.documents.items():
        key, language = key_of(source), source.rsplit(".", 2)[1]
        other = texts.setdefault((key, language), source)
        if other != source:
            yield Problem("duplicates", "error", source, 0, 0, "", _SAME_TEXT.format(file=other), _KEEP_ONE)
        if isinstance(document.fields, ShowFields) and document.fields.podcast_guid:
            other = podcasts.setdefault(document.fields.podcast_guid, source)
            if other != source:
                line, column = document.places["podcast_guid"]
                message = _SAME_ID.format(file=other)
                yield Problem("duplicates", "error", source, line, column, "podcast_guid", message, _OWN_GUID)
        if document.common.id:
            other = owners.setdefault(document.common.id, source)
            if key_of(other) != key:
                line, column = document.places["id"]
                yield Problem("duplicates", "error", source, line, column, "id", _SAME_ID.format(file=other), _NEW_ID)
