"""`serve`: what an editor sees on their own machine while writing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import NOW, ROOT, SmallSite, borrow

PAGE = "/en/guides/how-to-found-a-cooperative/"


def get(url: str) -> tuple[int, str, str]:
    """Status, media type and text of an address."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read().decode()


def wait_for(url: str, text: str, seconds: float = 30) -> None:
    """Until the page holds the text."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if text in get(url)[2]:
                return
        except OSError:
            pass
        time.sleep(0.05)
    pytest.fail(f"{url} never showed {text!r}")


@contextmanager
def serving(small_site: SmallSite, end: signal.Signals = signal.SIGINT) -> Iterator[str]:
    """`serve` at work, until Ctrl+C or another signal; its address."""
    borrow(small_site.folder / "cache")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "plugins.run", "serve", "--port", str(port), "--now", NOW]
    words += ["--content", str(small_site.content), "--output", str(small_site.output)]
    words += ["--cache", str(small_site.folder / "cache"), "-s", str(ROOT / "pelicanconf.py")]
    # A shell starts what it runs in the background deaf to Ctrl+C, and children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(words, cwd=ROOT, **quiet) as process:
        try:
            yield f"http://127.0.0.1:{port}"
            process.send_signal(end)
            assert process.wait(20) in ((-end,) if end == signal.SIGKILL else (0, 130))
        finally:
            process.kill()  # else a failure above would wait for ever


def append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def test_a_saved_file_is_soon_on_its_page(small_site: SmallSite) -> None:
    """And a mistake keeps the last good page, until it is mended."""
    guide = small_site.content / "guides/register.en.md"
    with serving(small_site) as base:
        wait_for(f"{base}{PAGE}", "How to found a cooperative")
        append(guide, "\nA first addition.\n")
        wait_for(f"{base}{PAGE}", "A first addition.")
        good = guide.read_text(encoding="utf-8")
        guide.write_text(good.replace("title:", "titel:"), encoding="utf-8")
        time.sleep(1.5)

        assert "A first addition." in get(f"{base}{PAGE}")[2]
        guide.write_text(f"{good}\nA second one.\n", encoding="utf-8")
        wait_for(f"{base}{PAGE}", "A second one.")


def test_a_file_saved_during_the_first_build_is_not_missed(small_site: SmallSite) -> None:
    """The text has been read when the first page is written; nobody saves it a second time."""
    with serving(small_site) as base:
        end = time.monotonic() + 60
        while not (small_site.folder / ".output.standby").exists():
            assert time.monotonic() < end, "the first build never wrote anything"
            time.sleep(0.001)
        append(small_site.content / "guides/register.en.md", "\nAn early addition.\n")
        wait_for(f"{base}{PAGE}", "An early addition.", 60)


def test_answers_are_those_of_a_web_server(small_site: SmallSite) -> None:
    """UTF-8 is named, feeds have their type, what is not there gets the site's own page; `kill` frees the port."""
    with serving(small_site, signal.SIGTERM) as base:
        wait_for(f"{base}{PAGE}", "How to found a cooperative")

        assert get(f"{base}/")[1] == "text/html; charset=utf-8"
        assert get(f"{base}/feeds/el/all.rss.xml")[1] == "application/xml; charset=utf-8"
        status, _, text = get(f"{base}/nothing/here/")
        assert status == 404
        assert "<!doctype html>" in text.lower()
    with pytest.raises(urllib.error.URLError):
        get(f"{base}/")


def test_the_port_is_free_when_serve_was_killed(small_site: SmallSite) -> None:
    """By one who has no patience, or by a machine without memory; no process stays behind."""
    with serving(small_site, signal.SIGKILL) as base:
        wait_for(f"{base}{PAGE}", "How to found a cooperative")
    end = time.monotonic() + 10
    with pytest.raises(ConnectionRefusedError):
        while time.monotonic() < end:
            socket.create_connection(("127.0.0.1", int(base.rpartition(":")[2])), 1).close()
            time.sleep(0.05)


def test_a_port_that_is_taken_is_named(small_site: SmallSite) -> None:
    """Status 2, the port and the way out; the site itself is built."""
    borrow(small_site.folder / "cache")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        words = [sys.executable, "-m", "plugins.run", "serve", "--port", str(port), "--now", NOW]
        words += ["--content", str(small_site.content), "--output", str(small_site.output)]
        words += ["--cache", str(small_site.folder / "cache"), "-s", str(ROOT / "pelicanconf.py")]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 2
    assert f"port {port}" in done.stderr and "--port" in done.stderr


def test_a_content_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """As a build would name it; there is nothing to serve."""
    words = [sys.executable, "-m", "plugins.run", "serve", "--content", str(tmp_path / "none")]
    words += ["--output", str(tmp_path / "output"), "--cache", str(tmp_path / "cache")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 2
    assert str(tmp_path / "none") in done.stderr and "Traceback" not in done.stderr
