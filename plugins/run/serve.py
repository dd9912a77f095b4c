"""`serve`: builds, serves the output on this machine alone, and builds again whenever a source changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from watchfiles import watch

HOST = "127.0.0.1"


class Handler(SimpleHTTPRequestHandler):
    """Static files with UTF-8 named, the site's own 404 page, and nothing kept by the browser."""

    extensions_map = {  # noqa: RUF012 (the base class has it as an attribute of instances)
        **SimpleHTTPRequestHandler.extensions_map,
        ".xml": "application/xml; charset=utf-8",
        ".json": "application/json; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".opus": "audio/ogg",
    }

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            return super().send_error(code, message, explain)
        data = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)
        return None

    def log_message(self, format: str, *args: Any) -> None:
        pass


def serve(load: Callable[[], Any], port: int, stop: threading.Event | None = None) -> None:
    """Serve until interrupted; a broken build keeps the old site. `load` gives Pelican with the settings of now."""
    host = _built(load)
    if host is None:
        host = load()
    output = host.typed.run.output
    output.mkdir(parents=True, exist_ok=True)
    server = ThreadingHTTPServer((HOST, port), partial(Handler, directory=str(output)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://localhost:{port}/ — Ctrl+C stops", flush=True)
    try:
        for _ in watch(host.typed.read.content, host.typed.web.theme, stop_event=stop):
            _built(load)
    finally:
        server.shutdown()
        server.server_close()


def _built(load: Callable[[], Any]) -> Any | None:
    """Build once; None where the content or the settings have problems, which are printed already."""
    try:
        host = load()
        host.run()
    except SystemExit:
        return None
    return host
