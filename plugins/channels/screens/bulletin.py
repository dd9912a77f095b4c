"""The running order of the bulletin that loops: what is shown when, as text and as data."""

from __future__ import annotations

import json

from plugins.model import Language, Resources, Value
from plugins.sound import clock


class Row(Value, frozen=True):
    """A part: from which second on, its title, and the page and picture of its text; the first part has none."""

    start: int
    title: str
    guid: str
    url: str
    picture: str


def as_json(
    resources: Resources, lang: Language, address: str, sha256: str, size: int, seconds: int, rows: tuple[Row, ...]
) -> bytes:
    """For automation. Times are in seconds from the beginning of a round."""
    ends = [*(row.start for row in rows[1:]), seconds]
    data = {
        "language": lang,
        "video": {"url": address, "type": "video/mp4", "bytes": size, "sha256": sha256, "seconds": seconds},
        "parts": [
            {
                "start": row.start,
                "seconds": end - row.start,
                "title": row.title,
                "guid": row.guid or None,
                "url": row.url or None,
                "slate": row.picture or None,
            }
            for row, end in zip(rows, ends, strict=True)
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def as_text(
    resources: Resources, lang: Language, address: str, sha256: str, size: int, seconds: int, rows: tuple[Row, ...]
) -> bytes:
    """For people: a part a line."""
    lines = [f"{clock(row.start):>5}  {row.title}" for row in rows]
    return "\n".join((*lines, f"{clock(seconds):>5}", "", address, f"SHA-256 {sha256}", "")).encode()
