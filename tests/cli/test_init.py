"""`init`: a site of one's own, in any languages, is sound and is built; what can't be is refused with the way out."""

from __future__ import annotations

import re
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from plugins.cli.host import read_settings
from plugins.cli.init import asked, write
from plugins.cli.main import parser
from plugins.cli.starter.contents import place_of
from plugins.cli.starter.look import BEACON, INK, PAPER, READABLE, SEA, contrast, look, until
from plugins.cli.starter.site import HOSTS, files_of
from plugins.cli.starter.wanted import STARTED, WantedSite, locale_of, name_of, timezone_of
from plugins.cli.starter.words import FOLDER, words_of
from plugins.model.entry import KINDS
from tests.conftest import NOW, borrow
from tests.forks import forked

HOST_FILES = Path("plugins/cli/starter/hosts")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'


def wanted(**more: Any) -> WantedSite:
    """A site with one text."""
    ids = tuple(str(uuid.UUID(int=number)) for number in range(1, 20))
    return WantedSite("Ours", ("en",), datetime(2026, 11, 22, 12, tzinfo=UTC), ids, **{"kinds": ("news",), **more})


def init(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return forked(["init", str(folder), *more])


def built(folder: Path, command: str, *more: str) -> subprocess.CompletedProcess[str]:
    borrow(folder / ".cache")
    return forked([command, "-s", str(folder / "pelicanconf.py"), "--lang", "en", *more])


@pytest.mark.parametrize("codes", ["el,en", "en", "de,en", "fr,el"])
def test_a_new_site_is_sound_and_is_built(codes: str, tmp_path: Path) -> None:
    """With a text of each kind in each language, of which nothing is said but that a language has no interface yet."""
    folder, languages = tmp_path / "site", codes.split(",")
    done = init(folder, "--name", "Τα «Νερά» & Co", "--languages", codes, "--email", "us@site.example")
    assert done.returncode == 0, done.stderr
    with (folder / "pelicanconf.py").open("a", encoding="utf-8") as file:
        file.write("ADDRESSES = {'slate': None}\n")  # which take long to draw

    done = built(folder, "build")
    assert done.returncode == 0, done.stderr
    told = [line for line in done.stderr.splitlines() if ": " in line and "LANGUAGES" not in line]
    assert not told, told
    for lang in languages:
        assert all((folder / "content" / f"{place_of(kind)}.{lang}.md").is_file() for kind in KINDS)
        prefix = "" if lang == languages[0] else f"{lang}/"
        page = (folder / "output" / f"{prefix}index.html").read_text(encoding="utf-8")
        assert f'<html lang="{lang}"' in page and words_of(lang).texts["news"]["title"] in page
    settings = (folder / "pelicanconf.py").read_text(encoding="utf-8")
    assert set(re.findall(r"^(?:from|import) (\w+)", settings, re.MULTILINE)) == {"os", "pathlib"}


def test_nothing_of_the_demonstration_comes_along(tmp_path: Path) -> None:
    """No two sites have an id in common; only the kinds that were asked for begin with a text."""
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        assert init(folder, "--name", "Ours", "--languages", "en", "--kinds", "news,show").returncode == 0
    texts = sorted(path.relative_to(one).as_posix() for path in (one / "content").rglob("*.md"))
    assert texts == ["content/news/first.en.md", "content/shows/first/index.en.md", "content/shows/first/one.en.md"]
    ids = [set(re.findall(r"[0-9a-f-]{36}", text_of(folder))) for folder in (one, other)]
    assert len(ids[0]) == 4 and not ids[0] & ids[1]
    assert "Δίαυλος" not in text_of(one)


def text_of(folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*")) if path.is_file())


def test_it_speaks_the_language_that_is_asked_for(tmp_path: Path) -> None:
    """To its end; what it writes into the site is in the site's own first language."""
    done = init(tmp_path / "site", "--name", "Ours", "--languages", "en", "--lang", "el", "--kinds", "event")
    assert "Η συνέχεια: cd" in done.stdout
    assert "delete the next line once the text is yours" in text_of(tmp_path / "site" / "content")


def test_on_a_terminal_it_asks_for_what_was_not_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty answer is the usual one; whoever ends the input ends the command, and nothing is written."""
    options = parser().parse_args(["init", str(tmp_path / "site"), "--name", "Ours", "--kinds", "news"])
    told: list[str] = []

    def answer(question: str) -> str:
        told.append(question)
        return "en" if "languages" in question else ""

    monkeypatch.setattr("builtins.input", answer)
    assert asked(options) == {
        "languages": "en",
        "url": "https://example.org",
        "email": "",
        "host": "",
        "colour": "",
        "logo": "",
    }
    assert "In which languages, the first one first? (el,en) [el,en] " in told
    monkeypatch.setattr("builtins.input", lambda _question: (_ for _ in ()).throw(EOFError))
    with pytest.raises(KeyboardInterrupt):
        asked(options)


def test_translations_say_what_they_translate(tmp_path: Path) -> None:
    init(tmp_path / "site", "--name", "Ours", "--languages", "en,el")
    listed = forked(["translations", "-s", str(tmp_path / "site" / "pelicanconf.py"), "--format", "json"])
    told = yaml.safe_load(listed.stdout)
    assert not any(told[name] for name in ("stale", "untranslated", "unmarked", "broken"))


def test_a_language_without_words_is_told(tmp_path: Path) -> None:
    done = init(tmp_path / "site", "--name", "Ours", "--languages", "pt,en")
    assert done.returncode == 0 and "nobody has written the first texts in pt yet" in done.stdout
    assert built(tmp_path / "site", "check").returncode == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "--name is missing: what is the site called?"),
        (("--name", "A", "--languages", "el,xx"), "'xx' is the code of no language"),
        (("--name", "A", "--languages", "el,el"), "--languages: el stands there twice"),
        (("--name", "A", "--kinds", "evnt"), "there is no kind 'evnt'; did you mean event?"),
        (("--name", "A", "--url", "ours"), "must be an absolute address"),
        (("--name", "A", "--timezone", "Athens"), "a name such as Europe/Athens, not 'Athens'"),
        (("--name", "A", "--host", "geocities"), "there is no geocities; there are github, gitlab"),
        (("--name", "A", "--colour", "blue"), "takes a colour as #rrggbb, as in #0a5680, not 'blue'"),
        (("--name", "A", "--logo", "none.png"), "--logo: there is no file none.png"),
        (("--name", "A", "--program", "pyproject.toml"), "takes the program as a package"),
    ],
)
def test_what_cannot_be_is_refused(options: tuple[str, ...], message: str, tmp_path: Path) -> None:
    """Before anything is written."""
    done = init(tmp_path / "site", *options)
    assert done.returncode == 2 and message in done.stderr, done.stderr
    assert not (tmp_path / "site").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("ours", encoding="utf-8")
    done = init(tmp_path, "--name", "Ours")
    assert done.returncode == 2 and "is not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_gets_what_it_reads(host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workflows are YAML, and build for production; headers are written where a host reads them."""
    write(tmp_path / "site", files_of(wanted(host=host)))
    monkeypatch.setitem(sys.modules, "pelicanconf", sys)  # which other tests may have imported
    monkeypatch.setattr(sys, "path", [*sys.path])
    del sys.modules["pelicanconf"]
    for path in HOSTS[host].files:
        text = (tmp_path / "site" / path).read_text(encoding="utf-8")
        assert "LANGUAGE" not in text
        if path.endswith(".yml"):
            assert yaml.safe_load(text)
    raw = read_settings(tmp_path / "site" / "publishconf.py", {})
    assert tuple(raw.get("HOST_FILES", ())) == HOSTS[host].reads
    assert raw["SITEURL"] == raw["PUBLISHED_URL"] == "https://example.org"


@pytest.mark.parametrize(
    ("name", "writers"), [("github", {"deploy"}), ("github-ids", {"ids"}), ("github-partners", set())]
)
def test_workflows_have_least_rights(name: str, writers: set[str]) -> None:
    """Actions by commit; rights to write where something is deployed or committed, and in no job of a proposal."""
    text = (HOST_FILES / f"{name}.yml").read_text(encoding="utf-8")
    uses = re.findall(r"uses: (.*)$", text, re.MULTILINE)
    assert uses and all(re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", use) for use in uses)
    workflow: dict[str, Any] = yaml.safe_load(text)
    jobs = workflow["jobs"]
    assert workflow["permissions"] == {"contents": "read"}
    assert {job for job in jobs if "write" in (jobs[job].get("permissions") or {}).values()} == writers
    for step in (step for job in jobs.values() for step in job["steps"]):
        assert "${{" not in step.get("run", "")
        assert subprocess.run(["bash", "-n"], input=step.get("run", ""), text=True, check=False).returncode == 0
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False
    assert "secrets." not in text
    if "pull_request_target" in text:  # what has the rights of main takes nothing of the proposal but names
        assert "pull_request.head" not in text and "refs/pull/$NUMBER/head:refs/proposal" in text


@pytest.mark.parametrize("colour", ["#ffff00", "#000000", "#ffffff", "#0a5680", "#ff0000"])
def test_colours_can_be_read(colour: str) -> None:
    """Whatever was asked for: links on paper, words on the ground of head and foot."""
    path, data = next(look(wanted(colour=colour, accent=colour)))
    assert path == "static/css/05-colours.css"
    sheet = data.decode()
    day = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", sheet.partition("@media")[0]))
    assert all(contrast(day[name], PAPER) >= READABLE for name in ("link", "link-strong", "beacon"))
    assert contrast(INK, day["sea"]) >= READABLE and contrast(day["on-sea-beacon"], day["sea"]) >= READABLE
    assert set(day) <= set(
        re.findall(r"--([a-z-]+):", Path("theme/static/css/00-tokens.css").read_text(encoding="utf-8"))
    )


def test_readable_colours_are_left_as_they_are() -> None:
    assert until(SEA, INK, READABLE, -0.01) == SEA
    assert until(BEACON, PAPER, READABLE, -0.01) == BEACON


@pytest.mark.parametrize("sort", ["png", "svg"])
def test_a_logo_is_the_mark_of_pages(sort: str, tmp_path: Path) -> None:
    """In the head of pages; a PNG on phones and slates as well."""
    logo = tmp_path / f"logo.{sort}"
    if sort == "png":
        Image.new("RGBA", (900, 300), "#aa0000").save(logo)
    else:
        logo.write_text(SVG, encoding="utf-8")
    folder = tmp_path / "site"
    done = init(folder, "--name", "Ours", "--languages", "en", "--logo", str(logo), "--kinds", "news,page")
    assert done.returncode == 0, done.stderr
    assert (folder / "look" / "logo.png").exists() is (sort == "png")
    with Image.open(folder / "look/static/icons/192.png") as icon:
        assert icon.size == (192, 192)
    done = built(folder, "build", "--now", NOW)
    assert done.returncode == 0, done.stderr
    (mark,) = (folder / "output" / "theme").glob("icon.*.svg")
    assert mark.read_bytes() == (folder / "look/static/icon.svg").read_bytes()
    assert f"theme/{mark.name}" in (folder / "output" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("size", "message"), [((500, 100), "more than four times as wide"), (None, "is no picture")])
def test_a_logo_that_is_none(size: tuple[int, int] | None, message: str, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    if size:
        Image.new("RGB", size).save(logo)
    else:
        logo.write_text("not a picture", encoding="utf-8")
    done = init(tmp_path / "site", "--name", "Ours", "--logo", str(logo))
    assert done.returncode == 2 and message in done.stderr


def test_each_file_of_words_has_all() -> None:
    """The same kinds, lists, texts and fields in every language."""
    english = words_of("en")
    for path in FOLDER.glob("*.yaml"):
        words = words_of(path.stem)
        assert words.kinds.keys() == english.kinds.keys() and words.lists.keys() == english.lists.keys()
        assert {kind: own.keys() for kind, own in words.texts.items()} == {
            k: own.keys() for k, own in english.texts.items()
        }
    assert set(english.texts) == set(KINDS) == {*STARTED, "episode"}


@pytest.mark.parametrize(
    ("code", "locale", "name", "zone"),
    [
        ("el", "el_GR", "Ελληνικά", "Europe/Athens"),
        ("en", "en_GB", "English", "Europe/London"),
        ("de", "de_DE", "Deutsch", "Europe/Berlin"),
        ("tr", "tr_TR", "Türkçe", "Europe/Istanbul"),
        ("pt-BR", "pt_BR", "Português (Brasil)", "UTC"),
    ],
)
def test_facts_of_a_language(code: str, locale: str, name: str, zone: str) -> None:
    """By CLDR: with the country of most of its readers, where one may know the zone."""
    assert (locale_of(code), name_of(code), timezone_of(code)) == (locale, name, zone)
