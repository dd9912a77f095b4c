"""Web servers for tests: nginx over loopback, with byte ranges and media types; and one that sends policies."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from multiprocessing import Pipe
from pathlib import Path
from threading import Thread

from plugins.cli.serve import Handler, PreviewSite, State
from plugins.hosting.serving import POLICY
from tests.programs import needs

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


@contextmanager
def bucket_server() -> Iterator[str]:
    """The address of moto's server of buckets."""
    port = free_port()
    line = [str(Path(sys.executable).with_name("moto_server")), "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(line, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as server:
        url = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{url}/moto-api/", timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        try:
            yield url
        finally:
            server.terminate()


@contextmanager
def serving(folder: Path, work: Path, port: int = 0, more: str = "") -> Iterator[str]:
    """The address of a server of `folder`; what lies in `work` is below /work/; `more` is said to it besides."""
    port = port or free_port()
    conf = work / "nginx.conf"
    user = "user root;" if os.getuid() == 0 else ""  # else its worker could not read the test's folders
    conf.write_text(CONFIGURATION.format(user=user, work=work, folder=folder, port=port, more=more), encoding="ascii")
    with subprocess.Popen([str(NGINX), "-p", str(work), "-c", str(conf), "-e", str(work / "error.log")]) as server:
        try:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
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
