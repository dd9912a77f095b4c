"""An incremental build gives the bytes of a clean one, whatever happened since the last build."""

from __future__ import annotations

import atexit
import copy
import difflib
import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.conftest import NOW, ROOT, lend_typefaces
from tests.engine.edits import EDITS, SETTINGS, swap_a_letter
from tests.engine.shipping import lend_films
from tests.engine.worlds import (
    MANIFEST,
    Outcome,
    Tree,
    World,
    by_command,
    differences,
    fast_folder,
    times_in,
    tree_in,
)
from tests.forks import forked_in
from tests.programs import needs

ERRORS = [name for name in EDITS if name.startswith("error")]
TEMPLATE = "theme/templates/article.html"
OPTIONS = [[], ["--jobs", "1"], ["--jobs", "2"], ["--jobs", "3"], ["--clean"]]


def step(world: World, edits: Sequence[tuple[str, int]], options: Sequence[str] = ()) -> Outcome:
    """Edit, build, and hold the outcome against that of a clean build."""
    while world.mend:
        world.mend.pop()()
    for name, n in edits:
        EDITS[name](world, n)
    before, times = world.seen if world.seen and not world.tampered else look_at(world.output)
    options = ["--report", str(world.folder / "report.json"), *options, *(["--clean"] if world.forged else [])]
    done, expected = world.build(*options), world.clean()
    world.seen = after, now = look_at(world.output)

    assert done.code == expected.code, f"{done.code} instead of {expected.code}:\n{done.said}"
    assert "Traceback" not in done.said
    if done.code:
        assert (after, now) == (before, times), "a build that fails leaves the site as it was"
        return done
    wrong = differences(after, expected.tree)
    assert not wrong, f"{len(wrong)} paths are not those of a clean build:\n" + "\n".join(wrong[:20]) + shown(world)
    if not world.tampered:
        files = {path for path in after if after[path] != "folder"} - {MANIFEST}
        same = {path for path in files if before.get(path) == after[path]}
        gone = {path for path in before if before[path] != "folder"} - {MANIFEST, *files}
        said = world.report["artifacts"]
        assert (set(said["written"]), said["kept"], set(said["removed"])) == (files - same, len(same), gone)
        assert [path for path in same if now[path] != times[path]] == [], "unchanged bytes keep their time"
        changed = files - same & before.keys()
        early = [path for path in changed if path in times and now[path] // 10**9 <= times[path] // 10**9]
        assert early == [], "changed bytes get a later second"
    world.tampered = world.forged = False
    return done


#: Worlds as their first build left them, each with a copy of its folder.
_laid: dict[Hashable, tuple[Path, World]] = {}


@contextmanager
def built_once(*about: Hashable, make: Callable[[Path], World]) -> Iterator[World]:
    """Yield the world that `make` lays into a folder, as its first build leaves it.

    That build and its comparison are the same every time, so they are done once for each `about` in a process; later
    the folder is copied to the same place, where all that the cache knows of paths is true.
    """
    if about not in _laid:
        base = fast_folder()
        atexit.register(shutil.rmtree, base, ignore_errors=True)
        world = make(base / "site")
        assert step(world, []).code == 0
        _copy(world.folder, base / "copy")
        _laid[about] = base / "copy", copy.deepcopy(world)
    kept, world = _laid[about]
    world = copy.deepcopy(world)
    shutil.rmtree(world.folder, ignore_errors=True)
    _copy(kept, world.folder)
    time.sleep(0.03)  # what a build makes of a theme that changed just now is not trusted later
    yield world
    shutil.rmtree(world.folder, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    """With times, and with the further names that a file has."""
    subprocess.run(["cp", "-a", source, target], check=True)


def look_at(output: Path) -> tuple[Tree, dict[str, int]]:
    """The tree and its times."""
    return tree_in(output), times_in(output)


def shown(world: World) -> str:
    """The first lines at which a file of the live tree differs from a clean build's."""
    elsewhere = world.folder / "shown"
    world.run(world.words(output=elsewhere / "output", cache=elsewhere / "cache"), world)
    for path in sorted(tree_in(elsewhere / "output")):
        found, wanted = world.output / path, elsewhere / "output" / path
        if found.is_file() and wanted.is_file() and path != MANIFEST and found.read_bytes() != wanted.read_bytes():
            one, two = (file.read_text("utf-8", errors="replace").splitlines() for file in (wanted, found))
            return "\n" + "\n".join([*difflib.unified_diff(one, two, "clean", path, lineterm="", n=0)][:12])
    return ""


class Editors(RuleBasedStateMachine):
    """Any edits in any order, a build after each few, and never a byte that a clean build would not make."""

    about: tuple[Hashable, ...] = ("small",)
    make = staticmethod(World.make)

    def __init__(self) -> None:
        super().__init__()
        self.place = ExitStack()
        self.world = self.place.enter_context(built_once(*self.about, make=self.make))

    @rule(
        edits=st.lists(st.tuples(st.sampled_from(list(EDITS)), st.integers(0, 30)), min_size=1, max_size=3),
        options=st.sampled_from(OPTIONS),
    )
    def build(self, edits: list[tuple[str, int]], options: list[str]) -> None:
        step(self.world, edits, options)

    def teardown(self) -> None:
        self.place.close()


class EditorsByCommand(Editors):
    """The same, with an interpreter for each build."""

    about = ("by command",)
    make = staticmethod(partial(World.make, run=by_command))


def run_programs(machine: type[Editors], programs: int, steps: int, number: int) -> None:
    """Random programs, the same for the same number; a failing one is shown at its smallest."""
    print(f"seed {number}")  # shown with a failure
    run_state_machine_as_test(
        seed(number)(type(machine.__name__, (machine,), {})),
        settings=settings(
            max_examples=programs,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        ),
    )


@pytest.fixture
def world() -> Iterator[World]:
    """A site that was built once."""
    with built_once("small", make=World.make) as world:
        yield world


def test_programs_of_edits_by_the_command_line() -> None:
    """An interpreter of its own for each build."""
    run_programs(EditorsByCommand, 1, 1, 1)


@pytest.mark.long
@pytest.mark.parametrize("part", range(10))
def test_many_programs_of_edits(part: int) -> None:
    """Others in every run; TEST_SEED repeats one, TEST_PROGRAMS says how many (2,000 in all unless given)."""
    number = int(os.environ.get("TEST_SEED", random.randrange(10**9)))
    run_programs(Editors, int(os.environ.get("TEST_PROGRAMS", "2000")) // 10, 10, number + part)


@pytest.mark.long
@pytest.mark.parametrize("n", range(13))
@pytest.mark.parametrize("name", list(EDITS))
def test_an_edit_of_each_sort_twice(name: str, n: int, world: World) -> None:
    """With each of its targets, and once more at once; the build after the next finds the other of the two trees."""
    done = step(world, [(name, n)])
    assert done.code == (1 if name in ERRORS else 0), done.said
    step(world, [(name, n + 3), (name, n)])
    step(world, [])


QUIET = [
    "touch",
    "file nobody names",
    "an hour later",
    "fresh checkout",
    "cache lost",
    "cache file lost",
    "cache file cut short",
    "cache file flipped",
    "cache files exchanged",
    "standby lost",
]


def test_nothing_is_written_where_nothing_changed_for_readers(world: World) -> None:
    """Neither a new time nor a lost cache is a change."""
    for name in QUIET:
        print(name)  # shown with a failure
        times = times_in(world.output)
        step(world, [(name, 0)])

        assert world.report["artifacts"] == {"written": [], "kept": len(world.lines), "removed": []}
        assert times_in(world.output) == {**times, MANIFEST: times_in(world.output)[MANIFEST]}


def test_a_build_without_any_change_writes_nothing(world: World) -> None:
    """Not even the manifest."""
    times = times_in(world.output)
    for _ in range(3):
        step(world, [])

        assert world.report["artifacts"] == {"written": [], "kept": len(world.lines), "removed": []}
        assert times_in(world.output) == times


@pytest.mark.parametrize(
    "name", [pytest.param("code of a filter", marks=pytest.mark.long), "code that a filter imports"]
)
def test_the_code_of_a_filter(name: str, world: World) -> None:
    """The settings give the templates a function; what it does counts, and what it imports."""
    step(world, [("filter used or not", 0)])
    step(world, [(name, 0)])
    carrying = [path for path in written(world) if b'<p class="mark">*' in (world.output / path).read_bytes()]

    assert carrying
    step(world, [(name, 0), ("filter used or not", 0)])


def written(world: World) -> set[str]:
    return set(world.report["artifacts"]["written"])


def test_an_old_body_rewrites_its_page_and_what_carries_it(world: World) -> None:
    """The feeds, the newsroom's item and the data, and nothing else: lists show title and summary."""
    source, page = "guides/register.en.md", "en/guides/how-to-found-a-cooperative/index.html"
    world.write(source, world.read(source) + "\nA third step.\n")
    step(world, [])
    feeds = {
        path for path, (_, _, channel, _, sources) in world.lines.items() if channel == "feeds" and source in sources
    }

    assert len(feeds) >= 3
    data = {"api/v1/en/guides/register.json", "data/knowledge.sqlite"}
    assert written(world) == {page, "newsroom/en/guides/register.json", *data, *feeds}


def test_an_edit_that_is_taken_back_is_published(world: World) -> None:
    """The sources are then those of the last build that read all of them, and yet not those of the live site."""
    source = "guides/register.en.md"
    text = world.read(source)
    for other in (text + "\nA third step.\n", text, text + "\nA fourth step.\n", text):
        world.write(source, other)
        step(world, [])

        assert "en/guides/how-to-found-a-cooperative/index.html" in written(world)


def test_what_came_out_since_the_cache_was_kept_stays(world: World) -> None:
    """A machine has the cache of an earlier build beside the output of a later one, with the same content."""
    world.add_news("early", "2026-11-22 09:00")
    world.add_news("later", "2026-11-22 15:00")
    step(world, [])
    shutil.copytree(world.cache, world.folder / "kept")
    step(world, [("an hour later", 0)] * 6)
    assert any("neo-later" in path for path in written(world))
    shutil.rmtree(world.cache)
    shutil.copytree(world.folder / "kept", world.cache)
    world.write("news/early.el.md", world.read("news/early.el.md") + "\nΚι άλλο.\n")
    step(world, [])


@needs("espeak-ng")
def test_a_body_that_is_read_aloud_rewrites_its_bulletin(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """That of its language; whatever else is read or silent stays. Without a voice the captions go."""
    monkeypatch.setattr(World, "lend", lambda self, cache: (lend_typefaces(cache), lend_films(self.cache, cache)))
    world.settings |= {"ADDRESSES": {}, "BULLETIN_VOICES": {"el": "el"}}
    for path in world.originals():
        world.set(path, "slate", "false")  # each takes a moment to be drawn, in every clean build
    world.add_news("heard", "2026-11-20 09:00")
    step(world, [])
    spoken = {f"screens/el/bulletin.{ending}" for ending in ("json", "mp4", "txt", "vtt")}
    assert spoken <= written(world)
    for path in ("news/heard.el.md", "news/heard.en.md"):
        world.write(path, world.read(path) + "\nΜια παράγραφος ακόμη, που κρατά πολλά δευτερόλεπτα.\n")
    step(world, [])

    assert {name for name in written(world) if name.startswith("screens/")} == spoken, "the English one is silent"
    assert "παράγραφος ακόμη" in (world.output / "screens/el/bulletin.vtt").read_text("utf-8")
    del world.settings["BULLETIN_VOICES"]
    step(world, [])

    assert world.report["artifacts"]["removed"] == ["screens/el/bulletin.vtt"]


def test_a_style_rewrites_all_pages_and_no_feed(world: World) -> None:
    """The style sheet's address changes with its bytes."""
    (old,) = (path for path in world.lines if path.startswith("theme/style."))
    step(world, [("style", 0)])
    (new,) = (path for path in world.lines if path.startswith("theme/style."))
    pages = {path for path in world.lines if b"theme/style." in (world.output / path).read_bytes()}

    assert world.report["artifacts"]["removed"] == [old]
    assert written(world) == {new, *pages}
    assert len(pages) > 50


@pytest.mark.parametrize("lang", ["el", "en"])
def test_a_message_rewrites_pages_of_its_language_only(lang: str, world: World) -> None:
    """The catalogues are one per language."""
    path = world.theme / "translations" / lang / "LC_MESSAGES" / "messages.po"
    text, message = path.read_text(encoding="utf-8"), 'msgid "Skip to the content"\nmsgstr "'
    assert message in text
    path.write_text(text.replace(message, f"{message}·"), encoding="utf-8")
    step(world, [])

    assert written(world)
    assert {world.lines[path][3] for path in written(world)} == {lang}


def test_another_time_zone(world: World) -> None:
    """A date without an offset is by the site's clock, so all are read again, and then as they were."""
    zones = next(n for n, (name, _) in enumerate(SETTINGS) if name == "TIMEZONE")
    for _ in range(2):
        step(world, [("setting", zones)])

        assert "en/news/index.html" in written(world)


def test_a_file_of_the_same_size_is_all_that_is_written(world: World) -> None:
    """And what prints its hash: the document's pages and its records."""
    step(world, [("media of same size and time", 0)])

    records = {
        f"api/v1/{code}/{name}"
        for code in ("el", "en")
        for name in ("document.json", "document.csv", "documents/plan.json")
    }
    pages = {"engrafa/schedio-drasis/index.html", "en/documents/plan-of-action/index.html"}
    assert written(world) == {"files/documents/plan/plan.pdf", "data/knowledge.sqlite", *pages, *records}


def test_the_end_of_an_embargo_brings_an_entry_and_its_files(world: World) -> None:
    """And the clock turned back takes both away again."""
    page = "nea/anakoinosi-me-empargko/index.html"
    for moment, out in (("2026-12-01T09:59:59", False), ("2026-12-01T10:00", True), ("2026-11-30T10:00", False)):
        world.now = datetime.fromisoformat(moment)
        step(world, [])

        pictures = {path for path in world.lines if path.startswith("pictures/seal-")}
        assert (page in world.lines, len(pictures)) == ((True, 2) if out else (False, 0))
        assert ({page, *pictures} <= written(world)) == out


@pytest.mark.parametrize("times", [1, pytest.param(20, marks=pytest.mark.long)])
@pytest.mark.parametrize("path", ["content/guides/register.en.md", "content/documents/plan/plan.pdf", TEMPLATE])
def test_a_file_that_changes_during_a_build(path: str, times: int, world: World) -> None:
    """Such a build may show either state; the next one shows the last, though size and time are the same."""
    target = world.folder / path
    data = target.read_bytes()
    other = swap_a_letter(data) if target.suffix != ".html" else data.replace(b"class=", b"title=", 1)
    for _ in range(times):
        with changing(target, (other, data)):
            assert world.build("--clean").code == 0
        world.tampered = True  # the report of that build is not kept
        step(world, [])


@contextmanager
def changing(target: Path, states: Sequence[bytes]) -> Iterator[None]:
    """Write each of the states over a file again and again, by another thread, and the last one last."""
    before, over = target.stat(), Event()

    def write() -> None:
        handle = os.open(target, os.O_WRONLY)
        while not over.is_set():
            for state in states:
                os.pwrite(handle, state, 0)
                os.utime(target, ns=(before.st_atime_ns, before.st_mtime_ns))
                time.sleep(random.random() / 50)
        os.close(handle)

    writer = Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        over.set()
        writer.join()


CHANNEL = """from plugins.channels.notes.text import note
from plugins.channels.protocol import Channel
from plugins.model.artifact import Artifact

def artifacts(view):
    if view.is_first:
        yield Artifact("notes.txt", make, (len(view.site.entries),), "notes")

def make(resources, count):
    return note(count)

CHANNEL = Channel("notes", artifacts=artifacts)
"""
PARSER = """
_parse = parse

def parse(*words):
    document, html = _parse(*words)
    return replace(document, words=document.words + 10_000), html
"""
FILTERS = """
_all = filters_for

def filters_for():
    return {**_all(), "date": lambda *words: "x"}
"""
CODE = (  # file below plugins/, and what is added to its end
    ("channels/notes/text.py", "def note(count):\n    return b'nothing'\n"),
    ("channels/notes/__init__.py", CHANNEL),
    ("channels/notes/text.py", "\n\ndef note(count):\n    return b'%d entries' % count\n"),
    ("channels/shared/feed/feed.css", "\nfeed { color: red }\n"),
    ("i18n/greek.py", "\n_slug = slugify\n\n\ndef slugify(*words):\n    return f'{_slug(*words)}-x'\n"),
    ("read/document.py", PARSER),
    ("channels/shared/filters.py", FILTERS),
)


def test_a_change_of_our_own_code(tmp_path: Path) -> None:
    """A channel that is added, a module that it imports, the style of the feeds, the slugs, the parser, a filter."""
    for name in ("plugins", "theme"):
        shutil.copytree(ROOT / name, tmp_path / name)  # with what Python compiled of it
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    quick = "ADDRESSES = {'slate': None}\nSHARE_CARDS = False\n"
    (tmp_path / "pelicanconf.py").write_text(f"{(ROOT / 'pelicanconf.py').read_text('utf-8')}{quick}", encoding="utf-8")
    shutil.copytree(ROOT / "tests/sites/minimal/content", tmp_path / "content")
    (tmp_path / "plugins/channels/notes").mkdir()
    seen: list[Tree] = []
    for name, code in (("", ""), *CODE):
        if name:
            with (tmp_path / "plugins" / name).open("a", encoding="utf-8") as file:
                file.write(code)
        trees = []
        for output, cache in (("output", "cache"), (f"clean-{len(seen)}", f"cache-{len(seen)}")):
            lend_typefaces(tmp_path / cache)
            done = forked_in(tmp_path, "build", "--now", NOW, "--output", output, "--cache", cache)
            assert done.returncode == 0, done.stderr
            trees.append(tree_in(tmp_path / output))

        assert differences(*trees) == [], name
        seen.append(trees[0])
    same = [earlier == later for earlier, later in pairwise(seen)]
    assert same == [True, *[False] * (len(CODE) - 1)], "a file that no code uses is no change, all others are"
