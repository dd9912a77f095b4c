"""What parsing gave is known by bytes, kind and language; what is damaged is never taken for it."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from plugins.cache import records as module
from plugins.cache import sealed
from plugins.cache.parsed import LEAST, ParseCache
from plugins.cache.records import Place, Records, place_for
from plugins.cache.shelf import Shelf, packed
from plugins.engine.progress import Progress
from plugins.model.errors import CacheDamaged
from plugins.read.files import scan
from plugins.read.site import parse_in_turn
from plugins.settings import Settings
from tests.conftest import SmallSite
from tests.engine.worlds import World, differences, fast_folder, tree_in

TEXT = "---\ntitle: Νέο\nsummary: Λόγια.\ndate: 2026-03-04\n---\n\nΠρώτο {word}.\n"


# --- Records ----------------------------------------------------------------------------------------------------------


def column_of(records: Records, *texts: tuple[bytes, bytes]) -> bytearray:
    """The places of new records with these rows and bodies."""
    column = bytearray()
    for row, body in texts:
        item = place_for(row, body, hashlib.sha256(body).digest())
        records.add(item, row, body)
        column += item
    return column


def places(column: bytearray) -> list[Place]:
    return [Place.of(column[at : at + module.PLACE]) for at in range(0, len(column), module.PLACE)]


def read(path: Path, column: bytearray) -> list[tuple[bytes, bytes]]:
    """All rows and bodies, as another process finds them."""
    records = Records(path)
    found = [(records.row(place), records.body(place)) for place in places(column)]
    records.close()
    return found


def test_records_are_where_their_places_say(tmp_path: Path) -> None:
    texts = [(b"row 1", "σώμα".encode()), (b"row 2", b""), (b"row 1", "σώμα".encode())]
    records = Records(tmp_path / "bodies")
    column = column_of(records, *texts)
    records.save(column)

    assert read(tmp_path / "bodies", column) == texts
    assert (tmp_path / "bodies").stat().st_size == 18, "equal ones are written once"


def test_new_records_are_appended(tmp_path: Path) -> None:
    first = Records(tmp_path / "bodies")
    column = column_of(first, (b"a", b"b"))
    first.save(column)
    second = Records(tmp_path / "bodies")
    column += column_of(second, (b"c", b"d"))
    second.save(column)

    assert (tmp_path / "bodies").read_bytes() == b"abcd"
    assert read(tmp_path / "bodies", column) == [(b"a", b"b"), (b"c", b"d")]


def test_dead_records_go_when_they_are_more_than_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SLACK", 0)
    records = Records(tmp_path / "bodies")
    column = column_of(records, (b"a", b"b"), (b"c", b"d"), (b"e", b"f"))
    records.save(column)
    alive = column[module.PLACE :]
    for living, size in ((alive, 8), (alive[module.PLACE :], 4)):  # the first time less is dead
        records = Records(tmp_path / "bodies")
        left = living + column_of(records, (b"g", b"h"))
        records.save(left)

        assert (tmp_path / "bodies").stat().st_size == size
        assert read(tmp_path / "bodies", left)[-1] == (b"g", b"h")
        assert (b"e", b"f") in read(tmp_path / "bodies", left)


@pytest.mark.parametrize("part", [Records.row, Records.body])
@pytest.mark.parametrize("how", ["flipped", "cut short", "lost", "elsewhere", "far away"])
def test_a_damaged_part_is_not_taken(part: Callable[[Records, Place], bytes], how: str, tmp_path: Path) -> None:
    path = tmp_path / "bodies"
    records = Records(path)
    column = column_of(records, (b"row", b"body"))
    records.save(column)
    (place,) = places(column)
    data = path.read_bytes()
    if how == "flipped":
        path.write_bytes(bytes(byte ^ 4 for byte in data))
    elif how == "cut short":
        path.write_bytes(data[:1])
    elif how == "lost":
        path.unlink()
    else:
        place = place._replace(offset=1 if how == "elsewhere" else (1 << 63) - 1)
    with pytest.raises(CacheDamaged):
        part(Records(path), place)


# --- The shelf --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["stats", "places", "hashes", "names"])
def test_a_shelf_whose_columns_do_not_fit_is_none(column: str, tmp_path: Path) -> None:
    shelf = Shelf("code")
    if column in ("hashes", "names"):
        files = replace(shelf.files)
        setattr(files, column, b"news/a.el.md\0")
        shelf.files = files
    else:
        setattr(shelf, column, bytearray(80))
    sealed.save(tmp_path / "documents", shelf)

    assert sealed.load(tmp_path / "documents", Shelf) is None


def test_a_stat_of_any_time_is_an_item() -> None:
    """A file may say that it is from before 1970, or of a time that no clock has yet."""
    stats = [(1, -1, -(10**18), 2), (1, 10**19, 10**19, 2**64 - 1), (1, 10**19 + 1, 10**19, 2**64 - 1)]

    assert len({packed(stat) for stat in stats}) == 3
    assert {len(packed(stat)) for stat in stats} == {32}


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
    memory = ParseCache(settings.run.cache, code, 1, Progress())
    sources, beside, _ = scan(settings.read.content, settings.site.codes)
    documents, bodies = memory.parse_all(sources, beside, settings)
    memory.save()
    for found in (documents, ParseCache(settings.run.cache, code, 1, Progress()).documents(settings)):
        expected, segments = parse_in_turn(sources, beside, settings)
        assert list(found.items()) == list(expected.items())
        assert dict(bodies) == dict(segments)
    memory.close()
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


def test_a_text_that_went_is_forgotten(settings: Settings) -> None:
    write(settings, "news/a.el.md")
    write(settings, "news/b.el.md", word="άλλο")
    remembered(settings)
    (settings.read.content / "news/a.el.md").unlink()
    assert remembered(settings) == []
    write(settings, "news/a.el.md")

    assert remembered(settings) == ["news/a.el.md"]


def test_another_parser_reads_all_again(settings: Settings) -> None:
    write(settings, "news/a.el.md")
    for code in ("one", "two", "one"):
        assert remembered(settings, code) == ["news/a.el.md"]


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
    memory = ParseCache(settings.run.cache, "code", jobs, Progress())
    sources, beside, _ = scan(settings.read.content, settings.site.codes)
    documents, bodies = memory.parse_all(sources, beside, settings)
    expected, segments = parse_in_turn(sources, beside, settings)

    assert memory.parsed == paths[::7]
    assert list(documents.items()) == list(expected.items())
    assert dict(bodies) == dict(segments)
    memory.close()


# --- Damage -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def world() -> Iterator[World]:
    folder = fast_folder()
    yield World.make(folder / "site")
    shutil.rmtree(folder)


def damage(cache: Path, part: str) -> None:
    """Flip a bit in every row, or in every body."""
    shelf = sealed.load(cache / "documents", Shelf)
    assert shelf and shelf.places
    data = bytearray((cache / "bodies").read_bytes())
    for place in places(shelf.places):
        data[place.offset if part == "rows" else place.offset + place.row_length] ^= 1
    (cache / "bodies").write_bytes(data)


@pytest.mark.parametrize("part", ["rows", "bodies"])
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


@pytest.mark.parametrize("how", ["rows", "bodies", "lost"])
def test_a_check_does_without_a_damaged_cache(how: str, small_site: SmallSite) -> None:
    small_site.build()
    expected = small_site.run("check")
    if how == "lost":
        (small_site.folder / "cache" / "bodies").unlink()
    else:
        damage(small_site.folder / "cache", how)
    done = small_site.run("check")

    assert (done.returncode, done.stdout) == (expected.returncode, expected.stdout), done.stderr
