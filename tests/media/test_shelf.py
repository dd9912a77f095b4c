"""What lies damaged on a shelf of the media stage is made again, and nothing of it is published."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from plugins.cache.sealed import sha256_of, unharmed, weed
from plugins.model.errors import MediaDamaged
from tests.conftest import SmallSite, tree_of

HARM = (
    lambda data: data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :],
    lambda data: data[:-7],
    lambda data: b"",
)


def laid(folder: Path, data: bytes) -> Path:
    """A file under the hash of its bytes."""
    (folder / "new").write_bytes(data)
    return (folder / "new").rename(folder / sha256_of(folder / "new"))


@pytest.mark.parametrize("harm", HARM, ids=["a flipped bit", "cut", "empty"])
def test_only_damaged_files_are_weeded(harm, tmp_path: Path):
    """On every shelf below; what is not named by its bytes is left alone."""
    (tmp_path / "films").mkdir()
    kept, index, lost = laid(tmp_path, b"kept" * 99), tmp_path / "index", laid(tmp_path / "films", b"lost" * 99)
    index.write_bytes(b"data")
    lost.write_bytes(harm(lost.read_bytes()))
    with pytest.raises(MediaDamaged):
        unharmed(lost)
    weed(tmp_path)
    assert unharmed(kept) == kept and index.exists() and not lost.exists()
    with pytest.raises(MediaDamaged):
        unharmed(lost)


def test_a_build_mends_its_shelves(small_site: SmallSite):
    """Every file of them is damaged, in one way or another: the next build that needs them gives the same site."""
    Image.linear_gradient("L").resize((900, 600)).convert("RGB").save(small_site.content / "news" / "gradient.png")
    text = small_site.content / "news" / "harbour.el.md"
    text.write_text(text.read_text(encoding="utf-8") + "\n![Μια σκάλα του γκρι](gradient.png)\n", encoding="utf-8")
    small_site.build()
    whole = tree_of(small_site.output)
    shelf = small_site.folder / "cache" / "media" / "pictures"
    files = sorted(path for path in shelf.iterdir() if path.name != "index")
    for number, path in enumerate(files):
        path.write_bytes(HARM[number % len(HARM)](path.read_bytes()))
    for path in small_site.folder.glob("*output*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    done = small_site.build()
    assert tree_of(small_site.output) == whole and len(files) > 3, done.stderr
