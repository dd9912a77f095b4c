"""The index: what is in it, what is not, and that it is the same however it came about."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest

from plugins.channels.search import pagefind
from plugins.channels.search.pagefind import index_of
from plugins.errors import MachineError
from tests.conftest import ROOT, SmallSite, tree_of

WORD = """  search:
    el: {name: Αναζήτηση, slug: anazitisi}
    en: {name: Search, slug: search}
"""
PAGE = '<!doctype html><html lang="{}"><body><main><h1>{}</h1><p>{}</p></main></body></html>'
SECRET = {
    "draft": "status: draft\ndate: 2026-11-01",
    "hidden": "status: hidden\ndate: 2026-11-01",
    "embargo": "date: 2026-11-01\nembargo: 2026-12-24T10:00",
    "future": "date: 2026-12-24",
    "expired": "date: 2026-11-01\nexpires: 2026-11-10",
}


@pytest.fixture
def site(small_site: SmallSite) -> SmallSite:
    """The small site with a word for its search page."""
    path = small_site.content / "taxonomies.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("lists:\n", f"lists:\n{WORD}", 1), encoding="utf-8")
    return small_site


def index(site: SmallSite) -> dict[str, bytes]:
    return tree_of(site.output / "pagefind")


def said(files: dict[str, bytes]) -> str:
    """All texts that results may show, and all words."""
    pieces = [gzip.decompress(data) for path, data in files.items() if path.startswith("fragment/")]
    return b"".join([*pieces, *(data for path, data in files.items() if path.startswith("words/"))]).decode()


def test_the_same_documents_give_the_same_bytes():
    """In every run, whatever the order of a hash table."""
    texts = [
        (f"/{lang}/{n}/", PAGE.format(lang, f"Τίτλος {n}", "λόγια " * n)) for n in range(30) for lang in ("el", "en")
    ]
    first = index_of(texts)
    assert all(index_of(texts) == first for _ in range(3))
    assert list(json.loads(first["pagefind-entry.json"])["languages"]) == ["el", "en"]
    assert not any(path.startswith(("pagefind-ui", "pagefind-worker")) for path in first)


def test_a_program_that_ends_is_told(monkeypatch: pytest.MonkeyPatch):
    """A build that can't make its index fails; it does not publish a site without one."""
    monkeypatch.setattr("pagefind_bin.get_executable", lambda: shutil.which("false"))
    with pytest.raises(MachineError, match="Pagefind"):
        index_of([("/", PAGE.format("el", "Τίτλος", "κείμενο"))])


def test_a_program_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """After a while."""
    (tmp_path / "hangs").write_text("#!/bin/sh\nexec sleep 60\n", encoding="ascii")
    (tmp_path / "hangs").chmod(0o755)
    monkeypatch.setattr("pagefind_bin.get_executable", lambda: tmp_path / "hangs")
    monkeypatch.setattr(pagefind, "_TIMEOUT", 0.3)
    with pytest.raises(MachineError, match="Pagefind"):
        index_of([("/", PAGE.format("el", "Τίτλος", "κείμενο"))])


def test_what_is_not_out_is_not_found(site: SmallSite):
    """Neither its words nor its text are in any file of the index, in a preview of drafts either."""
    for name, lines in SECRET.items():
        head = f'id: 0f0f0f0f-0000-4000-8000-{sorted(SECRET).index(name):012}\ntitle: "Μυστικό {name}"\n{lines}\n'
        site.write(f"news/{name}-one.el.md", f"---\n{head}summary: Σύνοψη.\n---\n\nΗ λέξη είναι κρυφό{name}.\n")
    site.build()
    text = said(index(site))
    assert "λιμανιού" in text
    assert not any(f"κρυφό{name}" in text or f"Μυστικό {name}" in text for name in SECRET)
    site.build("--drafts")
    assert not any(f"κρυφό{name}" in said(index(site)) for name in SECRET)


def test_incremental_builds_give_the_index_of_clean_ones(site: SmallSite):
    """After an edit of a text, of a title, and after a text is gone; what no text needs any more is gone too."""
    site.build()
    before = index(site)
    path = site.content / "news" / "harbour.el.md"
    edits = (
        lambda text: f"{text}\nΜια λέξη παραπάνω.\n",
        lambda text: text.replace("title: ", "title: Και ", 1),
    )
    for change in edits:
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
        site.build()
        assert index(site) != before
        before = index(site)
    other = SmallSite(site.folder / "other")
    shutil.copytree(site.content, other.content)
    other.build("--jobs", "1")
    assert index(other) == before


def test_nothing_is_indexed_again(site: SmallSite):
    """The index comes from the cache, in a new output too; and is made anew where the cache is damaged."""
    site.build()
    first, cache = index(site), site.folder / "cache" / "search"
    moment = cache.stat().st_mtime_ns
    shutil.rmtree(site.output)
    site.build()
    assert index(site) == first and cache.stat().st_mtime_ns == moment
    cache.write_bytes(cache.read_bytes()[:-1] + b"?")
    site.build("--clean")
    assert index(site) == first and cache.stat().st_mtime_ns != moment


def test_a_preview_has_the_page_and_no_index(site: SmallSite):
    """As `serve` builds it; the next build brings the index, though nothing else has changed."""
    settings = site.folder / "preview.py"
    text = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom pelicanconf import *\nPREVIEW = True\n"
    settings.write_text(text, encoding="utf-8")
    site.build("-s", str(settings))
    assert (site.output / "anazitisi" / "index.html").is_file() and not index(site)
    site.build()
    assert index(site)


def test_a_site_without_the_word_has_no_search(small_site: SmallSite):
    """No page, no link to it, no index."""
    small_site.build()
    assert not index(small_site) and not (small_site.output / "search").exists()
    assert "masthead__search" not in (small_site.output / "index.html").read_text(encoding="utf-8")
