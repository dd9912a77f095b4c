"""A video → the files that stations and browsers take: picture and sound are made apart, then put together.

Apart, since the sound is levelled until it is right, and all files for the web share one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from plugins.media.ffmpeg import EXACT, ffmpeg_path, run, watched
from plugins.media.footage import SECONDS, joined, reading
from plugins.media.meter import QUIETEST, Levels
from plugins.media.renditions import AudioSource, Encoded, Recipe, Unheard, levelled
from plugins.model.video import RATE, Footage


class FrameSize(NamedTuple):
    """How a picture is encoded: the box that it fits in, whether the rest is black, and x264's options."""

    name: str
    width: int
    height: int
    is_padded: bool
    encoder: tuple[str, ...]


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
    return FrameSize(TV, 1920, 1080, True, ("-c:v", "libx264", "-profile:v", "high", "-level:v", "4.0", *quality))


def _for_web(height: int) -> FrameSize:
    """At most about 2.8 Mb/s for 720 lines and 0.7 for 360, as Apple's ladder has it.

    https://developer.apple.com/documentation/http-live-streaming/hls-authoring-specification-for-apple-devices
    """
    most = f"{height * height // 185}k"
    quality = ("-preset", "veryfast", "-crf", "22", "-maxrate", most, "-bufsize", most)
    return FrameSize(str(height), height * 4, height, False, ("-c:v", "libx264", "-profile:v", "high", *quality))


def encode_picture(original: Path, footage: Footage, picture: FrameSize, target: Path) -> int:
    """Write the picture alone, as MP4; how many frames it has. Raises Damaged where ffmpeg can't."""
    words = ["-filter_threads", "1", *reading(original), "-map", "0:V:0", "-an"]
    filters = ",".join(_filters(footage, picture))
    words += ["-vf", filters, *EXACT, *picture.encoder, *_EVERYWHERE, *_mp4(target)]
    return int(watched(words, footage.seconds, f"{original.name} → {picture.name}", SECONDS)["frame"])


def _filters(footage: Footage, picture: FrameSize) -> Iterable[str]:
    if footage.is_interlaced:
        yield "bwdif=mode=send_frame"
    yield f"fps={RATE}:start_time=0"  # an uneven or another pace becomes even
    yield from fitted(footage, picture.width, picture.height, picture.is_padded, "out_color_matrix=bt709:out_range=tv")
    yield STATED


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


def encode_sound(original: Path, footage: Footage, recipe: Recipe, target: Path) -> Encoded:
    """Write the sound alone, as long as the picture; silence where there is none. Raises Damaged where ffmpeg can't,
    Unheard where it would be silent and the original is not."""
    length = f"{footage.seconds:.3f}"
    if not has_sound(footage):
        source = ["-f", "lavfi", "-t", length, "-i", f"anullsrc=r={recipe.rate}:cl=stereo"]
        run([*source, *EXACT, *recipe.encoder, "-y", ffmpeg_path(target)])
        return Encoded(Levels(QUIETEST, -120.0, round(footage.seconds * recipe.rate)), None)
    as_long = (f"apad=whole_dur={length}", f"atrim=end={length}")
    with _track(original, footage, target) as read:
        in_time = (f"aresample={recipe.rate}:async=1:first_pts=0", *as_long)
        made = levelled(AudioSource(read, recipe.rate, 2, in_time, original.name), {recipe: target})[recipe.name]
    if isinstance(made, Unheard):
        raise made
    return made


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


def encode_still(
    original: Path, footage: Footage, at: float, is_exact: bool, size: tuple[int, int], target: Path
) -> None:
    """One picture as JPEG, in a full frame: that moment's, or the most telling one of the second that follows."""
    choice = [] if is_exact else [f"thumbnail={RATE}"]
    colours = "out_color_matrix=bt601:out_range=pc"  # JPEG's (ITU-T T.871)
    filters = ",".join([*choice, *fitted(footage, *size, True, colours), "format=yuvj420p"])
    words = ["-filter_threads", "1", "-ss", f"{at:.3f}", *reading(original), "-map", "0:V:0", "-an", "-vf", filters]
    sink: Sequence[str] = ("-frames:v", "1", "-c:v", "mjpeg", "-q:v", "3")
    run([*words, *EXACT, "-flags:v", "+bitexact", *sink, "-f", "image2", "-update", "1", "-y", ffmpeg_path(target)])


def _mp4(target: Path) -> list[str]:
    return ["-f", "mp4", "-y", ffmpeg_path(target)]
