"""What a job has made is never lost, what it has not finished is never taken, and two builds make nothing twice."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from plugins.media.ffmpeg import watched
from plugins.media.job import Job, make_all


def one_by_one(
    stage: str, work: Callable[[Any], bytes], items: Sequence[Any], name: Callable[[Any], str]
) -> list[bytes]:
    return [work(item) for item in items]


def written(folder: Path, name: str, seconds: float, place: Path, before: str | None) -> str:
    """Say that the work was done, in a file that grows."""
    place.write_text(name, encoding="utf-8")
    time.sleep(seconds)
    with (folder / "log").open("a", encoding="utf-8") as log:
        log.write(f"{name}\n")
    place.rename(folder / name)
    return name


def run(folder: Path, *names: str, seconds: float = 0.0) -> dict[str, str]:
    jobs = [Job(name, name, partial(written, folder, name, seconds)) for name in names]
    return make_all("encode", jobs, folder, one_by_one, str, lambda job, made: (folder / made).exists())


def log_of(folder: Path) -> list[str]:
    return (folder / "log").read_text(encoding="utf-8").split()


def test_a_build_that_was_killed_is_taken_up_again(tmp_path: Path):
    """In the middle of the second file: the first is not made again, the second is made whole."""
    run(tmp_path, "first")
    child = os.fork()
    if not child:
        run(tmp_path, "first", "second", seconds=60)
    while not list(tmp_path.glob("*.new")):
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    assert log_of(tmp_path) == ["first"] and not (tmp_path / "second").exists()
    assert run(tmp_path, "first", "second") == {"first": "first", "second": "second"}
    assert log_of(tmp_path) == ["first", "second"] and not list(tmp_path.glob("*.new"))


def test_two_builds_at_once_make_nothing_twice(tmp_path: Path):
    """The second waits for the first, and takes what that has made."""
    child = os.fork()
    if not child:
        run(tmp_path, "file", seconds=0.3)
        os._exit(0)
    while not list(tmp_path.glob("*.new")):
        time.sleep(0.01)
    assert run(tmp_path, "file") == {"file": "file"}
    os.waitpid(child, 0)
    assert log_of(tmp_path) == ["file"]


def test_what_is_gone_is_made_again(tmp_path: Path):
    run(tmp_path, "file")
    (tmp_path / "file").unlink()
    run(tmp_path, "file")
    assert log_of(tmp_path) == ["file", "file"]


@pytest.mark.parametrize("harm", [b"", b"\x00" * 60])
def test_a_damaged_record_is_not_believed(harm: bytes, tmp_path: Path):
    run(tmp_path, "file")
    (record,) = tmp_path.glob("*.made")
    record.write_bytes(harm)
    run(tmp_path, "file")
    assert log_of(tmp_path) == ["file", "file"]


def test_long_work_tells_how_far_it_has_come(capsys: pytest.CaptureFixture[str]):
    """Each tenth of it; what is short does not."""
    quiet = ["-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "600", "-f", "null", "-"]
    last = watched(quiet, 600.0, "talk.wav")
    lines = capsys.readouterr().err.splitlines()
    assert last["progress"] == "end" and lines[-1] == "talk.wav: 100 %" and len(lines) <= 10
    watched(quiet, 10.0, "jingle.wav")
    assert not capsys.readouterr().err
