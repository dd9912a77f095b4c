"""Is all of it there? Every feed pulled as a station would, enclosures followed, certificates, headers, rhythm.

Feeds are found as a reader finds them: on a page and on those that it leads to, in lists of subscriptions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from plugins.live import certificates
from plugins.live.feeds import (
    TYPES,
    FeedFile,
    LiveFeed,
    feed_of,
    is_well_formed,
    links_of,
    subscriptions_of,
)
from plugins.live.verify import Finding, gives_ranges
from plugins.live.web import STEPS, WebAnswer, ask, is_web
from plugins.model.problem import Message, _

AT_ONCE = 8
MOST_PAGES, MOST_FEEDS = 200, 1000
NEWEST = 3  # items of a feed whose files are looked at
LATE = 2.5  # so many times the usual days between two items
SKEW = timedelta(minutes=5)
XML = frozenset(("application/xml", "text/xml"))  # GitHub's servers say so of RSS
ASKED = ("Strict-Transport-Security", "X-Content-Type-Options")  # of a front page

_STATUS = _("answered {status}")
_STEPS = _("leads on more than {steps} times")
_DOWN = _("leads from https to http")
_NO_FEED = _("is not a feed that programs can read")
_TYPE = _("is said to be {type}, which is no type of feeds")
_AGAIN = _("is sent anew to whoever has it already: no 304")
_HEAD = _("answers HEAD otherwise than GET")
_ORIGIN = _("may not be read by pages of other sites: no Access-Control-Allow-Origin")
_SELF = _("says that its own address is {url}")
_TWICE = _("has {count} items with the guid of another")
_OVERDUE = _("the newest item is {age:.0f} days old, and usually one comes every {days:.1f}")
_HUB = _("the hub {hub} does not answer")
_LENGTH = _("is {found} bytes long, and the feed says {stated}")
_RANGES = _("no byte ranges: players can't seek, and apps download anew")
_PACKED = _("is packed on its way, though it is sound or film")
_CLOCK = _("the clock of the server is wrong by {minutes:.0f} minutes")
_HEADER = _("lacks the header {name}")
_NONE = _("no feed was found from here")


class Health(NamedTuple):
    """What was looked at, and what was found."""

    url: str
    at: datetime
    feeds: tuple[str, ...]
    files: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def is_well(self) -> bool:
        return all(one.level != "error" for one in self.findings)


def health_of(url: str) -> Health:
    """Look at a site from one of its pages, or at a feed or a list of subscriptions."""
    now = datetime.now(UTC)
    findings = [*certificates.of_host(url, now)]
    start, said = followed(url)
    findings += said
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = dict(_found(start, pool)) if start.status == 200 else {}
        feeds = {address: feed for address, answer in answers.items() if (feed := feed_of(answer.decoded()))}
        findings += _of_front(start, now) if start.status == 200 else []
        for some in pool.map(lambda address: of_feed(answers[address], feeds.get(address), now), answers):
            findings += some
        files = {file.url: file for feed in feeds.values() for one in feed.entries[:NEWEST] for file in one.files}
        for some in pool.map(of_file, files.values()):
            findings += some
        hubs = sorted({hub for feed in feeds.values() for hub in feed.hubs})
        findings += [Finding("warning", url, _HUB.format(hub=hub)) for hub in hubs if ask(hub).status == 0]
    if start.status == 200 and not feeds:
        findings.append(Finding("error", url, _NONE))
    order = sorted(set(findings), key=lambda one: (one.level, one.url, str(one.message)))
    return Health(url, now, tuple(sorted(feeds)), tuple(sorted(files)), tuple(order))


def followed(url: str, method: str = "GET") -> tuple[WebAnswer, list[Finding]]:
    """The answer at the end of redirects, and what is wrong with these or with it."""
    answer, findings = ask(url, method), []
    for _step in range(STEPS):
        if not answer.moved_to:
            break
        if url.startswith("https:") and answer.moved_to.startswith("http:"):
            findings.append(Finding("error", url, _DOWN))
        answer = ask(answer.moved_to, method)
    if answer.moved_to:
        findings.append(Finding("error", url, _STEPS.format(steps=STEPS)))
    elif answer.status != 200:
        findings.append(Finding("error", url, _STATUS.format(status=answer.why())))
    return answer, findings


def _found(start: WebAnswer, pool: ThreadPoolExecutor) -> Iterator[tuple[str, WebAnswer]]:
    """The answers of all feeds; a sound document of another sort, which only has the name of one, is left out."""
    if feed_of(start.decoded()):
        yield start.url, start
        return
    feeds = set(subscriptions_of(start.decoded()))
    maybe: set[str] = set()
    fronts = [start, *pool.map(ask, sorted(links_of(start).same - {start.url}))]
    pages = sorted({url for front in fronts for url in links_of(front).pages} - {front.url for front in fronts})
    for page in (*fronts, *pool.map(ask, pages[:MOST_PAGES])):
        found = links_of(page)
        feeds |= found.feeds
        maybe |= found.maybe
    for address, answer in zip(maybe, pool.map(ask, maybe), strict=True):
        feeds |= {url for url in subscriptions_of(answer.decoded()) if _is_near(url, start.url)}
        if answer.status != 200 or feed_of(answer.decoded()) or not is_well_formed(answer.decoded()):
            feeds.add(address)  # what is broken may well be one
    some = sorted(feeds)[:MOST_FEEDS]
    yield from zip(some, pool.map(lambda url: followed(url)[0], some), strict=True)


def _is_near(url: str, start: str) -> bool:
    return is_web(url) and urlsplit(url).netloc == urlsplit(start).netloc


def _of_front(answer: WebAnswer, now: datetime) -> Iterator[Finding]:
    there = answer.date
    if there and abs(there - now) > SKEW:
        yield Finding("warning", answer.url, _CLOCK.format(minutes=abs(there - now).total_seconds() / 60))
    for name in ASKED if answer.type == "text/html" else ():
        if name.lower() not in answer.headers:
            yield Finding("note", answer.url, _HEADER.format(name=name))


def of_feed(answer: WebAnswer, feed: LiveFeed | None, now: datetime) -> list[Finding]:
    """What is wrong with a feed that a site names."""
    url = answer.url
    if answer.status != 200:
        return [Finding("error", url, _STATUS.format(status=answer.why()))]
    if feed is None or not is_well_formed(answer.decoded()):
        return [Finding("error", url, _NO_FEED)]
    return [Finding("warning", url, message) for message in _slips(answer, feed)] + list(_of_items(url, feed, now))


def _slips(answer: WebAnswer, feed: LiveFeed) -> Iterator[Message]:
    """What makes a feed dearer, or harder to use, than it need be."""
    tag, since = answer.headers.get("etag"), answer.headers.get("last-modified")
    known = ({"If-None-Match": tag} if tag else {}) | ({"If-Modified-Since": since} if since else {})
    head = ask(answer.url, "HEAD")
    if answer.type not in TYPES | XML:
        yield _TYPE.format(type=answer.type or "?")
    if not known or ask(answer.url, headers=known).status != 304:
        yield _AGAIN
    if (head.status, head.type) != (answer.status, answer.type):
        yield _HEAD
    if answer.headers.get("access-control-allow-origin") != "*":
        yield _ORIGIN
    if feed.self_url and feed.self_url != answer.url:
        yield _SELF.format(url=feed.self_url)


def _of_items(url: str, feed: LiveFeed, now: datetime) -> Iterator[Finding]:
    twice = sum(count - 1 for count in Counter(one.guid for one in feed.entries).values())
    if twice:
        yield Finding("error", url, _TWICE.format(count=twice))
    due = feed.due() if any(one.files for one in feed.entries) else None
    if due:
        newest, days = due
        age = (now - newest).total_seconds() / 86400
        if age > max(days, 1.0) * LATE:
            yield Finding("warning", url, _OVERDUE.format(age=age, days=days))


def of_file(file: FeedFile) -> list[Finding]:
    """What is wrong with a recording or film that a feed names."""
    answer, findings = followed(file.url, "HEAD")
    if findings:
        return findings
    size = answer.headers.get("content-length", "")
    if file.bytes and size.isdecimal() and int(size) != file.bytes:
        findings.append(Finding("error", file.url, _LENGTH.format(found=size, stated=file.bytes)))
    elif size.isdecimal() and not gives_ranges(answer.url, int(size)):
        findings.append(Finding("error", file.url, _RANGES))
    if answer.headers.get("content-encoding"):
        findings.append(Finding("warning", file.url, _PACKED))
    return findings
