"""What the program writes into texts: new ones, and what is missing from others; and what it lists of them all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plugins.cli.changed import changed_files
from plugins.cli.commands import is_below
from plugins.cli.fix import add_missing
from plugins.cli.front_matter_line import with_line
from plugins.cli.new import Wanted, begin
from plugins.cli.status import print_status, status_of
from plugins.cli.translations import mark_current
from plugins.model.entry import KINDS
from plugins.model.errors import UsageError
from plugins.read.site import read_site
from plugins.settings import Settings
from plugins.text import original_hash
from tests.conftest import LANGUAGES, ROOT

GERMAN = {"name": "Deutsch", "sitename": "Probe", "prefix": "de/", "locale": "de_DE"}
ORIGINAL = (
    "---\nid: 11111111-1111-4111-8111-111111111111\ntitle: Πρωτότυπο\nsummary: Σ.\ndate: 2026-01-01\n---\nΤο κείμενο.\n"
)
TRANSLATION = "---\ntitle: Translation\nsummary: S.\n---\nThe text.\n"

MakeSettings = Callable[..., Settings]


@pytest.fixture
def settings(make_settings: MakeSettings) -> Settings:
    made = make_settings()
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", made.read.content)
    return made


def put(settings: Settings, path: str, text: str) -> Path:
    target = settings.read.content / path
    target.write_text(text, encoding="utf-8", newline="")
    return target


# ------------------------------------------------------------------------------------------------- new


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("folder", [False, True])
def test_new_texts_are_read_without_an_error(kind: str, folder: bool, settings: Settings) -> None:
    """Of every kind, as files or in a folder: what they still lack is a warning, for they are drafts."""
    show = "deltio" if kind == "episode" else ""
    paths = begin(settings, Wanted(kind, 'Ένας "τίτλος" \\ με σημεία', {"en": "A title"}, show, folder))
    names = {path.relative_to(settings.read.content).as_posix() for path in paths}

    assert len(names) == 2
    assert all(name.endswith(("/index.el.md", "/index.en.md")) is (folder or kind == "show") for name in names)
    assert [p for p in read_site(settings).problems if p.file in names and p.level == "error"] == []


def test_new_offers_the_usual_fields_in_the_language_of_the_file(settings: Settings) -> None:
    greek, english = (path.read_text("utf-8") for path in begin(settings, Wanted("event", "Γιορτή", {"en": "A feast"})))

    assert "date: 2026-11-22 12:00\n" in greek
    assert "\nend: \n" in greek and "\nend:" not in english
    assert "# τι δείχνει η εικόνα\n#image_alt: " in greek and "#axes: []" in greek
    assert "# what the picture shows\n#image_alt: " in english and "axes" not in english


def test_new_has_the_clock_of_the_site(make_settings: MakeSettings) -> None:
    """Wherever the machine is: without an offset the date is read as the site's."""
    made = make_settings(TIMEZONE="Asia/Tokyo", NOW="2026-11-22T12:00+00:00")
    shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", made.read.content)

    assert "date: 2026-11-22 21:00\n" in begin(made, Wanted("news", "Νέο"))[0].read_text("utf-8")


def test_new_follows_the_languages_of_the_site(make_settings: MakeSettings) -> None:
    languages = {"de": GERMAN, "en": LANGUAGES["en"]}
    made = make_settings(LANGUAGES=languages, DEFAULT_LANG="de")
    made.read.content.mkdir()
    paths = begin(made, Wanted("news", "Der Hafen"))

    assert [path.name for path in paths] == ["der-hafen.de.md", "der-hafen.en.md"]
    assert "status: draft" in paths[0].read_text("utf-8") and "original_hash: " in paths[1].read_text("utf-8")


def test_a_text_that_is_there_is_not_begun_again(settings: Settings) -> None:
    begin(settings, Wanted("news", "Νέο"))
    with pytest.raises(UsageError, match="is there already"):
        begin(settings, Wanted("news", "Νέο", folder=True))


def test_names_and_originals_follow_the_languages_of_the_site(make_settings: MakeSettings) -> None:
    """The hint names files that the site would take; an original in any of its languages is one."""
    made = make_settings(LANGUAGES={"de": GERMAN, "en": LANGUAGES["en"]}, DEFAULT_LANG="en")
    (made.read.content / "news").mkdir(parents=True)
    put(made, "news/ohne.md", ORIGINAL)
    put(made, "news/eins.de.md", ORIGINAL.replace("title", "original: de\ntitle"))
    put(made, "news/eins.en.md", TRANSLATION)
    put(made, "news/zwei.de.md", ORIGINAL.replace("title", "original: fr\ntitle"))
    found = {p.file: (str(p.message), str(p.hint)) for p in read_site(made).problems if p.rule != "taxonomies"}

    assert found["news/ohne.md"][1] == "name it ohne.de.md or ohne.en.md"
    assert "news/eins.de.md" not in found and "news/eins.en.md" not in found
    assert found["news/zwei.de.md"] == ("does not take the value “fr”", "write one of: de, en")


# ------------------------------------------------------------------------------------------------- fix, translations


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_fix_writes_what_is_missing_and_nothing_else(bom: str, end: str, settings: Settings) -> None:
    """The id into the original, and into the translation which text it is of; all other bytes stay."""
    lines = ORIGINAL.replace("id: 11111111-1111-4111-8111-111111111111\n", "")
    one = put(settings, "news/one.el.md", bom + lines.replace("\n", end))
    other = put(settings, "news/one.en.md", bom + TRANSLATION.replace("\n", end))
    before = [path.read_bytes() for path in (one, other)]

    assert set(add_missing(settings)) >= {("news/one.el.md", "id"), ("news/one.en.md", "original_hash")}
    after = [path.read_bytes() for path in (one, other)]
    for old, new, name in zip(before, after, (b"id: ", b"original_hash: "), strict=True):
        added = [line for line in new.splitlines(keepends=True) if line.startswith(name)]
        assert len(added) == 1 and new.replace(added[0], b"") == old
    assert [p for p in read_site(settings).problems if p.file.startswith("news/one.")] == []
    assert not [name for name, _ in add_missing(settings) if name.startswith("news/one.")]


def test_fix_leaves_a_stale_translation_stale(settings: Settings) -> None:
    """Only who has looked at it may say that it is up to date."""
    put(settings, "news/one.el.md", ORIGINAL)
    path = put(settings, "news/one.en.md", TRANSLATION)
    assert ("news/one.en.md", "original_hash") in set(add_missing(settings))
    put(settings, "news/one.el.md", ORIGINAL.replace("Το κείμενο.", "Άλλα λόγια."))
    stale = path.read_bytes()

    assert not [name for name, _ in add_missing(settings) if name == "news/one.en.md"]
    assert path.read_bytes() == stale
    assert next(e for e in read_site(settings).entries if e.source == "news/one.en.md").stale

    assert list(mark_current(settings, ["content/news/one.en.md"])) == [("news/one.en.md", "original_hash")]
    assert not next(e for e in read_site(settings).entries if e.source == "news/one.en.md").stale


def test_a_hash_that_holds_gets_its_measure(settings: Settings) -> None:
    """Files from before it was known how to measure: the next typo is told from a change."""
    put(settings, "news/one.el.md", ORIGINAL)
    sha256 = read_site(settings).documents["news/one.el.md"].source_sha256
    path = put(settings, "news/one.en.md", TRANSLATION.replace("summary", f"original_hash: {sha256}\nsummary"))

    assert ("news/one.en.md", "original_hash") in set(add_missing(settings))
    assert f"original_hash: {sha256[:16]}." in path.read_text("utf-8")


def test_what_new_began_is_filled_in_when_it_is_written(settings: Settings) -> None:
    """Until then nobody is told that the translation is behind."""
    greek, english = begin(settings, Wanted("page", "Νέα σελίδα", {"en": "A new page"}))
    greek.write_text(greek.read_text("utf-8").replace(original_hash.placeholder("el"), "Τα λόγια μας."), "utf-8")

    assert english.name not in str(list(add_missing(settings)))
    english.write_text(english.read_text("utf-8").replace(original_hash.placeholder("en"), "Our words."), "utf-8")
    assert not next(e for e in read_site(settings).entries if e.source.endswith("a-new-page.en.md")).stale
    assert ("pages/a-new-page.en.md", "original_hash") in set(add_missing(settings))


@pytest.mark.parametrize(("name", "match"), [("news/harbour.el.md", "is the original"), ("news/none.en.md", "no text")])
def test_only_a_translation_is_marked(name: str, match: str, settings: Settings) -> None:
    with pytest.raises(UsageError, match=match):
        list(mark_current(settings, [name]))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\na: 1\n---\nb\n", "---\na: 1\nx: 2\n---\nb\n"),
        ("---\r\na: 1\r\n---\r\n", "---\r\na: 1\r\nx: 2\r\n---\r\n"),
        ("---\nx: 1\na: 1\n---\nx: 3\n", "---\nx: 2\na: 1\n---\nx: 3\n"),
        ("A: 1\nB: 2\n\nText\n", "A: 1\nB: 2\nx: 2\n\nText\n"),
        ("---\nx: >\n  long\n---\n", None),
        ("---\na: 1\n", None),
        ("Text alone\n", None),
    ],
)
def test_a_line_is_put_where_it_belongs(before: str, after: str | None) -> None:
    assert with_line(before.encode(), "x", "2") == (after.encode() if after is not None else None)


# ------------------------------------------------------------------------------------------------- status


def test_status_lists_what_waits(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    put(settings, "news/one.el.md", ORIGINAL.replace("2026-01-01", "2026-12-01 10:00"))
    put(settings, "news/two.el.md", ORIGINAL.replace("summary", "embargo: 2026-12-02\nsummary").replace("1111", "2222"))
    put(
        settings,
        "news/three.el.md",
        ORIGINAL.replace("summary", "expires: 2026-12-03\nsummary").replace("1111", "3333"),
    )
    put(settings, "news/four.el.md", ORIGINAL.replace("summary", "only: el\nsummary").replace("1111", "4444"))
    put(settings, "news/five.el.md", ORIGINAL.replace("title", "titel"))
    status = status_of(settings)
    files = {name: [row.file for row in rows] for name, rows in status.lists.items()}

    assert "news/draft.el.md" in files["drafts"]
    assert "news/one.el.md" in files["scheduled"] and "news/one.el.md" not in files["embargoed"]
    assert "news/two.el.md" in files["embargoed"]
    assert files["expiring"] == ["news/three.el.md"]
    assert "news/three.el.md" in files["untranslated"] and "news/four.el.md" not in files["untranslated"]
    assert status.broken == 1

    print_status(status, settings)
    assert "news/one.el.md: Πρωτότυπο — βγαίνει Τρίτη 1 Δεκεμβρίου 2026, 10:00" in capsys.readouterr().out
    print_status(status, settings, "en")
    assert "comes out on Tuesday, 1 December 2026, 10:00" in capsys.readouterr().out


def test_status_as_json(make_settings: MakeSettings, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    print_status(status_of(settings), make_settings(PROBLEM_FORMAT="json"))
    said: dict[str, Any] = json.loads(capsys.readouterr().out)

    assert {"drafts", "scheduled", "embargoed", "expiring", "stale", "untranslated"} <= set(said)
    assert set(said["drafts"][0]) == {"file", "title", "at", "says"}


# ------------------------------------------------------------------------------------------------- what is changed


def test_notes_are_told_of_what_git_finds_changed(tmp_path: Path) -> None:
    """New files and changed ones, by their path below the content; outside git nothing is known."""
    import subprocess

    assert changed_files(tmp_path) is None
    content = tmp_path / "site" / "content"
    (content / "news").mkdir(parents=True)
    for name in ("a", "b"):
        (content / "news" / f"{name}.el.md").write_text("1", encoding="utf-8")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-C", str(tmp_path)]
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "a"]):
        subprocess.run([*git, *words], check=True)
    (content / "news" / "b.el.md").write_text("2", encoding="utf-8")
    (content / "news" / "νέο αρχείο.el.md").write_text("3", encoding="utf-8")

    assert changed_files(content) == {"news/b.el.md", "news/νέο αρχείο.el.md"}


def test_the_content_folder_itself_is_all_of_it() -> None:
    for path in ("content", "content/", "./content", "./content/", ".", "./"):
        assert is_below("news/a.el.md", (path,)), path
    assert not is_below("news/a.el.md", ("content/guides",))
