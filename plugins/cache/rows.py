"""What a parsed file says as bytes, and back: msgpack of the document itself, without its HTML."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from functools import reduce
from operator import or_
from types import GenericAlias
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from plugins.model.document import Document
from plugins.model.entry import KINDS
from plugins.model.fields import Fields
from plugins.model.moments import in_zone
from plugins.settings import Settings

_encoder = msgspec.msgpack.Encoder()


def row_of(document: Document) -> bytes:
    """Return a document as bytes; the fields that channels read stand apart, since their types differ by site."""
    return _encoder.encode((replace(document, extra=()) if document.extra else document, document.extra))


class Rows:
    """Makes documents of rows again, with their instants by the site's clock; `extra` are the fields of channels."""

    def __init__(self, zone: ZoneInfo, extra: Iterable[type[Fields]] = ()):
        self.zone, known = zone, tuple(extra)
        own = GenericAlias(tuple, (reduce(or_, known), ...) if known else ())
        self.decoder = msgspec.msgpack.Decoder(GenericAlias(tuple, (Document, own)), dec_hook=self._when)

    @classmethod
    def of(cls, settings: Settings) -> Rows:
        """Return what reads the rows of a site."""
        extra = dict.fromkeys(fields for kind in KINDS for fields in settings.fields(kind))
        return cls(ZoneInfo(settings.site.timezone), extra)

    def document(self, row: bytes) -> Document:
        """Return the document of a row. Raises msgspec.DecodeError or ValidationError for any other bytes."""
        document, extra = self.decoder.decode(row)
        return replace(document, extra=extra) if extra else document

    def _when(self, kind: type, value: datetime | str) -> date:
        """An instant, which msgpack keeps by UTC, or a day, which it keeps as text."""
        return in_zone(value, self.zone) if isinstance(value, datetime) else date.fromisoformat(value)
