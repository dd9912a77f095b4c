"""Broken inputs: each case is laid over a sound site, and `expected.txt` holds every problem that must then be named.

What git cannot hold (bytes that are no UTF-8, links, names that clash) is made here, under the case's name.
"""

from __future__ import annotations

import os
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from plugins.check.rules.images import is_vague
from plugins.cli.commands import examine_all
from plugins.cli.report import sentence
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from plugins.model.entry import Entry
from plugins.model.errors import ContentError
from plugins.model.kinds import EpisodeFields
from plugins.settings import Settings
from tests.conftest import ROOT, SmallSite, tree_of

CASES = ROOT / "tests" / "cases" / "check"
MINIMAL = ROOT / "tests" / "sites" / "minimal" / "content"
NEWS = "news/harbour.el.md"
STAGES = our_stages()

Make = Callable[[Path], object]


def picture(path: str, size: tuple[int, int]) -> Make:
    """A grey picture."""

    def make(content: Path) -> None:
        Image.new("L", size, 128).save(content / path)

    return make


def edited(path: str, old: str | bytes, new: str | bytes) -> Make:
    """Replace bytes of one file, which must hold them."""
    before, after = (part.encode() if isinstance(part, str) else part for part in (old, new))

    def make(content: Path) -> None:
        data = (content / path).read_bytes()
        assert before in data
        (content / path).write_bytes(data.replace(before, after, 1))

    return make


def written(path: str, data: str | bytes) -> Make:
    """A file of these bytes."""

    def make(content: Path) -> None:
        (content / path).parent.mkdir(parents=True, exist_ok=True)
        (content / path).write_bytes(data.encode() if isinstance(data, str) else data)

    return make


def linked(path: str, target: str) -> Make:
    """A symbolic link, in the place of what was there."""

    def make(content: Path) -> None:
        if (content / path).is_file():
            (content / path).unlink()
        (content / path).symlink_to(target)

    return make


def body(text: str) -> Make:
    """The body of the news."""
    return edited(NEWS, "Με δουλειά τριών μηνών.", text)


def removed(path: str) -> Make:
    return lambda content: (content / path).unlink()


def both(*makes: Make) -> Make:
    return lambda content: [make(content) for make in makes]


def deep(folder: Path, levels: int) -> None:
    """So many folders within each other."""
    handle = os.open(folder, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir("a", dir_fd=handle)
        below = os.open("a", os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = below
    os.close(handle)


BUILT: dict[str, Make] = {
    "alias-bomb": edited(
        NEWS,
        "axes: [culture]\nregions: [attica]\ntags: [volunteers]",
        "axes: &a [x, x]\ntags: &b [*a, *a]\nregions: [*b, *b]",
    ),
    "backslash-name": written("news/a\\b.el.md", "text"),
    "bidi-override": body("Το αρχείο \u202egnp.exe είναι ασφαλές."),
    "c1-control": body("Κείμενο\u0085με NEL."),
    "case-clash": both(written("news/Seal.png", b"1"), written("news/seal.png", b"2")),
    "case-clash-of-folders": both(written("news/old/a.png", b"1"), written("news/Old/b.png", b"2")),
    "control-character": body("Κείμενο με \x02 μέσα."),
    "control-character-in-name": written("news/a\x1b[31m.el.md", "text"),
    "deep-brackets": edited(NEWS, "[culture]", "[" * 7000 + "]" * 7000),
    "deep-brackets-in-taxonomies": written("taxonomies.yaml", "a: " + "[" * 120_000),
    "empty-audio": both(
        written("shows/deltio/first.mp3", b""),
        edited("shows/deltio/first.el.md", "duration: 2:05", "duration: 2:05\naudio: first.mp3"),
    ),
    "empty-file": written(NEWS, b""),
    "front-matter-of-20-kib": edited(NEWS, "member: volos", "member: volos\nauthor: " + "α" * 20_000),
    "fifo": lambda content: os.mkfifo(content / "news" / "pipe.png"),
    "fifo-for-a-text": lambda content: os.mkfifo(content / "news" / "pipe.el.md"),
    "greek-asset-name": written("news/έκθεση 2026.pdf", b"1"),
    "greek-file-name": written("news/λιμάνι.el.md", "text"),
    "folders-too-deep": lambda content: deep(content / "news", 100),
    "image-too-large": both(
        lambda content: os.truncate(written("news/a.png", b"1")(content) or content / "news/a.png", 26 * 2**20),
        edited(NEWS, "member: volos", "member: volos\nimage: a.png\nimage_alt: Η προβλήτα"),
        edited("news/harbour.en.md", "title:", "image_alt: The pier\ntitle:"),
    ),
    "image-that-says-nothing": both(
        picture("news/small.png", (200, 150)),
        edited(NEWS, "member: volos", "member: volos\nimage: small.png\nimage_alt: Εικόνα 1"),
        edited("news/harbour.en.md", "title:", "image_alt: small.png\ntitle:"),
        body("![IMG_2034](small.png)\n\n![Το λιμάνι από ψηλά](small.png)"),
    ),
    "invisible-line-separator": edited(NEWS, "λιμάνι ανοίγει", "λιμάνι\u2028ανοίγει"),
    "invisible-space-after-a-name": edited(NEWS, "title: Το", "title:\u00a0Το"),
    "invisible-space-before-a-name": edited(NEWS, "summary:", "\u00a0summary:"),
    "invisible-soft-hyphen": edited(NEWS, "εθελοντές", "εθε\u00adλοντές"),
    "invisible-space-of-the-fence": edited(NEWS, "---\nid", "---\u00a0\nid"),
    "invisible-space-in-taxonomies": edited("taxonomies.yaml", "tags:\n  volunteers", "tags:\n\u00a0 volunteers"),
    "accepted-no-break-space-in-a-value": edited(NEWS, "Δέκα εθελοντές", "Δέκα\u00a0εθελοντές"),
    "invalid-utf8": edited(NEWS, "ανοίγει", b"\xe1\xed\xef"),
    "invalid-utf8-in-taxonomies": edited("taxonomies.yaml", "Νέα", b"\xcd\xdd\xe1"),
    "invalid-utf8-name": lambda content: (
        written("x", b"1")(content) or os.rename(content / "x", os.fsencode(content / "news") + b"/\xe1\xe2.pdf")
    ),
    "line-end-in-name": written("news/a\nb.el.md", "text"),
    "megabyte-title": edited(NEWS, "Το λιμάνι ανοίγει", "α" * 2**19),
    "nfd-file-name": written(unicodedata.normalize("NFD", "news/λιμάνι.el.md"), "text"),
    "nfd-asset-name": both(
        written(unicodedata.normalize("NFD", "news/λιμάνι.png"), b"1"), body("![Το λιμάνι](λιμάνι.png)")
    ),
    "nul": body("Κείμενο με \x00 μέσα."),
    "post-of-300-kib": body("αβ γδ " * 28_000),
    "many-control-characters": body("\x01" * 1000),
    "symlink-file": linked(NEWS, "/proc/self/environ"),
    "symlink-folder": both(linked("news/etc", "/etc"), body("[αρχείο](etc/passwd)")),
    "symlink-taxonomies": linked("taxonomies.yaml", "/proc/self/environ"),
    "taxonomies-fifo": both(removed("taxonomies.yaml"), lambda content: os.mkfifo(content / "taxonomies.yaml")),
    "taxonomies-missing": removed("taxonomies.yaml"),
    "too-many-items": edited(NEWS, "[volunteers]", "[" + "a," * 3000 + "]"),
    "trailing-dot": written("news/photo.", b"1"),
    "trailing-space": written("news/photo.png ", b"1"),
    "utf16": lambda content: (content / NEWS).write_bytes((content / NEWS).read_text("utf-8").encode("utf-16")),
    "windows-name": both(written("news/con.el.md", "text"), written("news/Aux.png", b"1")),
    "zero-width": edited(NEWS, "λιμάνι", "λιμά\u200bνι"),
    # Bombs for the Markdown parser; each would keep it busy for seconds to minutes.
    "bomb-brackets": body("[`" * 8000),
    "bomb-images": body("![`" * 8000),
    "bomb-marked-sections": body("<![" * 8000),
    "bomb-quotes": body(">" * 8000),
    "bomb-table": body("|a" * 12_000 + "\n" + "|-" * 12_000 + "\n"),
    "bomb-tags": body("<a " * 8000),
    "bomb-lists": body("\n".join("    " * depth + "- α" for depth in range(300))),
    # Accepted: `expected.txt` holds no error.
    "accepted-bom": lambda content: (content / NEWS).write_bytes(b"\xef\xbb\xbf" + (content / NEWS).read_bytes()),
    "accepted-crlf": lambda content: (content / NEWS).write_bytes(
        (content / NEWS).read_bytes().replace(b"\n", b"\r\n")
    ),
    "accepted-nfd-text": lambda content: (content / NEWS).write_text(
        unicodedata.normalize("NFD", (content / NEWS).read_text("utf-8")), encoding="utf-8"
    ),
    "accepted-trailing-spaces-of-fences": lambda content: (content / NEWS).write_bytes(
        (content / NEWS).read_bytes().replace(b"---\n", b"---  \n")
    ),
}

NAMES = sorted(path.parent.name for path in CASES.glob("*/expected.txt"))


def lay_out(name: str, content: Path) -> None:
    """The sound site with a case laid over it."""
    shutil.copytree(MINIMAL, content)
    if (CASES / name / "content").is_dir():
        shutil.copytree(CASES / name / "content", content, dirs_exist_ok=True)
    if name in BUILT:
        BUILT[name](content)


def examined(name: str, make_settings: Callable[..., Settings]) -> Result:
    settings, result = make_settings(ADDRESSES={"slate": None}), Result()
    lay_out(name, settings.read.content)
    examine_all(settings, STAGES, result)
    return result


def as_text(result: Result) -> str:
    """All problems in both languages, as the command line prints them."""
    ordered = sorted(result.problems, key=lambda p: (p.file, p.line, p.column, p.rule))
    return "".join(
        f"[{lang}]\n" + "".join(f"{sentence(problem, lang)}\n" for problem in ordered) for lang in ("en", "el")
    )


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str, make_settings: Callable[..., Settings]) -> None:
    """The exact problems in both languages; an error among them ends the build."""
    result = examined(name, make_settings)

    assert as_text(result) == (CASES / name / "expected.txt").read_text(encoding="utf-8")
    if name.startswith("accepted-"):
        result.raise_errors()
    elif any(problem.level == "error" for problem in result.problems):
        with pytest.raises(ContentError):
            result.raise_errors()


VAGUE = "εικόνα|Εικόνα 1|ΦΩΤΟΓΡΑΦΙΑ|image|A photo|IMG_1234|DSC01234.JPG|PXL_20240101_123456789|untitled|χωρίς τίτλο|-|…"
VAGUE += (
    "|WhatsApp Image 2024-01-01 at 10.00.00 AM|Στιγμιότυπο οθόνης 2024-01-01|Screenshot (3)|2034|pier.jpg|pier|Eikona2"
)
TELLING = (
    "Η προβλήτα|The pier|Φωτογραφία εξωφύλλου|Photo from the pier|Λογότυπο ΠΕΣΚΟ|COVID-19|ISO 9001|EU2027|3 βάρκες"
)


@pytest.mark.parametrize("alt", [*VAGUE.split("|"), *TELLING.split("|")])
def test_words_that_say_nothing_of_an_image(alt: str) -> None:
    assert is_vague(alt, "news/pier.jpg") == (alt in VAGUE.split("|"))


def test_every_built_case_has_its_expectation() -> None:
    assert not set(BUILT) - set(NAMES)


def test_the_sound_site_is_sound(make_settings: Callable[..., Settings]) -> None:
    """Nothing but the cases themselves makes their problems."""
    settings, result = make_settings(ADDRESSES={"slate": None}), Result()
    shutil.copytree(MINIMAL, settings.read.content)
    examine_all(settings, STAGES, result)

    assert not result.problems
    assert len(result.artifacts) > 50


def harbour(result: Result) -> Entry:
    assert result.site
    return next(entry for entry in result.site.entries if entry.source == NEWS)


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("accepted-")])
def test_accepted_texts_are_read_as_they_were_meant(name: str, make_settings: Callable[..., Settings]) -> None:
    """A byte-order mark, CRLF, NFD or a space after `---` changes nothing of what is read."""
    result = examined(name, make_settings)
    entry, expected = harbour(result), READ.get(name, {})

    assert entry.title == expected.get("title", "Το λιμάνι ανοίγει")
    assert entry.slug == expected.get("slug", "to-limani-anoigei")
    assert entry.is_live(make_settings().run.now)


READ: dict[str, dict[str, Any]] = {
    "accepted-title-no": {"title": "No", "slug": "no"},
    "accepted-colon-in-quotes": {"title": "Λιμάνι: η αρχή", "slug": "limani-i-archi"},
}


def test_a_duration_is_no_sexagesimal_number(make_settings: Callable[..., Settings]) -> None:
    """`12:30` is 750 seconds; YAML 1.1 would make it 750 by another road, and `1:02:30` would be lost."""
    site = examined("accepted-duration", make_settings).site
    assert site
    durations = {entry.lang: entry.of(EpisodeFields).duration for entry in site.entries if entry.kind == "episode"}

    assert durations == {"el": 750, "en": 3750}


def test_a_link_to_a_draft_leads_to_its_list(make_settings: Callable[..., Settings]) -> None:
    """So that a text may be published before the one that it names."""
    result = examined("accepted-link-to-draft", make_settings)
    entry = harbour(result)

    assert result.editions["el"].links.of(entry) == ("/odigoi/",)


@pytest.mark.parametrize("name", ["script-tag", "javascript-link", "data-image"])
def test_scripts_are_taken_out(name: str, make_settings: Callable[..., Settings]) -> None:
    """No tag, attribute or address of a text runs anything."""
    result = examined(name, make_settings)
    assert result.site
    text = "".join(result.site.segments[harbour(result).body.sha256]).lower()

    for trace in ("<script", "javascript", "onerror", "onclick", "data:", "<svg", "<iframe", "style=", "vbscript"):
        assert trace not in text


REFUSED = [
    "alias-bomb",
    "alias-leaves-the-site",
    "bomb-images",
    "control-character",
    "duplicate-address-homophones",
    "empty-file",
    "invalid-utf8-name",
    "invalid-utf8",
    "line-end-in-name",
    "link-leaves-content",
    "megabyte-title",
    "symlink-file",
    "taxonomies-missing",
    "yaml-tag",
]


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_build_ends_with_1_and_names_the_fault(name: str, tmp_path: Path) -> None:
    """By the command line, with a terminal that knows only ASCII: never a traceback."""
    site = SmallSite(tmp_path)
    lay_out(name, site.content)
    done = site.run("build", env={"LC_ALL": "C", "PYTHONIOENCODING": ""})
    expected = (CASES / name / "expected.txt").read_text(encoding="utf-8").split("[el]\n")[0].splitlines()[1:]

    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert done.stderr.splitlines()[:-1] == expected
    assert done.stderr.endswith("; the site was not built\n")
    assert not site.output.exists()


def test_a_broken_text_leaves_the_last_good_site(tmp_path: Path) -> None:
    """Not a byte of the output changes, and it is built on when the text is mended."""
    site = SmallSite(tmp_path)
    shutil.copytree(MINIMAL, site.content)
    site.build()
    before = tree_of(site.output)
    good = (site.content / NEWS).read_text("utf-8")
    site.write(NEWS, good.replace("title:", "Stauts: draft\ntitle:"))

    assert site.run("build").returncode == 1
    assert tree_of(site.output) == before

    site.write(NEWS, good)
    site.build()
    assert tree_of(site.output) == before
