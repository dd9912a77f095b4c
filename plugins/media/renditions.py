"""Original → the files that apps and stations take: converted, levelled, encoded, and measured as they came out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from plugins.media.ffmpeg import EXACT, ffmpeg_path, run
from plugins.media.measure import Levels, levels_of, reading
from plugins.media.probe import sort_of
from plugins.model import Text
from plugins.sound import Sound

CEILING = -1.0  # dBTP, for apps: https://podcasters.apple.com/support/893-audio-requirements
TOLERANCE = 0.5  # LU
REDUCTION = 6.0  # dB that the limiter may take from a peak
PASSES = 4  # the first, and at most three that correct it
_OVERSAMPLED = 192_000  # Hz: there a limiter of samples is one of true peaks


class Recipe(NamedTuple):
    """How a rendition is made: ending, media type, sample rate (Hz), channels, target (LUFS) and ffmpeg's encoder."""

    name: str
    ending: str
    type: str
    rate: int
    channels: int
    target: float
    encoder: tuple[str, ...]
    reader: str  # how ffmpeg reads it back

    @property
    def limited(self) -> bool:
        """Whether peaks may be limited: for apps; stations get what was recorded, at another level."""
        return self.target > -20


#: Of EBU R 128 for stations (-23), of Apple for apps (-16); rates and formats as exchanges and automation ask.
RECIPES = (
    Recipe("mp3", "mp3", "audio/mpeg", 44_100, 2, -16.0, ("-c:a", "libmp3lame", "-b:a", "128k", "-f", "mp3"), "mp3"),
    Recipe("low", "mp3", "audio/mpeg", 32_000, 1, -16.0, ("-c:a", "libmp3lame", "-b:a", "48k", "-f", "mp3"), "mp3"),
    Recipe("opus", "opus", "audio/ogg", 48_000, 1, -16.0, ("-c:a", "libopus", "-b:a", "32k", "-f", "ogg"), "ogg"),
    Recipe("wav", "wav", "audio/wav", 48_000, 2, -23.0, ("-c:a", "pcm_s24le", "-f", "s24le"), "s24le"),
    Recipe(
        "flac", "flac", "audio/flac", 48_000, 2, -23.0, ("-c:a", "flac", "-sample_fmt", "s32", "-f", "flac"), "flac"
    ),
    Recipe("mp2", "mp2", "audio/mpeg", 48_000, 2, -23.0, ("-c:a", "mp2", "-b:a", "256k", "-f", "mp2"), "mp3"),
)
BY_NAME = {recipe.name: recipe for recipe in RECIPES}

_QUIETER = Text(
    "το «{name}» έμεινε στα {found} LUFS αντί για {wanted}: οι κορυφές της ομιλίας είναι πολύ δυνατές",
    "“{name}” stays at {found} LUFS instead of {wanted}: the peaks of the speech are too loud",
)


class Encoded(NamedTuple):
    """What came out: measured levels, and a note for the editor where the loudness could not be met."""

    levels: Levels
    note: Text | None


def encode(original: Path, sound: Sound, recipe: Recipe, target: Path) -> Encoded:
    """Write the bare rendition (no tags) of an original to `target`. Raises Damaged where ffmpeg can't."""
    read = reading(original, sort_of(original))
    if conforms(sound, recipe):
        run([*read, "-c:a", "copy", *EXACT, "-f", "mp3", "-y", _of(target)])
        return Encoded(levels_of(read_back(target, recipe)), None)
    return levelled(read, recipe, target)


def levelled(read: Sequence[str], recipe: Recipe, target: Path, filters: Sequence[str] = ()) -> Encoded:
    """What ffmpeg reads with these arguments, encoded at the recipe's loudness, behind further filters."""
    layout = (*_layout(recipe), *filters)
    before = levels_of(read, layout)
    gain = recipe.target - before.loudness
    room = CEILING - before.peak + (REDUCTION if recipe.limited else 0.0)
    wanted = recipe.target if gain <= room else recipe.target - (gain - room)
    gain, ceiling = min(gain, room), CEILING - 0.3
    for _ in range(PASSES):
        run(
            [
                *read,
                "-af",
                ",".join([*layout, *_level(recipe, gain, ceiling)]),
                *EXACT,
                *recipe.encoder,
                "-y",
                _of(target),
            ]
        )
        after = levels_of(read_back(target, recipe))
        if abs(after.loudness - wanted) <= TOLERANCE / 2 and after.peak <= CEILING:
            break
        gain += (wanted - after.loudness) if recipe.limited else 0.0
        ceiling -= max(0.0, after.peak - CEILING + 0.1)
        if not recipe.limited and after.peak > CEILING:
            gain -= after.peak - CEILING
    missed = abs(after.loudness - recipe.target) > TOLERANCE
    note = _QUIETER.format(name=recipe.name, found=after.loudness, wanted=recipe.target) if missed else None
    return Encoded(after, note)


def conforms(sound: Sound, recipe: Recipe) -> bool:
    """Whether an original is what we would make: then its sound is copied, since encoding again only loses."""
    return (
        recipe.name == "mp3"
        and sound.type == recipe.type
        and sound.constant
        and round(sound.bit_rate, -3) == 128_000
        and (sound.rate, sound.channels) == (recipe.rate, recipe.channels)
        and abs(sound.loudness - recipe.target) <= TOLERANCE
        and sound.peak <= CEILING
    )


def read_back(path: Path, recipe: Recipe) -> list[str]:
    """How ffmpeg opens a bare rendition."""
    raw = ["-ar", str(recipe.rate), "-ac", str(recipe.channels)] if recipe.reader == "s24le" else []
    return ["-f", recipe.reader, *raw, "-i", ffmpeg_path(path), "-map", "0:a:0"]


def _layout(recipe: Recipe) -> Sequence[str]:
    """To the final layout and rate first: a mono file measures 3 LU lower than its two-channel form."""
    layout = "mono" if recipe.channels == 1 else "stereo"
    return (f"aresample={recipe.rate}", f"aformat=channel_layouts={layout}")


def _level(recipe: Recipe, gain: float, ceiling: float) -> Sequence[str]:
    volume = f"volume={gain:.2f}dB:precision=double"
    if not recipe.limited:
        return (volume,)
    limit = f"alimiter=limit={10 ** (ceiling / 20):.5f}:attack=2:release=60:level=disabled:latency=1"
    return (volume, f"aresample={_OVERSAMPLED}", limit, f"aresample={recipe.rate}")


def _of(target: Path) -> str:
    return ffmpeg_path(target)
