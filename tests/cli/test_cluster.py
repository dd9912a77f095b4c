"""A cluster makes what a build needs: the site is the same, and a worker that fails costs time alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import msgspec
import pytest

from plugins.cache.db import Database
from plugins.cache.parsed import TEXTS
from plugins.cache.shared import SharedCache
from plugins.cli import cluster, part
from plugins.cli.cluster import alike
from plugins.cli.part import Identity, PartOrder, is_inside
from plugins.engine.execute import FRAGMENTS
from plugins.engine.pipeline import build
from plugins.engine.result import Result
from plugins.engine.share import NotAll, Share, share_parallel
from plugins.engine.stages import our_stages
from plugins.media.job import Job
from plugins.model.errors import UsageError
from tests.conftest import LANGUAGES, NOW, ROOT, SmallSite, settings_below, tree_of
from tests.programs import run
from tests.servers import free_port

OWN = Identity("code", "3.11.7", "5.1.9")


def test_workers_of_another_kind_are_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each by its name, and with the reason."""
    monkeypatch.setattr(cluster, "identity", lambda: msgspec.msgpack.encode(OWN))
    found: dict[str, object] = {
        "tcp://a": msgspec.msgpack.encode(OWN),
        "tcp://b": msgspec.msgpack.encode(Identity("other", "3.11.7", "5.1.9")),
        "tcp://c": msgspec.msgpack.encode(Identity("code", "3.13.1", "5.1.9")),
        "tcp://d": msgspec.msgpack.encode(Identity("code", "3.11.7", "")),
        "tcp://e": msgspec.msgpack.encode(Identity("code", "3.11.7", "7.1")),
        "tcp://f": ModuleNotFoundError("plugins.cli.part"),
    }
    assert alike(found) == ["tcp://a"]
    said = capsys.readouterr().err.splitlines()
    assert [line.split(" is left out")[0][-1] for line in said] == list("bcdef")
    assert "7.1" in said[3]


def test_share_does_its_own_and_takes_what_others_made() -> None:
    """Of ten jobs two machines do five each; what is there of the others is taken, and for what lacks they wait."""
    made: dict[str, str] = {}

    def work(job: Any) -> bytes:
        made.setdefault(job.key, job.make(Path(), made.get(job.key)))
        return made[job.key].encode()

    jobs = [Job(str(number), "", lambda _place, known: known or "made") for number in range(10)]
    for number in (0, 1):
        with pytest.raises(NotAll) if number == 0 else ExitStack():
            share_parallel(Share(number, 2))("encode", work, jobs, str)
    assert share_parallel(Share(0, 2))("encode", work, jobs, str) == [b"made"] * 10


def test_cluster_needs_a_shared_cache(tmp_path: Path) -> None:
    settings = settings_below(tmp_path, WORKERS="tcp://127.0.0.1:1")
    with pytest.raises(UsageError, match="a cache that its machines share"):
        cluster.prepare({}, settings)


@pytest.mark.parametrize(
    ("path", "is_one"), [("content/a.md", True), ("/etc/passwd", False), ("content/../../x", False)]
)
def test_content_stays_in_its_folder(path: str, is_one: bool) -> None:
    assert is_inside(path) is is_one


# ------------------------------------------------------------------------------------------ a real scheduler


DASK = Path(sys.executable).with_name("dask")


@contextmanager
def dask(*words: str, program: Path = ROOT) -> Iterator[subprocess.Popen[bytes]]:
    """A scheduler or a worker, which imports the program from a folder."""
    env = {"PYTHONPATH": str(program), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}
    line = [str(DASK), *words, "--host", "127.0.0.1", "--no-dashboard"]
    with subprocess.Popen(line, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/") as process:
        try:
            yield process
        finally:
            process.kill()


def other_version(folder: Path) -> Path:
    """The program with a line more."""
    shutil.copytree(ROOT / "plugins", folder / "plugins", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.txt", folder)
    with (folder / "plugins" / "text" / "weeks.py").open("a", encoding="utf-8") as file:
        file.write("\n# another\n")
    return folder


def site_at(folder: Path, *more: str) -> SmallSite:
    """A site with two recordings, pictures and slates, with a shared cache."""
    shutil.copytree(ROOT / "tests" / "sites" / "minimal" / "content", folder / "content")
    for tone, path in enumerate(sorted((folder / "content" / "shows").rglob("first.*.md")), 2):
        voice = f"sine={tone}00:r=48000:d=6,volume='1.6+1.2*sin(9*t)':eval=frame"
        run("ffmpeg", "-f", "lavfi", "-i", voice, "-bitexact", str(path.with_suffix(".wav")))
        text = path.read_text("utf-8").replace("duration: 2:05\n", "")
        path.write_text(text.replace("---\n", f"---\naudio: {path.stem}.wav\n", 1), encoding="utf-8")
    lines = ("from pelicanconf import *", f"SHARED_CACHE = 'file://{folder}/shared'", *more, "")
    (folder / "settings.py").write_text("\n".join(lines), encoding="utf-8")
    return SmallSite(folder, folder / "settings.py")


def kill_at_work(worker: subprocess.Popen[bytes], folder: Path) -> None:
    """End a worker while it makes its share."""
    for _ in range(600):
        if any(folder.rglob("mirrored")):
            worker.kill()
            return
        time.sleep(0.1)


@pytest.fixture
def scheduler() -> Iterator[str]:
    """The address of a scheduler on this machine."""
    port = free_port()
    with dask("scheduler", "--port", str(port)):
        yield f"tcp://127.0.0.1:{port}"


@pytest.mark.long
def test_four_workers_make_the_site_that_one_machine_makes(scheduler: str, tmp_path: Path) -> None:
    """One of them is of another version, and one is killed at its work; who has nothing left to make finds it made."""
    alone = site_at(tmp_path / "alone")
    alone.build(env={})
    site = site_at(tmp_path / "site")
    worker = ("worker", scheduler, "--nthreads", "1", "--no-nanny", "--local-directory")
    with ExitStack() as stack:
        stack.enter_context(dask(*worker, str(tmp_path / "other"), program=other_version(tmp_path / "program")))
        workers = [stack.enter_context(dask(*worker, str(tmp_path / f"worker{number}"))) for number in range(3)]
        come = f"from distributed import Client; Client({scheduler!r}, timeout=60).wait_for_workers(4, timeout=60)"
        run(sys.executable, "-c", come)
        Thread(target=kill_at_work, args=(workers[0], tmp_path / "worker0"), daemon=True).start()
        done = site.build("--workers", scheduler, "--lang", "en", env={})
    assert "its program is another version" in done.stderr
    assert re.search(r"3 made \d+ parts", done.stderr)
    assert workers[0].poll() is not None
    assert tree_of(site.output) == tree_of(alone.output)


@pytest.mark.long
def test_cluster_that_is_not_there_costs_time_alone(tmp_path: Path) -> None:
    """It is said, and the site is built."""
    site = site_at(tmp_path / "site", "SHARE_CARDS = False")
    done = site.build("--workers", f"tcp://127.0.0.1:{free_port()}", "--lang", "en", env={})
    assert "this machine makes everything" in done.stderr


def test_parts_hold_what_a_build_needs(tmp_path: Path) -> None:
    """Two shares, made in turn: the texts of both are parsed and their pages made, and the second finds the first's."""
    content, address = tmp_path / "content", f"file://{tmp_path}/shared"
    shutil.copytree(ROOT / "tests" / "sites" / "minimal" / "content", content)
    settings = settings_below(tmp_path, CHANNELS=["web"], SHARE_CARDS=False, SITE_ID=str(UUID(int=1)))
    raw = {"SITEURL": "https://trial.example", "TIMEZONE": "Europe/Athens", "DEFAULT_LANG": "el", "NOW": NOW}
    raw |= {"LANGUAGES": LANGUAGES, "CHANNELS": ["web"], "SHARE_CARDS": False, "SITE_ID": str(UUID(int=1))}
    cache = SharedCache(settings.run.cache, address)
    files = cluster._sent_files(cache, settings)
    for step in ("texts", "rest"):
        orders = [PartOrder(address, files, raw, step, number, 2) for number in range(2)]
        done = [part.make(order, tmp_path / f"worker{order.number}") for order in orders]
        for one in done:
            cache.take(one.name)
        cache.push()
    assert all(one.is_last for one in done)
    with closing(Database(settings.run.cache)) as rows:
        pages = len(rows.all(FRAGMENTS))
        assert len(rows.all(TEXTS)) == len(list(content.rglob("*.md")))
    result, stages = Result(), our_stages()
    build(settings, stages, result)
    assert pages > 0.9 * sum(artifact.frame is not None for artifact in result.artifacts)
    with closing(Database(settings.run.cache)) as rows:
        assert len(rows.all(FRAGMENTS)) == pages
