"""Lines of each form of log, and what programs call themselves."""

from __future__ import annotations

import pytest

from plugins.statistics.agents import is_robot, reader_of
from plugins.statistics.logs import LogRequest, is_probe, parser_of, start_of

AT = 1795996800  # 2026-11-30T00:00:00Z
AGENT = "AntennaPod/3.5.0"
LOGS = {
    "nginx": f'192.0.2.1 - - [30/Nov/2026:02:00:00 +0200] "GET /a.mp3?x=1 HTTP/1.1" 206 1000 "-" "{AGENT}"',
    "nginx with ranges": f'192.0.2.1 - - [30/Nov/2026:00:00:00 +0000] "GET /a.mp3?x=1 HTTP/1.1" 206 1000 "-" "{AGENT}"'
    ' "bytes=500-" "bytes 500-1499/2000"',
    "nginx as JSON": '{"time":"1795996800.123","ip":"192.0.2.1","method":"GET","uri":"/a.mp3?x=1","status":206,'
    f'"bytes":1000,"range":"bytes=500-","content_range":"","agent":"{AGENT}"}}',
    "Caddy": '{"level":"info","ts":1795996800.5,"logger":"http","msg":"handled request","request":{'
    '"remote_ip":"10.0.0.1","client_ip":"192.0.2.1","method":"GET","uri":"/a.mp3?x=1","headers":{"Range":["bytes=500-"],"User-Agent":["'
    f'{AGENT}"]}}}},"bytes_read":0,"duration":0.01,"size":1000,"status":206,"resp_headers":{{}}}}',
    "CloudFront": "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem "
    "sc-status cs(Referer) cs(User-Agent) sc-range-start sc-range-end\n"
    "2026-11-30\t00:00:00\tATH50\t1000\t192.0.2.1\tGET\td1.example\t/a.mp3\t206\t-\tAntennaPod/3.5.0%2520(x)\t500\t-",
    "Cloudflare": '{"EdgeStartTimestamp":1795996800000000000,"ClientIP":"192.0.2.1","ClientRequestMethod":"GET",'
    '"ClientRequestURI":"/a.mp3?x=1","EdgeResponseStatus":206,"EdgeResponseBytes":1000,'
    f'"ClientRequestUserAgent":"{AGENT}"}}',
    "Bunny": f"HIT|206|1795996800123|1000|7|192.0.2.1|-|https://cdn.example/a.mp3?x=1|DE|{AGENT} (a|b)|id|GR",
}
WITH_RANGES = ("nginx with ranges", "nginx as JSON", "Caddy", "CloudFront")


@pytest.mark.parametrize("name", LOGS)
def test_a_line_is_read(name: str) -> None:
    """Whoever wrote it."""
    lines = [line.encode() + b"\n" for line in LOGS[name].split("\n")]
    found = parser_of(lines)(lines[-1], [b"/a.mp3"])
    assert found
    assert (found.at, found.client, found.method, found.status, found.size) == (AT, b"192.0.2.1", b"GET", b"206", 1000)
    assert found.path == b"/a.mp3"
    assert parser_of(lines)(lines[-1], []) is None
    assert found.agent.startswith(AGENT.encode())
    assert start_of(found) == (500 if name in WITH_RANGES else -1)


def test_a_line_that_is_none() -> None:
    """It is counted, and stops nothing."""
    for line in (b"", b"garbage", b'192.0.2.1 - - [30/Nov/2026:02:00:00 +0200] "\\x16\\x03" 400 0 "-" "-"'):
        with pytest.raises((ValueError, IndexError, KeyError)):
            parser_of([LOGS["nginx"].encode()])(line, [])


@pytest.mark.parametrize(
    ("asked", "sent", "is_one"),
    [(b"bytes=0-1", 2, True), (b"bytes=0-", 1000, False), (b"", 2, True), (b"bytes=500-501", 2, False)],
)
def test_probes(asked: bytes, sent: int, is_one: bool) -> None:
    """Two bytes, by which apps learn whether a server gives parts."""
    assert is_probe(LogRequest(AT, b"", b"GET", b"/a.mp3", b"206", sent, b"", asked)) is is_one


@pytest.mark.parametrize(
    ("agent", "is_one"),
    [
        ("atc/1.0 watchOS/10.0 model/Watch6,1", True),
        ("Podcasts/1575 (null)/(null) watchOS/9", True),
        ("Googlebot/2.1 (+http://www.google.com/bot.html)", True),
        ("Overcast/1.0 Podcast Sync (12 subscribers; feed-id=4; +http://overcast.fm/)", True),
        ("", True),
        ("curl/8.0", True),
        ("Overcast/3.0 (+http://overcast.fm/; iOS podcast app)", False),
        ("AppleCoreMedia/1.0.0.20A362 (iPhone; U; CPU OS 16_0 like Mac OS X; el_gr)", False),
        ("AntennaPod/3.5.0", False),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0", False),
    ],
)
def test_robots(agent: str, is_one: bool) -> None:
    """Among them watches, which fetch what their telephone has."""
    assert is_robot(agent.encode()) is is_one


@pytest.mark.parametrize(
    ("agent", "name", "subscribers"),
    [
        ("Feedly/1.0 (+http://www.feedly.com/fetcher.html; 131 subscribers; like FeedFetcher-Google)", "Feedly", 131),
        ("Feedbin feed-id:1373711 - 12 subscribers", "Feedbin", 12),
        ("Bloglovin/1.0 (http://www.bloglovin.com; 1 subscribers)", "Bloglovin", 1),
        ("theoldreader.com; 3 subscribers; feed-id=55", "theoldreader.com", 3),
    ],
)
def test_readers_say_for_how_many_they_read(agent: str, name: str, subscribers: int) -> None:
    """What tells two of a name apart does not hold the number."""
    reader = reader_of(agent.encode())
    assert reader
    assert (reader.name, reader.subscribers) == (name, subscribers)
    assert f"{subscribers} subscribers" not in reader.identity
    assert reader_of(b"Miniflux/2.0") is None
