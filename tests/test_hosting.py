"""The configurations in docs/hosting/, asked as a browser asks: types, headers and old addresses, by a real nginx."""

from __future__ import annotations

import http.client
import os
import re
import socket
import ssl
import subprocess
import time
import unicodedata
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple
from urllib.parse import quote

import pytest

from plugins.channels.web.redirects import redirects
from plugins.cli.serve import Handler
from plugins.engine.resources import BuildResources
from tests.conftest import ROOT, settings_below
from tests.programs import needs
from tests.servers import NGINX, as_it_is, free_port

HOSTING = ROOT / "docs" / "hosting"
OLD = "/παλιά/διεύθυνση/"
NEW = "/nea/nea-dieythynsi/"
TYPES = {
    "tv/xmltv.xml": "application/xml; charset=utf-8",
    "tv/el/show.xml": "application/rss+xml; charset=utf-8",
    "screens/el/ticker.xml": "application/rss+xml; charset=utf-8",
    "feeds/el/all.atom.xml": "application/atom+xml; charset=utf-8",
    "feeds/el/all.json": "application/feed+json; charset=utf-8",
    "audio/show/el/one.wav": "audio/wav",
    "audio/show/el/one.flac": "audio/flac",
    "audio/show/el/one.m4a": "audio/mp4",
    "audio/show/el/one.chapters.json": "application/json+chapters",
    "video/show/el/one.chapters.json": "application/json+chapters",
    "audio/show/el/one.vtt": "text/vtt",
    "newsroom/el.json": "application/json; charset=utf-8",
    "newsroom/el/news/one.json": "application/json; charset=utf-8",
    "screens/el/ticker.json": "application/json; charset=utf-8",
    "calendar/el/events.ics": "text/calendar; charset=utf-8",
    "radiodns/spi/3.1/SI.xml": "text/xml; charset=utf-8",
    "files/one.csv": "text/csv; charset=utf-8",
    "nea/nea-dieythynsi/index.html": "text/html; charset=utf-8",
}
OPEN = ("newsroom/", "newsroom/el", "screens/", "calendar/", "radiodns/", "feeds/", "audio/", "tv/", "video/", "files/")


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: str


def redirecting(site: Path) -> None:
    """The pages and rules that a build makes for an old address."""
    settings = settings_below(site)
    entry = _Entry(aliases=(OLD,), url=NEW.strip("/") + "/", title="Νέα", source="news/one.el.md")
    editions = {"el": _Edition(entries=[entry])}
    for artifact in redirects(editions, settings):  # type: ignore[arg-type]  # they have what is asked of them
        path = site / artifact.path
        path.parent.mkdir(parents=True, exist_ok=True)
        inputs = artifact.inputs() if callable(artifact.inputs) else artifact.inputs
        data = artifact.make(BuildResources(settings, {}, {}), *inputs)
        assert isinstance(data, bytes)
        path.write_bytes(data)


class _Entry(NamedTuple):
    aliases: tuple[str, ...]
    url: str
    title: str
    source: str


class _Edition(NamedTuple):
    entries: list[_Entry]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of each sort."""
    folder = tmp_path_factory.mktemp("www")
    for name in TYPES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("1", encoding="ascii")
    redirecting(folder)
    return folder


@pytest.fixture(scope="module")
def port(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """nginx with the configuration of the documentation, but for ports, paths and a certificate."""
    work, plain, safe = tmp_path_factory.mktemp("nginx"), free_port(), free_port()
    key, certificate = work / "key.pem", work / "certificate.pem"
    line = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=diavlos.example"]
    subprocess.run([*line, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    text = (HOSTING / "nginx.conf").read_text(encoding="utf-8").replace("/srv/diavlos/www", str(site))
    text = text.replace("/etc/ssl/diavlos/fullchain.pem", str(certificate))
    text = text.replace("/etc/ssl/diavlos/privkey.pem", str(key))
    text = re.sub(r"listen \[::\]:\d+( ssl)?;", "", text)
    text = text.replace("listen 80;", f"listen 127.0.0.1:{plain};").replace("listen 443", f"listen 127.0.0.1:{safe}")
    user = "user root;" if os.getuid() == 0 else ""
    temporary = " ".join(f"{name}_temp_path {work}/{name};" for name in ("proxy", "fastcgi", "uwsgi", "scgi"))
    temporary += f" client_body_temp_path {work}/body;"
    whole = f"{user} daemon off; worker_processes 1; pid {work}/pid; error_log {work}/log;\nevents {{}}\n"
    whole += f"http {{ access_log off; {temporary}\n{text}\n}}\n"
    (work / "nginx.conf").write_text(whole, encoding="utf-8")
    command = [str(NGINX), "-p", str(work), "-c", str(work / "nginx.conf"), "-e", str(work / "log")]
    with subprocess.Popen(command) as server:
        try:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", safe)) == 0:
                        break
                time.sleep(0.05)
            yield safe
        finally:
            server.terminate()


def asked(port: int, path: str, safely: bool = True) -> Answer:
    """The answer to a path as it is, sent in ASCII."""
    trusting = ssl._create_unverified_context()
    connection = (
        http.client.HTTPSConnection("127.0.0.1", port, context=trusting)
        if safely
        else http.client.HTTPConnection("127.0.0.1", port)
    )
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return Answer(answer.status, answer.headers, body)


def small(path: str) -> str:
    """The digits of a percent-encoded path in small letters, as WordPress writes them."""
    return re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), path)


SPELLINGS = (quote(OLD), small(quote(OLD)), quote(unicodedata.normalize("NFD", OLD)))


@needs("nginx")
@pytest.mark.parametrize(("path", "type"), TYPES.items())
def test_nginx_says_what_a_file_is(path: str, type: str, port: int) -> None:
    """And lets programs of other origins read what is made for them."""
    answer = asked(port, f"/{path}")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == type
    assert answer.headers["Access-Control-Allow-Origin"] == ("*" if path.startswith(OPEN) else None)


@needs("nginx")
@pytest.mark.parametrize("path", SPELLINGS)
def test_nginx_leads_on_from_greek_addresses(path: str, port: int) -> None:
    """However they are spelt."""
    answer = asked(port, path)
    assert (answer.status, answer.headers["Location"]) == (301, NEW)


@pytest.mark.parametrize("path", SPELLINGS[:2])
def test_a_server_without_rules_leads_on(path: str, site: Path) -> None:
    """`serve` and every host of plain files: by the page that stands there."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(site), preview=as_it_is()))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        answer = asked(server.server_address[1], path, safely=False)
    finally:
        server.shutdown()
        server.server_close()
    assert answer.status == 200
    assert f'content="0; url={NEW}"' in answer.body


def test_rules_of_hosts_know_each_spelling(site: Path) -> None:
    """Netlify, Cloudflare and GitLab compare the address as it was sent, or as it reads."""
    rules = (site / "_redirects").read_text(encoding="utf-8").splitlines()
    assert [rule.split() for rule in rules] == [[old, NEW, "301"] for old in (OLD, *SPELLINGS[:2])]


@pytest.mark.parametrize("path", [path for path in TYPES if path.startswith(OPEN)])
def test_headers_of_other_hosts_are_the_same(path: str) -> None:
    """`_headers` gives the same types and lets the same files be read, by its own patterns."""
    found: dict[str, str] = {}
    matches = False
    for line in (HOSTING / "_headers").read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            matches = bool(re.fullmatch(re.escape(line).replace(r"\*", ".*"), f"/{path}"))
        elif matches and line.startswith("  ") and ": " in line:
            name, value = line.strip().split(": ", 1)
            found[name] = value
    assert found["Access-Control-Allow-Origin"] == "*"
    if path.endswith((".wav", ".flac", ".chapters.json", "xmltv.xml")):
        assert found["Content-Type"] == TYPES[path]
