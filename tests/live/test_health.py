"""The health of a site, at a real server on this machine: one that is well, and one with something broken."""

from __future__ import annotations

import gzip
import json
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from plugins.live import certificates
from plugins.live.feeds import feed_of, links_of, subscriptions_of
from plugins.live.health import Health, followed, health_of
from plugins.live.health_report import as_badge, as_json, as_page
from plugins.live.web import MOST, WebAnswer, ask
from tests.command_line import command_line
from tests.programs import needs
from tests.servers import free_port, needs_nginx, serving

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


def item(url: str, number: int, age: float, length: int = 5000) -> str:
    date = (NOW - age * DAY).strftime("%a, %d %b %Y %H:%M:%S +0000")
    file = f'<enclosure url="{url}/audio/{number}.mp3" length="{length}" type="audio/mpeg"/>'
    return f"<item><guid>guid-{number}</guid><pubDate>{date}</pubDate>{file}</item>"


def feed(url: str, *items: str) -> str:
    own = f'<atom:link rel="self" href="{url}/podcast/el/show.xml"/>'
    head = '<rss xmlns:atom="http://www.w3.org/2005/Atom" version="2.0">'
    return f"{head}<channel>{own}{''.join(items)}</channel></rss>"


class Site:
    """A site of one show, whose files may be changed before it is looked at."""

    def __init__(self, folder: Path, port: int):
        self.folder, self.url = folder, f"http://127.0.0.1:{port}"
        for number in range(1, 6):
            self.write(f"audio/{number}.mp3", "x" * 5000)
        self.write("podcast/el/show.xml", feed(self.url, *(item(self.url, n, n * 7 - 6) for n in range(1, 6))))
        self.write(
            "index.html",
            '<link rel="alternate" href="/feeds/all.json" type="application/feed+json"><a href="/shows/">x</a>',
        )
        host = self.url.removeprefix("http://")
        self.write(
            "shows/index.html", f'<a href="pktc://subscribe/{host}/podcast/el/show.xml">x</a><a href="/map.xml">x</a>'
        )
        self.write("map.xml", "<urlset/>")
        self.write("feeds/all.json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": []}))

    def write(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")

    def said(self, health: Health) -> dict[tuple[str, str], list[str]]:
        """The findings by level and path."""
        found: dict[tuple[str, str], list[str]] = {}
        for one in health.findings:
            found.setdefault((one.level, one.url.removeprefix(self.url)), []).append(str(one.message))
        return found


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "www", free_port())
    (tmp_path / "work").mkdir()
    with serving(site.folder, tmp_path / "work", int(site.url.rpartition(":")[2])):
        yield site


@needs_nginx
def test_a_site_that_is_well(site: Site) -> None:
    """Its feeds are found where the page says so, and behind the links of apps; what has only their name is none."""
    health = health_of(f"{site.url}/")
    assert health.is_well
    assert health.feeds == (f"{site.url}/feeds/all.json", f"{site.url}/podcast/el/show.xml")
    assert health.files == tuple(f"{site.url}/audio/{number}.mp3" for number in (1, 2, 3))
    said = site.said(health)
    assert said["warning", "/podcast/el/show.xml"] == [
        "may not be read by pages of other sites: no Access-Control-Allow-Origin"
    ]
    assert set(said) <= {("note", "/"), ("warning", "/podcast/el/show.xml"), ("warning", "/feeds/all.json")}


@needs_nginx
def test_a_site_with_something_broken(site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All of it is named at once, in JSON, on a page and on a badge, and the status says it."""
    (site.folder / "audio/1.mp3").unlink()
    items = [item(site.url, 1, 40), item(site.url, 2, 41, length=4000), *(item(site.url, 3, 42 + n) for n in range(3))]
    site.write("podcast/el/show.xml", feed(site.url, *items))
    site.write("feeds/all.json", "{")
    site.write("podcast/el/other.xml", "<rss>")
    host = site.url.removeprefix("http://")
    apps = (f'<a href="pktc://subscribe/{host}/podcast/el/{name}.xml">x</a>' for name in ("show", "other", "gone"))
    site.write("shows/index.html", "".join(apps))
    assert command_line(["health", f"{site.url}/", "--into", str(tmp_path / "told"), "--lang", "en"]) == 1
    said = site.said(health_of(f"{site.url}/"))
    assert said["error", "/audio/1.mp3"] == ["answered 404"]
    assert said["error", "/audio/2.mp3"] == ["is 5000 bytes long, and the feed says 4000"]
    assert said["error", "/feeds/all.json"] == ["is not a feed that programs can read"]
    assert said["error", "/podcast/el/other.xml"] == ["is not a feed that programs can read"]
    assert said["error", "/podcast/el/gone.xml"] == ["answered 404"]
    assert said["error", "/podcast/el/show.xml"] == ["has 2 items with the guid of another"]
    assert "the newest item is 40 days old, and usually one comes every 1.0" in said["warning", "/podcast/el/show.xml"]
    told = json.loads((tmp_path / "told/health.json").read_text(encoding="utf-8"))
    assert told["well"] is False
    assert {"level": "error", "url": f"{site.url}/audio/1.mp3"}.items() <= told["findings"][0].items()
    assert "6 things are broken" in (tmp_path / "told/index.html").read_text(encoding="utf-8")
    assert "6 things are broken" in (tmp_path / "told/badge.svg").read_text(encoding="utf-8")
    assert f"{site.url}/audio/1.mp3: broken: answered 404" in capsys.readouterr().err


def test_a_site_that_is_away() -> None:
    """It is broken, and the reason is told."""
    health = health_of(f"http://127.0.0.1:{free_port()}/")
    assert [(one.level, str(one.message)) for one in health.findings] == [
        ("error", "answered [Errno 111] Connection refused")
    ]


def test_an_address_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    for address in ("diavlos.example", "http://[bad"):
        assert command_line(["health", address, "--lang", "en"]) == 2
        assert "is no address of a site" in capsys.readouterr().err


class Circle(BaseHTTPRequestHandler):
    """A server that leads from each address to another."""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", f"{self.path}x")
        self.end_headers()

    def log_message(self, *words: object) -> None:
        pass


def test_redirects_end() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Circle) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        _answer, findings = followed(f"http://127.0.0.1:{server.server_address[1]}/")
        server.shutdown()
    assert [str(one.message) for one in findings] == ["leads on more than 5 times"]


@pytest.mark.parametrize(("days", "level"), [(30, None), (10, "warning"), (3, "error"), (-1, "error")])
def test_certificates_that_end_soon(days: int, level: str | None) -> None:
    """A fortnight before, and a week before, that it may be mended in time."""
    end = (NOW + days * DAY + timedelta(hours=1)).strftime("%b %d %H:%M:%S %Y GMT")
    found = certificates.of_end("https://a.example/", end, NOW)
    assert [one.level for one in found] == ([level] if level else [])


@needs("openssl")
def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    """The reason is the library's own."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    line = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    line += ["-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate), "-days", "5"]
    line += ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(line, check=True, capture_output=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Circle)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda request, address: None  # type: ignore[method-assign]  # who hangs up is meant to
    with server:
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"https://localhost:{server.server_address[1]}/"
        (refused,) = certificates.of_host(url, NOW)
        trusting = ssl.create_default_context(cafile=str(certificate))
        (ending,) = certificates.of_host(url, NOW, trusting)
        server.shutdown()
    assert "self-signed certificate" in str(refused.message)
    assert "the certificate ends on" in str(ending.message)


def test_documents_of_strangers_are_harmless() -> None:
    """No entity is resolved, and what is no feed is none."""
    bomb = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss><channel><title>&a;</title></channel></rss>'
    assert feed_of(bomb) is not None
    assert feed_of(b"<html>") is None
    assert feed_of(b'{"version": 1, "items": 3}') is None
    assert feed_of(b'{"version": "https://jsonfeed.org/version/1.1", "items": [3]}') is None
    assert feed_of(b'{"a":' * 100_000) is None
    odd = "<rss><channel><item><enclosure url='a' length='²'/></item></channel></rss>"
    found = feed_of(odd.encode())
    assert found and found.entries[0].files[0].bytes == 0
    assert subscriptions_of(b'<opml><body><outline xmlUrl="a"/><outline/></body></opml>') == ["a"]


def answered(body: bytes, **headers: str) -> WebAnswer:
    status = 302 if "location" in headers else 200
    return WebAnswer(
        "http://a.example/", status, {name.replace("_", "-"): said for name, said in headers.items()}, body
    )


def test_answers_of_strangers_are_harmless() -> None:
    """Links that are no addresses lead nowhere; what cannot be unpacked whole, or has no end, is nothing."""
    links = links_of(answered(b'<a href="http://[bad/">x</a><a href="/ok/#a">y</a>'))
    assert links.pages == {"http://a.example/ok/"}
    assert answered(b"", location="http://[bad").moved_to == ""
    assert ask("http://[bad").status == 0
    whole = gzip.compress(b"x" * 9000)
    assert answered(whole, content_encoding="gzip").decoded() == b"x" * 9000
    bomb = gzip.compress(bytes(MOST + 1), 1)
    assert {answered(data, content_encoding="gzip").decoded() for data in (whole[:20], b"xx", bomb)} == {b""}


def test_the_page_and_the_badge_escape(tmp_path: Path) -> None:
    health = Health("http://a.example/<b>", NOW, (), (), ())
    assert b"<b>" not in as_page(health, "el") + as_badge(health, "el")
    assert json.loads(as_json(health))["well"] is True
