"""Readers during publications, at real servers: no answer is missing, and no page asks for what is not there."""

from __future__ import annotations

import re
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Thread

import pytest

from plugins.publish.targets.folder import FolderTarget
from tests.programs import environment, needs
from tests.publish.places import publish, tree
from tests.servers import free_port, serving

REQUESTS, SITES = 500, 5  # at least
Serve = Callable[[Path, Path], AbstractContextManager[str]]


@contextmanager
def caddy(folder: Path, work: Path) -> Iterator[str]:
    """The address of a Caddy that serves a folder."""
    port = free_port()
    line = ["caddy", "file-server", "--root", str(folder), "--listen", f"127.0.0.1:{port}"]
    with subprocess.Popen(line, env=environment({"HOME": str(work)}), stderr=subprocess.DEVNULL) as server:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def numbered(number: int) -> dict[str, str]:
    """A site whose page and style sheet say which one it is, the sheet in its name as well."""
    files = {"index.html": f"<link href=theme/style.{number}.css>", f"theme/style.{number}.css": str(number)}
    return files | {f"nea/{name}/index.html": "same" for name in range(20)}


def asked(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


@pytest.mark.parametrize(
    "serve", [pytest.param(serving, marks=needs("nginx"), id="nginx"), pytest.param(caddy, marks=needs("caddy"))]
)
def test_no_reader_sees_a_mix(serve: Serve, tmp_path: Path) -> None:
    """While publications follow each other, each page finds its own style sheet, also that of a while ago."""
    target = FolderTarget(tmp_path / "srv", keep=2)
    publish(tree(tmp_path / "0", numbered(0)), target)
    is_over, numbers = [False], [0]

    def swaps() -> None:
        while not is_over[0]:
            numbers.append(numbers[-1] + 1)
            publish(tree(tmp_path / str(numbers[-1]), numbered(numbers[-1])), target)

    seen, requests = set(), 0
    (tmp_path / "work").mkdir()
    with serve(target.current, tmp_path / "work") as url:
        writer = Thread(target=swaps)
        writer.start()
        try:
            while requests < REQUESTS or len(seen) < SITES:
                requests += 2
                found = re.search(r"theme/style\.(\d+)\.css", asked(f"{url}/"))
                assert found
                assert asked(f"{url}/{found[0]}") == found[1]
                seen.add(found[1])
        finally:
            is_over[0] = True
            writer.join()
