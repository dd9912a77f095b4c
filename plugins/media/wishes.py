"""What is to be published: an entry and the original that it names."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

from plugins.media.recipes import Recipe
from plugins.model.entry import Entry


class RecordingWish(NamedTuple):
    """A recording: its entry, its original, which renditions it gets, and which are made now."""

    entry: Entry
    path: Path
    sha256: str
    recipes: tuple[Recipe, ...]
    made: tuple[Recipe, ...]

    @property
    def name(self) -> str:
        """The original by its bytes and its ending, which may lie."""
        return f"{self.sha256}{self.path.suffix.lower()}"

    def key(self, recipe: Recipe) -> str:
        """Under which a bare rendition is remembered."""
        settled = hashlib.sha256(repr(recipe).encode()).hexdigest()[:16]
        return f"{self.sha256}:{recipe.name}:{settled}"


class FilmWish(NamedTuple):
    """A video: its entry and its original."""

    entry: Entry
    path: Path
    sha256: str

    @property
    def name(self) -> str:
        """The original by its bytes and its ending, which may lie."""
        return f"{self.sha256}{self.path.suffix.lower()}"
