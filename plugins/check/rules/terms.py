"""Axes, regions, tags and series that entries name must stand in taxonomies.yaml."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from plugins.model import Problem, Site, Text
from plugins.settings import Settings

_UNKNOWN = Text("άγνωστο κλειδί «{key}»", "unknown key “{key}”")
_NEAR = Text("μήπως εννοείτε «{near}»;", "did you mean “{near}”?")
_LIST = Text("τα κλειδιά είναι στο taxonomies.yaml, ομάδα {group}", "the keys stand in taxonomies.yaml, group {group}")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each unknown key in the file that states it, with the near-miss; none where the words could not be read."""
    if any(problem.rule == "taxonomies" for problem in site.problems):
        return
    for source, document in site.documents.items():
        for group in ("axes", "regions", "tags", "series"):
            known = site.taxonomies.groups[group]
            stated = document.fields.get(group, ())
            for key in (stated,) if isinstance(stated, str) else stated:
                if key not in known:
                    near = difflib.get_close_matches(key, known, 1)
                    hint = _NEAR.format(near=near[0]) if near else _LIST.format(group=group)
                    line, column = document.places[group]
                    yield Problem("terms", "error", source, line, column, group, _UNKNOWN.format(key=key), hint)
