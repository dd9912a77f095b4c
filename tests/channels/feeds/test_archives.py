"""RFC 5005: every item ever published stays reachable, in archives that do not shift."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"


def links_of(data: bytes) -> dict[str, str]:
    """rel → address, as a path, of the links of a document to its like."""
    links = etree.fromstring(data).iter(f"{ATOM}link")
    return {a.get("rel"): urlsplit(a.get("href")).path.lstrip("/") for a in links if not a.get("hreflang")}


def ids_of(data: bytes) -> list[str]:
    root = etree.fromstring(data)
    return [node.text for node in (*root.iter("guid"), *root.findall(f"{ATOM}entry/{ATOM}id"))]


def archives_of(files: dict[str, bytes], lang: str = "el") -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.startswith(f"feeds/{lang}/all-archive-")}


@pytest.fixture
def grown(own_content: Path, add_news: Callable[[Path, int], None]) -> Path:
    """The small site and 47 daily news: 53 entries are out in Greek."""
    for number in range(47):
        add_news(own_content, number)
    return own_content


@pytest.mark.parametrize(
    ("formats", "format"), [(("json", "atom.xml", "rss.xml"), "rss.xml"), (("atom.xml",), "atom.xml")]
)
@pytest.mark.parametrize("rel", ["prev-archive", "next"])
def test_the_walk_to_the_oldest_finds_everything(
    grown: Path, publish_site: Callable[..., Any], formats: tuple[str, ...], format: str, rel: str
) -> None:
    """From the current document back: all ids, each once but for the overlap with the current one."""
    built = publish_site(grown, formats=formats)
    path, seen, archived = f"feeds/el/all.{format}", [], []
    while path:
        ids = ids_of(built.files[path])
        assert len(ids) == 20
        seen += ids
        if "archive" in path:
            archived += ids
        path = links_of(built.files[path]).get(rel, "")
    entries = sorted(built.editions["el"].feeds[0].entries, key=lambda entry: entry.start, reverse=True)
    newest_first = [f"urn:uuid:{entry.guid}" for entry in entries]
    assert len(newest_first) == 53
    assert seen[:20] == newest_first[:20]
    assert archived == newest_first[-40:]


def test_archives_link_both_ways(grown: Path, publish_site: Callable[..., Any]) -> None:
    """Each names itself, its neighbours and the current document; only archives say that they are."""
    files = publish_site(grown).files
    current, first, second = (f"feeds/el/all{part}.rss.xml" for part in ("", "-archive-1", "-archive-2"))
    assert set(archives_of(files)) == {first, second}
    assert links_of(files[current]) == {"self": current, "prev-archive": second, "next": second}
    newer = {"self": second, "current": current, "prev-archive": first, "next": first}
    assert links_of(files[second]) == newer
    assert links_of(files[first]) == {"self": first, "current": current, "next-archive": second}
    marked = {path for path, data in files.items() if ARCHIVE.encode()[1:39] in data}
    assert marked == {first, second}
    assert all(etree.fromstring(files[path]).find(f"channel/{ARCHIVE}") is not None for path in marked)


def test_an_added_item_shifts_no_archive(
    grown: Path, publish_site: Callable[..., Any], add_news: Callable[[Path, int], None]
) -> None:
    """As items come, archives keep their bytes; the newest changes once, when it can link to a later one."""
    before = archives_of(publish_site(grown).files)
    for number in range(380, 387):  # newer than all others; makes 60
        add_news(grown, number)
    assert archives_of(publish_site(grown).files) == before
    add_news(grown, 387)
    after = archives_of(publish_site(grown).files)
    assert len(after) == 3
    assert after["feeds/el/all-archive-1.rss.xml"] == before["feeds/el/all-archive-1.rss.xml"]
    newest = "feeds/el/all-archive-2.rss.xml"
    assert ids_of(after[newest]) == ids_of(before[newest])


@pytest.mark.parametrize(("size", "blocks"), [(6, 0), (5, 1), (3, 1), (2, 2), (1, 5)])
def test_blocks_are_full_and_no_more_than_needed(
    content: Path, publish_site: Callable[..., Any], size: int, blocks: int
) -> None:
    """Six entries in documents of several sizes, at and beside the boundaries."""
    files = publish_site(content, size=size).files
    archives = archives_of(files)
    assert len(archives) == blocks
    assert all(len(ids_of(data)) == size for data in archives.values())
    held = {id for data in (files["feeds/el/all.rss.xml"], *archives.values()) for id in ids_of(data)}
    assert len(held) == 6


def test_only_the_feed_of_everything_has_archives(grown: Path, publish_site: Callable[..., Any]) -> None:
    """The others hold the newest alone, and promise nothing more."""
    files = publish_site(grown).files
    assert len(ids_of(files["feeds/el/news.rss.xml"])) == 20
    assert "prev-archive" not in links_of(files["feeds/el/news.rss.xml"])
    assert {p for p in files if "archive" in p} == set(archives_of(files))


@pytest.mark.parametrize(
    ("pattern", "archive"),
    [
        ("{prefix}index.{format}", "index-archive-1.xml"),
        ("rss/{lang}/{what}.v2.{format}", "rss/el/all-archive-1.v2.xml"),
    ],
)
def test_archives_stand_beside_their_feed(
    content: Path, publish_site: Callable[..., Any], pattern: str, archive: str
) -> None:
    """Whatever address a site chose for its feeds, archives get one of their own."""
    files = publish_site(content, size=5, formats=("xml",), feed=pattern, opml=None).files
    assert links_of(files[archive])["self"] == archive
    assert not [path for path in files if path.endswith(".opml")]
