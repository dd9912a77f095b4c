"""The map of the regions, drawn by us of public boundaries: paths by codes of NUTS, with how many members each has.

`regions.json` says where the boundaries come from. https://www.naturalearthdata.com/about/terms-of-use/
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from plugins.channels.network.directory import MemberGroup
from plugins.channels.shared.view import View
from plugins.i18n.collation import collation_key
from plugins.model.value import Value

FILE = Path(__file__).with_name("regions.json")


class MapRegion(Value, frozen=True):
    """A region on the map: its shape, where its number stands, and the id of its members on the page."""

    code: str
    key: str
    name: str
    path: str
    x: int
    y: int
    members: int


class RegionMap(Value, frozen=True):
    """The map, in units of its view box, and the same as rows, by name."""

    width: int
    height: int
    regions: tuple[MapRegion, ...]
    rows: tuple[MapRegion, ...]


@cache
def shapes() -> Mapping[str, Any]:
    """Return the file of boundaries."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def map_of(view: View, groups: Sequence[MemberGroup]) -> RegionMap | None:
    """Return the map of groups by region, or None where no region of the site has a code that is on it."""
    terms, counts = view.edition.taxonomies.groups["regions"], {one.key: len(one.members) for one in groups}
    codes = {words[view.lang].code: (key, words[view.lang].name) for key, words in terms.items()}
    regions = tuple(_region(code, *codes[code], counts) for code in codes if code in shapes()["regions"])
    rows = tuple(sorted(regions, key=lambda one: collation_key(one.name, view.lang)))
    return RegionMap(shapes()["width"], shapes()["height"], regions, rows) if regions else None


def _region(code: str, key: str, name: str, counts: Mapping[str, int]) -> MapRegion:
    shape = shapes()["regions"][code]
    x, y = shape["at"]
    return MapRegion(code, key, name, shape["path"], x, y, counts.get(key, 0))
