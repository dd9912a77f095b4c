"""What parsing gave is known by bytes, kind and language; what is damaged is never taken for it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from plugins.cache.db import Database
from plugins.cache.parsed import BODIES, LEAST, TEXTS, ParseCache
from plugins.engine.progress import Progress
from plugins.read.files import scan
from plugins.read.site import parse_in_turn
from plugins.settings import Settings
from tests.conftest import SmallSite
from tests.engine.worlds import World, differences, fast_folder, tree_in

TEXT = "---\ntitle: Νέο\nsummary: Λόγια.\ndate: 2026-03-04\n---\n\nΠρώτο {word}.\n"


# --- Texts ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def settings(tmp_path: Path, make_settings: Callable[..., Settings]) -> Settings:
    (tmp_path / "content").mkdir()
    return make_settings()


def write(settings: Settings, path: str, word: str = "κείμενο") -> None:
    target = settings.read.content / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(TEXT.format(word=word), encoding="utf-8")


def remembered(settings: Settings, code: str = "code") -> list[str]:
    """What a build with the cache parses of the content; all it gives is what parsing gives."""
    db = Database(settings.run.cache)
    memory = ParseCache(db, code, 1, Progress())
    sources, beside, _ = scan(settings.read.content, settings.site.codes)
    documents, bodies = memory.parse_all(sources, beside, settings)
    expected, segments = parse_in_turn(sources, beside, settings)
    assert list(documents.items()) == list(expected.items())
    assert dict(bodies) == dict(segments)
    db.seal(memory.save())
    assert dict(bodies) == dict(segments)
    db.close()
    return memory.parsed


def test_the_same_bytes_of_another_kind_or_language_are_another_text(settings: Settings) -> None:
    twins = ["guides/a.el.md", "news/a.el.md", "news/a.en.md"]
    write(settings, "news/a.el.md")
    assert remembered(settings) == ["news/a.el.md"]
    for path in twins:
        write(settings, path)

    assert remembered(settings) == ["guides/a.el.md", "news/a.en.md"]
    assert remembered(settings) == []


def test_a_renamed_text_is_known(settings: Settings) -> None:
    for path in ("guides/a.el.md", "news/a.el.md", "news/b.el.md"):
        write(settings, path, word=path)
    assert len(remembered(settings)) == 3
    (settings.read.content / "news/a.el.md").rename(settings.read.content / "news/z.el.md")
    shutil.copy(settings.read.content / "news/b.el.md", settings.read.content / "news/a.el.md")

    assert remembered(settings) == []


def test_texts_that_went_are_forgotten(settings: Settings) -> None:
    """Once they are most of what is remembered."""
    for name in "abc":
        write(settings, f"news/{name}.el.md", word=name)
    remembered(settings)
    for name in "ab":
        (settings.read.content / f"news/{name}.el.md").unlink()
    assert remembered(settings) == []
    for name in "abc":
        write(settings, f"news/{name}.el.md", word=name)

    assert remembered(settings) == ["news/a.el.md", "news/b.el.md"]


def test_another_parser_reads_all_again(settings: Settings) -> None:
    write(settings, "news/a.el.md")
    for code in ("one", "two"):
        assert remembered(settings, code) == ["news/a.el.md"]


def test_files_of_any_time(settings: Settings) -> None:
    """One may say that it is from before 1970, or of a time that no clock has yet."""
    write(settings, "news/a.el.md")
    for moment in (-(10**18), 10**19 - 1):
        with suppress(OSError, OverflowError):  # what the file system takes
            os.utime(settings.read.content / "news/a.el.md", ns=(moment, moment))
        remembered(settings)


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # of Python 3.12, for other threads
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_new_machine_looks_up_many_files(jobs: int, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """All have new times; those whose bytes are new as well are parsed, in the order of the sources."""
    monkeypatch.setattr("threading.active_count", lambda: 1)  # pytest-xdist's do nothing meanwhile
    paths = [f"news/n{number:03}.el.md" for number in range(LEAST + 1)]
    for path in paths:
        write(settings, path, word=path)
    remembered(settings)
    for path in paths:
        write(settings, path, word="άλλο" if path in paths[::7] else path)
        os.utime(settings.read.content / path, (1, 1))
    db = Database(settings.run.cache)
    memory = ParseCache(db, "code", jobs, Progress())
    sources, beside, _ = scan(settings.read.content, settings.site.codes)
    documents, bodies = memory.parse_all(sources, beside, settings)
    expected, segments = parse_in_turn(sources, beside, settings)

    assert memory.parsed == paths[::7]
    assert list(documents.items()) == list(expected.items())
    assert dict(bodies) == dict(segments)
    db.close()


# --- Damage -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def world() -> Iterator[World]:
    folder = fast_folder()
    yield World.make(folder / "site")
    shutil.rmtree(folder)


def damage(cache: Path, room: str) -> None:
    """Flip a bit of every row of a room."""
    connection = sqlite3.connect(cache / "db", isolation_level=None)
    rows = connection.execute("SELECT key, value FROM rows WHERE room = ?", (room,)).fetchall()
    assert rows
    harmed = [(bytes([value[0] ^ 1]) + value[1:], room, key) for key, value in rows]
    connection.executemany("UPDATE rows SET value = ? WHERE room = ? AND key = ?", harmed)
    connection.close()


@pytest.mark.parametrize("part", [TEXTS, BODIES])
def test_damaged_texts_are_parsed_again(part: str, world: World) -> None:
    """Whatever is edited then, and so again."""
    assert world.build().code == 0
    for edit, word in (("body", "δοκιμή"), ("title", "δοκιμή"), ("theme", "δοκιμή"), ("body", "άλλη")):
        print(edit)  # shown with a failure
        damage(world.cache, part)
        if edit == "body":
            path = world.content / "news" / "n4.el.md"
            path.write_text(path.read_text(encoding="utf-8") + f"\nΜια {word}.\n", encoding="utf-8")
        elif edit == "title":
            world.set("news/harbour.el.md", "title", f"Μια {word}")
        else:
            (world.theme / "static/css/99-state.css").write_text(f"a {{ order: {len(word)} }}\n", encoding="utf-8")
        done = world.build()

        assert done.code == 0, done.said
        assert differences(tree_in(world.output), world.clean().tree) == []


@pytest.mark.parametrize("how", [TEXTS, BODIES, "lost"])
def test_a_check_does_without_a_damaged_cache(how: str, small_site: SmallSite) -> None:
    small_site.build()
    expected = small_site.run("check")
    if how == "lost":
        (small_site.folder / "cache" / "db").unlink()
    else:
        damage(small_site.folder / "cache", how)
    done = small_site.run("check")

    assert (done.returncode, done.stdout) == (expected.returncode, expected.stdout), done.stderr
