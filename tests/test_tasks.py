"""The tasks of Invoke: each is a command of the site in the very process that was started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import NOW, ROOT, SmallSite, borrow

INVOKE = str(Path(sys.executable).with_name("invoke"))


def options(site: SmallSite) -> list[str]:
    borrow(site.folder / "cache")
    folders = {"content": site.content, "output": site.output, "cache": site.folder / "cache"}
    return [f"--now={NOW}", *(f"--{name}={folder}" for name, folder in folders.items())]


def test_greek_messages_come_through_whole(small_site: SmallSite) -> None:
    """However long the report is, no letter of it is cut in two, and its exit status is the command's."""
    for number in range(60):
        small_site.write(f"news/lathos-{number}.el.md", "---\ntitle: Ένας τίτλος\nsummary: Περίληψη\n---\nΚείμενο.\n")
    own = [sys.executable, "-m", "plugins", "check", "--lang=el", *options(small_site)]
    task = [INVOKE, "check", "--lang=el", *options(small_site)]
    done, wanted = (subprocess.run(line, cwd=ROOT, capture_output=True, check=False) for line in (task, own))

    assert (done.returncode, done.stdout, done.stderr) == (wanted.returncode, wanted.stdout, wanted.stderr)
    assert done.returncode == 1 and len(done.stderr) > 10_000


def test_paths_stand_behind_dashes(small_site: SmallSite) -> None:
    small_site.write("news/lathos.el.md", "---\ntitle: Ένας τίτλος\n---\nΚείμενο.\n")
    task = [INVOKE, "check", *options(small_site), "--", "guides/", "content/pages"]

    assert subprocess.run(task, cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_serve_ends_with_its_task(small_site: SmallSite) -> None:
    """`kill` of what was started leaves no server behind."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    task = [INVOKE, "serve", f"--port={port}", *options(small_site)]
    with subprocess.Popen(task, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            assert _answers(port, True, 60), "serve never answered"
            os.kill(process.pid, signal.SIGTERM)
            process.wait(60)
            assert _answers(port, False, 10), "the port is still taken"
        finally:
            process.kill()


def _answers(port: int, wanted: bool, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as asking:
            if (asking.connect_ex(("127.0.0.1", port)) == 0) == wanted:
                return True
        time.sleep(0.05)
    return False
