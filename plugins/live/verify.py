"""After publishing: is what was carried what a reader gets? Status, bytes, types, ranges, old addresses."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple
from urllib.parse import quote, urljoin

from plugins.hosting.serving import PRIVATE, Serving
from plugins.live.web import WebAnswer, ask
from plugins.model.problem import Level, Message, _

AT_ONCE = 8
SMALL = 2 << 20  # bytes; of what is larger the size and the end are looked at
TAIL = 1000  # bytes of that end
MOST = 500  # files that are asked for, of all that travelled
PATIENCE = 90.0  # seconds that a host has to show what it was given
PAUSE = 3.0

_STATUS = _("answered {status}")
_BYTES = _("other bytes than were published")
_TYPE = _("type {found}, where {wanted} was meant")
_RANGES = _("no byte ranges: players can't seek, and apps download anew")
_HEAD = _("does not say its length when asked by HEAD")
_CORS = _("pages of {pages} may not use it: the host must send Access-Control-Allow-Origin")
_STILL = _("is still there")
_MOVED = _("the old address leads nowhere: {status}")


class LiveFile(NamedTuple):
    """A file that should be there: its path, its size, its sha256."""

    path: str
    size: int
    sha256: str


class Finding(NamedTuple):
    """Something that is not as it should be: how bad, where and what."""

    level: Level
    url: str
    message: Message


LiveCheck = Callable[[], list[Finding]]


def verify(
    base: str,
    wanted: Iterable[LiveFile],
    gone: Iterable[str],
    redirects: Sequence[str],
    serving: Serving,
    pages: str = "",
) -> list[Finding]:
    """Return what is not as it was published, after a host has had time to show it.

    `pages` is the origin of pages that use the files, where these are on another host.
    """
    base = base.rstrip("/") + "/"
    served = [one for one in wanted if is_served(one.path)][:MOST]
    checks: list[LiveCheck] = [partial(_of_file, base, one, serving, pages) for one in served]
    checks += [partial(_of_gone, base, path) for path in list(gone)[:MOST] if is_served(path)]
    checks += [partial(_of_redirect, base, old) for old in redirects[:MOST]]
    return sorted(_until_good(checks), key=lambda one: (one.level, one.url))


def is_served(path: str) -> bool:
    """Whether a file is for readers."""
    return not path.startswith(".") and path not in PRIVATE


def _until_good(checks: list[LiveCheck]) -> Iterator[Finding]:
    """What the checks find; those that find an error are done again while there is time."""
    deadline = time.monotonic() + PATIENCE
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while checks:
            found = dict(zip(checks, pool.map(lambda check: check(), checks), strict=True))
            is_late = time.monotonic() > deadline
            checks = [] if is_late else [one for one in checks if any(said.level == "error" for said in found[one])]
            for check, said in found.items():
                if check not in checks:
                    yield from said
            if checks:
                time.sleep(PAUSE)


def address_of(base: str, path: str) -> str:
    """Return the address of a file of the site."""
    name = path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path
    return urljoin(base, quote(name))


def _of_file(base: str, one: LiveFile, serving: Serving, pages: str) -> list[Finding]:
    url = address_of(base, one.path)
    kind = serving.type_of(one.path)
    is_media = kind.startswith(("audio/", "video/")) and one.size > 1
    answer = ask(url) if one.size <= SMALL else ask(url, "HEAD")
    if answer.status != (404 if one.path.endswith("404.html") and answer.status == 404 else 200):
        return [Finding("error", url, _STATUS.format(status=answer.why()))]
    found = []
    if not _is_same(answer, one):
        found.append(Finding("error", url, _BYTES))
    if answer.type != kind:
        found.append(Finding("warning", url, _TYPE.format(found=answer.type or "?", wanted=kind)))
    if is_media and not gives_ranges(url, one.size):
        found.append(Finding("warning", url, _RANGES))
    return [*found, *_from_elsewhere(url, one, pages)] if pages else found


def _from_elsewhere(url: str, one: LiveFile, pages: str) -> Iterator[Finding]:
    """What apps and pages of another origin would miss: the length before the first byte, and leave to use it."""
    answer = ask(url, "HEAD", headers={"Origin": pages})
    if answer.status != 200 or answer.headers.get("content-length") != str(one.size):
        yield Finding("warning", url, _HEAD)
    if answer.headers.get("access-control-allow-origin") not in ("*", pages):
        yield Finding("warning", url, _CORS.format(pages=pages))


def _is_same(answer: WebAnswer, one: LiveFile) -> bool:
    if one.size <= SMALL:
        return hashlib.sha256(answer.decoded()).hexdigest() == one.sha256
    return answer.headers.get("content-length") == str(one.size)


def gives_ranges(url: str, size: int) -> bool:
    """Whether a server gives the first two bytes of a file, and its last thousand, when asked for just these."""
    first, last = 2, min(TAIL, size)
    for start, length in ((0, first), (size - last, last)):
        answer = ask(url, headers={"Range": f"bytes={start}-{start + length - 1}"})
        said = answer.headers.get("content-range", "")
        if answer.status != 206 or len(answer.body) != length or said != f"bytes {start}-{start + length - 1}/{size}":
            return False
    return True


def _of_gone(base: str, path: str) -> list[Finding]:
    url = address_of(base, path)
    answer = ask(url, "HEAD")
    return [Finding("error", url, _STILL)] if answer.status == 200 else []


def _of_redirect(base: str, old: str) -> list[Finding]:
    """Either the server leads on, or the page does that stands there."""
    url = urljoin(base, quote(old))
    answer = ask(url)
    leads = bool(answer.moved_to) or (answer.status == 200 and b'http-equiv="refresh"' in answer.decoded())
    return [] if leads else [Finding("error", url, _MOVED.format(status=answer.why()))]
