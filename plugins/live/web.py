"""One question to a web server, and its answer as it is: no redirect is followed, no status is an exception."""

from __future__ import annotations

import http.client
import urllib.request
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import quote, urldefrag, urljoin, urlsplit, urlunsplit

AGENT = "Diavlos"
TIMEOUT = 20.0  # seconds
MOST = 64 << 20  # bytes of an answer that are read
STEPS = 5  # redirects that are followed


class WebAnswer(NamedTuple):
    """What a server said. Names of headers are in small letters.

    Where nobody answered, `status` is 0, and `body` says why.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def type(self) -> str:
        """The media type, without what follows it."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def moved_to(self) -> str:
        """The address that it leads on to, or nothing."""
        location = self.headers.get("location", "") if self.status in (301, 302, 303, 307, 308) else ""
        return leads_to(self.url, location) if location else ""

    @property
    def date(self) -> datetime | None:
        """The server's clock."""
        return moment_of(self.headers.get("date", ""))

    def decoded(self) -> bytes:
        """The body, unpacked; what cannot be unpacked whole, or is too large, is nothing."""
        if self.headers.get("content-encoding", "").lower() != "gzip":
            return self.body
        unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)  # gzip's form, https://docs.python.org/3/library/zlib.html
        try:
            found = unpacking.decompress(self.body, MOST)
        except zlib.error:
            return b""
        return found if unpacking.eof else b""

    def why(self) -> str:
        """The status, or why there is none."""
        return str(self.status) if self.status else self.body.decode(errors="replace")


class _AsItIs(urllib.request.HTTPErrorProcessor):
    """Answers of any status are answers."""

    def http_response(
        self, request: urllib.request.Request, response: http.client.HTTPResponse
    ) -> http.client.HTTPResponse:
        return response

    https_response = http_response


_opener = urllib.request.build_opener(_AsItIs)


def ask(
    url: str,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    data: bytes | None = None,
    timeout: float = TIMEOUT,
) -> WebAnswer:
    """Return the answer of a server to one question."""
    if not is_web(url):
        return WebAnswer(url, 0, {}, b"neither http nor https")
    words = {"User-Agent": AGENT, "Cache-Control": "no-cache", **(headers or {})}
    try:
        request = urllib.request.Request(ascii_address(url), data, words, method=method)  # noqa: S310 (the scheme was asked for)
        with _opener.open(request, timeout=timeout) as answer:
            body = answer.read(MOST)
            named = {name.lower(): value for name, value in answer.headers.items()}
            return WebAnswer(url, answer.status, named, body)
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        return WebAnswer(url, 0, {}, str(reason).encode(errors="replace"))


def leads_to(base: str, link: str) -> str:
    """Return the address that a link of a page leads to, without its fragment; nothing where it is no address."""
    try:
        address = urldefrag(urljoin(base, link))[0]
        urlsplit(address)
    except ValueError:
        return ""
    return address


def is_web(url: str) -> bool:
    """Whether somebody may be asked for an address: one of HTTP, with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def ascii_address(url: str) -> str:
    """An address as it is sent: what is not ASCII in it is percent-encoded."""
    parts = urlsplit(url)
    host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    return urlunsplit((parts.scheme, host, quote(parts.path, safe="/%:@!$&'()*+,;=~-._"), parts.query, ""))


def moment_of(written: str) -> datetime | None:
    """A moment as HTTP and RSS write it, or None."""
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
