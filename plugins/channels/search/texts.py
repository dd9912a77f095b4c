"""The texts that can be found in a language, and the words of all of them: counted in each, then merged.

What was counted in a text stands in the cache by the text's hash, and what was merged by the hash of all that texts say
beside their bodies. So where a few bodies were edited since, the words of those alone are taken out and put in.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence

import msgspec

from plugins.channels.resources import Resources
from plugins.channels.search.postings import (
    Counted,
    WordPostings,
    average_of,
    counted_in,
    edited,
    gathered,
    index_of,
    key_of,
)
from plugins.channels.search.records import Findable, SearchRecord
from plugins.model.value import Language

NAME = 10  # letters of 5 bits of the hash that names a file: among 20,000, two are alike once in five million sites
EDITS = 50  # texts; where more of them have been edited, all are merged again


class Merged(msgspec.Struct, array_like=True):
    """The index of texts: the key of each, the name of its file, how many words all of them have, and which."""

    keys: list[bytes]
    names: list[str]
    length: int
    words: WordPostings


_row_decoder = msgspec.msgpack.Decoder(tuple[str, Counted])
_merged_decoder = msgspec.msgpack.Decoder(Merged)


class Texts:
    """The texts of a language, by number; `groups` are the numbers of those that each page gathers.

    `code` is the hash of what tells words apart, weighs and folds them.
    """

    def __init__(self, lang: Language, found: Sequence[Findable], code: bytes, resources: Resources):
        self.lang, self.found, self.code, self.resources = lang, found, code, resources
        self.groups = gathered([one.record for one in found])
        self.keys = [key_of(one, code) for one in found]
        self._sounds: dict[str, str] = {}
        self._room = f"words {lang}"

    def merged(self) -> Merged:
        """Return the index of all texts."""
        beside = msgspec.msgpack.encode([one.record for one in self.found])
        room, key = f"merged {self.lang}", hashlib.sha256(self.code + beside).digest()
        row = self.resources.remembered(room, key, lambda: msgspec.msgpack.encode(self._merged()))
        before = _merged_decoder.decode(row)
        self.resources.needed(self._room, (*before.keys, *self.keys))
        found = self._edited(before)
        if found is None:
            found = self._merged()
            self.resources.renew(room, key, msgspec.msgpack.encode(found))  # else each later edit would merge all again
        return found

    def _merged(self) -> Merged:
        rows = [self._row(number) for number in range(len(self.found))]
        counted = [own for _, own in rows]
        return Merged(self.keys, [name for name, _ in rows], sum(own.length for own in counted), index_of(counted))

    def _edited(self, before: Merged) -> Merged | None:
        """What was merged before, with what edited texts say now; None where all are to be merged."""
        numbers = [number for number, key in enumerate(self.keys) if key != before.keys[number]]
        rows = {number: self._row(number) for number in numbers[: EDITS + 1]}
        olds = {number: self._counted_before(before.keys[number]) for number in rows}
        edits = {number: (old, rows[number][1]) for number, old in olds.items() if old}
        length = before.length + sum(new.length - old.length for old, new in edits.values())
        stands = average_of(length, len(self.keys)) == before.words.average
        if not stands or len(numbers) > EDITS or len(edits) < len(numbers):
            return None
        names = [rows[number][0] if number in rows else name for number, name in enumerate(before.names)]
        return Merged(self.keys, names, length, edited(before.words, edits))

    def _row(self, number: int) -> tuple[str, Counted]:
        """The name of a text's file, and what is counted in the text."""
        name, counted = _row_decoder.decode(
            self.resources.remembered(self._room, self.keys[number], lambda: self._counted(self.found[number]))
        )
        if number in self.groups:
            name = name_of(text_file(self.resources, self.found[number], self.groups[number]))
        return name, counted

    def _counted(self, one: Findable) -> bytes:
        """The row of a text: the name of its file, if it gathers none, and what is counted in it."""
        record = one.whole(self.resources)
        return msgspec.msgpack.encode((name_of(_text(record, ())), counted_in(record, self._sounds)))

    def _counted_before(self, key: bytes) -> Counted | None:
        """What was counted in a text before it was edited; None where that is lost."""
        try:
            return _row_decoder.decode(self.resources.remembered(self._room, key, _lost))[1]
        except LookupError:
            return None


def _lost() -> bytes:
    raise LookupError


def text_file(resources: Resources, found: Findable, numbers: tuple[int, ...]) -> bytes:
    """What a result shows of a text."""
    return _text(found.whole(resources), numbers)


def _text(record: SearchRecord, texts: tuple[int, ...]) -> bytes:
    """What a result shows of a text, and the numbers of those that its page gathers."""
    parts = [(part.anchor, part.heading, part.text) for part in record.parts]
    return as_json(
        {
            "url": record.address,
            "title": record.title,
            "label": record.label,
            "when": record.when,
            "parts": parts,
            "texts": texts,
        }
    )


def as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def name_of(data: bytes) -> str:
    """Return the name of a file of these bytes."""
    return base64.b32encode(hashlib.sha256(data).digest()).decode().lower()[:NAME]
