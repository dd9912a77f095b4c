"""Killed, out of space, refused or crowded: the live site is the old or the new one, and the next build heals alone."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.engine.worlds import Outcome, Tree, World, differences, tree_in
from tests.programs import needs

# The calls that change a disk, with the errors that a disk may answer.
ERRORS = {
    "openat": "ENOSPC",
    "write": "ENOSPC",
    "mkdir": "ENOSPC",
    "link": "EMLINK",
    "unlink": "EACCES",
    "rename": "ENOSPC",
    "renameat2": "EIO",
    "syncfs": "EIO",
    "fchmod": "EPERM",
    "chmod": "EPERM",
    "utimensat": "EPERM",
}
KILLS = ("openat", "link", "unlink", "renameat2", "rename")
# What a shell starts in the background ignores Ctrl+C, and so would all that it starts.
HERE = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from tests.command_line import run_here
sys.exit(run_here(sys.argv[1:]))
"""
needs_strace = needs("strace")


@pytest.fixture(scope="module")
def stricken(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A site that was built twice, so that both trees and the cache are there."""
    world = World.make(tmp_path_factory.mktemp("stricken"))
    settle(world, 1)
    return world


@pytest.fixture
def world(stricken: World) -> World:
    """That site, healed of what the test before did to it."""
    settle(stricken, 0)
    return stricken


def turn(world: World, state: int) -> None:
    """One of two states of the sources: state 1 has another style, another title, one text more and one less."""
    world.set("news/harbour.el.md", "title", ("Η αυλή του λιμανιού άνοιξε", "Η αυλή άνοιξε")[state])
    (world.theme / "static/css/99-state.css").write_text(f"a {{ order: {state} }}\n", encoding="utf-8")
    for stem, there in (("came", state == 1), ("went", state == 0)):
        for path in world.content.glob(f"news/{stem}.*"):
            path.unlink()
        if there:
            world.add_news(stem, "2026-11-11")


def settle(world: World, state: int) -> Tree:
    """Build a state without any fault; its tree."""
    turn(world, state)
    done = world.build()
    assert done.code == 0, done.said
    tree = tree_in(world.output)
    assert differences(tree, world.clean().tree) == []
    return tree


def assert_old_or_new(world: World, old: Tree, done: Outcome) -> None:
    """After a fault: never a mix, never success without the new site, and no traceback; then the next build heals."""
    new, found = world.clean().tree, tree_in(world.output)
    assert "Traceback" not in done.said
    assert found in (old, new), differences(found, new)[:10]
    assert done.code in (0, 3) or done.code < 0, done.said
    assert done.code != 0 or found == new
    healed = world.build()
    assert healed.code == 0, healed.said
    assert differences(tree_in(world.output), new) == []


def start(world: World, *options: str, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """A build in a session of its own, its work dealt out to processes although the site is small."""
    return subprocess.Popen(
        [*before, sys.executable, "-c", HERE, *world.words(*options)],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
        umask=0o077,  # so that modes have to be set, and that can fail
    )


def ended(process: subprocess.Popen[str]) -> Outcome:
    """What a build came to; a build that hangs is an error."""
    try:
        said, _ = process.communicate(timeout=120)
    finally:
        with_group(process, signal.SIGKILL)
    return Outcome(process.returncode, said)


def with_group(process: subprocess.Popen[str], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        pass


# --- Faults at chosen system calls ------------------------------------------------------------------------------------


def traced(world: World, *options: str) -> Outcome:
    """A build in one process under strace, which may inject faults (https://man7.org/linux/man-pages/man1/strace.1.html)."""
    log = str(world.folder / "trace")
    return ended(start(world, "--jobs", "1", before=("strace", "-f", "--seccomp-bpf", "-y", "-o", log, *options)))


@pytest.fixture(scope="module")
def moments(stricken: World) -> dict[str, list[int]]:
    """By name of a call: which of them, counted from the start of the process, change what is in the site's folder."""
    world = stricken
    settle(world, 0)
    turn(world, 1)
    done = traced(world, "-e", f"trace={','.join(ERRORS)}")
    assert done.code == 0, done.said
    counts: dict[str, int] = {}
    found: dict[str, list[int]] = {}
    for line in (world.folder / "trace").read_text(encoding="utf-8", errors="replace").splitlines():
        call = re.match(r"\d+ +(\w+)\(", line)
        if call and call[1] in ERRORS:
            counts[call[1]] = counts.get(call[1], 0) + 1
            if str(world.folder) in line and (call[1] != "openat" or "O_CREAT" in line):
                found.setdefault(call[1], []).append(counts[call[1]])
    assert {"openat", "write", "unlink", "renameat2", "syncfs", "fchmod"} <= found.keys()
    return found


def chosen(numbers: list[int], every: bool) -> list[int]:
    """All of them, or the one in the middle."""
    return numbers if every else numbers[len(numbers) // 2 :][:1]


def hit(world: World, call: str, number: int, fault: str, more: str = "") -> None:
    """From the old site to the new one, with a fault at one call, or at all from there on."""
    old = settle(world, 0)
    turn(world, 1)
    done = traced(world, "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={number}{more}")
    assert_old_or_new(world, old, done)


@needs_strace
@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
def test_killed_at_a_system_call(every: bool, moments: dict[str, list[int]], world: World) -> None:
    """The process is gone before the call takes effect: nothing is cleaned up."""
    for call, numbers in moments.items():
        if every or call in KILLS:
            for number in chosen(numbers, every):
                hit(world, call, number, "signal=KILL")


@needs_strace
@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
def test_an_error_at_a_system_call(every: bool, moments: dict[str, list[int]], world: World) -> None:
    """Each call that changes the disk fails once; the build says so, or does without."""
    for call, numbers in moments.items():
        for number in chosen(numbers, every):
            hit(world, call, number, f"error={ERRORS[call]}")


@needs_strace
@pytest.mark.parametrize("call", ["openat", "mkdir"])
def test_no_space_from_some_call_on(call: str, moments: dict[str, list[int]], world: World) -> None:
    """A disk that is full stays full."""
    hit(world, call, moments[call][0], "error=ENOSPC", "+")


@needs_strace
@pytest.mark.parametrize(("call", "error"), [("link", "EPERM"), ("renameat2", "EINVAL")])
def test_a_file_system_that_knows_less(call: str, error: str, world: World) -> None:
    """Without hard links files are copied, without an exchange of folders they are renamed: the build succeeds."""
    turn(world, 1)
    done = traced(world, "-e", f"trace={call}", "-e", f"inject={call}:error={error}")

    assert done.code == 0, done.said
    assert differences(tree_in(world.output), world.clean().tree) == []


# --- Faults at any time -----------------------------------------------------------------------------------------------


def rounds(short: int, long: int) -> list[object]:
    return [short, pytest.param(long, marks=pytest.mark.long)]


@pytest.mark.parametrize("times", rounds(4, 200))
def test_killed_at_any_time(times: int, world: World) -> None:
    """With all its processes, as by a machine that goes down."""
    state = 0
    settle(world, state)
    turn(world, 1)
    began = time.monotonic()
    ended(start(world, "--jobs", "2"))
    length = time.monotonic() - began
    settle(world, state)
    for number in range(times):
        old, state = tree_in(world.output), 1 - state if number else 0
        turn(world, state)
        process = start(world, "--jobs", "2")
        time.sleep(length * random.uniform(0.2, 1) if times > 9 else length * (number + 2) / (times + 2))
        with_group(process, signal.SIGKILL)
        assert_old_or_new(world, old, ended(process))


def children_of(process: subprocess.Popen[str]) -> list[int]:
    try:
        text = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(word) for word in text.split()]


@pytest.mark.parametrize("times", rounds(2, 60))
def test_a_worker_is_killed(times: int, world: World) -> None:
    """As by a machine that is short of memory: the build does without it, or says so."""
    killed = 0
    for number in range(times):
        old = settle(world, 0)
        turn(world, 1)
        process = start(world, "--jobs", "3")
        while process.poll() is None and not children_of(process):
            time.sleep(0.001)
        time.sleep(random.random() / 30 if number else 0)
        for child in children_of(process)[:1]:
            os.kill(child, signal.SIGKILL)
            killed += 1
        assert_old_or_new(world, old, ended(process))
    assert killed, "no build had a worker"


def test_no_worker_outlives_its_build(world: World) -> None:
    """Killed alone, the parent leaves nobody behind who goes on writing."""
    turn(world, 1)
    process = start(world, "--jobs", "3")
    while process.poll() is None and not children_of(process):
        time.sleep(0.001)
    workers = children_of(process)
    process.kill()
    process.wait()
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{worker}").exists() for worker in workers):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    ended(process)

    assert workers


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop(number: signal.Signals, world: World) -> None:
    """Ctrl+C, or a CI machine's time limit."""
    old = settle(world, 0)
    turn(world, 1)
    process = start(world, "--jobs", "2")
    while process.poll() is None and not children_of(process):
        time.sleep(0.001)
    with_group(process, number)
    done = ended(process)

    assert done.code in (130, 143, -number)
    assert "Traceback" not in done.said
    assert tree_in(world.output) == old
    assert world.build().code == 0
    assert differences(tree_in(world.output), world.clean().tree) == []


# --- Disks ------------------------------------------------------------------------------------------------------------


@contextmanager
def disk(folder: Path) -> Iterator[Callable[[str], None]]:
    """A small file system in memory; the function given changes its mount options."""

    def remount(options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", str(folder)], check=True)

    folder.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("only root, and not in every container, can mount a small disk")
    try:
        yield remount
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("what", ["bytes", "files"])
@pytest.mark.parametrize("step", [1024, pytest.param(4, marks=pytest.mark.long)])
def test_a_full_disk(step: int, what: str, tmp_path: Path) -> None:
    """A little more room each time, until the build has enough: 3 and the old site, then 0 and the new one."""
    with disk(tmp_path / "disk") as remount:
        world = World.make(tmp_path / "disk" / "site")
        old = settle(world, 0)
        turn(world, 1)
        new = world.clean().tree
        codes: list[int] = []
        world.words("--report", "")  # writes the settings file while there is room
        used = os.statvfs(world.folder)
        while not codes or codes[-1]:
            if what == "bytes":
                room = (used.f_blocks - used.f_bfree) * used.f_frsize // 1024 + step * len(codes)
                remount(f"size={room}k")
            else:
                remount(f"nr_inodes={used.f_files - used.f_ffree + len(codes) * max(step // 8, 1)}")
            done = ended(start(world, "--jobs", "2"))
            codes.append(done.code)

            assert done.code in (0, 3), done.said
            assert "Traceback" not in done.said
            assert tree_in(world.output) in ([new] if done.code == 0 else [old, new])
            assert len(codes) < 3000
        assert codes[0] == 3


def test_a_disk_that_may_only_be_read(tmp_path: Path) -> None:
    """Status 3 and a sentence; the site stays as it is."""
    with disk(tmp_path / "disk") as remount:
        world = World.make(tmp_path / "site")
        output, cache = tmp_path / "disk" / "output", tmp_path / "disk" / "cache"
        assert world.run(world.words(output=output, cache=cache), world).code == 0
        old = tree_in(output)
        turn(world, 1)
        remount("ro")
        done = world.run(world.words(output=output, cache=cache), world)

        assert (done.code, tree_in(output)) == (3, old)
        assert "Traceback" not in done.said
        assert "Read-only file system" in done.said


@pytest.mark.parametrize("fault", ["a file", "read-only"])
def test_a_cache_that_cannot_be_written(fault: str, tmp_path: Path) -> None:
    """The site is right, or is the old one and the build says so."""
    with disk(tmp_path / "disk") as remount:
        world = World.make(tmp_path / "site")
        old = settle(world, 0)
        turn(world, 1)
        cache = tmp_path / "disk" / "cache"
        if fault == "a file":
            cache.write_bytes(b"x")
        else:
            remount("ro")
        done = world.run(world.words(cache=cache), world)

        assert_old_or_new(world, old, done)


# --- Two at once ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", rounds(1, 50))
def test_two_builds_of_one_output(times: int, tmp_path: Path) -> None:
    """Both succeed, one after the other, and the output is one of the two sites, whole."""
    one, two = (World.make(tmp_path / name) for name in ("one", "two"))
    turn(two, 1)
    sites = [one.clean().tree, two.clean().tree]
    for number in range(times):
        first = start(one, "--jobs", "2")
        time.sleep(0.05 * (number % 8))
        second = start(two, "--jobs", "2", "--output", str(one.output), "--cache", str(one.cache))
        outcomes = [ended(first), ended(second)]

        assert [outcome.code for outcome in outcomes] == [0, 0], outcomes
        assert tree_in(one.output) in sites
    for world in (one, two):
        done = world.run(world.words(output=one.output, cache=one.cache), world)
        assert done.code == 0
        assert differences(tree_in(one.output), world.clean().tree) == []


@pytest.mark.parametrize("times", rounds(1, 50))
def test_two_builds_with_one_cache(times: int, tmp_path: Path) -> None:
    """Of different sites, into folders of their own: neither takes the other's words."""
    one, two = (World.make(tmp_path / name) for name in ("one", "two"))
    for number in range(times):
        for world in (one, two):
            world.add_news(f"round-{number}", f"2026-10-{10 + number % 20}")
        turn(two, number % 2)
        builds = [start(world, "--cache", str(one.cache)) for world in (one, two)]
        codes = [ended(build).code for build in builds]

        assert codes == [0, 0]
        for world in (one, two):
            assert differences(tree_in(world.output), world.clean().tree) == []
