"""News, guides and pages that are out have a text."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.model import Problem, Site, Text
from plugins.settings import Settings

NEED_TEXT = ("news", "guide", "page")

_EMPTY = Text("το κείμενο είναι κενό", "the text is empty")
_WRITE = Text(
    "γράψτε το κάτω από την κεφαλίδα, ή βάλτε status: draft", "write it below the front matter, or set status: draft"
)


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """A warning for each published text of these kinds without a word or a picture."""
    for entry in site.entries:
        if entry.kind in NEED_TEXT and entry.status != "draft" and not entry.words and not entry.references:
            yield Problem("bodies", "warning", entry.source, 0, 0, "", _EMPTY, _WRITE)
