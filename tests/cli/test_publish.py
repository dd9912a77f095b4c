"""`publish`: the command, from the content to what a reader gets."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar
from urllib.parse import parse_qs

import pytest

from plugins.live import verify
from tests.conftest import ROOT, SmallSite
from tests.servers import needs_nginx, serving


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> SmallSite:
    """A small site, published once into the folder `srv`."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "tests" / "sites" / "minimal" / "content", folder / "content")
    site = SmallSite(folder)
    done = site.run("publish", str(folder / "srv"))
    assert done.returncode == 0, done.stderr
    assert "is out;" in done.stdout
    return site


@pytest.fixture
def place(site: SmallSite) -> str:
    return str(site.folder / "srv")


def test_the_second_time_nothing_travels(site: SmallSite, place: str) -> None:
    done = site.run("publish", place)
    assert done.returncode == 0
    assert "the site is out already" in done.stdout


def test_a_dry_run_says_what_would_travel(site: SmallSite, tmp_path: Path) -> None:
    """A line a file, and nothing is made."""
    done = site.run("publish", str(tmp_path / "new"), "--dry-run")
    assert done.returncode == 0
    assert "+ index.html\n" in done.stdout
    assert "files would travel" in done.stdout
    assert not (tmp_path / "new").exists()


def test_a_page_that_is_gone_is_asked_about(site: SmallSite, place: str) -> None:
    """A text that was deleted and leads nowhere stops the publication, until somebody agrees; and one can go back."""
    texts = {text: text.read_bytes() for text in (site.content / "news").glob("harbour.*.md")}
    for text in texts:
        text.unlink()
    done = site.run("publish", place)
    accepted = site.run("publish", place, "--accept-gone")
    back = site.run("publish", place, "--rollback")
    for text, data in texts.items():
        text.write_bytes(data)
    assert done.returncode == 1
    assert "news/harbour.el.md:1:1: error: the page /nea/" in done.stderr
    assert "its text is gone" in done.stderr
    assert accepted.returncode == 0, accepted.stderr
    assert back.returncode == 0
    assert "is out again" in back.stdout


def test_an_address_that_is_none(site: SmallSite) -> None:
    """It is refused before anything is built, and one with a password in it as well."""
    for address, said in {"ftp://x/y": "is no place that is known", "s3://a:b@c/d": "holds no password"}.items():
        done = site.run("publish", address)
        assert done.returncode == 2
        assert said in done.stderr
        assert "entries" not in done.stderr


def test_the_release_that_is_out_stays(site: SmallSite, place: str) -> None:
    """However few releases are to be kept."""
    for keep in ("0", "-1"):
        done = site.run("publish", place, "--keep", keep)
        assert done.returncode == 2
        assert "one release stays at least" in done.stderr


class Hub(BaseHTTPRequestHandler):
    """A hub that writes down what it is told."""

    told: ClassVar[list[str]] = []
    status = 204

    def do_POST(self) -> None:
        words = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert words["hub.mode"] == ["publish"]
        self.told += words["hub.url"]
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    Hub.told = []
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@needs_nginx
def test_what_was_published_is_asked_for(
    site: SmallSite, hub: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where readers are; then the hubs are told of the feeds. A server that gives something else is found out."""
    monkeypatch.setattr(verify, "PATIENCE", 0.0)
    settings = tmp_path / "settings.py"
    settings.write_text(f"from tests.sites.settings import *\nFEED_HUBS = [{hub!r}]\n", encoding="utf-8")
    own = SmallSite(site.folder, settings)
    (tmp_path / "work").mkdir()
    with serving(tmp_path / "srv" / "current", tmp_path / "work") as url:
        done = own.run("publish", str(tmp_path / "srv"), "--live", url)
        assert done.returncode == 0, done.stderr
        assert "/feeds/el/all.rss.xml" in " ".join(Hub.told)
        feed = (tmp_path / "srv/current/feeds/el/all.rss.xml").read_text(encoding="utf-8")
        assert f'<atom:link rel="hub" href="{hub}"/>' in feed
    (tmp_path / "other").mkdir()
    with serving(tmp_path / "other", tmp_path / "work") as url:
        shutil.rmtree(tmp_path / "srv")
        done = own.run("publish", str(tmp_path / "srv"), "--live", url)
        assert done.returncode == 3
        assert "error: answered 404" in done.stderr
        assert "addresses do not give what was built" in done.stderr
