"""Original → the files that apps and stations take: converted, levelled, encoded, and measured as they came out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from plugins.media.ffmpeg import EXACT, Damaged, ffmpeg_path, run
from plugins.media.measure import Heard, Levels, heard, heard_through, lost, reading, steadied
from plugins.media.probe import sort_of
from plugins.model.audio import Sound
from plugins.model.problem import Message, _

CEILING = -1.0  # dBTP, for apps: https://podcasters.apple.com/support/893-audio-requirements
TOLERANCE = 0.5  # LU
REDUCTION = 6.0  # dB that the limiter may take from a peak
PASSES = 4  # the first, and at most three that correct it
CEILINGS = 3  # more of them, that do nothing but keep the ceiling
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

#: How one channel is made of two, by what it is called: of both, unless they cancel each other.
MIXES = {
    "": "pan=mono|c0=0.5*c0+0.5*c1",
    "difference": "pan=mono|c0=0.5*c0-0.5*c1",
    "left": "pan=mono|c0=c0",
    "right": "pan=mono|c0=c1",
}
_MIXED = 9.0  # LU that something may lose where channels are mixed: 3 where they have nothing in common, 6 by chance
_PATIENCE = (0.5, 0.01)  # seconds, and part of the whole, that may lose more
_UNHEARD = 20.0  # LU below its level in the original, from which on something is not there any more

_QUIETER = _("“{name}” stays at {found:.1f} LUFS instead of {wanted:.1f}: the peaks of the speech are too loud")
_LOST = _("is not published: “{name}” would lack {seconds:.1f} seconds that are heard in the original")
_CHECK = _("check its channels in your audio program, and export it again as stereo or mono")


class Encoded(NamedTuple):
    """What came out: measured levels, a note for the editor where the loudness could not be met, and the mix."""

    levels: Levels
    note: Message | None
    mix: str = ""


class Unheard(Damaged):
    """A rendition that is silent where its original is not."""


def encode(original: Path, sound: Sound, recipe: Recipe, target: Path) -> Encoded:
    """Write the bare rendition (no tags) of an original to `target`. Raises Damaged where ffmpeg can't."""
    with opened(original, sound, target.parent) as read:
        if not conforms(sound, recipe):
            return levelled(read, recipe, target)
        run([*read, "-c:a", "copy", *EXACT, "-f", "mp3", "-y", _of(target)])
        after = heard(read_back(target, recipe))
        _refuse_unheard(heard(read), after, recipe)
        return Encoded(after.levels, None)


@contextmanager
def opened(original: Path, sound: Sound, folder: Path) -> Iterator[list[str]]:
    """How ffmpeg opens an original, or a copy of it in one format."""
    read = reading(original, sort_of(original))
    if sound.is_steady:
        yield read
    else:
        with steadied(read, folder) as again:
            yield again


def levelled(read: Sequence[str], recipe: Recipe, target: Path, filters: Sequence[str] = ()) -> Encoded:
    """What ffmpeg reads with these arguments, encoded at the recipe's loudness, behind filters.

    Raises Unheard where that is silent and what was read is not.
    """
    original, before, mix = _mixed(read, recipe, filters)
    layout = (*filters, *_layout(recipe, mix))
    gain = recipe.target - before.loudness
    room = CEILING - before.peak + (REDUCTION if recipe.limited else 0.0)
    wanted = recipe.target if gain <= room else recipe.target - (gain - room)
    gain, ceiling = min(gain, room), CEILING - 0.3
    for number in range(PASSES + CEILINGS):
        chain = ",".join([*layout, *_level(recipe, gain, ceiling)])
        run([*read, "-af", chain, *EXACT, *recipe.encoder, "-y", _of(target)])
        found = heard(read_back(target, recipe))
        after, above = found.levels, found.levels.peak - CEILING
        if above <= 0 and (abs(after.loudness - wanted) <= TOLERANCE / 2 or number >= PASSES - 1):
            break
        if above > 0 and (number >= PASSES - 1 or not recipe.limited):
            gain -= above + (0.1 if recipe.limited else 0.0)
        elif recipe.limited:
            gain += wanted - after.loudness
        else:
            gain = min(gain + wanted - after.loudness, room)
        ceiling -= max(0.0, above + 0.1)
    _refuse_unheard(original, found, recipe)
    missed = abs(after.loudness - recipe.target) > TOLERANCE
    note = _QUIETER.format(name=recipe.name, found=after.loudness, wanted=recipe.target) if missed else None
    return Encoded(after, note, mix)


def _mixed(read: Sequence[str], recipe: Recipe, filters: Sequence[str]) -> tuple[Heard, Levels, str]:
    """What is heard of an original, its levels in the rendition's layout, and the mix that loses least of it."""
    best: tuple[float, Heard, Levels, str] | None = None
    for mix in MIXES if recipe.channels == 1 else ("",):
        original, mixed = heard_through(read, _layout(recipe, mix), filters)
        without = lost(original, mixed, _MIXED)
        if best is None or without < best[0]:
            best = (without, original, mixed.levels, mix)
        if best[0] <= max(_PATIENCE[0], _PATIENCE[1] * len(original.curve) / 10):
            break
    assert best, "there is a mix at least"
    return best[1:]


def _refuse_unheard(original: Heard, made: Heard, recipe: Recipe) -> None:
    """Raise Unheard where the rendition, at its own level, is silent while the original is not."""
    louder = made.levels.loudness - original.levels.loudness
    level = made._replace(curve=tuple(value - louder for value in made.curve))
    without = lost(original, level, _UNHEARD)
    if without >= _PATIENCE[0]:
        raise Unheard(_LOST.format(name=recipe.name, seconds=without), _CHECK)


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


def _layout(recipe: Recipe, mix: str) -> Sequence[str]:
    """To the final layout and rate first, since loudness is measured of what is heard."""
    mono = (MIXES[mix],) if recipe.channels == 1 else ()
    return (f"aresample={recipe.rate}", "aformat=channel_layouts=stereo", *mono)


def _level(recipe: Recipe, gain: float, ceiling: float) -> Sequence[str]:
    volume = f"volume={gain:.2f}dB:precision=double"
    if not recipe.limited:
        return (volume,)
    limit = f"alimiter=limit={10 ** (ceiling / 20):.5f}:attack=2:release=60:level=disabled:latency=1"
    return (volume, f"aresample={_OVERSAMPLED}", limit, f"aresample={recipe.rate}")


def _of(target: Path) -> str:
    return ffmpeg_path(target)
