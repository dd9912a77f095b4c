"""A cache that machines share: what one has made, another has; whatever lies there is believed by its hash alone."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import fsspec
import msgspec
import pytest

from plugins.cache import db as db_module
from plugins.cache import objects as objects_module
from plugins.cache import packs, shared
from plugins.cache.db import Database
from plugins.cache.packs import CachePiece
from plugins.cache.shared import SharedCache, is_shared
from plugins.model.errors import UsageError
from tests.conftest import ROOT, SmallSite, tree_of
from tests.servers import BUCKET_SERVERS, SECRET, bucket_server

ADDRESS = "memory://caches/site"


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    """Nothing lies in memory."""
    yield
    fsspec.filesystem("memory").store.clear()


def machine(folder: Path, rows: dict[bytes, bytes] | None = None, **blobs: bytes) -> Path:
    """The cache of a machine: rows, and blobs, which are called by their hash where they have no other name."""
    (folder / "blobs" / "cards").mkdir(parents=True, exist_ok=True)
    for name, body in blobs.items():
        place = folder / "blobs" / (sha256(body).hexdigest() if name.startswith("h") else f"cards/{name}")
        place.write_bytes(body)
    with_rows(folder, rows or {b"key": b"value"})
    return folder


def with_rows(folder: Path, rows: dict[bytes, bytes]) -> None:
    """A build that puts these rows."""
    db = Database(folder)
    for key, value in rows.items():
        db.put("texts", key, value)
    db.seal({})
    db.close()


def rows_of(folder: Path) -> dict[bytes, bytes]:
    """The rows that a build finds."""
    db = Database(folder)
    found = db.all("texts")
    db.close()
    return found


def blobs_of(folder: Path) -> dict[str, bytes]:
    """The files of the store."""
    store = folder / "blobs"
    return {path.relative_to(store).as_posix(): path.read_bytes() for path in store.rglob("*") if path.is_file()}


def objects() -> dict[str, bytes]:
    """What lies at the address, by its path."""
    memory = fsspec.filesystem("memory")
    return {path: memory.cat_file(path) for path in memory.find("/caches/site")}


def test_what_one_machine_made_another_has(tmp_path: Path) -> None:
    """Rows and files, small and large; what is being made, locks and links stay where they are."""
    first = machine(tmp_path / "first", card=b"card", h1=os.urandom(3 << 20), h2=b"small", h3=b"")
    (first / "blobs" / "x.lock").write_bytes(b"")
    (first / "blobs" / "link").symlink_to("/etc/hostname")
    SharedCache(first, ADDRESS).push()
    second = tmp_path / "second"
    came = SharedCache(second, ADDRESS).pull()
    assert 3 << 20 < came < 4 << 20
    assert rows_of(second) == {b"key": b"value"}
    there = blobs_of(first)
    assert blobs_of(second) == {name: body for name, body in there.items() if name not in ("x.lock", "link")}
    assert (SharedCache(second, ADDRESS).pull(), SharedCache(second, ADDRESS).push()) == (0, 0)


def test_only_what_is_new_travels(tmp_path: Path) -> None:
    """Of a database, the pieces that differ; a file that lies there does not go again."""
    rows = {number.to_bytes(4, "big"): os.urandom(2000) for number in range(3000)}
    first = machine(tmp_path / "first", rows, h1=os.urandom(2 << 20))
    assert SharedCache(first, ADDRESS).push() > 7 << 20
    with_rows(first, {(7).to_bytes(4, "big"): os.urandom(2000)})
    assert SharedCache(first, ADDRESS).push() < 1 << 20


def test_each_machine_adds_to_the_others(tmp_path: Path) -> None:
    """What two have made at once, both have in the end; a row of one's own stays."""
    first, second = machine(tmp_path / "first", {b"a": b"1"}), machine(tmp_path / "second", {b"b": b"2"}, card=b"card")
    SharedCache(first, ADDRESS).push()
    cache = SharedCache(second, ADDRESS)
    cache.pull()
    assert rows_of(second) == {b"a": b"1", b"b": b"2"}
    cache.push()
    SharedCache(first, ADDRESS).pull()
    assert rows_of(first) == {b"a": b"1", b"b": b"2"}
    assert blobs_of(first)["cards/card"] == b"card"


def test_what_was_damaged_there_is_not_taken_and_given_anew(tmp_path: Path) -> None:
    """An object with other bytes counts as none; who has the file gives it again."""
    first, second = machine(tmp_path / "first", h1=b"sound" * 300_000, card=b"card"), tmp_path / "second"
    SharedCache(first, ADDRESS).push()
    memory = fsspec.filesystem("memory")
    for path, body in objects().items():
        if "cas/" in path and body.startswith(b"sound"):
            memory.pipe_file(path, b"noise" + body[5:])
    SharedCache(second, ADDRESS).pull()
    assert list(blobs_of(second)) == ["cards/card"]
    machine(second, h1=b"sound" * 300_000)
    SharedCache(second, ADDRESS).push()
    third = tmp_path / "third"
    SharedCache(third, ADDRESS).pull()
    assert len(blobs_of(third)) == 2


@pytest.mark.parametrize(
    "name", ["../../escape", "/etc/passwd", "blobs/../../x", "blobs/a/b/c", "blobs/x.lock", ".state"]
)
def test_index_of_a_stranger_names_no_other_place(name: str, tmp_path: Path) -> None:
    assert not is_shared(name)
    body = b"owned"
    piece = CachePiece(sha256(body).digest(), 0, len(body))
    written = msgspec.msgpack.encode({name: (piece,)})
    memory = fsspec.filesystem("memory")
    memory.pipe(
        {"/caches/site/index": shared._seal(written) + written, f"/caches/site/cas/{sha256(body).hexdigest()}": body}
    )
    assert SharedCache(tmp_path / "own", ADDRESS).pull() == 0


def test_blob_is_what_its_name_says(tmp_path: Path) -> None:
    """Other bytes under the hash of a recording are not taken, although their object is whole."""
    body, name = b"other", f"blobs/{sha256(b'right').hexdigest()}"
    written = msgspec.msgpack.encode({name: (CachePiece(sha256(body).digest(), 0, len(body)),)})
    memory = fsspec.filesystem("memory")
    memory.pipe(
        {"/caches/site/index": shared._seal(written) + written, f"/caches/site/cas/{sha256(body).hexdigest()}": body}
    )
    SharedCache(tmp_path / "own", ADDRESS).pull()
    assert blobs_of(tmp_path / "own") == {}


def test_index_of_another_key_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may write to the address, and has not the key of the builds, can take away and add nothing."""
    monkeypatch.setenv(shared.KEY, "sesame")
    SharedCache(machine(tmp_path / "first", card=b"card"), ADDRESS).push()
    monkeypatch.setenv(shared.KEY, "guess")
    assert SharedCache(tmp_path / "second", ADDRESS).pull() == 0
    monkeypatch.setenv(shared.KEY, "sesame")
    assert SharedCache(tmp_path / "second", ADDRESS).pull() > 0


def test_object_that_has_grown_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more is asked for than an object may have."""
    SharedCache(machine(tmp_path / "first", card=b"card"), ADDRESS).push()
    asked: list[int] = []
    cache = SharedCache(tmp_path / "second", ADDRESS)
    monkeypatch.setattr(
        cache.store.fs, "cat_ranges", lambda paths, starts, ends, **_: asked.extend(ends) or [b"x" * 64] * len(paths)
    )
    assert cache.pull() == 0
    assert asked == [objects_module.MOST]


def test_thin_packs_are_packed_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hundreds of edits leave few objects that are asked for, not hundreds."""
    monkeypatch.setattr(packs, "FEW", 4)
    first = machine(tmp_path / "first")
    for number in range(12):
        machine(first, **{f"card{number}": str(number).encode()})
        SharedCache(first, ADDRESS).push()
    files = SharedCache(tmp_path / "second", ADDRESS)._index()
    assert len({piece.object for path, pieces in files.items() if "cards" in path for piece in pieces}) <= 6
    SharedCache(tmp_path / "second", ADDRESS).pull()
    assert len(blobs_of(tmp_path / "second")) == 12


def test_rows_are_given_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit adds a file of the rows that it made; where these become many, they are put together."""
    monkeypatch.setattr(shared, "FEW", 4)
    first, second = machine(tmp_path / "first"), tmp_path / "second"
    for number in range(9):
        with_rows(first, {bytes([number]): b"new"})
        SharedCache(first, ADDRESS).push()
        SharedCache(second, ADDRESS).pull()
    assert rows_of(second) == rows_of(first)
    assert sum(path.startswith("rows/") for path in SharedCache(tmp_path / "third", ADDRESS)._index()) <= 5
    SharedCache(tmp_path / "third", ADDRESS).pull()
    assert rows_of(tmp_path / "third") == rows_of(first)


def test_rows_that_could_not_be_written_are_taken_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another build holds the database for long, what came is not noted as being there."""
    monkeypatch.setattr(db_module, "PATIENCE", 0.01)
    SharedCache(machine(tmp_path / "first"), ADDRESS).push()
    second = machine(tmp_path / "second", {b"own": b"row"})
    with closing(sqlite3.connect(second / db_module.FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        SharedCache(second, ADDRESS).pull()
    assert rows_of(second) == {b"own": b"row"}
    SharedCache(second, ADDRESS).pull()
    assert rows_of(second) == {b"own": b"row", b"key": b"value"}


def test_rows_that_are_none_are_not_taken(tmp_path: Path) -> None:
    """Noise under the name of rows, and rows that tell of another machine's output."""
    for body in (b"noise", msgspec.msgpack.encode([("reads", b"key", b"value")])):
        name = f"rows/{sha256(body).hexdigest()}"
        written = msgspec.msgpack.encode({name: (CachePiece(sha256(body).digest(), 0, len(body)),)})
        place = f"/caches/site/cas/{sha256(body).hexdigest()}"
        fsspec.filesystem("memory").pipe({"/caches/site/index": shared._seal(written) + written, place: body})
        SharedCache(tmp_path / "own", ADDRESS).pull()
    with closing(Database(tmp_path / "own")) as db:
        assert (db.all("reads"), db.all("texts")) == ({}, {})


def test_what_is_given_aside_another_takes(tmp_path: Path) -> None:
    """By its hash, while the index stays as it was."""
    first, second = machine(tmp_path / "first", card=b"card"), tmp_path / "second"
    name = SharedCache(first, ADDRESS).give()
    assert SharedCache(second, ADDRESS).pull() == 0
    SharedCache(second, ADDRESS).take(name)
    assert (rows_of(second), blobs_of(second)) == (rows_of(first), blobs_of(first))
    assert SharedCache(second, ADDRESS).store.get_list(b"x" * 32) == {}


@pytest.mark.parametrize("address", ["gopher://cache", "nothing://x"])
def test_address_that_nothing_opens_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be opened"):
        SharedCache(tmp_path, address)


def sharing(folder: Path, address: str) -> SmallSite:
    """A small site on a machine that shares its cache."""
    shutil.copytree(ROOT / "tests" / "sites" / "minimal" / "content", folder / "content")
    lines = ("from tests.sites.settings import *", f"SHARED_CACHE = {address!r}", 'CHANNELS = ["web", "feeds"]')
    (folder / "settings.py").write_text("\n".join((*lines, "SHARE_CARDS = False\n")), encoding="utf-8")
    return SmallSite(folder, folder / "settings.py")


def test_second_machine_builds_of_what_the_first_has_made(tmp_path: Path) -> None:
    """It says what came and went, parses nothing, and has the same site."""
    address = f"file://{tmp_path}/shared"
    first, second = sharing(tmp_path / "first", address), sharing(tmp_path / "second", address)
    assert f"MB to {address}" in first.build("--lang", "en").stdout
    (second.content / "news").mkdir(exist_ok=True)
    said = second.build("--lang", "en").stdout
    assert f"MB from {address}" in said
    assert tree_of(first.output) == tree_of(second.output)
    assert set(rows_of(second.folder / "cache")) == set(rows_of(first.folder / "cache"))


def test_build_goes_on_where_the_cache_is_not_to_be_had(tmp_path: Path) -> None:
    """It is said once a way; the site is built."""
    (tmp_path / "file").write_bytes(b"")
    done = sharing(tmp_path / "first", f"file://{tmp_path}/file/below").build("--lang", "en")
    assert "the build goes on without it" in done.stderr


@pytest.mark.long
@pytest.mark.parametrize("server", BUCKET_SERVERS)
def test_bucket_holds_a_cache(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And when its server is gone, the next build does without within a minute."""
    with bucket_server(server) as url:
        for name, value in (("ENDPOINT_URL", url), ("ACCESS_KEY_ID", SECRET), ("SECRET_ACCESS_KEY", SECRET)):
            monkeypatch.setenv(f"AWS_{name}", value)
        fsspec.filesystem("s3", skip_instance_cache=True).mkdir("caches")
        first = machine(tmp_path / "first", card=b"card", h1=os.urandom(5 << 20))
        went = SharedCache(first, "s3://caches/site").push()
        assert SharedCache(tmp_path / "second", "s3://caches/site").pull() > 5 << 20
        assert blobs_of(tmp_path / "second") == blobs_of(first)
        assert went > 5 << 20
    began = time.monotonic()
    with pytest.raises(Exception, match="connect"):
        SharedCache(tmp_path / "third", "s3://caches/site").pull()
    assert time.monotonic() - began < 60
