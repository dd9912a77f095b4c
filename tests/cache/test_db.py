"""Rows are those that a sealed build put, or none: whatever happened to the file."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.cache import db as module
from plugins.cache.db import Database
from tests.conftest import ROOT

KEY, OTHER = b"k" * 32, b"o" * 32


def stored(folder: Path, *keys: bytes, room: str = "texts", value: bytes = b"value") -> None:
    """A build that puts a value under each of these keys."""
    db = Database(folder)
    for key in keys:
        db.put(room, key, value + key)
    db.seal({})
    db.close()


def found(folder: Path, key: bytes = KEY, room: str = "texts", clean: bool = False) -> bytes | None:
    """What another build finds under a key, be it asked for alone or with its room."""
    db = Database(folder, clean)
    value = db.get(room, key)
    assert db.all(room).get(key) == value
    db.close()
    return value


def test_what_was_put_is_there_for_the_next_build(tmp_path: Path) -> None:
    stored(tmp_path, KEY)

    assert found(tmp_path) == b"value" + KEY
    assert found(tmp_path, OTHER) is None
    assert found(tmp_path, room="bodies") is None
    assert found(tmp_path, clean=True) is None


def test_an_empty_value_is_a_value(tmp_path: Path) -> None:
    db = Database(tmp_path)
    db.put("texts", KEY, b"")
    assert db.get("texts", KEY) == b""
    db.seal({})
    db.close()

    assert found(tmp_path) == b""


def test_a_build_reads_what_it_has_put(tmp_path: Path) -> None:
    """Before it is written, while a part of it is written, and behind that."""
    db = Database(tmp_path)
    db.put("texts", KEY, b"whole")
    with db.written():
        db.put("fragments", KEY, b"part")
        assert (db.get("texts", KEY), db.get("fragments", KEY)) == (b"whole", b"part")
    assert (db.get("texts", KEY), db.get("fragments", KEY)) == (b"whole", b"part")


def test_what_is_not_sealed_does_not_count(tmp_path: Path) -> None:
    """As where code changed during a build, or the machine went down."""
    db = Database(tmp_path)
    with db.written():
        db.put("fragments", KEY, b"by other code")
    db.close()

    assert found(tmp_path, room="fragments") is None


def test_a_value_is_replaced(tmp_path: Path) -> None:
    stored(tmp_path, KEY)
    stored(tmp_path, KEY, value=b"new")

    assert found(tmp_path) == b"new" + KEY


def test_what_is_dead_goes_when_it_is_most_of_a_room(tmp_path: Path) -> None:
    keys = [bytes([number]) * 32 for number in range(8)]
    stored(tmp_path, *keys)
    stored(tmp_path, *keys, room="bodies")
    for alive, left in ((keys[:4], 8), (keys[:3], 3)):
        db = Database(tmp_path)
        db.seal({"texts": alive})
        db.close()
        db = Database(tmp_path)

        assert (len(db.all("texts")), len(db.all("bodies"))) == (left, 8)
        db.close()


MANY = """
import sys
from pathlib import Path
from plugins.cache import db as module
from plugins.cache.db import Database
from plugins.engine.processes import spread

module.BUFFER = 9_000
db = Database(Path(sys.argv[1]))
db.put("texts", b"whole", b"1")

def work(part):
    with db.written():
        for number in part:
            db.put("fragments", number.to_bytes(4, "big"), f"{number} ".encode() * (number % 90 + 1))
    return b""

assert len(spread(work, range(900), 3, 1)) == 3
db.seal({})
"""


def test_every_process_may_put_some(tmp_path: Path) -> None:
    """They write to one file at the same time. (Nothing is forked here, where the test's own threads run.)"""
    subprocess.run([sys.executable, "-c", MANY, str(tmp_path)], cwd=ROOT, check=True)
    db = Database(tmp_path)
    rows = db.all("fragments")

    assert [rows[n.to_bytes(4, "big")] for n in range(900)] == [f"{n} ".encode() * (n % 90 + 1) for n in range(900)]
    assert db.get("texts", b"whole") == b"1"
    db.close()


def test_a_cache_that_was_copied_by_links(tmp_path: Path) -> None:
    """What is put into one of the two is not in the other."""
    stored(tmp_path / "one", KEY)
    (tmp_path / "two").mkdir()
    os.link(tmp_path / "one" / module.FILE, tmp_path / "two" / module.FILE)
    stored(tmp_path / "two", OTHER)

    assert found(tmp_path / "two") == b"value" + KEY
    assert (found(tmp_path / "one", OTHER), found(tmp_path / "two", OTHER)) == (None, b"value" + OTHER)


# --- Damage -----------------------------------------------------------------------------------------------------------


def edited(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def exchanged(path: Path) -> None:
    """Each row has the value of the other."""
    edited(path, "UPDATE rows SET value = (SELECT value FROM rows AS o WHERE o.key != rows.key)")


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


HARM: dict[str, Callable[[Path], object]] = {
    "lost": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[: module._PAGE + 100]),
    "flipped": lambda path: path.write_bytes(bytes(byte ^ 4 for byte in path.read_bytes())),
    "no database": lambda path: path.write_bytes(b"x" * 9000),
    "values flipped": lambda path: path.write_bytes(path.read_bytes().replace(b"value", b"valuE")),
    "values exchanged": exchanged,
    "of another schema": lambda path: edited(path, "CREATE TABLE more (word TEXT)"),
    "a view in the place of the rows": lambda path: edited(
        path, "ALTER TABLE rows RENAME TO old", "CREATE VIEW rows AS SELECT * FROM old"
    ),
    "numbers for values": lambda path: edited(path, "UPDATE rows SET value = 1, seal = 2"),
    "a folder": folder,
}


@pytest.mark.parametrize("how", HARM)
def test_nothing_damaged_or_foreign_is_taken(how: str, tmp_path: Path) -> None:
    """And where a file can be written, the next build but one has its rows again."""
    stored(tmp_path, KEY, OTHER)
    HARM[how](tmp_path / module.FILE)

    assert found(tmp_path) is None
    if how != "a folder":
        for _ in range(2):
            stored(tmp_path, KEY, OTHER)
        assert found(tmp_path) == b"value" + KEY


def test_a_file_that_another_process_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is waited for, once; then the build does without."""
    stored(tmp_path, KEY)
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    other = sqlite3.connect(tmp_path / module.FILE, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert found(tmp_path) is None
    stored(tmp_path, OTHER)
    other.execute("ROLLBACK")
    other.close()

    assert (found(tmp_path), found(tmp_path, OTHER)) == (b"value" + KEY, None)


def test_a_file_that_another_process_writes_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It can be read and not written: the build does without, and nothing of the file is lost."""
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    stored(tmp_path, KEY)
    other = sqlite3.connect(tmp_path / module.FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    stored(tmp_path, OTHER)
    other.close()

    assert (found(tmp_path), found(tmp_path, OTHER)) == (b"value" + KEY, None)


def test_a_folder_that_cannot_be_made_costs_only_the_memory(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file", encoding="utf-8")
    stored(tmp_path / "cache", KEY)

    assert found(tmp_path / "cache") is None
    assert (tmp_path / "cache").read_text(encoding="utf-8") == "a file"
