"""What is not looked at twice is as if it had been: a survey of both trees against one that looks at everything."""

from __future__ import annotations

import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.output import index
from plugins.output.index import UNKNOWN
from plugins.output.manifest import MANIFEST, manifest_bytes
from plugins.output.scan import RACY, Moved, key_of, look, stamp_of
from plugins.output.writer import Writer, opened

FILES = ["a.txt", "b.txt", "x/a.txt", "x/b.txt", "x/y/a.txt", "z/a.txt", "z/b.txt", "Ω/λ/a.txt"]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A site that was built several times, long enough ago for its folders to be trusted; one file differs."""
    output = tmp_path / "output"
    for number in range(4):
        publish(output, {path: path.encode() for path in FILES} | {"z/b.txt": b"%d" % number})
        time.sleep(2 * RACY / 1e9)
    return output


def publish(output: Path, files: dict[str, bytes]) -> None:
    with opened(output, output.parent / "content") as door:
        for path, data in files.items():
            door.take(path, door.put(path, data))
        lines = {path: (held.key[0], held.sha256, "web", "el", ()) for path, held in door.after.items()}
        door.publish(manifest_bytes(lines))


def known(door: Writer) -> index.Trees:
    return index.load(door.remembered, door.output)


def assert_all_is_seen(output: Path) -> None:
    """The files and folders that have moved are those that a look at each and every one finds."""
    door = Writer(output)
    found = look(door.live, door.standby, known(door))
    for root, tree, files in (
        (door.live, door.before, found.live),
        (door.standby, door.own, found.standby.files),
    ):
        assert files == {path for path, held in tree.files.items() if key_of(root, path) != held.key}
    left = door.own.folders
    now = {folder: stamp_of(door.standby, folder) for folder in left}
    moved = {folder for folder in left if now[folder][0] != left[folder][0] or now[folder] == UNKNOWN}
    assert found.standby.folders == moved


def put_back(folder: Path, change: Callable[[], object]) -> None:
    """Change a folder and set its time back, as tools that copy trees do."""
    before = folder.stat()
    change()
    os.utime(folder, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace(path: Path) -> None:
    """Another file with the same name, size and time."""
    status, other = path.stat(), path.with_name("other")
    other.write_bytes(path.read_bytes()[::-1])
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)


def write(path: Path) -> None:
    """Into a file, and so into the other tree's as well where they share it."""
    path.write_bytes(b"evil")


def copied(folder: Path) -> None:
    """A copy of a folder in its place, with the same times."""
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    shutil.rmtree(folder)
    copy.rename(folder)


DEEDS: list[Callable[[Path], None]] = [
    Path.unlink,
    replace,
    write,
    lambda path: path.chmod(0o600),
    lambda path: path.touch(),
    lambda path: path.with_name("more").touch(),
    lambda path: path.parent.chmod(0o700),
    lambda path: path.parent.touch(),
    lambda path: put_back(path.parent, path.unlink),
    lambda path: put_back(path.parent, lambda: replace(path)),
    lambda path: put_back(path.parent.parent, lambda: copied(path.parent)),
]


@pytest.mark.parametrize("tree", ["output", ".output.standby"])
@pytest.mark.parametrize("deed", range(len(DEEDS)))
def test_one_deed(tree: str, deed: int, output: Path) -> None:
    """At each file of either tree; and the next builds have the right bytes in both."""
    wanted = {path: path.encode() for path in FILES}
    for path in ("x/y/a.txt", "z/b.txt"):
        DEEDS[deed](output.with_name(tree) / path)
        assert_all_is_seen(output)
        for _ in range(2):
            publish(output, wanted)
            found = {p.relative_to(output).as_posix(): p.read_bytes() for p in output.rglob("*") if p.is_file()}
            found.pop(MANIFEST)
            assert found == wanted


@pytest.mark.parametrize("seed", range(5))
def test_some_deeds(seed: int, output: Path) -> None:
    """Several at once, with builds between them."""
    chance = random.Random(seed)
    for number in range(12):
        root = output.with_name(chance.choice(["output", ".output.standby"]))
        for path in chance.sample(sorted(p for p in root.rglob("*.txt")), 2):
            if path.exists():
                chance.choice(DEEDS)(path)
        assert_all_is_seen(output)
        publish(output, {path: path.encode() for path in chance.sample(FILES, 6)} | {"z/b.txt": b"%d" % number})
        assert_all_is_seen(output)


def test_what_stands_is_looked_at_once(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that both trees share are asked for in the live one alone."""
    door, seen = Writer(output), []
    before, stat = known(door), os.stat
    monkeypatch.setattr(os, "stat", lambda path, **options: (seen.append(path), stat(path, **options))[1])
    look(door.live, door.standby, before)

    assert seen.count("x/a.txt") == 1
    assert seen.count("z/b.txt") == 2, "it differs"


def test_a_folder_that_changed_just_before_a_look(output: Path) -> None:
    """Within the grain of the clock a second change leaves no trace, so it can't vouch for its files."""
    door = Writer(output)
    before = known(door)
    stamp = before.standby.folders.get("x")
    assert stamp
    replace(Path(door.standby, "x/a.txt"))
    now = stamp_of(door.standby, "x")
    late = {**before.standby.folders, "x": now}
    racy = before._replace(standby=before.standby._replace(folders=late), looked=now[1] + RACY // 2)

    assert look(door.live, door.standby, racy).standby.files == {"x/a.txt"}


def test_a_folder_of_another_time(output: Path) -> None:
    """However late the last look seems to have been, only a folder as it was left vouches for its files."""
    door = Writer(output)
    before = known(door)._replace(looked=2**62)
    folder = Path(door.standby, "x")
    put_back(folder, lambda: replace(folder / "a.txt"))

    assert look(door.live, door.standby, before).standby == Moved(frozenset({"x/a.txt"}), frozenset())
