"""What the types of documents are called, in the words that the theme's catalogues translate."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.model.kinds import DocumentType
from plugins.model.problem import N_

DOCUMENT_TYPES: Mapping[DocumentType, str] = {
    "statute": N_("Statute"),
    "report": N_("Report"),
    "budget": N_("Budget"),
    "form": N_("Form"),
    "study": N_("Study"),
    "minutes": N_("Minutes"),
    "data": N_("Data"),
}
