"""What old sites and feeds say of recordings: lengths, sizes, types and addresses, as they write them."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote, urlsplit

_NUMBER = re.compile(r"\d{1,12}")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,]\d+)?")
_SECONDS = re.compile(r"(\d{1,6})(?:[.,]\d+)?")
#: Types as they are called, and what each is here.
_TYPES = {
    "audio/mpeg": ("audio/mpeg", "audio/mp3", "audio/x-mp3", "audio/mpeg3", "audio/x-mpeg", "audio/mpg"),
    "audio/mp4": ("audio/mp4", "audio/m4a", "audio/x-m4a", "audio/aac", "audio/aacp", "audio/x-aac"),
    "audio/ogg": ("audio/ogg", "audio/opus", "application/ogg"),
    "audio/wav": ("audio/wav", "audio/x-wav"),
    "video/mp4": ("video/mp4", "video/x-m4v", "video/m4v", "video/quicktime", "video/mpeg"),
    "video/webm": ("video/webm",),
}
_BY_NAME = {name: type for type, names in _TYPES.items() for name in names}
_BY_ENDING = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "aac": "audio/mp4",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "mov": "video/mp4",
    "webm": "video/webm",
}
#: Services that count downloads and then lead on: what stands before the address of the file itself.
_COUNTERS = re.compile(
    r"https?://(?:"
    r"(?:dts|www)\.podtrac\.com/(?:pts/)?redirect\.\w+/"
    r"|media\.blubrry\.com/[^/]+/(?:p/)?"
    r"|(?:op3\.dev|www\.op3\.dev)/e(?:,[^/]*)?/"
    r"|chrt\.fm/track/\w+/|chtbl\.com/track/\w+/|pdst\.fm/e/|pdcn\.co/e/|mgln\.ai/e/[^/]+/|verifi\.podscribe\.com/rss/p/"
    r"|(?:\w+\.)?podkite\.com/https?/\w+/|arttrk\.com/p/\w+/|claritaspod\.com/measure/|prfx\.byspotify\.com/e/"
    r")"
)


def number_in(text: str) -> int:
    """Return the whole number that a text is, or 0."""
    found = _NUMBER.fullmatch(text.strip())
    return int(found[0]) if found else 0


def seconds_in(text: str) -> int:
    """Return the seconds of `12:30`, `1:02:30` or `750`, or 0."""
    text = text.strip()
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + seconds
    plain = _SECONDS.fullmatch(text)
    return int(plain[1]) if plain else 0


def type_of_recording(url: str, stated: str) -> str:
    """Return the media type, by what is stated or by the ending of the address; empty where neither says it."""
    ending = urlsplit(url).path.rpartition(".")[2].lower() if "." in url else ""
    return _BY_NAME.get(stated.strip().lower().partition(";")[0]) or _BY_ENDING.get(ending) or stated.strip().lower()


def uncounted(url: str) -> str:
    """Return the address of the file itself, without the services that count before they lead on."""
    for _ in range(5):
        found = _COUNTERS.match(url)
        if not found:
            break
        rest = url[found.end() :]
        url = rest if rest.startswith(("http://", "https://")) else f"https://{rest}"
    return url


def same_file(url: str) -> str:
    """Return what two addresses of one recording share, for comparison: without counters, query and scheme."""
    return unquote(uncounted(url).partition("?")[0].partition("://")[2]).casefold()


def in_ascii(url: str) -> str:
    """Return an address as feeds carry it: what is not ASCII in it, and what an address may not hold, as per cents."""
    return quote(url.strip(), safe="/%:@!$&'()*+,;=~-._?#[]")
