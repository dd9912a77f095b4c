"""A video → the files that stations and browsers take: all pictures in one pass, all sounds in another, then both
put together.

Apart, since a sound is levelled until it is right, and all files for the web share one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from math import ceil
from pathlib import Path
from typing import NamedTuple

from plugins.media.ffmpeg import EXACT, ffmpeg_path, run, watched
from plugins.media.footage import SECONDS, joined, reading
from plugins.media.measure import STEADY
from plugins.media.meter import QUIETEST, Levels
from plugins.media.recipes import Recipe
from plugins.media.renditions import AudioSource, Encoded, Results, levelled
from plugins.model.video import RATE, Footage


class FrameSize(NamedTuple):
    """How a picture is encoded: the box that it fits in, whether the rest is black, and x264's options."""

    name: str
    width: int
    height: int
    is_padded: bool
    encoder: tuple[str, ...]


class StillMoment(NamedTuple):
    """A still: how many seconds in, whether that very picture or the most telling one of the second that follows, its
    size and ffmpeg's encoder."""

    at: float
    is_exact: bool
    width: int
    height: int
    encoder: tuple[str, ...] = ("-c:v", "mjpeg", "-q:v", "3")


TV = "tv"
SOUNDS = {
    TV: Recipe(
        TV, "m4a", "audio/mp4", 48_000, 2, -23.0, ("-c:a", "aac", "-b:a", "256k", "-f", "mp4"), "mov"
    ),  # EBU R 128
    "web": Recipe("web", "m4a", "audio/mp4", 48_000, 2, -16.0, ("-c:a", "aac", "-b:a", "128k", "-f", "mp4"), "mov"),
}
STILL = (1920, 1080)
POSTER = (1280, 720)
#: What is shown everywhere: 25 whole pictures a second, square pixels, the colours of high-definition television.
_EVERYWHERE = (
    *("-pix_fmt", "yuv420p", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
    *("-color_range", "tv", "-flags:v", "+bitexact+cgop", "-g", str(2 * RATE), "-keyint_min", str(2 * RATE)),
    *("-sc_threshold", "0"),  # a picture to begin from every two seconds, at the same times in all sizes
)
#: Later versions of ffmpeg write what the pictures say of themselves, whatever the options are.
STATED = "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv"
_X264 = ("-c:v", "libx264", "-profile:v", "high")
_PRIMARIES = ("bt709", "bt2020", "smpte432")
_MATRICES = ("bt709", "bt2020nc", "ictcp")


def pictures(footage: Footage, heights: Iterable[int]) -> tuple[FrameSize, ...]:
    """That for stations first, then those for the web from the largest on, none larger than the original."""
    own = footage.height // 2 * 2
    smaller = sorted({min(height, own) for height in heights}, reverse=True)
    return (_for_tv(), *(_for_web(height) for height in smaller))


def _for_tv() -> FrameSize:
    """1080p25, H.264 High 4.0, at most 15 Mb/s."""
    quality = ("-preset", "superfast", "-crf", "17", "-maxrate", "15M", "-bufsize", "15M")  # stations have wide lines
    return FrameSize(TV, 1920, 1080, True, (*_X264, "-level:v", "4.0", *quality))


def _for_web(height: int) -> FrameSize:
    """At most about 2.8 Mb/s for 720 lines and 0.7 for 360, as Apple's ladder has it.

    https://developer.apple.com/documentation/http-live-streaming/hls-authoring-specification-for-apple-devices
    """
    most = f"{height * height // 185}k"
    quality = ("-preset", "veryfast", "-crf", "22", "-maxrate", most, "-bufsize", most)
    return FrameSize(str(height), height * 4, height, False, (*_X264, *quality))


def encode_pictures(
    original: Path, footage: Footage, wanted: Mapping[FrameSize, Path], stills: Mapping[StillMoment, Path]
) -> int:
    """Write pictures alone, as MP4, and stills, as JPEG, from one pass over the original; how many frames a picture has
    (0 without one). Raises Damaged where ffmpeg can't."""
    words = ["-filter_complex_threads", "1", *reading(original)]
    words += ["-filter_complex", ";".join(_graph(footage, wanted, stills))]
    for picture, target in wanted.items():
        words += ["-map", f"[{picture.name}]", *EXACT, *picture.encoder, *_EVERYWHERE, *_mp4(target)]
    for number, (still, target) in enumerate(stills.items()):
        sink = ["-frames:v", "1", "-f", "image2", "-update", "1", "-y", ffmpeg_path(target)]
        words += ["-map", f"[still{number}]", *EXACT, "-flags:v", "+bitexact", *still.encoder, *sink]
    called = " ".join([original.name, "→", *(picture.name for picture in wanted)])
    said = watched(words, footage.seconds, called, SECONDS)
    return int(said["frame"]) if wanted else 0


def _graph(footage: Footage, wanted: Iterable[FrameSize], stills: Iterable[StillMoment]) -> Iterator[str]:
    """The filters between the decoder and the coders: an uneven or another pace becomes even, then each has its own."""
    branches = {picture.name: ",".join(_filters(footage, picture)) for picture in wanted}
    branches |= {f"still{number}": ",".join(_chosen(footage, still)) for number, still in enumerate(stills)}
    whole = "bwdif=mode=send_frame," if footage.is_interlaced else ""
    outs = "".join(f"[to_{name}]" for name in branches)
    yield f"[0:V:0]{whole}fps={RATE}:start_time=0,split={len(branches)}{outs}"
    for name, filters in branches.items():
        yield f"[to_{name}]{filters}[{name}]"


def _filters(footage: Footage, picture: FrameSize) -> Iterable[str]:
    yield from fitted(footage, picture.width, picture.height, picture.is_padded, "out_color_matrix=bt709:out_range=tv")
    yield STATED


def _chosen(footage: Footage, still: StillMoment) -> Iterable[str]:
    """One picture in a full frame, in the colours of JPEG (ITU-T T.871)."""
    first = ceil(still.at * RATE)
    yield "tpad=stop_mode=clone:stop=-1"  # sound may go on for longer than the picture
    yield f"trim=start_frame={first}:end_frame={first + (1 if still.is_exact else RATE)}"
    if not still.is_exact:
        yield f"thumbnail={RATE}"
    yield from fitted(footage, still.width, still.height, True, "out_color_matrix=bt601:out_range=pc")
    yield "format=yuvj420p"


def fitted(footage: Footage, width: int, height: int, is_padded: bool, colours: str) -> Iterable[str]:
    """Whole, in its own proportions, with even sides as H.264 asks; in a full frame the rest is black."""
    if footage.is_stretched:
        yield "scale=iw*sar:ih,setsar=1"
    box = f"scale={width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2"
    if (footage.is_hdr or footage.is_wide) and can_tone():
        yield box
        yield from _toned(footage)
        yield f"scale=in_color_matrix=bt709:{colours}"
    else:
        yield f"{box}:in_color_matrix={footage.matrix}:{colours}"
    if is_padded:
        yield f"pad={width}:{height}:-1:-1:black"
    yield "setsar=1"


def _toned(footage: Footage) -> Iterable[str]:
    """The colours and the light of high-definition television.

    What is white in HDR is white (203 cd/m², ITU-R BT.2408), all that is darker stays as it is, and what is brighter is
    pressed into the rest.
    """
    matrix, primaries, transfer = footage.colours
    matrix = matrix if matrix in _MATRICES else "bt2020nc"
    primaries = primaries if primaries in _PRIMARIES else "bt2020"
    if not footage.is_hdr:  # the curves of all SDR are one (ITU-R BT.2020)
        yield f"zscale=min={matrix}:pin={primaries}:tin=bt709:m=bt709:p=bt709:t=bt709:r=tv,format=yuv420p"
        return
    yield f"zscale=min={matrix}:pin={primaries}:tin={transfer}:t=linear:npl=203"
    yield "format=gbrpf32le,zscale=p=bt709,tonemap=mobius:param=0.9:desat=0"
    yield "zscale=t=bt709:m=bt709:r=tv,format=yuv420p"


@lru_cache(maxsize=1)
def can_tone() -> bool:
    """Whether this ffmpeg has the filters for that: zscale is built in only with a library of its own."""
    known = run(["-filters"])[0].decode(errors="replace")
    return all(f" {name} " in known for name in ("zscale", "tonemap"))


def encode_sounds(original: Path, footage: Footage, wanted: Mapping[Recipe, Path]) -> Results:
    """Write sounds alone, as long as the picture; silence where there is none. By name what came of each. Raises
    Damaged where ffmpeg can't."""
    length = f"{footage.seconds:.3f}"
    if not has_sound(footage):
        return {recipe.name: _silent(footage, recipe, target) for recipe, target in wanted.items()}
    in_time = (f"aresample={STEADY}:async=1:first_pts=0", f"apad=whole_dur={length}", f"atrim=end={length}")
    with _track(original, footage, next(iter(wanted.values()))) as read:
        return levelled(AudioSource(read, STEADY, 2, in_time, original.name), wanted)


def _silent(footage: Footage, recipe: Recipe, target: Path) -> Encoded:
    source = ["-f", "lavfi", "-t", f"{footage.seconds:.3f}", "-i", f"anullsrc=r={recipe.rate}:cl=stereo"]
    run([*source, *EXACT, *recipe.encoder, "-y", ffmpeg_path(target)])
    return Encoded(Levels(QUIETEST, -120.0, round(footage.seconds * recipe.rate)), None)


@contextmanager
def _track(original: Path, footage: Footage, target: Path) -> Iterator[list[str]]:
    """How ffmpeg opens the sound of a video: its first track, or a copy of the other ones that are heard."""
    if footage.taken == (0,):
        yield [*reading(original), "-vn", "-sn", "-dn"]
        return
    whole = target.with_suffix(".wav")
    try:
        words = ["-filter_complex", f"{joined(footage.taken)}[heard]", "-map", "[heard]", "-c:a", "pcm_s24le"]
        run([*reading(original), *words, *EXACT, "-rf64", "auto", "-f", "wav", "-y", ffmpeg_path(whole)], SECONDS)
        yield ["-f", "wav", "-i", ffmpeg_path(whole)]
    finally:
        whole.unlink(missing_ok=True)


def has_sound(footage: Footage) -> bool:
    """Whether there is anything to hear."""
    return footage.channels > 0 and footage.loudness > QUIETEST


def stitch(picture: Path, sound: Path, language: str, target: Path) -> None:
    """Put both together, with the index first, so that a browser can begin at once; `language` is of ISO 639-2."""
    words = ["-f", "mov", "-i", ffmpeg_path(picture), "-f", "mov", "-i", ffmpeg_path(sound)]
    words += ["-map", "0:v:0", "-map", "1:a:0", "-c", "copy", *EXACT, "-metadata:s:a:0", f"language={language}"]
    run([*words, "-movflags", "+faststart", *_mp4(target)])


def fragment(whole: Path, target: Path, is_sound: bool) -> None:
    """The same picture or sound as parts of two seconds, each to be shown by itself (ISO/IEC 14496-12, 8.8)."""
    cut = ["-frag_duration", "2000000"] if is_sound else []
    flags = "+delay_moov+default_base_moof+skip_trailer" + ("" if is_sound else "+frag_keyframe")
    words = ["-f", "mov", "-i", ffmpeg_path(whole), "-map", "0", "-c", "copy", *EXACT]
    run([*words, *cut, "-movflags", flags, *_mp4(target)])


def _mp4(target: Path) -> list[str]:
    return ["-f", "mp4", "-y", ffmpeg_path(target)]
