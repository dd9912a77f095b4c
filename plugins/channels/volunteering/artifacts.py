"""The files of calls: their counts as JSON, and the codes of their notices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.channels.resources import Resources
from plugins.channels.shared.json_text import json_text
from plugins.channels.shared.view import View
from plugins.channels.shared.way import code
from plugins.channels.volunteering.calls import every_call, open_calls
from plugins.channels.volunteering.counts import Count, Counts, counts_of
from plugins.channels.volunteering.offers import notice_name
from plugins.model.artifact import Artifact
from plugins.model.value import Language


def artifacts(view: View) -> Iterator[Artifact]:
    """The counts, where there is a call; a code for each notice."""
    if every_call(view) and view.makes("calls.counts"):
        sources = tuple(entry.source for entry in every_call(view))
        inputs = (view.lang, view.language.sitename, counts_of(view))
        yield Artifact(view.address("calls.counts"), as_json, inputs, "volunteering", view.lang, sources)
    if view.makes("notice") and view.makes("notice.code"):
        for entry in open_calls(view):
            path = view.address("notice.code", name=notice_name(entry))
            address = f"{view.settings.site.url}/{entry.url}"
            yield Artifact(path, code, (address,), "volunteering", view.lang, (entry.source,))


def as_json(resources: Resources, lang: Language, name: str, counts: Counts) -> bytes:
    """The counts as JSON: each row with its key, its name and three numbers."""
    rows = {
        "total": _row(counts.total, bare=True),
        "axes": [_row(one) for one in counts.axes],
        "regions": [_row(one) for one in counts.regions],
        "months": [_row(one) for one in counts.months],
    }
    return json_text({"language": lang, "name": name, **rows})


def _row(one: Count, bare: bool = False) -> dict[str, Any]:
    numbers = {"calls": one.calls, "places": one.places, "open": one.open}
    return numbers if bare else {"key": one.key, "name": one.name, **numbers}
