"""Hubs and search engines are told of what changed, in the words that their rules have; a refusal is a warning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest

from plugins.live import announce
from plugins.live.announce import index_now, ping

SITE = "https://trial.example/project"
PAGES = [f"{SITE}/nea/{number}/" for number in range(5)]


class Listener(HTTPServer):
    """A server that writes down what it is told, and answers with `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Told)
        self.told: list[tuple[str, bytes]] = []
        self.status = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/tell"


class Told(BaseHTTPRequestHandler):
    """A request of such a server."""

    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((self.headers["Content-Type"], body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    """One on this machine."""
    with Listener() as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


def test_search_engines_are_told(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    """Host, key, where the key stands, and the addresses, no more of them in a call than the rules allow.

    https://www.indexnow.org/documentation
    """
    monkeypatch.setattr(announce, "MOST", 3)
    assert list(index_now("abcdefgh", SITE, PAGES, listener.url)) == []
    bodies = [json.loads(body) for _type, body in listener.told]
    assert {type for type, _body in listener.told} == {"application/json; charset=utf-8"}
    assert [body.pop("urlList") for body in bodies] == [PAGES[:3], PAGES[3:]]
    assert bodies == [{"host": "trial.example", "key": "abcdefgh", "keyLocation": f"{SITE}/abcdefgh.txt"}] * 2


@pytest.mark.parametrize(("status", "is_well"), [(200, True), (202, True), (403, False), (422, False), (429, False)])
def test_refusal_of_a_search_engine_is_a_warning(status: int, is_well: bool, listener: Listener) -> None:
    """202 says that the key is yet to be looked at."""
    listener.status = status
    found = list(index_now("abcdefgh", SITE, PAGES, listener.url))
    assert [one.level for one in found] == ([] if is_well else ["warning"])
    assert all(str(status) in str(one.message) for one in found)


def test_nobody_is_told_of_nothing(listener: Listener) -> None:
    assert [*index_now("abcdefgh", SITE, [], listener.url), *ping([listener.url], [])] == []
    assert listener.told == []


def test_hubs_are_told_of_each_feed(listener: Listener) -> None:
    """In the words of PubSubHubbub, with the topic for those who look for it; a hub that refuses is named."""
    feeds = [f"{SITE}/feeds/el/all.rss.xml", f"{SITE}/feeds/en/all.rss.xml"]
    assert list(ping([listener.url], feeds)) == []
    said = [parse_qs(body.decode()) for _type, body in listener.told]
    assert said == [{"hub.mode": ["publish"], "hub.url": [feed], "hub.topic": [feed]} for feed in feeds]
    listener.status = 500
    assert [(one.url, one.level) for one in ping([listener.url], feeds)] == [(feed, "warning") for feed in feeds]
