"""Reads what a font says of the space between two of its glyphs, for the pages' fonts and for what we draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont


class Kerning:
    """The pairs of a font's GPOS table; numbers are the font's units, negative where the second comes nearer.

    https://learn.microsoft.com/en-us/typography/opentype/spec/gpos#lookup-type-2-subtable-pair-adjustment-positioning
    """

    def __init__(self, font: TTFont):
        found = font["GPOS"].table.LookupList.Lookup if "GPOS" in font else ()
        self._lookups = [_pairs_of(lookup) for lookup in found]
        self._known: dict[tuple[str, str], int] = {}

    def between(self, first: str, second: str) -> int:
        """What is added to the first glyph's width before the second; 0 for most."""
        pair = first, second
        if pair not in self._known:
            self._known[pair] = sum(_said(tables, first, second) for tables in self._lookups)
        return self._known[pair]


def _pairs_of(lookup: Any) -> list[tuple[dict[str, int], Any]]:
    """The subtables of a lookup that hold pairs, each with where the first glyph stands in it."""
    tables = [getattr(outer, "ExtSubTable", outer) for outer in lookup.SubTable]
    return [
        ({glyph: place for place, glyph in enumerate(table.Coverage.glyphs)}, table)
        for table in tables
        if table.LookupType == 2
    ]


def _said(tables: list[tuple[dict[str, int], Any]], first: str, second: str) -> int:
    """The word of the first subtable that knows the pair; one of classes knows every second glyph."""
    for places, table in tables:
        place = places.get(first)
        if place is None:
            continue
        if table.Format == 1:
            record = next((r for r in table.PairSet[place].PairValueRecord if r.SecondGlyph == second), None)
            if record is None:
                continue
        else:
            row = table.Class1Record[table.ClassDef1.classDefs.get(first, 0)].Class2Record
            record = row[table.ClassDef2.classDefs.get(second, 0)]
        return int(getattr(record.Value1, "XAdvance", 0))
    return 0
