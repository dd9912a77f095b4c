"""What the types of documents are called."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.model.kinds import DocumentType
from plugins.model.problem import Message, _

DOCUMENT_TYPES: Mapping[DocumentType, Message] = {
    "statute": _("Statute"),
    "report": _("Report"),
    "budget": _("Budget"),
    "form": _("Form"),
    "study": _("Study"),
    "minutes": _("Minutes"),
    "data": _("Data"),
}
