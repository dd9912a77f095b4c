"""What the pages of documents and projects show for an audit."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from plugins.channels.shared.offer import Offer
from plugins.channels.shared.view import View
from plugins.channels.transparency.fields import LibraryFields, ProgrammeFields
from plugins.channels.transparency.years import makes_library
from plugins.i18n.messages import say
from plugins.model.entry import Entry
from plugins.model.problem import _
from plugins.model.rights import in_language
from plugins.model.value import Value
from plugins.text.identifiers import decision_address

_SAMPLE = _("Boats that sail again")


class ShownIndicator(Value, frozen=True):
    """An indicator in a language; `share` is how much of its target is reached, of a hundred, where that is known."""

    name: str
    target: int
    reached: int | None
    share: int | None


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """Rows of facts, indicators, and the statement of the European Union; the library to the footer."""
    if entry is None:
        yield from _everywhere(view)
    elif entry.kind == "document":
        yield Offer("rows", template="_document_rows.html", values=partial(_of_document, view, entry))
    elif entry.kind == "project" and (fields := entry.of(ProgrammeFields)).stated():
        yield Offer("rows", template="_project_rows.html", values={"fields": fields})
        if fields.eu:
            yield Offer("text", template="_european.html", values={"eu": fields.eu})
        if fields.indicators:
            values = {"indicators": tuple(_indicators(entry))}
            yield Offer("entry", template="_indicators.html", values=values)


def _everywhere(view: View) -> Iterator[Offer]:
    if makes_library(view):
        heading = view.shown.list_link("lists", "library", "library")
        yield Offer("footer", heading.name, heading.url, "library", rank=3)
        yield Offer("list.document", template="_beside_documents.html", values={"link": heading})
    sample = ShownIndicator(say(_SAMPLE, view.lang), 40, 30, 75)
    yield Offer("patterns.air", template="_patterns_transparency.html", values={"indicators": (sample,)})


def _of_document(view: View, entry: Entry) -> dict[str, Any]:
    fields, target = entry.of(LibraryFields), entry.files.get("file")
    asset = view.site.assets.get(target.name) if target else None
    return {
        "fields": fields,
        "decision_url": decision_address(fields.decision) if fields.decision else "",
        "sha256": asset.sha256 if asset else "",
    }


def _indicators(entry: Entry) -> Iterator[ShownIndicator]:
    for one in entry.of(ProgrammeFields).indicators:
        share = None if one.reached is None or not one.target else one.reached * 100 // one.target
        yield ShownIndicator(in_language(one.name, entry.lang), one.target, one.reached, share)
