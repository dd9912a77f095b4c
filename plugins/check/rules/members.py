"""The members that entries name have a page in members/."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from plugins.check.lookup import NEAR, key_of, near_or
from plugins.i18n.greek import fold
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

_UNKNOWN = _("unknown member “{stem}”")
_ADD = _("write the name of a file of members/ without .en.md")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each unknown member in the file that states it, with the near-miss."""
    members = {source: document for source, document in site.documents.items() if source.startswith("members/")}
    known = sorted({key_of(source).removeprefix("members/") for source in members})
    named = {
        fold(document.common.title or ""): key_of(source).removeprefix("members/")
        for source, document in members.items()
    }
    for source, document in site.documents.items():
        for stem in document.common.member:
            if stem not in known:
                line, column = document.places["member"]
                title = next(iter(difflib.get_close_matches(fold(stem), named, 1, 0.8)), "")
                message = _UNKNOWN.format(stem=stem)
                hint = NEAR.format(near=named[title]) if title else near_or(stem.lower(), known, _ADD)
                yield Problem("members", "error", source, line, column, "member", message, hint)
