"""Web servers for tests: nginx over loopback, with byte ranges and media types; and one that sends policies."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from multiprocessing import Pipe
from pathlib import Path
from threading import Thread

import pytest

from plugins.cli.serve import Handler, PreviewSite, State
from plugins.hosting.serving import POLICY
from tests import ceph
from tests.programs import TOOLS, needs

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
needs_nginx = needs("nginx")

CONFIGURATION = """
{user} daemon off; worker_processes 1; pid {work}/nginx.pid; error_log {work}/error.log;
events {{}}
http {{
  access_log {work}/access.log;
  client_body_temp_path {work}/body; proxy_temp_path {work}/proxy; fastcgi_temp_path {work}/fastcgi;
  uwsgi_temp_path {work}/uwsgi; scgi_temp_path {work}/scgi;
  types {{
    text/html html; text/css css; text/javascript js; image/svg+xml svg; image/png png; image/jpeg jpg;
    application/rss+xml xml; application/json json; audio/mpeg mp3 mp2; audio/ogg opus; audio/wav wav; audio/flac flac;
    audio/x-mpegurl m3u; text/vtt vtt; video/mp4 mp4;
    application/ttml+xml ttml; application/x-subrip srt; application/x-mpegURL m3u8; text/calendar ics; text/plain txt;
  }}
  server {{ listen 127.0.0.1:{port}; root {folder}; {more} location /work/ {{ alias {work}/; }} }}
}}
"""


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def as_it_is() -> PreviewSite:
    """What `serve` knows of a site that was built: nothing to add to its pages, nothing left to make."""
    return PreviewSite(Pipe()[0], State(is_built=True), {}, {})


#: Servers of buckets that know nothing of each other: https://docs.getmoto.org keeps the conditions of writes,
#: https://github.com/jamhall/s3rver passes over them, Ceph keeps some. The last one takes half a minute to start.
BUCKET_SERVERS = [
    pytest.param("moto"),
    pytest.param("s3rver", marks=needs("node", TOOLS / "node_modules" / "s3rver")),
    pytest.param("radosgw", marks=[pytest.mark.long, needs(*ceph.PROGRAMS)]),
]
SECRET = "S3RVER"  # the one key, and its secret, that s3rver takes; moto takes any


@contextmanager
def bucket_server(name: str) -> Iterator[str]:
    """The address of one of BUCKET_SERVERS."""
    port = free_port()
    with tempfile.TemporaryDirectory() as work, _STARTS[name](port, Path(work)):
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"


def _moto(port: int, work: Path) -> AbstractContextManager[None]:
    return _running([Path(sys.executable).with_name("moto_server"), "-H", "127.0.0.1", "-p", str(port)])


def _s3rver(port: int, work: Path) -> AbstractContextManager[None]:
    program = TOOLS / "node_modules" / "s3rver" / "bin" / "s3rver.js"
    return _running(["node", program, "-d", work, "-a", "127.0.0.1", "-p", str(port), "--no-vhost-buckets", "--silent"])


def _radosgw(port: int, work: Path) -> AbstractContextManager[None]:
    return ceph.radosgw(port, free_port(), work, SECRET)


_STARTS = {"moto": _moto, "s3rver": _s3rver, "radosgw": _radosgw}


@contextmanager
def _running(line: list[str | Path]) -> Iterator[None]:
    with subprocess.Popen(line, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as server:
        try:
            yield
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    """Return when something listens there."""
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)


@contextmanager
def serving(folder: Path, work: Path, port: int = 0, more: str = "") -> Iterator[str]:
    """The address of a server of `folder`; what lies in `work` is below /work/; `more` is said to it besides."""
    port = port or free_port()
    conf = work / "nginx.conf"
    user = "user root;" if os.getuid() == 0 else ""  # else its worker could not read the test's folders
    conf.write_text(CONFIGURATION.format(user=user, work=work, folder=folder, port=port, more=more), encoding="ascii")
    with subprocess.Popen([str(NGINX), "-p", str(work), "-c", str(conf), "-e", str(work / "error.log")]) as server:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@contextmanager
def policed(folder: Path, policy: str = POLICY) -> Iterator[str]:
    """The address of a server of `folder` that sends the policy of pages; loopback has no https to upgrade to."""
    policy = policy.replace("; upgrade-insecure-requests", "")

    class Policed(Handler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy)
            super().end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Policed, directory=str(folder), preview=as_it_is()))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
