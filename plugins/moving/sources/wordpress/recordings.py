"""Recordings in WordPress: what PowerPress, Seriously Simple Podcasting, podPress and WordPress itself say of them.

Sources: https://github.com/blubrry/powerpress (powerpress_get_enclosure_data),
https://github.com/CastosHQ/Seriously-Simple-Podcasting
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from plugins.moving.recordings import number_in, seconds_in, type_of_recording
from plugins.moving.sources.wordpress.php import unserialized, values_of
from plugins.moving.sources.wordpress.wxr import WxrItem
from plugins.moving.values import OldRecording

_CHANNEL = re.compile(r"_([\w-]+):enclosure")
_SIZE = re.compile(r"([\d.,]+)\s*([kMG])?", re.IGNORECASE)
_TIMES = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_SORTS = ("full", "trailer", "bonus")


def recording_of(item: WxrItem) -> tuple[OldRecording | None, str]:
    """Return the recording of a text, or None, and the channel of PowerPress or the series that it was in."""
    own = _of_ssp(item)
    if own:
        series = next((key for taxonomy, key, _ in item.terms if taxonomy == "series"), "")
        return own, series
    for name, values in item.metas.items():
        channel = _CHANNEL.fullmatch(name)
        if channel and values[0].strip():
            return _of_enclosure(values[0]), channel[1]
    for value in item.metas.get("enclosure", ()):
        if value.strip() and _is_episode(value, item):
            return _of_enclosure(value), ""
    return _of_podpress(item), ""


def _is_episode(value: str, item: WxrItem) -> bool:
    """Whether somebody gave it as an episode: WordPress itself makes one of each link to a recording in a text."""
    lines = value.split("\n", 3)
    url, sort = lines[0].strip(), (lines[2].strip() if len(lines) > 2 else "")
    is_media = type_of_recording(url, sort).startswith(("audio/", "video/"))
    return is_media and (len(lines) > 3 or url not in item.body)


def _of_enclosure(value: str) -> OldRecording:
    """`address`, bytes, type and, serialized, what PowerPress knows beside, a line each; any may be missing."""
    parts = [part.strip() for part in value.split("\n", 3)] + [""] * 3
    more = values_of(unserialized(parts[3]))
    return OldRecording(
        url=parts[0],
        bytes=number_in(parts[1]),
        type=type_of_recording(parts[0], parts[2]),
        seconds=seconds_in(str(more.get("duration") or more.get("length") or "")),
        season=number_in(str(more.get("season", ""))),
        episode=number_in(str(more.get("episode_no", ""))),
        sort=_sort(more, "episode_type"),
    )


def _of_ssp(item: WxrItem) -> OldRecording | None:
    url = item.meta("audio_file", "enclosure") if item.sort == "podcast" or item.meta("audio_file") else ""
    if not url:
        return None
    if "\n" in url:
        return _of_enclosure(url)
    return OldRecording(
        url=url,
        bytes=number_in(item.meta("filesize_raw")) or _size(item.meta("filesize")),
        type=type_of_recording(url, ""),
        seconds=seconds_in(item.meta("duration")),
        season=number_in(item.meta("itunes_season_number")),
        episode=number_in(item.meta("itunes_episode_number")),
        sort=_sort({"sort": item.meta("itunes_episode_type")}, "sort"),
        transcript=item.meta("transcript_file"),
    )


def _of_podpress(item: WxrItem) -> OldRecording | None:
    files = values_of(unserialized(item.meta("_podPressMedia", "podPressMedia")))
    first = next((file for file in map(values_of, files.values()) if file.get("URI")), None)
    if first is None:
        return None
    url = str(first["URI"])
    return OldRecording(
        url=url,
        bytes=number_in(str(first.get("size", ""))),
        type=type_of_recording(url, ""),
        seconds=seconds_in(str(first.get("duration", ""))),
    )


def _sort(values: Mapping[str, Any], name: str) -> str:
    said = str(values.get(name, "")).lower()
    return said if said in _SORTS else ""


def _size(text: str) -> int:
    """Bytes of `12.3M`, as people read them: near enough to be told that they were not exact."""
    found = _SIZE.match(text.strip())
    return round(float(found[1].replace(",", ".")) * _TIMES.get((found[2] or "").lower(), 1)) if found else 0


def guid_of(item: WxrItem) -> str:
    """Return what feeds called the text: Seriously Simple Podcasting keeps what another host had called it."""
    return item.meta("ssp_original_guid", "ssp_guid") or item.guid
