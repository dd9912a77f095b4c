"""`serve`: builds, serves the output on this machine alone, and builds again whenever a source changes."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any

from watchfiles import watch

from plugins.errors import UsageError

HOST = "127.0.0.1"
STEP = 20  # ms without a further change, after which a build begins
PULSE = 100  # ms after which the watch says that nothing has changed


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


def serve(load: Callable[[], Any], port: int) -> None:
    """Serve until interrupted; a broken build keeps the old site. `load` gives Pelican with the settings of now.

    Another process answers, so that this one, without threads, may build with all cores.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # `kill` ends both processes, as Ctrl+C does
    settings = load().typed
    changes = watch(settings.read.content, settings.web.theme, step=STEP, rust_timeout=PULSE, yield_on_timeout=True)
    try:
        next(changes)  # from here on no saved file is missed
    except FileNotFoundError:
        load().run()  # ends with the name of the folder that is not there
        raise
    _build(load)
    output = settings.run.output
    output.mkdir(parents=True, exist_ok=True)
    try:
        server = ThreadingHTTPServer((HOST, port), partial(Handler, directory=str(output)))
    except OSError as error:
        raise UsageError(f"serve: port {port}: {error.strerror}; name another with --port") from error
    answering = get_context("fork").Process(target=_answer, args=(server,), daemon=True)
    answering.start()
    server.socket.close()
    print(f"http://localhost:{port}/ — Ctrl+C stops", flush=True)
    try:
        for found in changes:
            if found:
                _build(load)
    finally:
        answering.terminate()
        answering.join()


def _answer(server: ThreadingHTTPServer) -> None:
    """Serve as long as the process that builds is there; Ctrl+C is for that one, which then ends this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=server.serve_forever, daemon=True).start()
    builder = parent_process()
    assert builder, "multiprocessing started this process"
    builder.join()  # one that is killed ends nobody, and its port would stay taken


def _build(load: Callable[[], Any]) -> None:
    """Build once; where the content or the settings have problems, they are printed, and the old site stays."""
    with suppress(SystemExit):
        load().run()
