"""Who is told of a publication: the hubs that feeds name (WebSub), and search engines (IndexNow).

The publish ping is not in W3C's text (https://www.w3.org/TR/websub/); hubs take that of PubSubHubbub 0.3 and 0.4.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode, urlsplit

from plugins.live.verify import Finding
from plugins.live.web import WebAnswer, ask
from plugins.model.problem import _

ENGINE = "https://api.indexnow.org/indexnow"
MOST = 10_000  # addresses in a call, https://www.indexnow.org/documentation

_PING = _("the hub {hub} answered {status}")
_INDEX = _("IndexNow answered {status}")


def ping(hubs: Sequence[str], feeds: Sequence[str]) -> Iterator[Finding]:
    """Tell each hub of each feed that changed; gives what it refused."""
    for hub in hubs:
        for feed in feeds:
            answer = _post(hub, urlencode({"hub.mode": "publish", "hub.url": feed, "hub.topic": feed}).encode())
            if not 200 <= answer.status < 300:
                yield Finding("warning", feed, _PING.format(hub=hub, status=answer.why()))


def index_now(key: str, site: str, pages: Sequence[str], engine: str = ENGINE) -> Iterator[Finding]:
    """Tell search engines of pages of a site that changed or are gone; the file of the key stands at the site's root,
    which need not be that of its host."""
    for start in range(0, len(pages), MOST):
        some = pages[start : start + MOST]
        place = {"host": urlsplit(site).netloc, "key": key, "keyLocation": f"{site}/{key}.txt"}
        answer = _post(engine, json.dumps({**place, "urlList": some}).encode(), "application/json; charset=utf-8")
        if answer.status not in (200, 202):
            yield Finding("warning", some[0], _INDEX.format(status=answer.why()))


def _post(url: str, data: bytes, type: str = "application/x-www-form-urlencoded") -> WebAnswer:
    return ask(url, "POST", {"Content-Type": type}, data)
