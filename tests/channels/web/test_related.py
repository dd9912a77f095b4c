"""What leads on from an entry: earlier ones, found without looking at all pairs, and stable when others are added."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from plugins.channels.web.related import WEIGHTS, WINDOW, Finder
from plugins.model.table import EntryList, Whole
from plugins.translate.editions import shelves
from tests.conftest import SmallSite, tree_of

SIZE = 3
TAGS, AXES, REGIONS = ("food", "radio", "youth"), ("health", "culture"), ("crete",)
keys = {
    "tags": st.lists(st.sampled_from(TAGS), max_size=2, unique=True),
    "axes": st.lists(st.sampled_from(AXES), max_size=2, unique=True),
    "regions": st.lists(st.sampled_from(REGIONS), max_size=1),
}
entries = st.lists(st.fixed_dictionaries(keys), max_size=30)


def site_of(rows: list[dict[str, list[str]]], **more: Any) -> Any:
    """Entries of these keys, the oldest first in `rows`; an edition lists the newest first."""
    common = {
        "kind": "news",
        "show": "",
        "series": "",
        "part": 0,
        "members": (),
        "status": "published",
        "is_listed": True,
    }
    made = [
        SimpleNamespace(
            **{**common, "key": f"news/{n}", "source": f"news/{n}.el.md", **row, **more},
            title=f"{n}", url=f"nea/{n}/", date=None, number=n,
        )
        for n, row in enumerate(rows)
    ]  # fmt: skip
    table: Any = Whole(made[::-1])
    kinds, terms = shelves(table, range(len(made)))
    return SimpleNamespace(
        listed=EntryList(table, range(len(made))),
        kinds={kind: EntryList(table, numbers) for kind, numbers in kinds.items()},
        terms={name: EntryList(table, numbers) for name, numbers in terms.items()},
        taxonomies=SimpleNamespace(groups={"series": {"bread": {}}}),
    )


def finder_of(rows: list[dict[str, list[str]]], size: int = SIZE, **more: Any) -> Any:
    views: Any = SimpleNamespace(
        category=lambda entry: SimpleNamespace(name=entry.kind),
        term_link=lambda group, key: f"{group}/{key}",
    )
    return Finder(site_of(rows, **more), views, size)


def related(finder: Any) -> list[list[int]]:
    """By entry, the oldest first: the numbers of those that its page names."""
    return [[other.number for other in finder.related(entry)] for entry in reversed(finder.edition.listed)]


def shared(one: dict[str, list[str]], other: dict[str, list[str]]) -> int:
    return sum(weight * len(set(one.get(group, ())) & set(other.get(group, ()))) for group, weight in WEIGHTS)


@given(rows=entries)
def test_earlier_entries_that_share_most_come_first(rows: list[dict[str, list[str]]]) -> None:
    """As a comparison of all pairs would find them, where no key has more entries than are looked at."""
    rows = rows[: WINDOW + 1]
    for here, found in enumerate(related(finder_of(rows))):
        scores = {place: shared(rows[here], rows[place]) for place in range(here)}
        fit = sorted((p for p, score in scores.items() if score >= 2), key=lambda p: (-scores[p], -p))
        earlier = [place for place in found if place < here]
        assert earlier == fit[:SIZE]


@given(rows=entries, new=st.fixed_dictionaries(keys))
def test_an_added_entry_changes_few_pages(rows: list[dict[str, list[str]]], new: dict[str, list[str]]) -> None:
    """Only those that it names itself, and of these only such as had room; nobody loses an entry."""
    before, after = related(finder_of(rows)), related(finder_of([*rows, new]))
    changed = [n for n in range(len(rows)) if before[n] != after[n]]

    assert set(changed) <= set(after[-1]) and len(changed) <= SIZE
    for n in changed:
        assert len(before[n]) < SIZE and after[n] == [*before[n], len(rows)]


def test_work_does_not_grow_with_the_archive() -> None:
    """Of a key that a thousand entries share, only the nearest are looked at."""
    rows: list[dict[str, list[str]]] = [{"tags": ["food"], "axes": [], "regions": []}] * 1000
    assert related(finder_of(rows))[-1] == [998, 997, 996]
    assert related(finder_of(rows))[0] == [1, 2, 3], "the oldest name those that first came after them"


def test_a_region_alone_relates_nothing() -> None:
    """Half of the country's news would be on the same subject."""
    rows: list[dict[str, list[str]]] = [{"tags": [], "axes": [], "regions": ["crete"]}] * 3
    assert related(finder_of(rows)) == [[], [], []]


def test_parts_of_a_series_are_in_order_and_not_related() -> None:
    """By their number, else by when they came out; the page leads to them in another way."""
    finder = finder_of([{"tags": ["food"], "axes": [], "regions": []}] * 3, series="bread")
    newest, middle, oldest = finder.edition.listed
    newest.part, middle.part, oldest.part = 1, 2, 3

    assert finder.related(newest) == ()
    part = finder.onward(middle).part
    assert (part.number, part.previous.name, part.next.name) == (2, newest.title, oldest.title)
    assert finder.onward(newest).part.previous is None and finder.onward(oldest).part.next is None


def test_neighbours_are_of_the_same_kind() -> None:
    """And, for episodes, of the same show."""
    common: list[dict[str, Any]] = [{"tags": [], "axes": [], "regions": [], "kind": "episode"}] * 4
    finder = finder_of([{**row, "show": ("evening", "morning")[n % 2]} for n, row in enumerate(common)])

    onward = finder.onward(finder.edition.listed[0])
    assert onward.newer is None and onward.older.name == finder.edition.listed[2].title


def test_an_added_text_changes_one_neighbour_and_what_it_names(small_site: SmallSite) -> None:
    """Of the pages of texts; feeds, lists and the front page are its own business."""
    small_site.build()
    before = tree_of(small_site.output)
    for lang in ("el", "en"):
        text = small_site.content / f"news/harbour.{lang}.md"
        new = text.read_text(encoding="utf-8").replace("title: ", "title: Νέο ", 1)
        lines = [line for line in new.split("\n") if not line.startswith(("id:", "date:", "slug:", "aliases:"))]
        lines[1:1] = ["id: 11111111-2222-4333-8444-555555555555", "date: 2026-11-20"] if lang == "el" else []
        small_site.write(f"news/added.{lang}.md", "\n".join(lines))
    small_site.build()
    after = tree_of(small_site.output)
    changed = {path for path in before if before[path] != after.get(path)}
    texts = {path.split("/")[1] for path in changed if path.startswith("nea/") and path.count("/") == 2}

    assert texts == {"diakiryxi-gia-ti-diafaneia", "i-avli-tou-limaniou-anoixe"}, "the neighbour, and its like"


def test_a_series_may_be_of_texts_without_a_date(small_site: SmallSite) -> None:
    """Pages and members need none: their series has its page, and the sitemap names no day for it."""
    words = small_site.content / "taxonomies.yaml"
    series = "{name: Αρχή, slug: archi}"
    added = f"\nseries:\n  start:\n    el: {series}\n    en: {series}\n"
    text = words.read_text(encoding="utf-8").replace(
        "\nlists:\n",
        "\nlists:\n  series:\n    el: {name: Σειρές, slug: seires}\n    en: {name: Series, slug: series}\n",
    )
    words.write_text(text + added, encoding="utf-8")
    page = small_site.content / "pages" / "about.el.md"
    page.write_text(page.read_text(encoding="utf-8").replace("---\n", "---\nseries: start\n", 1), encoding="utf-8")
    small_site.build()

    assert "archi/</loc>" in (small_site.output / "sitemap.xml").read_text(encoding="utf-8")
    assert (small_site.output / "seires" / "archi" / "index.html").is_file()


def test_related_entries_and_parts_lead_somewhere(real_site: SmallSite) -> None:
    """On the project's own content: every text leads on, and a series lists its parts."""
    page = (real_site.output / "odigoi" / "o-etisios-apologismos-se-dodeka-selides" / "index.html").read_text("utf-8")
    assert "Μέρος 2 της σειράς «Τα χρήματα, με ανοιχτά χαρτιά»" in page
    series = (real_site.output / "seires" / "anoichta-chartia" / "index.html").read_text("utf-8")
    places = [series.index(word) for word in ("Η αίτηση επιχορήγησης", "Ο ετήσιος απολογισμός", "Ανοιχτά δεδομένα")]
    assert places == sorted(places)
