"""HLS: a playlist of all sizes, sound and captions, and for a quick look through one of the pictures that stand alone.

Source: https://www.rfc-editor.org/rfc/rfc8216
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import ceil

from plugins.channels.resources import Resources
from plugins.channels.shared.published import stored
from plugins.model.artifact import Artifact
from plugins.model.entry import Entry
from plugins.model.value import Language, Value
from plugins.model.video import RATE, Film, Segment, Track
from plugins.settings.site import SiteSettings

LONGEST = 6.0  # seconds of a segment, as Apple asks
_SOUND = "sound"


class NamedTrack(Value, frozen=True):
    """A file that a playlist names, with the language of what it says; `name` is the language's own name."""

    lang: Language
    name: str
    uri: str


def master_path(film: Film) -> str:
    """Where the playlist stands that players open."""
    return film.path("m3u8")


def ladder(entry: Entry, film: Film, site: SiteSettings) -> Iterator[Artifact]:
    """All playlists of a video, and the tracks that they lead to, which may lie apart from them."""
    if not film.tracks:
        return
    names = {language.code: language.name for language in site.languages}
    of = ("web", entry.lang, (entry.source,))
    sound = NamedTrack(entry.lang, names.get(entry.lang, entry.lang), _uri(film, _SOUND))
    said = tuple(NamedTrack(c.lang, names.get(c.lang, c.lang), _uri(film, c.lang)) for c in film.captions)
    pictures = tuple(track for track in film.tracks if track.name != _SOUND)
    rows = tuple((track, _uri(film, track.name), _uri(film, f"{track.name}-first")) for track in pictures)
    sounds = next(track for track in film.tracks if track.name == _SOUND)
    yield Artifact(master_path(film), master, (sound, sounds, said, rows), *of)
    for track in film.tracks:
        of_track = (_track(track, site), track.head, track.segments)
        yield Artifact(film.path(f"{track.name}.m3u8"), media, of_track, *of)
        yield Artifact(track.path, stored, (track.sha256,), *of)
    for track in pictures:
        of_track = (_track(track, site), track.head, track.segments)
        yield Artifact(film.path(f"{track.name}-first.m3u8"), firsts, of_track, *of)
    for caption in film.captions:
        of_captions = (_file(film.path(f"{caption.lang}.vtt")), film.main.seconds)
        yield Artifact(film.path(f"{caption.lang}.m3u8"), whole, of_captions, *of)


def master(
    resources: Resources,
    sound: NamedTrack,
    sounds: Track,
    said: tuple[NamedTrack, ...],
    rows: tuple[tuple[Track, str, str], ...],
) -> bytes:
    """Return the master playlist, which names the playlists of all tracks."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS", _of_sound(sound)]
    lines += [_of_captions(one) for one in said]
    most, mean = _rates(sounds.segments)
    for track, uri, _ in rows:
        peak, average = _rates(track.segments)
        facts = [f"BANDWIDTH={peak + most}", f"AVERAGE-BANDWIDTH={average + mean}"]
        facts += [f'CODECS="{track.codecs},{sounds.codecs}"', f"RESOLUTION={track.width}x{track.height}"]
        facts += [f"FRAME-RATE={RATE}.000", 'AUDIO="sound"', *(['SUBTITLES="captions"'] if said else [])]
        lines += [f"#EXT-X-STREAM-INF:{','.join(facts)}", uri]
    for track, _, uri in rows:
        peak, _ = _rates([Segment(0, s.first, s.seconds) for s in track.segments])
        lines.append(
            f'#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH={peak},CODECS="{track.codecs}",'
            f'RESOLUTION={track.width}x{track.height},URI="{uri}"'
        )
    return _written(lines)


def _of_sound(sound: NamedTrack) -> str:
    return (
        f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="{sound.name}",LANGUAGE="{sound.lang}",DEFAULT=YES,'
        f'AUTOSELECT=YES,CHANNELS="2",URI="{sound.uri}"'
    )


def _of_captions(said: NamedTrack) -> str:
    return (
        f'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="captions",NAME="{said.name}",LANGUAGE="{said.lang}",DEFAULT=NO,'
        f'AUTOSELECT=YES,FORCED=NO,URI="{said.uri}"'
    )


def media(resources: Resources, file: str, head: int, segments: tuple[Segment, ...]) -> bytes:
    """Return the playlist of a track: its parts of two seconds, joined to segments of six."""
    return _written(_listed(file, head, list(_joined(segments)), ["#EXT-X-INDEPENDENT-SEGMENTS"]))


def firsts(resources: Resources, file: str, head: int, segments: tuple[Segment, ...]) -> bytes:
    """Return the playlist of the pictures that a player can show without any other (I-frames)."""
    alone = [Segment(part.offset, part.first, part.seconds) for part in segments]
    return _written(_listed(file, head, alone, ["#EXT-X-I-FRAMES-ONLY"]))


def whole(resources: Resources, file: str, seconds: float) -> bytes:
    """Return the playlist of captions, which are one file."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{ceil(seconds)}", "#EXT-X-PLAYLIST-TYPE:VOD"]
    return _written([*lines, f"#EXTINF:{seconds:.3f},", file, "#EXT-X-ENDLIST"])


def _listed(file: str, head: int, segments: Sequence[Segment], more: Iterable[str]) -> Iterator[str]:
    yield from ("#EXTM3U", "#EXT-X-VERSION:7")
    yield f"#EXT-X-TARGETDURATION:{max(ceil(part.seconds) for part in segments)}"
    yield from ("#EXT-X-PLAYLIST-TYPE:VOD", *more, f'#EXT-X-MAP:URI="{file}",BYTERANGE="{head}@0"')
    for part in segments:
        yield from (f"#EXTINF:{part.seconds:.5f},", f"#EXT-X-BYTERANGE:{part.bytes}@{part.offset}", file)
    yield "#EXT-X-ENDLIST"


def _joined(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Neighbours as one, as long as they are no longer than a segment may be."""
    last: Segment | None = None
    for part in segments:
        if last and last.seconds + part.seconds <= LONGEST + 0.1:
            last = Segment(last.offset, last.bytes + part.bytes, last.seconds + part.seconds)
        else:
            if last:
                yield last
            last = part
    if last:
        yield last


def _rates(segments: Sequence[Segment]) -> tuple[int, int]:
    """Bits a second: the most of any segment, and of all together."""
    joined = list(_joined(segments))
    most = max(ceil(part.bytes * 8 / part.seconds) for part in joined)
    return most, ceil(sum(part.bytes for part in joined) * 8 / sum(part.seconds for part in joined))


def _track(track: Track, site: SiteSettings) -> str:
    return site.absolute(track.path) if site.is_apart(track.path) else _file(track.path)


def _uri(film: Film, name: str) -> str:
    return _file(film.path(f"{name}.m3u8"))


def _file(path: str) -> str:
    return path.rpartition("/")[2]


def _written(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()
