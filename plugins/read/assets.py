"""The files beside the texts that some entry uses, with their hashes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from plugins.model.entry import Entry
from plugins.model.file import Asset, AssetFacts


def assets_of(content: Path, entries: Iterable[Entry]) -> dict[str, Asset]:
    """Every file that an entry names, by path; no other is ever published."""
    return {path: _asset(content, path) for path in sorted(_named(entries))}


def _named(entries: Iterable[Entry]) -> set[str]:
    named: set[str] = set()
    for entry in entries:
        named.update(target.name for target in (*entry.targets, *entry.files.values()) if target.sort == "asset")
    return named


def _asset(content: Path, path: str) -> Asset:
    with (content / path).open("rb") as file:  # a video may be larger than the memory
        size, state = os.fstat(file.fileno()).st_size, hashlib.file_digest(file, "sha256")
    return Asset(path, AssetFacts(size, state.hexdigest()))
