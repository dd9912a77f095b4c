"""The index: what is in it, what is not, and that it is the same however it came about."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plugins.channels.search.postings import (
    FILE,
    Word,
    WordPostings,
    counted_in,
    edited,
    files_of_words,
    gathered,
    index_of,
    key_of,
)
from plugins.channels.search.records import Findable, RecordPart, SearchRecord, plain
from plugins.channels.search.texts import NAME, Texts
from tests.conftest import ROOT, SmallSite, tree_of

WORD = """  search:
    el: {name: Αναζήτηση, slug: anazitisi}
    en: {name: Search, slug: search}
"""
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
    return tree_of(site.output / "search-index")


def said(files: dict[str, bytes]) -> str:
    """All texts that results may show, and all words."""
    return b"".join(files.values()).decode()


def record(title: str, text: str = "", **more: Any) -> SearchRecord:
    return SearchRecord(
        "/x/", title, "", (), (RecordPart("", "", text),), ("news", (), (), "2026", "2026-11-01"), **more
    )


def indexed(found: list[SearchRecord]) -> WordPostings:
    return index_of([counted_in(one, {}) for one in found])


def places(words: WordPostings, plain: str, acronym: bool = False) -> str:
    return words.postings[Word(plain, acronym)].replace(" ", "")


def test_a_word_names_its_texts():
    """How many texts on from the one before, its weight there, and the size of the title in which it stands."""
    words = indexed([record("Η αιμοδοσία", "λόγια"), record("Άλλο"), record("Τρίτο", "αιμοδοσία Αιμοδοσία αιμοδοσία")])
    first, third = re.fullmatch(r"0([A-Z])B2([A-Z])", places(words, "αιμοδοσια")).groups()
    assert first > third and words.written()[Word("αιμοδοσια", False)] == "αιμοδοσία"


def test_an_acronym_is_another_word():
    """ΚΑΛΟ is not καλό, with full stops or without; in a text all in capitals nothing is an acronym."""
    words = indexed([record("Φορείς ΚΑΛΟ"), record("Καλό έργο"), record("Κ.Α.Λ.Ο. τώρα"), record("ΚΑΛΟ ΕΡΓΟ")])
    assert re.fullmatch(r"0[A-Z]C2[A-Z]C", places(words, "καλο", True))
    assert re.fullmatch(r"1[A-Z]C2[A-Z]C", places(words, "καλο"))


def test_words_that_are_too_many_for_one_file():
    """Are parted by the next letter of their keys, and each stands once."""
    text = " ".join(f"α{a}{b}{c}λεξη" for a in "βγδζκλμνπρστ" for b in "αεηιουω" for c in "βγδζκλμνπρστ")
    found = [record("Τίτλος", text)] * 40
    words = indexed(found)
    files = files_of_words(words, words.written())
    assert len([start for start in files if start.startswith("a")]) > 5
    lines = [line for file in files.values() for line in file.split("\n")]
    assert len(lines) == len(indexed(found).postings) and all(len(file) < 3 * FILE for file in files.values())


def test_a_page_gathers_texts_of_its_own():
    """A tag's page names the texts that have the tag."""
    tag = ("tags", "women")
    assert gathered([record("Ένα", of=(tag,)), record("Δύο"), record("Γυναίκες", about=tag)]) == {2: (0,)}


def test_what_was_counted_is_the_same_beside_other_texts():
    """So it may be taken from the cache: a record's words, and how they sound, depend on no other record."""
    greek, english = record("Ένα", "Λόγια ΚΑΛΟ Παιδιά"), record("One", "Words and more")
    both, sounds = counted_in(record("Ένα", "Λόγια ΚΑΛΟ Παιδιά Words and more"), {}), dict[str, str]()
    for one in (greek, english):
        assert counted_in(one, {}) == counted_in(one, sounds)
        assert all(sounds[form] == key for form, key in zip(both.forms, both.keys, strict=True) if form in sounds)
    keys = [key_of(Findable(greek), b"code"), *(key_of(Findable(english), code) for code in (b"code", b"other code"))]
    assert len(set(keys)) == 3


WORDS = st.lists(st.sampled_from(["ένα", "δύο", "ΚΑΛΟ", "καλό", "Καλό", "τρία"]), max_size=6).map(" ".join)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS, WORDS), max_size=5))
def test_an_edit_gives_the_words_of_a_whole_index(texts: list[tuple[str, str, str, str]]):
    """Whichever texts were edited, with a word more or none left: as if all of them were merged."""
    old = [counted_in(record(title, body), {}) for title, body, _, _ in texts]
    new = [counted_in(record(title, body), {}) for _, _, title, body in texts]
    before, after = index_of(old), index_of(new)
    assume(before.average == after.average)
    assert edited(before, dict(enumerate(zip(old, new, strict=True)))) == after


class Rows(dict[tuple[str, bytes], bytes]):
    """What the index takes from a cache."""

    segments: dict[str, tuple[str, ...]]

    def remembered(self, room: str, key: bytes, make: Callable[[], bytes]) -> bytes:
        return self[room, key] if (room, key) in self else self.setdefault((room, key), make())

    def renew(self, room: str, key: bytes, value: bytes) -> None:
        self[room, key] = value

    def needed(self, room: str, keys: Iterable[bytes]) -> None:
        """All rows stay."""


def test_texts_that_became_longer_are_all_merged_once(monkeypatch: pytest.MonkeyPatch):
    """Where words weigh otherwise, since texts have more of them on average, the next edit goes on from there."""
    rows, merged = Rows(), list[int]()
    merge = Texts._merged
    monkeypatch.setattr(Texts, "_merged", lambda texts: merged.append(1) or merge(texts))

    def merges(*bodies: str) -> int:
        rows.segments = {body: (f"<p>{body}</p>",) for body in bodies}
        merged.clear()
        found = Texts("el", [Findable(record("Ένα"), body) for body in bodies], b"code", rows).merged()
        assert found == merge(Texts("el", [Findable(record("Ένα"), body) for body in bodies], b"code", rows))
        return len(merged)

    assert merges("λόγια", "λέξεις") == 1
    assert merges("λόγια", "άλλες") == 0
    assert merges("λόγια και άλλα πολλά λόγια", "άλλες") == 1
    assert merges("λόγια και άλλα πολλά λόγια", "πάλι") == 0


def test_markup_is_no_word():
    """Nor does it part a word, but blocks part theirs."""
    assert plain("<p>λέ<em>ξη</em></p><p>άλλη&nbsp;&amp;</p>") == "λέξη άλλη &"


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
    assert index(site.afresh("--jobs", "1")) == before


def test_fields_and_names_are_found(site: SmallSite):
    """A place, a term's name and a synonym are in the index, which is made anew where one of them changes alone."""
    path = site.content / "taxonomies.yaml"
    words = path.read_text(encoding="utf-8")
    site.build()
    before = index(site)
    path.write_text(f"{words}\nsynonyms:\n  - [λιμάνι, μόλος]\n", encoding="utf-8")
    site.build()
    assert "μολοσ" in said(index(site)) and "μολοσ" not in said(before)
    incremental = index(site)
    assert index(site.afresh()) == incremental
    about = json.loads(incremental["el.json"])
    numbers = [about["texts"][at : at + NAME] for at in range(0, len(about["texts"]), NAME)]
    labels = {json.loads(incremental[f"texts/el/{name}.json"])["label"] for name in numbers}
    assert {"Άξονες", "Νέα"} <= labels


def rows(site: SmallSite, statement: str) -> list[tuple[Any, ...]]:
    """What the cache says of the index and of what was counted in texts."""
    connection = sqlite3.connect(site.folder / "cache" / "db", isolation_level=None)
    found = connection.execute(f"{statement} WHERE substr(room, 1, 6) IN ('search', 'words ', 'merged')").fetchall()
    connection.close()
    return found


def test_nothing_is_indexed_again(site: SmallSite):
    """The index comes from the cache, in a new output too; and is made anew where the cache is damaged."""
    site.build()
    first, made = index(site), rows(site, "SELECT build, key FROM rows")
    shutil.rmtree(site.output)
    site.build()
    assert index(site) == first and rows(site, "SELECT build, key FROM rows") == made
    rows(site, "UPDATE rows SET value = value || 'x'")
    shutil.rmtree(site.output)
    site.build()
    assert index(site) == first and not set(made) & set(rows(site, "SELECT build, key FROM rows"))


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
