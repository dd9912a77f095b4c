"""How each rendition is made: of EBU R 128 for stations, of Apple for apps."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from plugins.media.ffmpeg import ffmpeg_path
from plugins.model.audio import Sound

CEILING = -1.0  # dBTP, for apps: https://podcasters.apple.com/support/893-audio-requirements
TOLERANCE = 0.5  # LU


class Recipe(NamedTuple):
    """How a rendition is made: ending, media type, sample rate (Hz), channels, target (LUFS) and ffmpeg's encoder.

    `loss` is by how much the coder makes softer what it gets (dB): LAME scales it by 0.95, as its presets do.
    """

    name: str
    ending: str
    type: str
    rate: int
    channels: int
    target: float
    encoder: tuple[str, ...]
    reader: str  # how ffmpeg reads it back
    loss: float = 0.0

    @property
    def has_like_sides(self) -> bool:
        """Whether two channels that are the same come out so: ffmpeg's MP2 gives its bits to one after the other."""
        return "mp2" not in self.encoder

    @property
    def limited(self) -> bool:
        """Whether peaks may be limited: for apps; stations get what was recorded, at another level."""
        return self.target > -20


_LAME = ("-c:a", "libmp3lame", "-b:a")
#: Of EBU R 128 for stations (-23), of Apple for apps (-16); rates and formats as exchanges and automation ask.
RECIPES = (
    Recipe("mp3", "mp3", "audio/mpeg", 44_100, 2, -16.0, (*_LAME, "128k", "-f", "mp3"), "mp3", 0.4),
    Recipe("low", "mp3", "audio/mpeg", 32_000, 1, -16.0, (*_LAME, "48k", "-f", "mp3"), "mp3", 0.4),
    Recipe("opus", "opus", "audio/ogg", 48_000, 1, -16.0, ("-c:a", "libopus", "-b:a", "32k", "-f", "ogg"), "ogg", 0.2),
    Recipe("wav", "wav", "audio/wav", 48_000, 2, -23.0, ("-c:a", "pcm_s24le", "-f", "s24le"), "s24le"),
    Recipe(
        "flac", "flac", "audio/flac", 48_000, 2, -23.0, ("-c:a", "flac", "-sample_fmt", "s32", "-f", "flac"), "flac"
    ),
    Recipe("mp2", "mp2", "audio/mpeg", 48_000, 2, -23.0, ("-c:a", "mp2", "-b:a", "256k", "-f", "mp2"), "mp3"),
)
BY_NAME = {recipe.name: recipe for recipe in RECIPES}


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
    return ["-f", recipe.reader, *raw, "-i", ffmpeg_path(path)]
