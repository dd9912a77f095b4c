"""What a file says of itself to apps, players and stations: ID3v2.3, Vorbis comments, chapters, artwork."""

from __future__ import annotations

import base64
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from plugins.model.audio import Chapter
from plugins.text.durations import stamp


class Tags(NamedTuple):
    """One recording's tags. `album` is the feed's title, which stations sort by; `cover` is JPEG, PNG or empty."""

    title: str
    album: str
    artist: str
    date: str  # ISO 8601 day
    track: int  # 0: none
    comment: str
    address: str
    lang: str  # ISO 639-2, of the comment
    cover: bytes
    chapters: tuple[Chapter, ...]
    seconds: float
    closing: str  # the last words, by which an operator knows the end
    end: datetime | None  # after which it is not to be used


def tagged(bare: Path, target: Path, name: str, tags: Tags) -> None:
    """A copy of a bare rendition with its tags; MP2 has none, since old automation reads them as noise."""
    shutil.copyfile(bare, target)
    if name in ("mp3", "low"):
        _id3(target, tags)
    elif name == "flac":
        _flac(target, tags)
    elif name == "opus":
        _opus(target, tags)


def _id3(path: Path, tags: Tags) -> None:
    """Version 2.3, the one that all read; text in UTF-16, as it asks (https://id3.org/id3v2.3.0)."""
    from mutagen import id3

    found = id3.ID3()
    wide = id3.Encoding.UTF16
    for frame, text in ((id3.TIT2, tags.title), (id3.TALB, tags.album), (id3.TPE1, tags.artist)):
        found.add(frame(encoding=wide, text=[text]))
    found.add(id3.TYER(encoding=id3.Encoding.LATIN1, text=[tags.date[:4]]))
    if tags.track:
        found.add(id3.TRCK(encoding=id3.Encoding.LATIN1, text=[str(tags.track)]))
    found.add(id3.TLEN(encoding=id3.Encoding.LATIN1, text=[str(round(tags.seconds * 1000))]))
    found.add(id3.COMM(encoding=wide, lang=tags.lang, desc="", text=[tags.comment]))
    found.add(id3.WOAF(url=tags.address))
    if tags.cover:
        found.add(id3.APIC(encoding=id3.Encoding.LATIN1, mime=_mime(tags.cover), type=3, desc="", data=tags.cover))
    ends = [*(chapter.start for chapter in tags.chapters[1:]), tags.seconds][: len(tags.chapters)]
    for number, (chapter, end) in enumerate(zip(tags.chapters, ends, strict=True)):
        title = id3.TIT2(encoding=wide, text=[chapter.title])
        times = {"start_time": round(chapter.start * 1000), "end_time": round(end * 1000)}
        offsets = {"start_offset": 0xFFFFFFFF, "end_offset": 0xFFFFFFFF}
        found.add(id3.CHAP(element_id=f"chp{number}", **times, **offsets, sub_frames=[title]))
    if tags.chapters:
        names = [f"chp{number}" for number in range(len(tags.chapters))]
        flags = id3.CTOCFlags.TOP_LEVEL | id3.CTOCFlags.ORDERED
        found.add(id3.CTOC(element_id="toc", flags=flags, child_element_ids=names, sub_frames=[]))
    found.save(path, v1=0, v2_version=3, padding=lambda info: 0)
    _order_chapters(path)


def _order_chapters(path: Path) -> None:
    """Put the frames of chapters in the order of time: mutagen puts short ones first, players list what they meet.

    A tag of version 2.3 is ten bytes, the last four of them its size in sevens of bits; so is the head of a frame, with
    its plain size in the second four.
    """
    with path.open("r+b") as file:
        head = file.read(10)
        size = sum(value << 7 * place for place, value in enumerate(reversed(head[6:])))
        body, frames = file.read(size), []
        while body:
            length = 10 + int.from_bytes(body[4:8], "big")
            frames.append(body[:length])
            body = body[length:]
        chapters = sorted((frame for frame in frames if frame[:4] == b"CHAP"), key=_start_of)
        ordered = (chapters.pop(0) if frame[:4] == b"CHAP" else frame for frame in frames)
        file.seek(10)
        file.write(b"".join(ordered))


def _start_of(frame: bytes) -> int:
    """When a chapter begins: four bytes behind its name (https://id3.org/id3v2-chapters-1.0)."""
    place = frame.index(0, 10) + 1
    return int.from_bytes(frame[place : place + 4], "big")


def _flac(path: Path, tags: Tags) -> None:
    from mutagen.flac import FLAC

    file = FLAC(path)
    file.delete()
    file.update(_comments(tags))
    if tags.cover:
        file.add_picture(_picture(tags))
    file.save(padding=lambda info: 0)


def _opus(path: Path, tags: Tags) -> None:
    from mutagen.oggopus import OggOpus

    file = OggOpus(path)
    file.delete()
    file.update(_comments(tags))
    if tags.cover:
        file["metadata_block_picture"] = [base64.b64encode(_picture(tags).write()).decode("ascii")]
    file.save(padding=lambda info: 0)


def _comments(tags: Tags) -> dict[str, list[str]]:
    """The names of https://xiph.org/vorbis/doc/v-comment.html; chapters as players read them (CHAPTER001 …)."""
    found = {"title": [tags.title], "album": [tags.album], "artist": [tags.artist], "date": [tags.date]}
    found |= {"comment": [tags.comment], "contact": [tags.address]}
    if tags.track:
        found["tracknumber"] = [str(tags.track)]
    for number, chapter in enumerate(tags.chapters, 1):
        found[f"chapter{number:03}"] = [stamp(chapter.start)]
        found[f"chapter{number:03}name"] = [chapter.title]
    return found


def _picture(tags: Tags) -> Any:
    from mutagen.flac import Picture

    picture = Picture()
    picture.type, picture.mime, picture.data = 3, _mime(tags.cover), tags.cover
    return picture


def _mime(image: bytes) -> str:
    return "image/png" if image.startswith(b"\x89PNG") else "image/jpeg"
