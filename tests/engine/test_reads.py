"""A file is gathered again when a body or an asset changed that was looked into for it, whoever looked and how."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from plugins.channels.shared.feed.views import FeedViews
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Views
from plugins.channels.web import artifacts, pages
from plugins.engine import execute
from plugins.engine.reads import BuildReads, PlanPart, ReadsRecord, files_to_gather
from plugins.model.artifact import NOT_MADE, Artifact
from plugins.model.reads import note
from tests.engine import worlds
from tests.engine.edits import EDITS
from tests.engine.test_incremental import step
from tests.engine.worlds import MANIFEST, World, fast_folder, tree_in

Patch = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A small site, not built yet; no clean build of other code is known."""
    monkeypatch.setattr(worlds, "_known", {})
    folder = fast_folder()
    yield World.make(folder)
    shutil.rmtree(folder, ignore_errors=True)


def record(about: bytes = b"same", **bodies: bytes) -> ReadsRecord:
    return ReadsRecord(about, bodies, {}, {})


def wrapped(owner: Any, name: str, change: Callable[..., Any]) -> Patch:
    """Replace a function by one that changes what it gives, as an edit of the code would."""

    def patch(monkeypatch: pytest.MonkeyPatch) -> None:
        before = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *given: change(before(*given), *given))

    return patch


def words_of_all(view: View) -> int:
    return sum(entry.words for entry in view.edition.listed)


LOOKS: dict[str, Patch] = {
    "the card of a text": wrapped(
        Views, "_shared", lambda made, views, entry: {**made, "summary": f"{made['summary']} {entry.words}"}
    ),
    "its item in feeds": wrapped(
        FeedViews, "_item", lambda made, views, entry: replace(made, title=f"{made.title} {entry.words}")
    ),
    "what is offered on other pages": wrapped(
        View, "_sorted", lambda made, view, entry: (*made, Offer("footer", str(words_of_all(view)), "x"))
    ),
    "what is made once for all pages": wrapped(
        pages, "_shown_of", lambda made, view, entry: {**made, "updated": view.once(words_of_all)}
    ),
    "the plan itself": wrapped(artifacts, "pages_by_key", lambda made, view: {**made} if words_of_all(view) else {}),
}


@pytest.mark.parametrize("look", LOOKS)
def test_no_new_use_of_a_body_makes_a_page_stale(look: str, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that looks into bodies where none did before needs nothing else: an edit gives what a clean build gives."""
    LOOKS[look](monkeypatch)
    step(world, [])

    step(world, [("body", 0)])
    step(world, [("body", 3)])


@pytest.mark.parametrize("edit", ["body", "media of same size and time"])
def test_an_edit_gathers_what_looked_into_what_it_changes(
    edit: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = world.folder / "gathered"
    gathered = execute._gathered

    def tell(artifact: Any, tools: Any) -> Any:
        with told.open("a", encoding="utf-8") as file:
            file.write(f"{artifact.path}\n")
        return gathered(artifact, tools)

    monkeypatch.setattr(execute, "_gathered", tell)
    step(world, [])
    told.unlink()
    before = tree_in(world.output)
    EDITS[edit](world, 0)
    assert world.build().code == 0
    after = tree_in(world.output)

    paths = set(told.read_text(encoding="utf-8").split())
    assert paths < set(world.lines)
    assert len(paths) < len(world.lines) / 4
    changed = {path for path in after if after[path] not in ("folder", before.get(path))} - {MANIFEST}
    assert changed
    assert {path for path in changed if not path.startswith("search-index/")} <= paths, "the index is made beside them"


def test_files_that_looked_into_an_edited_body() -> None:
    before = record(a=b"1", b=b"1")
    BuildReads(None, before).take({"page-a": ["a"], "list": ["a", "b"], "about": []})

    assert files_to_gather(before, record(a=b"1", b=b"1")) == set()
    assert files_to_gather(before, record(a=b"2", b=b"1")) == {"page-a", "list"}
    assert files_to_gather(before, record(a=b"1", b=b"2")) == {"list"}


def test_all_files_where_something_else_changed() -> None:
    before = record(a=b"1")

    assert files_to_gather(None, record(a=b"1")) is None
    assert files_to_gather(before, record(b"other", a=b"1")) is None
    before.plan["tv el"] = PlanPart([], ["a"])
    assert files_to_gather(before, record(a=b"2")) is None


def of_radio() -> Iterator[Artifact]:
    note(["c"])
    yield Artifact("cue", bytes, ("value",), "radio", "el", ("s",))
    yield Artifact("sound", bytes, NOT_MADE, "radio", "el")


def of_web() -> Iterator[Artifact]:
    yield Artifact("page", bytes, ("value",), "web", "el")


def test_only_channels_of_which_a_file_is_gathered_declare_again() -> None:
    first = BuildReads(None, record(a=b"1", b=b"1", c=b"1"))
    declared = {"radio el": first.planned("radio el", of_radio), "web el": first.planned("web el", of_web)}
    first.take({"page": ["a"], "cue": ["b"]})
    assert set(first.now.plan["radio el"].reads) == {"c"}

    after = BuildReads(first.now, record(a=b"2", b=b"1", c=b"1"))
    assert after.planned("web el", of_web) == declared["web el"]
    cue, sound = after.planned("radio el", of_radio)
    assert (cue.path, cue.channel, cue.lang, cue.sources) == ("cue", "radio", "el", ("s",))
    assert cue.inputs == ()
    assert sound.inputs == NOT_MADE
    assert after.whole(cue) == declared["radio el"][0], "it is declared after all where its file is gone"
    assert after.now.plan["radio el"] == first.now.plan["radio el"]

    explained = BuildReads(first.now, record(a=b"2", b=b"1", c=b"1"), "cue")
    assert explained.planned("radio el", of_radio) == declared["radio el"]
    other = BuildReads(first.now, record(a=b"1", b=b"1", c=b"2"))
    assert other.planned("radio el", of_radio) == declared["radio el"]
    assert other.to_gather is None


def test_a_file_gone_from_a_part_of_the_plan_that_stands(world: World) -> None:
    step(world, [])
    path = next(path for path in world.lines if path.endswith(".ics"))
    (world.output / path).unlink()
    world.tampered = True

    step(world, [("body", 0)])


def test_reads_of_files_that_stay_are_kept() -> None:
    before = record(a=b"1", b=b"1")
    BuildReads(None, before).take({"page-a": ["a"], "list": ["a", "b"]})
    now = BuildReads(before, record(a=b"1", b=b"2"))
    now.take({"list": ["a"]})

    assert {source: sorted(paths) for source, paths in now.now.paths.items()} == {"a": ["list", "page-a"], "b": []}
