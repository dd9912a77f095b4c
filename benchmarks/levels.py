"""How loud every file is that a build has made of recordings, by ffmpeg's own meter: `python -m benchmarks.levels`.

A line for each sort of file, and one for each file beyond its limits; then the status is 1. One channel counts as two
loudspeakers play it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from plugins.media.ffmpeg import program
from plugins.media.measure import METER, levels_in
from plugins.media.recipes import BY_NAME, CEILING, TOLERANCE, Recipe, read_back
from plugins.media.recordings import FOLDER
from plugins.media.shelf import MediaShelf, RecordingIndex


class Level(NamedTuple):
    """A file by its name, with its loudness (LUFS) and true peak (dBTP)."""

    name: str
    loudness: float
    peak: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table of the files in a cache; 1 where one is beyond its limits."""
    root = argparse.ArgumentParser(description=__doc__)
    root.add_argument("cache", nargs="?", type=Path, default=Path(".cache"))
    shelf = MediaShelf(root.parse_args(arguments).cache, FOLDER, RecordingIndex)
    beyond = []
    print("| file | how many | LUFS, from | to | highest dBTP |\n|---|---|---|---|---|")
    for recipe in BY_NAME.values():
        found = list(levels_of(recipe, shelf))
        if found:
            print(row(recipe, found))
        beyond += [(recipe, level) for level in found if is_beyond(level, recipe)]
    for recipe, level in beyond:
        print(f"beyond its limits: {recipe.name} {level.name}: {level.loudness} LUFS, {level.peak} dBTP")
    return 1 if beyond else 0


def levels_of(recipe: Recipe, shelf: MediaShelf[RecordingIndex]) -> Iterator[Level]:
    """The levels of all files of a recipe that are there."""
    for key, bare in shelf.index.bare.items():
        if key.split(":")[1] == recipe.name and shelf.holds(bare.sha256, bare.bytes):
            yield witnessed(shelf.path(bare.sha256), recipe)


def witnessed(path: Path, recipe: Recipe) -> Level:
    """The level of a bare rendition, by ffmpeg's own meter."""
    words = [program(), "-hide_banner", *read_back(path, recipe), "-af", METER, "-f", "null", "-"]
    said = subprocess.run(words, capture_output=True, check=True).stderr.decode()
    return Level(path.name, *levels_in(said)[:2])


def row(recipe: Recipe, found: Sequence[Level]) -> str:
    """A line of the table."""
    loud = [level.loudness for level in found]
    peak = max(level.peak for level in found)
    return f"| {recipe.name} | {len(found)} | {min(loud)} | {max(loud)} | {peak} |"


def is_beyond(level: Level, recipe: Recipe) -> bool:
    """Whether a file is louder or softer than it may be, or peaks too high."""
    return abs(level.loudness - recipe.target) > TOLERANCE or level.peak > CEILING


if __name__ == "__main__":
    sys.exit(main())
