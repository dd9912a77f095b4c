"""Files that are kept by name in the cache: read again while they are whole, made again where they are not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plugins.cache.kept import FOLDER, MONTH, kept, sweep

ONE, TWO = "cards/one", "cards/two"


def never() -> bytes:
    raise AssertionError("it was kept, and need not be made")


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Two files that were kept."""
    assert kept(tmp_path, ONE, lambda: b"1") == b"1"
    assert kept(tmp_path, TWO, lambda: b"2") == b"2"
    return tmp_path


def test_what_was_made_is_not_made_again(cache: Path) -> None:
    assert (kept(cache, ONE, never), kept(cache, TWO, never)) == (b"1", b"2")
    assert kept(cache, ONE, lambda: b"new", clean=True) == b"new"


def test_a_file_in_the_place_of_another(cache: Path) -> None:
    """It is whole, and not what its name says."""
    os.replace(cache / FOLDER / TWO, cache / FOLDER / ONE)
    assert kept(cache, ONE, lambda: b"again") == b"again"


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 40])
def test_a_damaged_file(cache: Path, damage: bytes) -> None:
    (cache / FOLDER / ONE).write_bytes(damage)
    assert kept(cache, ONE, lambda: b"again") == b"again"
    assert kept(cache, ONE, never) == b"again"


def test_a_folder_that_nobody_may_write(tmp_path: Path) -> None:
    """The build goes on without it."""
    (tmp_path / FOLDER).write_bytes(b"a file, where the folder should be")
    assert kept(tmp_path, ONE, lambda: b"1") == b"1"


def test_what_nobody_asked_for_in_a_month_goes(cache: Path) -> None:
    for name in (ONE, TWO):
        os.utime(cache / FOLDER / name, (1, (cache / FOLDER / name).stat().st_mtime - MONTH - 60))
    kept(cache, ONE, never)
    sweep(cache)
    assert [path.name for path in (cache / FOLDER / "cards").iterdir()] == ["one"]
