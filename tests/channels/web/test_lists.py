"""Lists: the first page is always full, numbered blocks are full, counted from the oldest, and never change."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from plugins.channels.shared.page import Page
from plugins.channels.web.lists import pages_of_list
from plugins.model import value

BASE = Page("kind/news", "el", "nea/", "list.html", "Νέα")


def blocks_of(count: int, size: int) -> list[Page]:
    """The pages of a list of `count` entries; an entry is its number, the newest the highest."""
    planner: Any = SimpleNamespace(
        settings=SimpleNamespace(of=lambda group: group(page_size=size)),
        shown=SimpleNamespace(cards=lambda entries: tuple(entry.number for entry in entries)),
    )
    entries: Any = [SimpleNamespace(number=n, updated=None, date=n) for n in range(count, 0, -1)]
    pages = list(pages_of_list(planner, BASE, entries, []))
    return [replace(page, values=value.given(page.values)) for page in pages]


@given(count=st.integers(0, 60), size=st.integers(1, 12))
def test_every_entry_is_on_some_page_and_pages_are_full(count: int, size: int) -> None:
    """Newest first within each; only a list that fits on one page may be short."""
    first, *blocks = blocks_of(count, size)
    shown = [entry for page in (first, *blocks) for entry in page.values["articles"]]

    assert set(shown) == set(range(1, count + 1))
    assert first.values["articles"] == tuple(range(count, max(0, count - size), -1))
    for number, block in enumerate(blocks, 1):
        assert block.values["articles"] == tuple(range(number * size, (number - 1) * size, -1))
        assert block.url == f"nea/page/{number}/"


@given(count=st.integers(0, 60), size=st.integers(1, 12))
def test_an_added_entry_changes_the_first_page_and_one_link_at_most(count: int, size: int) -> None:
    """The cost of a post does not grow with the archive."""
    before = {page.url: page for page in blocks_of(count, size)}
    after = {page.url: page for page in blocks_of(count + 1, size)}
    changed = [url for url in after if after[url] != before.get(url) and url != "nea/"]

    assert len(changed) <= 2, "the new block, and the one that now has a newer neighbour"
    for url in set(before) - {"nea/"}:
        assert after[url].values["articles"] == before[url].values["articles"]


@given(count=st.integers(0, 60), size=st.integers(1, 12))
def test_older_and_newer_links_walk_the_whole_list(count: int, size: int) -> None:
    """From the first page to the oldest block and back."""
    pages = {page.url: page for page in blocks_of(count, size)}
    walked, url = [], "nea/"
    while url:
        walked.append(url)
        url = pages[url].values["older"]
    back = [walked[-1]]
    while pages[back[-1]].values["newer"]:
        back.append(pages[back[-1]].values["newer"])

    assert sorted(walked) == sorted(pages)
    assert back == walked[::-1]
