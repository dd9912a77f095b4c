"""Says which translations are of an older text than the original has now."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.settings import Settings
from plugins.text import original_hash

_STALE = _("the original {file} has changed since the translation")
_BRING_UP = _("bring the translation up to date, then run “invoke translations --current {own}”")
_A_LITTLE = _("the original {file} has changed a little since the translation; readers are not told")
_A_TYPO = _(
    "if it was only a typo, run “invoke translations --current {own}”, else bring the translation up to date first"
)
_IN_ORIGINAL = _("this file is the original")
_DELETE = _("delete the line; it belongs in the translation")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each stale translation, with the command that says that it is no more; a hash in an original means nothing."""
    originals = {entry.key: entry.source for entry in site.entries if entry.original}
    for entry in site.entries:
        line, column = entry.stated_at("original_hash")
        if line and entry.original:
            yield Problem("staleness", "warning", entry.source, line, column, "original_hash", _IN_ORIGINAL, _DELETE)
        elif line and entry.key in originals:
            source, stated = originals[entry.key], site.documents[entry.source].common.original_hash
            if original_hash.is_begun(stated) or original_hash.is_of(stated, site.documents[source].source_sha256):
                continue
            what, way = (_STALE, _BRING_UP) if entry.stale else (_A_LITTLE, _A_TYPO)
            message, hint = what.format(file=source), way.format(own=entry.source)
            yield Problem("staleness", "warning", entry.source, line, column, "original_hash", message, hint)
