"""Every feed, read back by parsers and readers that others wrote, says what the site says."""

from __future__ import annotations

import contextlib
import http.server
import json
import sqlite3
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import feedparser
import pytest

from plugins.model.edition import Edition
from plugins.model.entry import Entry
from tests.programs import needs

GREEK_TITLE = "Α < Β & «Γ»: «Δ», «Ε» και ένα 🌊"
EXPECTED_ORDER = [  # by when they came out, so the embargo's end counts; hidden and future ones are absent
    "Το αποτέλεσμα",
    "Ρεμπέτικο στην προβλήτα",
    "Η πρώτη εκπομπή",
    GREEK_TITLE,
    "Πώς φορτώνουμε",
    "Καταστατικό",
]


def read(published: Any, path: str) -> feedparser.FeedParserDict:
    """The feed as feedparser sees it; a malformed one fails."""
    data = feedparser.parse(published.files[path], sanitize_html=False, resolve_relative_uris=False)
    assert not data.bozo, (path, data.get("bozo_exception"))
    return data


def feeds_of(published: Any) -> Iterator[tuple[Edition, Any, list[Entry]]]:
    """Every feed of both languages with the entries that it must hold, in order."""
    for edition in published.editions.values():
        for feed in edition.feeds:
            yield edition, feed, sorted(feed.entries, key=lambda e: e.start, reverse=True)


@pytest.mark.parametrize("format", ["rss.xml", "atom.xml"])
def test_all_feeds_are_read_back_by_feedparser(published: Any, format: str) -> None:
    """Titles, ids, addresses, dates and summaries of every feed are those of the entries, in order."""
    count = 0
    for edition, feed, entries in feeds_of(published):
        data = read(published, f"feeds/{edition.lang}/{feed.what}.{format}")
        assert [item.id for item in data.entries] == [f"urn:uuid:{entry.guid}" for entry in entries]
        assert [item.link for item in data.entries] == [f"https://diavlos.example/{e.url}" for e in entries]
        dates = [entry.start.utctimetuple()[:6] for entry in entries]
        assert [tuple(item.published_parsed[:6]) for item in data.entries] == dates
        assert data.feed.language == edition.lang
        count += len(entries)
    assert count > 20


@pytest.mark.parametrize("path", ["feeds/el/all.rss.xml", "feeds/el/all.atom.xml"])
def test_titles_come_back_in_order(published: Any, path: str) -> None:
    """Greek, `<`, `&`, quotes and emoji survive; what is not out is not there."""
    unescape = {"&lt;": "<", "&amp;": "&"}  # feedparser gives RSS titles as HTML
    titles = [item.title for item in read(published, path).entries]
    for escaped, plain in unescape.items():
        titles = [title.replace(escaped, plain) for title in titles]
    assert titles == EXPECTED_ORDER


def test_formats_agree(published: Any) -> None:
    """An item is the same in RSS, Atom and JSON Feed: id, text, dates, authors, categories, files."""
    for edition, feed, _ in feeds_of(published):
        base = f"feeds/{edition.lang}/{feed.what}"
        rss, atom = read(published, f"{base}.rss.xml"), read(published, f"{base}.atom.xml")
        items = json.loads(published.files[f"{base}.json"])["items"]
        for one, other, third in zip(rss.entries, atom.entries, items, strict=True):
            assert one.id == other.id == third["id"]
            assert one.content[0].value == other.content[0].value == third["content_html"]
            assert one.published_parsed == other.published_parsed
            assert other.published == third["date_published"]
            assert other.updated == third["date_modified"]
            names = [author.name for author in other.authors]
            assert [author["name"] for author in third["authors"]] == names
            assert one.author in names
            assert [t.term for t in one.tags] == [t.term for t in other.tags] == third["tags"]
            files = [(f.href, f.length, f.type) for f in other.get("enclosures", [])]
            assert [(f.href, f.length, f.type) for f in one.get("enclosures", [])] == files[:1]
            attachments = third.get("attachments", [])
            assert [(a["url"], str(a["size_in_bytes"]), a["mime_type"]) for a in attachments] == files


def test_items_name_their_authors(published: Any) -> None:
    """The office that an entry names, else the site."""
    authors = {item.title: item.author for item in read(published, "feeds/el/all.atom.xml").entries}
    assert authors.pop(GREEK_TITLE) == "Γραφείο Τύπου & Λιμένων"
    assert set(authors.values()) == {"Δίαυλος & Σία"}


def test_an_episode_brings_its_recording_first(published: Any) -> None:
    """RSS has room for one enclosure: the audio, with its true length, before the picture."""
    item = read(published, "feeds/el/show.rss.xml").entries[0]
    url = "https://diavlos.example/files/shows/bulletin/first.el.opus"
    assert [(e.href, e.length, e.type) for e in item.enclosures] == [(url, "4321", "audio/ogg")]
    atom = read(published, "feeds/el/show.atom.xml").entries[0].enclosures
    assert [(e.length, e.get("hreflang")) for e in atom] == [("4321", "el"), ("55", None)]


@pytest.mark.parametrize(
    ("path", "title", "page"),
    [
        ("el/all", "Δίαυλος & Σία", ""),
        ("en/all", "Diavlos & Co", "en/"),
        ("el/news", "Δίαυλος & Σία: Νέα", "nea/"),
        ("en/show", None, None),
        ("en/axis-health", "Diavlos & Co: Health", "en/axes/health/"),
        ("el/tag-harbours", "Δίαυλος & Σία: Λιμάνια & νησιά", "etiketes/limania/"),
        ("el/member-dock", "Δίαυλος & Σία: Συνεταιρισμός Προβλήτας", "meli/provlita/"),
    ],
)
@pytest.mark.parametrize("format", ["rss.xml", "atom.xml", "json"])
def test_a_feed_says_whose_it_is(published: Any, path: str, title: str | None, page: str | None, format: str) -> None:
    """Its title and its page; a language without entries of that sort has no such feed."""
    if title is None:
        assert f"feeds/{path}.{format}" not in published.files
    elif format == "json":
        feed = json.loads(published.files[f"feeds/{path}.json"])
        assert (feed["title"], feed["home_page_url"]) == (title, f"https://diavlos.example/{page}")
    else:
        data = read(published, f"feeds/{path}.{format}").feed
        assert (data.title.replace("&amp;", "&"), data.link) == (title, f"https://diavlos.example/{page}")


@contextlib.contextmanager
def serving(files: Mapping[str, bytes]) -> Iterator[str]:
    """The files over http on the loopback: gives the address of the root."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data = files.get(self.path.lstrip("/"))
            self.send_response(404 if data is None else 200)
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@needs("newsboat")
@pytest.mark.parametrize("format", ["rss.xml", "atom.xml"])
def test_newsboat_subscribes(published: Any, tmp_path: Path, format: str) -> None:
    """A reader that people use keeps every item, with guid, title, date and file."""
    with serving(published.files) as root:
        (tmp_path / "urls").write_text(f"{root}/feeds/el/all.{format}\n", encoding="utf-8")
        (tmp_path / "config").write_text("", encoding="utf-8")
        command = ["newsboat", "-q", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"]
        environment = {"HOME": str(tmp_path), "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"}
        subprocess.run(command, cwd=tmp_path, env=environment, check=True, timeout=60, capture_output=True)
    with contextlib.closing(sqlite3.connect(tmp_path / "cache.db")) as cache:
        columns = "guid, title, url, pubDate, enclosure_url, enclosure_type"
        rows = {row[0]: row[1:] for row in cache.execute(f"SELECT {columns} FROM rss_item")}
    entries = {f"urn:uuid:{e.guid}": e for e in published.editions["el"].feeds[0].entries}
    assert {guid: row[0] for guid, row in rows.items()} == {guid: e.title for guid, e in entries.items()}
    dates = {guid: entry.start.timestamp() for guid, entry in entries.items()}
    assert {guid: row[2] for guid, row in rows.items()} == dates
    assert all(row[1].startswith("https://diavlos.example/") for row in rows.values())
    files = {row[3]: row[4] for row in rows.values() if row[3]}  # it keeps recordings only
    assert files == {"https://diavlos.example/files/shows/bulletin/first.el.opus": "audio/ogg"}
