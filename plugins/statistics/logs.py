"""Lines of access logs → requests: nginx, Apache and Caddy as text, nginx and Caddy as JSON, and three CDNs.

Each form is known by its first line:
https://nginx.org/en/docs/http/ngx_http_log_module.html, https://caddyserver.com/docs/caddyfile/directives/log,
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html,
https://developers.cloudflare.com/logs/logpush/logpush-job/datasets/zone/http_requests/, https://docs.bunny.net/docs/cdn-log-format.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote_to_bytes, urlsplit

import msgspec

from plugins.model.errors import UsageError
from plugins.model.problem import _

BLOCK = 4 << 20  # bytes of lines at once


class LogRequest(msgspec.Struct, frozen=True, gc=False):
    """What a line says: when (seconds since 1970), who asked for what by which agent, and what was sent.

    `range` is what was asked for, `content_range` what was answered; both are empty where the log has no such column.
    """

    at: int
    client: bytes
    method: bytes
    path: bytes
    status: bytes
    size: int
    agent: bytes
    range: bytes = b""
    content_range: bytes = b""


Wanted = Container[bytes]  # addresses that are of interest
Parse = Callable[[bytes, Wanted], LogRequest | None]  # None: for another address. Raises one of ERRORS for no line
ERRORS = (ValueError, IndexError, KeyError, OverflowError)

_CUT = _("stats: the log {path} cannot be unpacked: {error}; fetch it again, whole")


def is_packed(path: Path) -> bool:
    """Whether a log is packed by gzip."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Give a log to be read, unpacked where it is packed. Raises UsageError where it cannot be unpacked whole."""
    try:
        with io.BufferedReader(gzip.GzipFile(path)) if is_packed(path) else path.open("rb") as file:
            yield file
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise UsageError(_CUT.format(path=path, error=error)) from error


def parser_of(head: Sequence[bytes]) -> Parse:
    """Return what reads the lines of a log that begins so. Raises LookupError, with its name, where a column lacks."""
    first = next((line for line in head if line.strip()), b"")
    if first.startswith(b"{"):
        return _json_parser(first)
    if first.startswith((b"#Version", b"#Fields")):
        names = next((line for line in head if line.startswith(b"#Fields:")), b"")
        return _cloudfront_parser(names.split()[1:])
    return _bunny if first.count(b"|") >= 11 else _combined_parser()


def _combined_parser() -> Parse:
    """Lines of text; what nginx adds by our own format, the ranges, are further columns in quotes."""
    before, moment = (b"", b""), 0  # many lines are of one second

    def parse(line: bytes, wanted: Wanted) -> LogRequest | None:
        nonlocal before, moment
        parts = line.split(b'"')
        method, path, _protocol = parts[1].split(b" ")
        if b"?" in path:
            path = path.partition(b"?")[0]
        if path not in wanted:
            return None
        client, _dash, _user, day, zone = parts[0].split()
        status, size = parts[2].split()
        if before != (day, zone):
            moment = _hour(day[1:15], zone) + int(day[16:18]) * 60 + int(day[19:21])
            before = day, zone
        columns = len(parts)
        asked, answered = (parts[7], parts[9]) if columns > 9 else (b"", b"")
        agent = parts[5] if columns > 5 else b""
        return LogRequest(
            moment, client, method, path, status, 0 if size == b"-" else int(size), agent, asked, answered
        )

    return parse


@cache
def _hour(text: bytes, zone: bytes) -> int:
    return int(datetime.strptime(f"{text.decode()} {zone.decode()}", "%d/%b/%Y:%H %z]").timestamp())


class _Nginx(msgspec.Struct):
    time: float | str
    ip: str
    method: str
    uri: str
    status: int | str
    bytes: int | str
    agent: str = ""
    range: str = ""
    content_range: str = ""


class _CaddyRequest(msgspec.Struct):
    method: str
    uri: str
    headers: dict[str, list[str]] = {}
    remote_ip: str = ""
    client_ip: str = ""


class _Caddy(msgspec.Struct):
    ts: float
    request: _CaddyRequest
    status: int
    size: int
    resp_headers: dict[str, list[str]] = {}


class _Cloudflare(msgspec.Struct, rename="pascal"):
    edge_start_timestamp: int | str
    client_ip: str = msgspec.field(name="ClientIP")
    client_request_method: str
    client_request_uri: str = msgspec.field(name="ClientRequestURI")
    edge_response_status: int
    edge_response_bytes: int
    client_request_user_agent: str = ""


def _json_parser(line: bytes) -> Parse:
    if b'"EdgeStartTimestamp"' in line:
        return _decoding(_Cloudflare, _of_cloudflare)
    return _decoding(_Caddy, _of_caddy) if b'"request"' in line else _decoding(_Nginx, _of_nginx)


def _decoding(kind: Any, request_of: Callable[[Any], LogRequest]) -> Parse:
    decoder = msgspec.json.Decoder(kind, strict=False)

    def parse(line: bytes, wanted: Wanted) -> LogRequest | None:
        request = request_of(decoder.decode(line))  # a ValidationError of msgspec is a ValueError
        return request if request.path in wanted else None

    return parse


def _request(
    at: float | str, words: tuple[str, str, str, str], size: int | str, agent: str, asked: str = "", answered: str = ""
) -> LogRequest:
    """`words` are the client, the method, the path and the status."""
    client, method, path, status = (word.encode() for word in words)
    path = path.partition(b"?")[0]
    more = (agent.encode(), asked.encode(), answered.encode())
    return LogRequest(int(float(at)), client, method, path, status, int(size), *more)


def _of_nginx(line: _Nginx) -> LogRequest:
    words = (line.ip, line.method, line.uri, str(line.status))
    return _request(line.time, words, line.bytes, line.agent, line.range, line.content_range)


def _of_caddy(line: _Caddy) -> LogRequest:
    asked, answered = line.request, line.resp_headers
    words = (asked.client_ip or asked.remote_ip, asked.method, asked.uri, str(line.status))
    more = (_first(asked.headers, "User-Agent"), _first(asked.headers, "Range"), _first(answered, "Content-Range"))
    return _request(line.ts, words, line.size, *more)


def _first(headers: dict[str, list[str]], name: str) -> str:
    return next(iter(headers.get(name, ())), "")


def _of_cloudflare(line: _Cloudflare) -> LogRequest:
    words = (line.client_ip, line.client_request_method, line.client_request_uri, str(line.edge_response_status))
    return _request(_edge(line.edge_start_timestamp), words, line.edge_response_bytes, line.client_request_user_agent)


def _edge(stamp: int | str) -> int:
    """Nanoseconds, seconds or RFC 3339, as the owner of the zone has chosen."""
    if isinstance(stamp, str) and not stamp.isdigit():
        return int(datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp())
    return int(stamp) // 10**9 if int(stamp) > 10**12 else int(stamp)


def _cloudfront_parser(names: list[bytes]) -> Parse:
    """Its first lines name the columns."""
    place = {name.decode(): number for number, name in enumerate(names)}
    wanted = ("date", "time", "c-ip", "cs-method", "cs-uri-stem", "sc-status", "sc-bytes", "cs(User-Agent)")
    day, clock, client, method, path, status, size, agent = (place[name] for name in wanted)
    start, end = place.get("sc-range-start", -1), place.get("sc-range-end", -1)

    def parse(line: bytes, wanted: Wanted) -> LogRequest | None:
        row = line.rstrip(b"\r\n").split(b"\t")
        if row[path] not in wanted:
            return None
        hours, minutes, seconds = row[clock].split(b":")
        at = _iso_day(row[day]) + int(hours) * 3600 + int(minutes) * 60 + int(seconds)
        known = start >= 0 and row[start] not in (b"-", b"")
        asked = b"bytes=%b-%b" % (row[start], row[end]) if known else b""
        who = unquote_to_bytes(unquote_to_bytes(row[agent]))  # it is encoded twice
        return LogRequest(at, row[client], row[method], row[path], row[status], int(row[size]), who, asked)

    return parse


@cache
def _iso_day(text: bytes) -> int:
    return int(datetime.fromisoformat(text.decode()).replace(tzinfo=UTC).timestamp())


def _bunny(line: bytes, wanted: Wanted) -> LogRequest | None:
    """Cache state, status, time in milliseconds, bytes, zone, address, referrer, URL, place, agent …; no method."""
    row = line.rstrip(b"\r\n").split(b"|")
    agent = b"|".join(row[9:-2])  # an agent may hold the mark between columns
    path = urlsplit(row[7].decode(errors="replace")).path.encode()
    if path not in wanted:
        return None
    return LogRequest(int(row[2]) // 1000, row[5], b"GET", path, row[1], int(row[3]), agent)


def start_of(request: LogRequest) -> int:
    """Return the first byte that was sent, or -1 where the log does not say which part it was."""
    if request.status == b"200":
        return 0
    said = request.content_range
    if not said.startswith(b"bytes "):
        said = request.range
    first = said[6:].partition(b"-")[0]
    return int(first) if first.isdigit() else -1


def is_probe(request: LogRequest) -> bool:
    """Whether an app only looked whether ranges are given: two bytes, IAB 2.3, 5.5.2."""
    if request.range.startswith(b"bytes="):
        return request.range == b"bytes=0-1"
    return request.size <= 2 and request.status == b"206"


def blocks_of(file: IO[bytes], start: int, end: int) -> Iterator[list[bytes]]:
    """The lines of a file that begin at `start` or later, and before `end`, some MB at a time."""
    if start:
        file.seek(start - 1)
        file.readline()  # the rest of a line of the part before
    place = file.tell()
    while place < end and (lines := file.readlines(min(BLOCK, end - place))):
        place += sum(map(len, lines))
        yield lines
