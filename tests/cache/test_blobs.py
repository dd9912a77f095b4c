"""The store holds what it was given, under the hash of its bytes; damage is made again, and nothing of it published."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from plugins.cache import blobs as module
from plugins.cache.blobs import Blobs, sha256_of
from plugins.media.shelf import MediaShelf, RecordingIndex
from plugins.model.errors import MediaDamaged
from tests.conftest import SmallSite, tree_of

HARM = (
    lambda data: data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :],
    lambda data: data[:-7],
    lambda data: b"",
)


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    """A store with nothing in it."""
    found = Blobs(tmp_path)
    found.folder.mkdir()
    return found


def laid(blobs: Blobs, data: bytes) -> str:
    """Put bytes into a store, as a stage does: by a file that it made there."""
    (blobs.folder / "new").write_bytes(data)
    return blobs.put(blobs.folder / "new")


def test_what_was_put_is_there(blobs: Blobs) -> None:
    sha256 = laid(blobs, b"sound")

    assert blobs.get(sha256).read_bytes() == b"sound"
    assert blobs.holds(sha256, 5) and not blobs.holds(sha256, 6) and not blobs.holds("0" * 64, 5)
    assert blobs.names() == {sha256}


@pytest.mark.parametrize("harm", HARM, ids=["a flipped bit", "cut", "empty"])
def test_only_damaged_files_are_weeded(harm: Callable[[bytes], bytes], blobs: Blobs) -> None:
    """What is not named by its bytes is left alone."""
    kept, lost = laid(blobs, b"kept" * 99), laid(blobs, b"lost" * 99)
    (blobs.folder / "new").write_bytes(b"being made")
    blobs.path(lost).write_bytes(harm(blobs.path(lost).read_bytes()))
    with pytest.raises(MediaDamaged):
        blobs.get(lost)
    blobs.weed()
    assert blobs.get(kept).is_file() and (blobs.folder / "new").exists() and not blobs.path(lost).exists()
    with pytest.raises(MediaDamaged):
        blobs.get(lost)


def test_what_no_build_used_in_a_month_is_dropped(blobs: Blobs) -> None:
    """Once a day, and not what was asked for meanwhile."""
    used, old = laid(blobs, b"used"), laid(blobs, b"old")

    def age(sha256: str) -> None:
        then = blobs.path(sha256).stat().st_mtime - module.MONTH - 60
        os.utime(blobs.path(sha256), (then, then))

    age(used)
    age(old)
    assert blobs.holds(used, 4)
    blobs.sweep()
    assert blobs.path(used).exists() and not blobs.path(old).exists()
    age(used)
    blobs.sweep()
    assert blobs.path(used).exists()


# --- Named files ------------------------------------------------------------------------------------------------------

ONE, TWO = "cards/one", "cards/two"


def never() -> bytes:
    raise AssertionError("it was kept, and need not be made")


@pytest.fixture
def named(tmp_path: Path) -> Blobs:
    """A store with two of them."""
    found = Blobs(tmp_path)
    assert (found.named(ONE, lambda: b"1"), found.named(TWO, lambda: b"2")) == (b"1", b"2")
    return found


def test_what_was_made_is_not_made_again(named: Blobs) -> None:
    assert (named.named(ONE, never), named.named(TWO, never)) == (b"1", b"2")
    assert named.named(ONE, lambda: b"new", clean=True) == b"new"


def test_a_file_in_the_place_of_another(named: Blobs) -> None:
    """It is whole, and not what its name says."""
    os.replace(named.path(TWO), named.path(ONE))
    assert named.named(ONE, lambda: b"again") == b"again"


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 40])
def test_a_damaged_named_file(named: Blobs, damage: bytes) -> None:
    named.path(ONE).write_bytes(damage)
    assert named.named(ONE, lambda: b"again") == b"again"
    assert named.named(ONE, never) == b"again"


def test_a_folder_that_nobody_may_write(tmp_path: Path) -> None:
    """The build goes on without it."""
    (tmp_path / module.FOLDER).write_bytes(b"a file, where the folder should be")
    assert Blobs(tmp_path).named(ONE, lambda: b"1") == b"1"


def test_a_named_file_that_nobody_asked_for_in_a_month_goes(named: Blobs) -> None:
    for name in (ONE, TWO):
        os.utime(named.path(name), (1, named.path(name).stat().st_mtime - module.MONTH - 60))
    named.named(ONE, never)
    named.sweep()
    assert [path.name for path in (named.folder / "cards").iterdir()] == ["one"]


# --- Builds -----------------------------------------------------------------------------------------------------------


def test_files_of_an_older_cache_are_taken_over(tmp_path: Path) -> None:
    """They lay beside the index that names them."""
    folder = tmp_path / "media" / "films"
    folder.mkdir(parents=True)
    (folder / "new").write_bytes(b"film")
    sha256 = sha256_of(folder / "new")
    (folder / "new").rename(folder / sha256)
    shelf = MediaShelf(tmp_path, "media/films", RecordingIndex)

    assert shelf.holds(sha256, 4) and not (folder / sha256).exists()


def test_a_build_mends_its_store(small_site: SmallSite) -> None:
    """All forms of a picture are damaged, one way or another: the next build that needs them gives the same site."""
    store = small_site.folder / "cache" / module.FOLDER
    small_site.build()
    drawn = store.resolve()  # of all tests: slates and cards
    store.unlink()
    shutil.copytree(drawn, store)
    before = set(store.glob("?" * 64))
    Image.linear_gradient("L").resize((900, 600)).convert("RGB").save(small_site.content / "news" / "gradient.png")
    text = small_site.content / "news" / "harbour.el.md"
    text.write_text(text.read_text(encoding="utf-8") + "\n![Μια σκάλα του γκρι](gradient.png)\n", encoding="utf-8")
    small_site.build()
    whole = tree_of(small_site.output)
    files = sorted(set(store.glob("?" * 64)) - before)
    for number, path in enumerate(files):
        path.write_bytes(HARM[number % len(HARM)](path.read_bytes()))
    for path in small_site.folder.glob("*output*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    done = small_site.build()
    assert tree_of(small_site.output) == whole and len(files) > 3, done.stderr
