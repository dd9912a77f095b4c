"""What an address of the site is: a page, a feed, a recording for apps, or something that stations fetch."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Literal, NamedTuple

from plugins.hosting.serving import Serving
from plugins.model.value import Language

Sort = Literal["page", "feed", "recording", "station"]

FEEDS = ("application/rss+xml", "application/atom+xml", "application/feed+json")
BROADCAST = (".flac", ".mp2", ".wav", "-tv.mp4")  # endings of recordings as stations take them
MINUTE = 60.0  # of content, which make a download: IAB 2.3, 5.5.3


class SiteFile(NamedTuple):
    """A file of the site: its path, size, channel, language, and the texts that it was made of."""

    path: str
    size: int
    channel: str
    language: Language
    sources: tuple[str, ...]


class Address(NamedTuple):
    """What somebody may ask for: its sort, language and name; for a recording how many bytes are a minute of it."""

    sort: Sort
    language: Language
    name: str
    least: int = 0
    size: int = 0


class Length(NamedTuple):
    """Of a recording: seconds, and bytes before the sound begins."""

    seconds: float
    header: int


def addresses_of(
    files: Iterable[SiteFile], lengths: Mapping[str, Length], serving: Serving, stations: Container[str]
) -> dict[bytes, Address]:
    """Return what is counted, by its address as it is asked for; `stations` are the channels that these fetch."""
    found = {}
    for file in files:
        address = _address(file, lengths.get(file.path), serving, stations)
        if address:
            place = file.path.removesuffix("index.html") if file.path.endswith("/index.html") else file.path
            place = "" if place == "index.html" else place
            found[f"{serving.root}/{place}".encode()] = address
    return found


def _address(file: SiteFile, length: Length | None, serving: Serving, stations: Container[str]) -> Address | None:
    type = serving.type_of(file.path)
    if type == "text/html":
        return Address("page", file.language, file.path) if file.path.endswith("index.html") else None
    if file.channel in stations or (type.startswith(("audio/", "video/")) and file.path.endswith(BROADCAST)):
        return Address("station", file.language, file.path)
    if type in FEEDS:
        return Address("feed", file.language, file.path)
    if type.startswith(("audio/", "video/")) and file.sources:
        return Address("recording", file.language, _episode(file.sources[0]), _least(file.size, length), file.size)
    return None


def _episode(source: str) -> str:
    """The text of an episode: all its recordings are one episode."""
    return source.rsplit(".", 2)[0].removesuffix("/index")


def _least(size: int, length: Length | None) -> int:
    """The bytes that a minute takes; all of them where it is shorter, or nothing is known."""
    if length is None or length.seconds <= MINUTE:
        return size
    return length.header + int((size - length.header) * MINUTE / length.seconds)
