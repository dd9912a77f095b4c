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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from pathlib import Path
from threading import Thread

import pytest

from plugins.cli.serve import ADDRESS, PreviewSite, State, addresses_of, sources, swap_for
from plugins.settings import Settings
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
def serving(small_site: SmallSite, end: signal.Signals = signal.SIGINT, *options: str) -> Iterator[str]:
    """`serve` at work, until Ctrl+C or another signal; its address."""
    borrow(small_site.folder / "cache")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "plugins", "serve", "--port", str(port), "--now", NOW]
    words += ["--content", str(small_site.content), "--output", str(small_site.output)]
    words += ["--cache", str(small_site.folder / "cache"), "-s", str(ROOT / "pelicanconf.py"), *options]
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
        wait_for(f"{base}{PAGE}", "Δεν χτίστηκε, 2 σφάλματα")
        text = get(f"{base}{PAGE}")[2]

        assert "A first addition." in text and "βλέπετε τον προηγούμενο ιστότοπο" in text
        assert "<code>guides/register.en.md:2:1</code> σφάλμα: titel: άγνωστο πεδίο" in text
        guide.write_text(f"{good}\nA second one.\n", encoding="utf-8")
        wait_for(f"{base}{PAGE}", "A second one.")
        end = time.monotonic() + 10
        while "diavlos-preview" in get(f"{base}{PAGE}")[2]:
            assert time.monotonic() < end, "the problems stay although they are mended"
            time.sleep(0.05)


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
    """UTF-8 is named, feeds have their type, what is not there gets the site's own page; `kill` frees the port.

    A preview with drafts says which texts are not out, and none of it may be found. No port makes any file another one.
    """
    with serving(small_site, signal.SIGTERM, "--drafts") as base:
        wait_for(f"{base}{PAGE}", "How to found a cooperative")

        assert get(f"{base}/")[1] == "text/html; charset=utf-8"
        assert get(f"{base}/feeds/el/all.rss.xml")[1] == "application/xml; charset=utf-8"
        status, _, text = get(f"{base}/nothing/here/")
        assert status == 404
        assert "<!doctype html>" in text.lower()

        with urllib.request.urlopen(f"{base}/", timeout=10) as answer:
            page = answer.read().decode()
            assert answer.headers["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in page
        here = base.replace("127.0.0.1", "localhost")
        assert f'<link rel="canonical" href="{here}/">' in page
        assert '"http://localhost:8000/"' in (small_site.output / "index.html").read_text("utf-8")
        drafts = [path for path in small_site.output.rglob("*.html") if "πρόχειρο" in path.read_text("utf-8")]
        waiting = [path for path in small_site.output.rglob("*.html") if "δημοσιεύεται" in path.read_text("utf-8")]
        assert any("notice--preview" in path.read_text("utf-8") for path in drafts)
        assert any("notice--preview" in path.read_text("utf-8") for path in waiting)
    with pytest.raises(urllib.error.URLError):
        get(f"{base}/")


def test_what_channels_bring_is_watched(make_settings: Callable[..., Settings]) -> None:
    """Beside content and theme: templates, style sheets and words of each channel."""
    names = {path.relative_to(ROOT).as_posix() for path in sources(make_settings()) if path.is_relative_to(ROOT)}
    assert {"theme", "plugins/channels/radio/templates", "plugins/channels/search/static"} <= names
    assert "plugins/channels/digest/locale" in names


def test_a_site_without_television_asks_for_none(make_settings: Callable[..., Settings]) -> None:
    """Which pages wait for films and slates is said by the channels that bring them."""
    later = addresses_of(make_settings(CHANNELS=["web", "screens"]))
    assert {start.split("/")[1] for start in later} == {"video", "screens"}


def test_films_and_slates_are_made_when_somebody_asks(make_settings: Callable[..., Settings]) -> None:
    """A request for a page that shows them waits for the build that makes them; no other request waits."""
    ours, theirs = Pipe()
    later = addresses_of(make_settings())
    preview = PreviewSite(theirs, State("", True), later, {})
    Thread(target=preview.listen, daemon=True).start()

    preview.wait_for("/nea/")
    assert not ours.poll()
    waiting = Thread(target=preview.wait_for, args=("/screens/el/slates/news/harbour.png",))
    waiting.start()
    assert ours.recv() == "slates"
    ours.send(State("", True, frozenset(("slates",))))
    waiting.join(10)
    assert not waiting.is_alive()
    preview.wait_for("/screens/el/")
    assert not ours.poll()

    assert {later[start] for start in ("/video/", "/tv/en/")} == {"films"}
    ours.send(State("broken", False))
    while preview.state.is_built:
        time.sleep(0.01)
    preview.wait_for("/video/el/a/b.mp4")
    assert not ours.poll()
    ours.close()


def test_another_port_changes_addresses_in_texts_alone(make_settings: Callable[..., Settings]) -> None:
    """Plain ones, and those that are part of another address; the problems stand in pages only."""
    swap = swap_for(make_settings(SITEURL=ADDRESS), 8123)
    preview = PreviewSite(Pipe()[0], State("<aside>", True), {}, swap)
    text = b"http://localhost:8000/nea/ ?u=http%3A%2F%2Flocalhost%3A8000%2F</body></html>"
    wanted = b"http://localhost:8123/nea/ ?u=http%3A%2F%2Flocalhost%3A8123%2F"

    assert preview.shown(text, False) == wanted + b"</body></html>"
    assert preview.shown(text, True) == wanted + b"<aside></body></html>"
    assert swap_for(make_settings(SITEURL=ADDRESS), 8000) == {}
    assert swap_for(make_settings(SITEURL="https://trial.example"), 8123) == {}


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
        words = [sys.executable, "-m", "plugins", "serve", "--port", str(port), "--now", NOW]
        words += ["--content", str(small_site.content), "--output", str(small_site.output)]
        words += ["--cache", str(small_site.folder / "cache"), "-s", str(ROOT / "pelicanconf.py")]
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 2
    assert f"port {port}" in done.stderr and "--port" in done.stderr


def test_a_content_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """As a build would name it; there is nothing to serve."""
    words = [sys.executable, "-m", "plugins", "serve", "--content", str(tmp_path / "none")]
    words += ["--output", str(tmp_path / "output"), "--cache", str(tmp_path / "cache")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 2
    assert str(tmp_path / "none") in done.stderr and "Traceback" not in done.stderr
