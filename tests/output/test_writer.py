"""The one door out: two trees that take turns, and what must never happen to the live one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from plugins.model.errors import MachineError, UsageError
from plugins.output.manifest import MANIFEST, manifest_bytes
from plugins.output.writer import SHARED, Writer, opened


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return tmp_path / "content"


def put(door: Writer, path: str, data: bytes) -> None:
    door.take(path, door.put(path, data))


def publish_all(door: Writer):
    lines = {path: (held.key[0], held.sha256, "web", "el", ()) for path, held in door.after.items()}
    return door.publish(manifest_bytes(lines))


def publish(output: Path, content: Path, files: dict[str, bytes]):
    with opened(output, content) as door:
        for path, data in files.items():
            put(door, path, data)
        return publish_all(door)


def files_of(tree: Path) -> dict[str, bytes]:
    found = {p.relative_to(tree).as_posix(): p.read_bytes() for p in tree.rglob("*") if p.is_file()}
    found.pop(MANIFEST)
    return found


def test_three_builds_in_turn_hold_just_what_was_put(output: Path, content: Path) -> None:
    """What is gone from the site is gone from the output, folders too, whichever tree is on."""
    sites = [{"a/x.html": b"1", "b.txt": b"2"}, {"a/x.html": b"3"}, {"c/d/e.html": b"1", "b.txt": b"2"}]
    for site in [*sites, *sites]:
        publish(output, content, site)

        assert files_of(output) == site
        assert {p.name for p in output.iterdir() if p.is_dir()} == {p.split("/")[0] for p in site if "/" in p}


def test_a_failing_build_leaves_the_live_tree_alone(output: Path, content: Path) -> None:
    """An error between the first byte and publish changes nothing that readers see."""
    publish(output, content, {"x.html": b"good"})
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*")}

    with pytest.raises(RuntimeError), opened(output, content) as door:
        put(door, "x.html", b"bad")
        raise RuntimeError

    assert files_of(output) == {"x.html": b"good"}
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*")} == before


def test_unchanged_bytes_keep_their_time_and_changed_ones_get_a_later_one(output: Path, content: Path) -> None:
    """nginx makes an ETag of size and time, so a same-size change under an old time would never be seen."""
    publish(output, content, {"same": b"1", "other": b"A", "back": b"A"})
    times = {name: [(output / name).stat().st_mtime_ns] for name in ("same", "other", "back")}
    for other in (b"B", b"A", b"B"):
        publish(output, content, {"same": b"1", "other": other, "back": other})
        for name, seen in times.items():
            seen.append((output / name).stat().st_mtime_ns)

    assert len(set(times["same"])) == 1
    for name in ("other", "back"):
        seconds = [time // 10**9 for time in times[name]]
        assert seconds == sorted(set(seconds)), "HTTP dates have whole seconds"


def test_an_edited_output_file_is_mended(output: Path, content: Path) -> None:
    """Someone wrote into output/ by hand: the next builds put the right bytes back, in both trees."""
    for _ in range(2):
        publish(output, content, {"x.html": b"good"})
    (output / "x.html").write_bytes(b"evil")
    (output / "extra.html").write_bytes(b"evil")
    for _ in range(2):
        publish(output, content, {"x.html": b"good"})

        assert files_of(output) == {"x.html": b"good"}


@pytest.mark.parametrize("damage", [None, b"", b"{", b'{"files": 3}', b"\xff\xfe", b'{"version":1,"files":{"x":[1]}}'])
def test_a_lost_record_leaves_no_orphan(output: Path, content: Path, damage: bytes | None) -> None:
    """Neither a damaged state file nor a damaged manifest misleads the next build."""
    for _ in range(2):
        publish(output, content, {"x.html": b"1", "deep/old.html": b"1"})
    state = output.parent / ".output.state"
    if damage is None:
        state.unlink()
    else:
        (output / MANIFEST).write_bytes(damage)
        (output.parent / ".output.standby" / MANIFEST).write_bytes(damage)
        state.write_bytes(damage)
    for _ in range(2):
        publish(output, content, {"x.html": b"2"})

        assert files_of(output) == {"x.html": b"2"}


@pytest.mark.parametrize("line", ['"../mine": [1, "%s", "", "", []]' % ("0" * 64), '"x.html": [1, "0g", "", "", []]'])
def test_a_forged_manifest_is_not_believed(output: Path, content: Path, line: str) -> None:
    """Where the record is lost, what the manifest names is cleared away: only ever within the output folder."""
    for _ in range(2):
        publish(output, content, {"x.html": b"1", "old.html": b"1"})
    (output.parent / "mine").write_bytes(b"1")
    (output.parent / ".output.state").unlink()
    (output / MANIFEST).write_text(f'{{"version": 1, "files": {{{line}}}}}', encoding="utf-8")
    for _ in range(2):
        publish(output, content, {"x.html": b"2"})

        assert files_of(output) == {"x.html": b"2"}
    assert (output.parent / "mine").read_bytes() == b"1"


def test_the_manifest_is_a_line_a_file() -> None:
    """Path, size, hash, channel, language and sources: what publishing relies on."""
    lines = {"nea/β.html": (3, "ab12", "web", "el", ("news/x.el.md",)), "a.txt": (0, "cd", "web", "", ())}

    assert manifest_bytes(lines).decode() == (
        '{"version": 1, "files": {\n"a.txt": [0,"cd","web","",[]],\n'
        '"nea/β.html": [3,"ab12","web","el",["news/x.el.md"]]\n}}\n'
    )


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "", "a//b", "./a", "a/\0"])
def test_a_path_that_leaves_the_output_is_refused(output: Path, content: Path, path: str) -> None:
    """Output paths are computed by us alone; this is the second line of defence."""
    with pytest.raises(UsageError, match="not a path"), opened(output, content) as door:
        door.put(path, b"1")


def test_one_path_made_twice_is_refused(output: Path, content: Path) -> None:
    """Two channels that want one address would overwrite each other."""
    with pytest.raises(UsageError, match=r"x\.html"), opened(output, content) as door:
        put(door, "x.html", b"1")
        put(door, "x.html", b"2")


def test_a_folder_that_is_not_ours_is_refused(output: Path, content: Path) -> None:
    """`--output ~` must not replace a home folder."""
    output.mkdir()
    (output / "diary.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="holds files"):
        publish(output, content, {"x": b"1"})

    assert (output / "diary.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("inside", ["content", "content/output", "."])
def test_an_output_within_the_content_is_refused(tmp_path: Path, inside: str) -> None:
    """Nor the other way round."""
    with pytest.raises(UsageError, match="within"):
        publish(tmp_path / inside, tmp_path / "content", {"x": b"1"})


def test_a_symbolic_link_as_output_is_refused(tmp_path: Path, output: Path, content: Path) -> None:
    """It would be replaced by a folder."""
    (tmp_path / "elsewhere").mkdir()
    output.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="not a folder"):
        publish(output, content, {"x": b"1"})


def test_a_disk_that_refuses_is_a_machine_error(output: Path, content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails ends the build with status 3, and the live tree stays."""
    publish(output, content, {"x.html": b"good"})

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(MachineError, match="No space left"):
        publish(output, content, {"x.html": b"new"})

    assert files_of(output) == {"x.html": b"good"}


def test_short_writes_are_completed(output: Path, content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """write(2) may take less than it was given."""
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, bytes(data[:3])))
    publish(output, content, {"x.html": b"0123456789"})

    assert files_of(output) == {"x.html": b"0123456789"}


def test_modes_do_not_follow_the_umask(output: Path, content: Path) -> None:
    """A web server must be able to read what a careful user's build made."""
    old = os.umask(0o077)
    try:
        publish(output, content, {"a/x.html": b"1"})
    finally:
        os.umask(old)

    assert (output / "a/x.html").stat().st_mode & 0o777 == 0o644
    assert (output / "a").stat().st_mode & 0o777 == 0o755


def test_a_second_build_waits_for_the_first(output: Path, content: Path) -> None:
    """Both finish, one after the other, and the output is the later one's."""
    script = (
        "import sys; from pathlib import Path; from plugins.output.writer import opened\n"
        f"with opened(Path({str(output)!r}), Path({str(content)!r})) as door:\n"
        "    door.take('x', door.put('x', b'second')); door.publish(b'{}'); print('done')"
    )
    with opened(output, content) as door:
        second = subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, stdout=subprocess.PIPE)
        assert second.stderr is not None
        assert b"waiting" in second.stderr.readline()
        put(door, "x", b"first")
        publish_all(door)
        assert files_of(output) == {"x": b"first"}
    out, _ = second.communicate(timeout=30)

    assert (second.returncode, out) == (0, b"done\n")
    assert files_of(output) == {"x": b"second"}


def test_a_file_that_cannot_be_removed_ends_the_build(
    output: Path, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is gone from the site is never published because it could not be deleted."""
    for _ in range(2):
        publish(output, content, {"a": b"1", "b/c": b"2", "b/d": b"3"})
    unlink = os.unlink

    def refuse(path: str, *rest: object) -> None:
        if os.fspath(path).endswith("b/c"):
            raise PermissionError(13, "Permission denied")
        unlink(path)

    monkeypatch.setattr(os, "unlink", refuse)
    with pytest.raises(MachineError):
        publish(output, content, {"a": b"1", "b/d": b"3"})
    assert (output / "b/c").read_bytes() == b"2"


LARGE = b"x" * SHARED


def test_large_files_of_the_same_bytes_lie_on_the_disk_once(output: Path, content: Path) -> None:
    """The newest episode under its own address and under a steady one; small ones are not worth it."""
    site = {"audio/new.wav": LARGE, "radio/latest.wav": LARGE, "a.txt": b"1", "b.txt": b"1"}
    for _ in range(3):  # both trees, and the first again
        publish(output, content, site)
        assert files_of(output) == site
        assert (output / "audio/new.wav").samefile(output / "radio/latest.wav")
        assert not (output / "a.txt").samefile(output / "b.txt")


def test_files_that_share_the_disk_already_leave_nothing_beside_them(output: Path, content: Path) -> None:
    """The record of the last build is lost, the site is there: both names are of one file before they are made so."""
    site = {"audio/new.wav": LARGE, "radio/latest.wav": LARGE}
    publish(output, content, site)
    (output.parent / f".{output.name}.state").unlink()
    publish(output, content, site)

    assert files_of(output) == site


def test_a_shared_file_goes_its_own_way_again(output: Path, content: Path) -> None:
    """One changes, the other stays: its bytes, its time, and what the build that follows thinks of it."""
    other = b"y" * SHARED
    publish(output, content, {"a.wav": LARGE, "latest.wav": LARGE})
    time = (output / "a.wav").stat().st_mtime_ns
    publish(output, content, {"a.wav": LARGE, "b.wav": other, "latest.wav": other})

    assert files_of(output) == {"a.wav": LARGE, "b.wav": other, "latest.wav": other}
    assert (output / "a.wav").stat().st_mtime_ns == time
    with opened(output, content) as door:
        assert not door.survey.live and not door.survey.standby.files


def test_a_steady_address_never_goes_back_in_time(output: Path, content: Path) -> None:
    """The newest episode is withdrawn: the one before it is older than what servers told of that address."""
    publish(output, content, {"a.wav": LARGE})
    os.utime(output / "a.wav", ns=(10**18, 10**18))
    publish(output, content, {"a.wav": LARGE, "latest.wav": b"y" * SHARED})
    before = (output / "latest.wav").stat().st_mtime_ns
    publish(output, content, {"a.wav": LARGE, "latest.wav": LARGE})

    assert files_of(output) == {"a.wav": LARGE, "latest.wav": LARGE}
    assert (output / "latest.wav").stat().st_mtime_ns // 10**9 > before // 10**9
    assert not (output / "a.wav").samefile(output / "latest.wav")


def test_a_kept_file_whose_time_others_share_is_made_anew(output: Path, content: Path) -> None:
    """The standby holds what is wanted, with a time that must be later, but as a further name of another file."""
    print_ = b"0" * 16

    def build(files: dict[str, bytes]) -> None:
        with opened(output, content) as door:
            for path, data in files.items():
                door.take(path, door.keep(path, data[:16]) or door.put(path, data, data[:16]))
            publish_all(door)

    first = {"a.wav": print_ + LARGE, "latest.wav": print_ + LARGE}
    build(first)
    build({"a.wav": print_ + LARGE, "latest.wav": b"y" * 16 + LARGE})
    build(first)

    assert files_of(output) == first
    with opened(output, content) as door:
        assert not door.survey.live and not door.survey.standby.files
