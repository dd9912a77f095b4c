"""What hosts are told of a site, asked as a browser asks: types, headers and old addresses, by real servers."""

from __future__ import annotations

import http.client
import os
import re
import socket
import ssl
import subprocess
import time
import unicodedata
from collections.abc import Iterator, Mapping
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote

import pytest

from plugins.channels.web.redirects import redirects
from plugins.cli.hosting import configuration
from plugins.cli.serve import Handler
from plugins.engine.resources import BuildResources
from plugins.hosting.serving import FOR_GOOD, FRESH, HEADERS, POLICY, POLICY_OF_FILES, POLICY_OF_FRAMES, PRIVATE
from plugins.settings import Settings
from tests.conftest import settings_below
from tests.programs import environment, needs
from tests.servers import NGINX, as_it_is, free_port

SERVERS = {"nginx": "nginx", "caddy": "caddy", "apache": "apache2"}
MODULES = "/usr/lib/apache2/modules"  # Debian's
OLD = "/παλιά/διεύθυνση/"
ASKED = "/?p=101"
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
    "podcast/el/show.xml": "application/rss+xml; charset=utf-8",
    "radio/el/show-promos.xml": "application/rss+xml; charset=utf-8",
    "feeds/el/digest.rss.xml": "application/rss+xml; charset=utf-8",
    "radio/el/show/latest.m3u": "audio/x-mpegurl",
    "api/v1/el/news.json": "application/json; charset=utf-8",
    "data/knowledge.sqlite": "application/vnd.sqlite3",
    "data/catalogue.rdf": "application/rdf+xml",
    "data/catalogue.jsonld": "application/ld+json",
    "data/budget/budget.csv": "text/csv; charset=utf-8",
    "pictures/one.avif": "image/avif",
    "cards/el/one.png": "image/png",
    "theme/style.css": "text/css; charset=utf-8",
    "search-index/words/one.json": "application/json; charset=utf-8",
    "site.webmanifest": "application/manifest+json",
    "sitemap.xml": "text/xml; charset=utf-8",
    "404.html": "text/html; charset=utf-8",
    "en/404.html": "text/html; charset=utf-8",
    "files/one.csv": "text/csv; charset=utf-8",
    "embed/el/one/index.html": "text/html; charset=utf-8",
    "embed/el/one.json": "application/json; charset=utf-8",
    "volunteering/el/counts.json": "application/json; charset=utf-8",
    "nea/nea-dieythynsi/index.html": "text/html; charset=utf-8",
}
OPEN = (
    *("newsroom/", "screens/", "calendar/", "radiodns/", "feeds/", "audio/", "tv/", "video/", "files/", "podcast/"),
    *("radio/", "api/", "data/", "pictures/", "cards/"),
    *("embed/", "volunteering/"),
)
LASTING = ("theme/", "pictures/", "cards/", "search-index/words/")


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: str


def redirecting(site: Path) -> None:
    """The pages and rules that a build makes for an old address."""
    settings = settings_of(site)
    entry = _Entry(aliases=(OLD, ASKED), url=NEW.strip("/") + "/", title="Νέα", source="news/one.el.md")
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
    kinds: Mapping[str, tuple[_Entry, ...]] = MappingProxyType({})


@pytest.fixture(scope="module")
def site() -> Iterator[Path]:
    """A folder with a file of each sort, which any user may read."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        for path in TYPES:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(path, encoding="ascii")
        (folder / ".manifest.json").write_text("{}", encoding="ascii")
        (folder / ".publication.json").write_text("{}", encoding="ascii")
        redirecting(folder)
        folder.chmod(0o755)
        yield folder


def settings_of(site: Path) -> Settings:
    """A site that brings along the files of both hosts that read some."""
    return settings_below(
        site, HOST_FILES=["apache", "netlify"], SITEURL="https://diavlos.example", OUTPUT_PATH=str(site)
    )


def nginx(site: Path, work: Path, port: int) -> list[str]:
    """What runs nginx with its configuration, but for ports and a certificate."""
    key, certificate = work / "key.pem", work / "certificate.pem"
    line = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=diavlos.example"]
    subprocess.run([*line, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    text = configuration("nginx", settings_of(site))
    text = text.replace("/etc/ssl/diavlos/fullchain.pem", str(certificate))
    text = text.replace("/etc/ssl/diavlos/privkey.pem", str(key))
    text = re.sub(r"listen \[::\]:\d+( ssl)?;", "", text)
    text = text.replace("listen 80;", f"listen 127.0.0.1:{free_port()};").replace(
        "listen 443", f"listen 127.0.0.1:{port}"
    )
    user = "user root;" if os.getuid() == 0 else ""
    temporary = " ".join(f"{name}_temp_path {work}/{name};" for name in ("proxy", "fastcgi", "uwsgi", "scgi"))
    temporary += f" client_body_temp_path {work}/body;"
    whole = f"{user} daemon off; worker_processes 1; pid {work}/pid; error_log {work}/log;\nevents {{}}\n"
    whole += f"http {{ access_log off; {temporary}\n{text}\n}}\n"
    (work / "nginx.conf").write_text(whole, encoding="utf-8")
    return [str(NGINX), "-p", str(work), "-c", str(work / "nginx.conf"), "-e", str(work / "log")]


def caddy(site: Path, work: Path, port: int) -> list[str]:
    """What runs Caddy with its configuration, but without a certificate."""
    text = configuration("caddy", settings_of(site)).replace("diavlos.example {", f"http://127.0.0.1:{port} {{")
    (work / "Caddyfile").write_text("{\nadmin off\n}\n" + text, encoding="utf-8")
    return ["caddy", "run", "--config", str(work / "Caddyfile"), "--adapter", "caddyfile"]


def apache(site: Path, work: Path, port: int) -> list[str]:
    """What runs Apache with the least that reads `.htaccess`."""
    modules = ("mpm_event", "authz_core", "dir", "mime", "headers", "alias", "rewrite", "setenvif", "filter", "deflate")
    lines = [f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in modules]
    lines += [f"ServerRoot {work}", "ServerName diavlos.example", f"Listen 127.0.0.1:{port}", f"PidFile {work}/pid"]
    lines += [f"ErrorLog {work}/log", "User nobody", "Group nogroup", f"DocumentRoot {site}", f"<Directory {site}>"]
    lines += ["AllowOverride FileInfo", "Require all granted", "</Directory>", "TypesConfig /dev/null"]
    (work / "httpd.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ["apache2", "-f", str(work / "httpd.conf"), "-DFOREGROUND"]


class Server(NamedTuple):
    """A server of the site on this machine."""

    name: str
    port: int

    def asked(self, path: str) -> Answer:
        return asked(self.port, path, self.name == "nginx")


@pytest.fixture(scope="module", params=[pytest.param(name, marks=needs(program)) for name, program in SERVERS.items()])
def server(request: pytest.FixtureRequest, site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Each server in turn, told what the site tells it."""
    work, port = tmp_path_factory.mktemp(request.param), free_port()
    command = {"nginx": nginx, "caddy": caddy, "apache": apache}[request.param](site, work, port)
    with subprocess.Popen(command, env=environment({"HOME": str(work)}), stderr=subprocess.DEVNULL) as running:
        try:
            for _ in range(200):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield Server(request.param, port)
        finally:
            running.terminate()


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


@pytest.mark.parametrize(("path", "type"), TYPES.items())
def test_a_server_says_what_a_file_is(path: str, type: str, server: Server) -> None:
    """For how long it may be kept, and lets programs of other origins read what is made for them."""
    answer = server.asked(f"/{path}")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == type
    assert answer.headers["Access-Control-Allow-Origin"] == ("*" if path.startswith(OPEN) else None)
    wanted = "cross-origin" if path.startswith(OPEN) else "same-origin"
    assert answer.headers.get_all("Cross-Origin-Resource-Policy") == [wanted]
    assert answer.headers.get_all("Cache-Control") == [FOR_GOOD if path.startswith(LASTING) else FRESH]
    own = {"files": POLICY_OF_FILES, "embed": POLICY_OF_FRAMES}
    policy = own.get(path.partition("/")[0], POLICY)
    assert answer.headers.get_all("Content-Security-Policy") == [policy]
    assert all(answer.headers.get_all(name) == [value] for name, value in HEADERS.items())


@pytest.mark.parametrize("path", SPELLINGS)
def test_a_server_leads_on_from_greek_addresses(path: str, server: Server) -> None:
    """However they are spelt."""
    answer = server.asked(path)
    assert answer.status == 301
    assert answer.headers["Location"].removeprefix(f"http://127.0.0.1:{server.port}") == NEW


def test_a_server_leads_on_from_a_query_and_from_no_other(server: Server) -> None:
    """As WordPress has one for every text; the front page is what it is, whatever else is asked of it."""
    answer = server.asked(ASKED)
    assert answer.status == 301
    assert answer.headers["Location"].removeprefix(f"http://127.0.0.1:{server.port}") == NEW
    assert server.asked(f"{ASKED}1").status != 301
    assert server.asked(f"{SPELLINGS[0]}?utm_source=x").status == 301


@pytest.mark.parametrize(("path", "page"), [("/nothing/", "404.html"), ("/en/nothing/", "en/404.html")])
def test_what_is_not_there_is_told_in_the_language_of_its_place(path: str, page: str, server: Server) -> None:
    """With the status that says so, and the same policy."""
    answer = server.asked(path)
    assert (answer.status, answer.body) == (404, page)
    assert answer.headers.get_all("Content-Security-Policy") == [POLICY]


@pytest.mark.parametrize("name", [".manifest.json", ".publication.json", ".htaccess", *PRIVATE])
def test_what_is_for_hosts_is_not_served(name: str, server: Server) -> None:
    """Beside the manifest, which is for programs that publish."""
    assert server.asked(f"/{name}").status in (403, 404)


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
    plain, told, asked = rules[:-2], rules[-2], rules[-1]
    assert [rule.split() for rule in plain] == [[old, NEW, "301"] for old in (OLD, *SPELLINGS[:2])]
    assert told.startswith("# 1 ") and asked == f"/ p=101 {NEW} 301!"


@pytest.mark.parametrize("path", [path for path in TYPES if path.startswith(OPEN)])
def test_headers_of_other_hosts_are_the_same(path: str, site: Path) -> None:
    """`_headers` gives the same types and lets the same files be read, by its own patterns."""
    found: dict[str, str] = {}
    matches = False
    for line in (site / "_headers").read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            matches = bool(re.fullmatch(re.escape(line).replace(r"\*", ".*"), f"/{path}"))
        elif matches and line.startswith("  ") and ": " in line:
            name, value = line.strip().split(": ", 1)
            assert name not in found, "where two patterns fit, these hosts send both values"
            found[name] = value
    assert found["Access-Control-Allow-Origin"] == "*"
    if path.endswith((".wav", ".flac", ".chapters.json", "xmltv.xml")):
        assert found["Content-Type"] == TYPES[path]
