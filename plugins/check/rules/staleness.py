"""Says which translations are of an older text than the original has now."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.check.lookup import place_of_field
from plugins.model import Problem, Site, Text
from plugins.settings import Settings

_STALE = Text("το πρωτότυπο {file} άλλαξε μετά τη μετάφραση", "the original {file} has changed since the translation")
_BRING_UP = Text(
    "φέρτε τη μετάφραση στα ίσα της και γράψτε original_hash: {hash}",
    "bring the translation up to date and write original_hash: {hash}",
)
_IN_ORIGINAL = Text("αυτό το αρχείο είναι το πρωτότυπο", "this file is the original")
_DELETE = Text("σβήστε τη γραμμή· ανήκει στη μετάφραση", "delete the line; it belongs in the translation")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each stale translation, with the hash that it should state; a hash in an original, which means nothing there."""
    originals = {entry.key: entry.source for entry in site.entries if entry.original}
    for entry in site.entries:
        line, column = place_of_field(entry, "original_hash")
        if entry.stale:
            source = originals[entry.key]
            hint = _BRING_UP.format(hash=site.documents[source].source_sha256)
            message = _STALE.format(file=source)
            yield Problem("staleness", "warning", entry.source, line, column, "original_hash", message, hint)
        elif entry.original and line:
            yield Problem("staleness", "warning", entry.source, line, column, "original_hash", _IN_ORIGINAL, _DELETE)
