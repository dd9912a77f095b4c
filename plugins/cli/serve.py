"""`serve`: builds, serves the output on this machine alone, and builds again whenever a source changes.

Two processes: this one builds, the other answers. What the second is to know (problems, what is made) and what the
first is to make (films and slates, once somebody asks for their pages) they tell each other through a pipe.
"""

from __future__ import annotations

import io
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Pipe, get_context, parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Condition, Event, Thread
from typing import Any, BinaryIO, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from watchfiles import watch

from plugins.cli.overlay import overlay
from plugins.i18n.messages import tell
from plugins.model.errors import ContentError, DiavlosError, UsageError
from plugins.model.problem import _
from plugins.settings import Settings

HOST = "127.0.0.1"
ADDRESS = "http://localhost:8000"  # that a preview is built for, whatever its port: no other port makes anything anew
LATER = frozenset(("films", "slates"))  # of MEDIA, what is made when somebody asks for it
ENDS = (signal.SIGTERM, signal.SIGINT)  # `kill` ends both processes, as Ctrl+C does
STEP = 20  # ms without a further change, after which a build begins
PULSE = 100  # ms after which the watch says that nothing has changed
PATIENCE = 900  # seconds that a request waits for what is to be made
TEXTS = ("text/", "application/xml", "application/json", "application/manifest+json", "application/rss+xml")


class State(NamedTuple):
    """What the answering process is to know of the last build."""

    overlay: str = ""
    is_built: bool = False
    made: frozenset[str] = frozenset()  # of LATER
    has_drafts: bool = False


class PreviewSite:
    """The answering process's view: the state of the last build, and its wishes."""

    def __init__(self, pipe: Connection, state: State, later: Mapping[str, str], swap: Mapping[bytes, bytes]):
        self.pipe, self.state, self.later, self.swap = pipe, state, later, swap
        self.news = Condition()
        self.builds = 0

    def listen(self) -> None:
        """Learn of every build, until the builder is gone."""
        with suppress(EOFError, OSError):
            while True:
                state = self.pipe.recv()
                with self.news:
                    self.state, self.builds = state, self.builds + 1
                    self.news.notify_all()

    def wait_for(self, path: str) -> None:
        """Have what the page of this address shows made, and wait for it; not where the site is broken."""
        sort = next((sort for start, sort in self.later.items() if path.startswith(start)), None)
        with self.news:
            if sort is None or sort in self.state.made or not self.state.is_built:
                return
            seen = self.builds
            with suppress(OSError):
                self.pipe.send(sort)
            self.news.wait_for(lambda: sort in self.state.made or self.builds > seen, PATIENCE)

    def shown(self, data: bytes, is_page: bool) -> bytes:
        """The bytes of a text as the browser gets it: at this port, a page with what there is to say of the build."""
        for old, new in self.swap.items():
            data = data.replace(old, new)
        if not is_page:
            return data
        head, end, rest = data.rpartition(b"</body>")
        return head + self.state.overlay.encode() + end + rest if end else data + self.state.overlay.encode()


class Handler(SimpleHTTPRequestHandler):
    """Static files with UTF-8 named, the site's own 404 page, and nothing kept by the browser."""

    extensions_map = {  # noqa: RUF012 (the base class has it as an attribute of instances)
        **SimpleHTTPRequestHandler.extensions_map,
        ".xml": "application/xml; charset=utf-8",
        ".json": "application/json; charset=utf-8",
        ".html": "text/html; charset=utf-8",
        ".opus": "audio/ogg",
    }

    def __init__(self, *words: Any, preview: PreviewSite, **named: Any):
        self.preview = preview
        super().__init__(*words, **named)

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-cache")
        if self.preview.state.has_drafts:
            self.send_header("X-Robots-Tag", "noindex")
        super().end_headers()

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        """A file as it lies there, but for texts (see `PreviewSite.shown`)."""
        address = urlsplit(self.path).path
        self.preview.wait_for(unquote(address))
        path = Path(self.translate_path(self.path))
        if address.endswith("/"):
            path /= "index.html"
        kind = self.guess_type(str(path))
        is_page = kind.startswith("text/html")
        if not (is_page or (self.preview.swap and kind.startswith(TEXTS))) or not path.is_file():
            return super().send_head()
        return self._answer(200, kind, self.preview.shown(path.read_bytes(), is_page))

    def list_directory(self, path: Any) -> None:
        """Answer 404: a folder without a page is nothing that the site has."""
        self.send_error(404)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not (page.is_file() or self.preview.state.overlay):
            return super().send_error(code, message, explain)
        data = page.read_bytes() if page.is_file() else b"<!doctype html><title>404</title><body></body>"
        body = self._answer(404, "text/html; charset=utf-8", self.preview.shown(data, True))
        if self.command != "HEAD":
            self.wfile.write(body.getvalue())
        return None

    def _answer(self, code: int, kind: str, data: bytes) -> io.BytesIO:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return io.BytesIO(data)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def serve(site: Callable[[frozenset[str]], Any], port: int) -> None:
    """Serve until interrupted; a broken build keeps the old site.

    `site` gives Pelican with the settings of now; of LATER it makes what it is told to. Another process answers, so
    that this one, without threads, may build with all cores.
    """
    over = Event()
    for number in ENDS:
        signal.signal(number, partial(_interrupt, over))
    made: frozenset[str] = frozenset()
    settings = site(made).typed
    changes = watch(*sources(settings), step=STEP, rust_timeout=PULSE, yield_on_timeout=True, stop_event=over)
    try:
        next(changes)  # from here on no saved file is missed
    except FileNotFoundError:
        site(made).run()  # ends with the name of the folder that is not there
        raise
    state = _build(site, made, settings)
    output = settings.run.output
    output.mkdir(parents=True, exist_ok=True)
    ours, theirs = Pipe()
    preview = PreviewSite(theirs, state, addresses_of(settings), swap_for(settings, port))
    try:
        server = ThreadingHTTPServer((HOST, port), partial(Handler, directory=str(output), preview=preview))
    except OSError as error:
        raise UsageError(
            _("serve: port {port}: {strerror}; name another with --port").format(port=port, strerror=error.strerror)
        ) from error
    answering = get_context("fork").Process(target=_answer, args=(server, preview, ours), daemon=True)
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)  # until each of the two knows what to do when it is ended
    answering.start()
    server.socket.close()
    theirs.close()
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
        print(tell(_("http://localhost:{port}/ — Ctrl+C stops").format(port=port)), flush=True)
        for found in changes:
            wanted = made | _wishes(ours)
            if found or wanted != made:
                made = wanted
                ours.send(_build(site, made, settings))
        raise KeyboardInterrupt
    finally:
        answering.terminate()
        answering.join()


def _interrupt(over: Event, *_: Any) -> None:
    """End what runs; `over` says so as well, since Python drops an exception that meets it inside a fork."""
    over.set()
    raise KeyboardInterrupt


def _answer(server: ThreadingHTTPServer, preview: PreviewSite, ours: Connection) -> None:
    """Serve as long as the process that builds is there; Ctrl+C is for that one, which then ends this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
    ours.close()
    Thread(target=preview.listen, daemon=True).start()
    Thread(target=server.serve_forever, daemon=True).start()
    builder = parent_process()
    assert builder, "multiprocessing started this process"
    builder.join()  # one that is killed ends nobody, and its port would stay taken


def _wishes(pipe: Connection) -> frozenset[str]:
    """What was asked for since the last look."""
    found: set[str] = set()
    with suppress(EOFError, OSError):
        while pipe.poll():
            found.add(pipe.recv())
    return frozenset(found)


def _build(site: Callable[[frozenset[str]], Any], made: frozenset[str], settings: Settings) -> State:
    """Build once; where the content or the settings have problems, they are printed, and the old site stays."""
    drafts = settings.run.drafts
    try:
        result = site(made).run()
        return State(overlay(result.problems, "", True, settings), True, made, drafts)
    except DiavlosError as error:
        print(f"diavlos: {tell(error)}", flush=True)
        return State(overlay((), tell(error), False, settings), False, frozenset(), drafts)
    except SystemExit as end:
        cause = end.__cause__
        problems = cause.problems if isinstance(cause, ContentError) else ()
        failure = "" if problems or cause is None else tell(cause) if isinstance(cause, DiavlosError) else str(cause)
        return State(overlay(problems, failure, False, settings), False, frozenset(), drafts)


def sources(settings: Settings) -> Iterator[Path]:
    """The folders that a build reads, but for code: content, theme, and the templates, files and words of channels."""
    yield from (settings.read.content, *settings.theme.folders)
    yield from (path for channel in settings.channels for path in channel.parts)


def addresses_of(settings: Settings) -> dict[str, str]:
    """Return the beginnings of the addresses whose pages show what is made later, each with the sort of that."""
    found: dict[str, str] = {}
    shown = [("films", ("video",)), *(one for channel in settings.channels for one in channel.media.items())]
    for sort, names in shown:
        for name in names:
            pattern = settings.site.addresses[name] or ""
            for language in settings.site.languages:
                begin = pattern.replace("{prefix}", language.prefix).replace("{lang}", language.code).partition("{")[0]
                if begin.strip("/") not in ("", language.prefix.strip("/")):
                    found[f"{settings.site.root}/{begin}"] = sort
    return found


def swap_for(settings: Settings, port: int) -> dict[bytes, bytes]:
    """Return what is replaced in texts, and by what: the address that a preview is built for, also percent-encoded."""
    here = f"http://localhost:{port}"
    if settings.site.url != ADDRESS or here == ADDRESS:
        return {}
    pairs = ((ADDRESS, here), (quote(ADDRESS, safe=""), quote(here, safe="")))
    return {old.encode(): new.encode() for old, new in pairs}
