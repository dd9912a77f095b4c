"""Texts go out to translators' tools and come back: the same where nothing changed, told where something is wrong."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from translate.storage import pypo, xliff2

from plugins.cli.interchange import WantedParts, export, take
from plugins.cli.status import TRANSLATED, status_of
from plugins.interchange.xliff import NAMESPACE
from plugins.model.errors import ContentError, UsageError
from plugins.model.problem import Problem
from plugins.settings import Settings
from tests.conftest import LANGUAGES, settings_below

ROOT = Path(__file__).resolve().parents[2]
ORIGINAL = """---
id: 11111111-2222-4333-8444-555555555555
title: "Νέο: λιμάνι"
summary: Σύνοψη εδώ.
date: 2026-03-01
axes: [sustainability]
---
Πρώτη **παράγραφος** με [σύνδεσμο]({filename}/news/harbour.el.md) και `code`[^1].
Δεύτερη γραμμή.

- ένα στοιχείο
- δύο https://example.org/x.

| α | β |
|---|---|
| ένα | δύο |

[^1]: Σημείωση.

```
κώδικας
```
"""
ALL = WantedParts(("content/",))
NEW = WantedParts(("news/pier.el.md",))


class Desk:
    """A site in a folder, and what an editor does with it."""

    def __init__(self, folder: Path, **more: Any):
        self.folder = folder
        shutil.copytree(ROOT / "tests" / "sites" / "bilingual" / "content", folder / "content")
        self.settings: Settings = settings_below(folder, **more)

    def write(self, name: str, text: str) -> None:
        (self.folder / "content" / name).write_text(text, encoding="utf-8", newline="")

    def read(self, name: str) -> str:
        return (self.folder / "content" / name).read_text(encoding="utf-8")

    def export(self, form: str = "xliff", wanted: WantedParts = ALL) -> dict[str, Path]:
        """The documents, by pair of languages."""
        return {path.stem: path for path, _count in export(self.settings, self.folder / form, form, wanted)}

    def merge(self, *paths: Path) -> list[str]:
        return list(take(self.settings, [str(path) for path in paths]))

    def refused(self, path: Path, capsys: pytest.CaptureFixture[str]) -> list[Problem]:
        """The problems of a merge that could not take all."""
        with pytest.raises(ContentError) as caught:
            self.merge(path)
        return [problem for problem in caught.value.problems if problem.level == "error"]

    def files(self) -> dict[str, bytes]:
        content = self.folder / "content"
        return {f"{path.relative_to(content)}": path.read_bytes() for path in content.rglob("*") if path.is_file()}

    def git(self, *words: str) -> None:
        line = ["git", "-c", "user.name=t", "-c", "user.email=t@t.example", *words]
        subprocess.run(line, cwd=self.folder, check=True, capture_output=True)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.write("news/pier.el.md", ORIGINAL)
    return made


def name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def translated(path: Path, change: Callable[[str], str] = lambda text: f"en {text}") -> Path:
    """An XLIFF as a tool gives it back: its sources copied with their codes, their words changed."""
    tree = etree.parse(path)
    for segment in tree.iter(name("segment")):
        target = segment.find(name("target"))
        if target is not None:
            segment.remove(target)
        target = deepcopy(segment.find(name("source")))
        target.tag = name("target")
        target.tail = "\n"
        if target.text or not len(target):
            target.text = change(target.text or "")
        segment.set("state", "translated")
        segment.append(target)
    back = path.with_name(f"back.{path.name}")
    tree.write(back, encoding="utf-8")
    return back


def po_translated(path: Path, change: Callable[[str], str] = lambda text: f"en {text}") -> Path:
    """The same in PO, by translate-toolkit."""
    store = pypo.pofile.parsefile(str(path))
    for unit in store.units:
        if unit.istranslatable():
            unit.target = change(unit.source)
            unit.markfuzzy(False)
    back = path.with_name(f"back.{path.name}")
    store.savefile(str(back))
    return back


@pytest.mark.parametrize("form", ["xliff", "xliff-2.0", "po"])
def test_what_nobody_changed_keeps_its_bytes(form: str, desk: Desk) -> None:
    """Exported and merged at once, whatever ends its lines have: no file is touched."""
    text = desk.read("guides/register.en.md")
    desk.write("guides/register.en.md", "\ufeff" + text.replace("\n", "\r\n"))
    before = desk.files()
    assert desk.merge(*desk.export(form).values()) == []
    assert desk.files() == before


@pytest.mark.parametrize(("form", "tool"), [("xliff", translated), ("po", po_translated)])
def test_a_new_translation_is_written(form: str, tool: Callable[[Path], Path], desk: Desk) -> None:
    """With the structure of its original, code and addresses as they were, links to the file of its own language."""
    back = tool(desk.export(form, NEW)["el-en"])
    assert desk.merge(back) == ["news/pier.en.md"]
    head, _fence, body = desk.read("news/pier.en.md").removeprefix("---\n").partition("---\n")
    assert head.splitlines()[:2] == ['title: "en Νέο: λιμάνι"', "summary: en Σύνοψη εδώ."]
    assert head.splitlines()[2].startswith("original_hash: ") and "status" not in head
    assert " ".join(body.partition("\n\n")[0].split()) == (
        "en Πρώτη **παράγραφος** με [σύνδεσμο]({filename}/news/harbour.en.md) και `code`[^1]. Δεύτερη γραμμή."
    )
    assert body.partition("\n\n")[2] == (
        "- en ένα στοιχείο\n- en δύο https://example.org/x.\n\n| en α | en β |\n|---|---|\n| en ένα | en δύο |\n\n"
        "[^1]: en Σημείωση.\n\n```\nκώδικας\n```\n"
    )
    assert desk.merge(back) == []  # once more, nothing is another


def test_other_tools_read_the_documents(desk: Desk) -> None:
    """translate-toolkit finds every unit, with its words, its state and, in PO, what it was before."""
    xliff = xliff2.Xliff2File.parsestring(desk.export(wanted=NEW)["el-en"].read_bytes())
    po = pypo.pofile.parsefile(str(desk.export("po", NEW)["el-en"]))
    units = [unit for unit in po.units if unit.istranslatable()]
    assert len(xliff.units) == len(units) == 10
    assert {unit.source for unit in units} >= {"Νέο: λιμάνι", "ένα στοιχείο", "δύο https://example.org/x."}
    assert po.getheaderplural() == ("2", "(n != 1)") and po.parseheader()["X-Source-Language"] == "el"
    again = xliff2.Xliff2File.parsestring(bytes(xliff))
    assert [unit.getid() for unit in again.units] == [unit.getid() for unit in xliff.units]


def test_a_tool_may_split_a_unit(desk: Desk) -> None:
    """OmegaT makes a segment of each sentence; what is between them is kept."""
    path = desk.export(wanted=NEW)["el-en"]
    text = path.read_text(encoding="utf-8").replace(
        "<source>Σύνοψη εδώ.</source>",
        "<source>Σύνοψη</source><target>A summary</target></segment><ignorable><source> </source></ignorable>"
        "<segment><source>εδώ.</source><target>here.</target>",
    )
    path.write_text(text, encoding="utf-8")
    desk.merge(path)
    assert "summary: A summary here." in desk.read("news/pier.en.md")


def test_what_is_not_translated_yet_is_a_draft(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """A new file holds the original's words there, says that it is a draft, and goes out again with these alone."""
    path = desk.export(wanted=NEW)["el-en"]
    text = path.read_text(encoding="utf-8").replace(
        "<source>ένα στοιχείο</source>", "<source>ένα στοιχείο</source><target>one item</target>"
    )
    path.write_text(text, encoding="utf-8")
    assert desk.merge(path) == ["news/pier.en.md"]
    assert "9 units of news/pier.en.md have no translation yet" in capsys.readouterr().err
    made = desk.read("news/pier.en.md")
    assert "status: draft" in made and "- one item\n- δύο" in made
    rest = translated(desk.export(wanted=NEW)["el-en"])
    assert desk.merge(rest) == ["news/pier.en.md"]
    assert "is translated as a whole, and is still a draft" in capsys.readouterr().err


def test_what_is_translated_is_not_asked_again(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a draft the units that are in the original's words."""
    path = desk.export(wanted=NEW)["el-en"]
    text = path.read_text(encoding="utf-8").replace(
        "στοιχείο</source>", "στοιχείο</source><target>one item</target>", 1
    )
    path.write_text(text, encoding="utf-8")
    desk.merge(path)
    states = [segment.get("state") for segment in etree.parse(desk.export(wanted=NEW)["el-en"]).iter(name("segment"))]
    assert states.count("final") == 1


def test_what_comes_back_in_two_files_is_all_taken(desk: Desk) -> None:
    """The second adds to the file that the first has begun."""
    path = desk.export(wanted=NEW)["el-en"]
    text = path.read_text(encoding="utf-8")
    halves = []
    for number, words in enumerate(("Σύνοψη εδώ.", "ένα στοιχείο")):
        half = path.with_name(f"half{number}.xlf")
        source = f"<source>{words}</source>"
        half.write_text(text.replace(source, f"{source}<target>part {number}</target>"), encoding="utf-8")
        halves.append(half)
    assert desk.merge(*halves) == ["news/pier.en.md", "news/pier.en.md"]
    made = desk.read("news/pier.en.md")
    assert "summary: part 0" in made and "- part 1" in made and made.count("status: draft") == 1


def test_a_translation_without_a_body_stays_out(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """What has been published is no draft again because its original has more by now."""
    desk.write("news/pier.en.md", "---\ntitle: The pier\nsummary: Here.\n---\n")
    path = desk.export(wanted=NEW)["el-en"]
    source = "<source>ένα στοιχείο</source>"
    path.write_text(path.read_text(encoding="utf-8").replace(source, f"{source}<target>one</target>"), encoding="utf-8")
    assert desk.merge(path) == []
    assert "built otherwise than its original" in capsys.readouterr().err


def test_a_code_that_an_original_got_since_is_asked_for(behind: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Also where the translation did without it before."""
    text = behind.read("news/pier.el.md").replace("- δύο", "- [δύο](https://two.example/)")
    behind.write("news/pier.el.md", text)
    link = "[δύο](https://two.example/)"
    back = po_translated(behind.export("po", NEW)["el-en"], lambda words: f"en {words}".replace(link, "two"))
    said = [str(problem.message) for problem in behind.refused(back, capsys)]
    assert said == ["the translation lacks the code ](https://two.example/)"]


def test_only_what_waits_is_exported(desk: Desk) -> None:
    """Without paths: what is missing or behind; drafts, and texts that stay in one language, are left out."""
    desk.write("news/alone.el.md", ORIGINAL.replace("1111-2222", "1111-3333").replace("axes:", "only: el\naxes:"))
    originals = {
        file.get("original") for file in etree.parse(desk.export(wanted=WantedParts())["el-en"]).iter(name("file"))
    }
    assert "news/pier.el.md" in originals and "pages/about.el.md" not in originals
    assert not originals & {"news/draft.el.md", "news/alone.el.md"}


# ---------------------------------------------------------------- what has changed since


@pytest.fixture
def behind(desk: Desk) -> Desk:
    """A translation whose original has changed in one item since, which git knows."""
    desk.merge(translated(desk.export(wanted=NEW)["el-en"]))
    desk.git("init", "-q")
    desk.git("add", ".")
    desk.git("commit", "-qm", "first")
    desk.write(
        "news/pier.el.md", desk.read("news/pier.el.md").replace("- ένα στοιχείο", "- ένα άλλο στοιχείο\n- νέο στοιχείο")
    )
    return desk


def test_a_stale_unit_says_what_it_was(behind: Desk) -> None:
    """Whatever did not change stays translated, also below what was added."""
    segments = list(etree.parse(behind.export(wanted=WantedParts(("news/pier.en.md",)))["el-en"]).iter(name("segment")))
    found = [(segment.get("state"), segment.get("subState")) for segment in segments]
    assert found.count(("final", None)) == 9
    assert found.count(("initial", "diavlos:stale")) == 1 and found.count(("initial", None)) == 1
    po = behind.export("po", NEW)["el-en"].read_text(encoding="utf-8")
    assert '#, fuzzy\n#| msgid "ένα στοιχείο"\n' in po


def test_the_difference_is_listed(behind: Desk) -> None:
    """What the original said, and what it says."""
    rows = status_of(behind.settings, TRANSLATED).lists["changed"]
    was, now = (
        "- ένα στοιχείο - δύο https://example.org/x.",
        "- ένα άλλο στοιχείο - νέο στοιχείο - δύο https://example.org/x.",
    )
    assert [str(row.says) for row in rows] == [f"“{was}” reads now “{now}”"]


def test_without_git_it_says_so(behind: Desk) -> None:
    """And no unit of the body is taken for one that still holds."""
    shutil.rmtree(behind.folder / ".git")
    rows = status_of(behind.settings, TRANSLATED).lists["changed"]
    assert [str(row.says) for row in rows] == ["git does not have what the original said when it was translated"]


@pytest.mark.parametrize("form", ["xliff", "po"])
def test_a_stale_unit_that_nobody_touched_stays_so(form: str, behind: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """The translation is marked as current once every unit was looked at."""
    before = behind.files()
    assert behind.merge(*behind.export(form, NEW).values()) == []
    assert behind.files() == before and "have no translation yet" in capsys.readouterr().err
    tool = translated if form == "xliff" else po_translated
    assert behind.merge(tool(behind.export(form, NEW)["el-en"])) == ["news/pier.en.md"]
    assert "- en ένα άλλο στοιχείο\n- en νέο στοιχείο\n- en δύο" in behind.read("news/pier.en.md")
    assert not status_of(behind.settings, TRANSLATED).lists["stale"]


@pytest.mark.parametrize("form", ["xliff", "po"])
def test_an_original_that_changed_meanwhile_is_told(form: str, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """The units that it has no longer are named, and all others taken."""
    path = desk.export(form, NEW)["el-en"]
    back = (translated if form == "xliff" else po_translated)(path)
    desk.write("news/pier.el.md", ORIGINAL.replace("ένα στοιχείο", "άλλο").replace("Σύνοψη εδώ.", "Άλλη σύνοψη."))
    problems = desk.refused(back, capsys)
    assert [str(problem.message) for problem in problems] == [
        "the original has no longer these words: “Σύνοψη εδώ.”",
        "the original has no longer these words: “ένα στοιχείο”",
    ]
    assert all(problem.line for problem in problems)
    made = desk.read("news/pier.en.md")
    assert "status: draft" in made and "- άλλο\n- en δύο" in made


# ---------------------------------------------------------------- what is broken


PO = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n\nmsgctxt "a:title"\nmsgid "x"\nmsgstr "y"\n'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[^1]", "", "the translation lacks the code [^1]"),
        ("`code`", "`code` `code`", "the code `code` stands more than once in the translation"),
        ("/news/harbour", "/news/port", "the translation lacks the code ]({filename}/news/harbour.en.md)"),
        ("en ένα στοιχείο", "- en - ένα", "would be read as something else than its original: “- en - ένα”"),
        ("en ένα στοιχείο", "see [x](/y/)", "the translation has the code ](/y/), which its original has not"),
        ("en Σύνοψη", "s" * 500, "has 505 characters; the limit is 400"),
    ],
    ids=["missing", "twice", "address", "structure", "strange", "long"],
)  # fmt: skip
def test_a_translation_that_breaks_something_is_refused(
    old: str, new: str, said: str, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """That unit alone, with its line in the file that came back; the others are written."""
    back = po_translated(desk.export("po", NEW)["el-en"])
    text = back.read_text(encoding="utf-8")
    targets = text.replace('msgstr "', 'msgstr "\0')
    parts = targets.split("\0")
    back.write_text(
        parts[0] + "".join(part.replace(old, new, 1) if old in part.split("\n\n")[0] else part for part in parts[1:]),
        encoding="utf-8",
    )
    problems = desk.refused(back, capsys)
    assert len(problems) == 1 and said in str(problems[0].message)
    assert problems[0].file == str(back) and problems[0].line
    assert "en δύο https" in desk.read("news/pier.en.md")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('<ph id="3"', '<ph id="9"', "the translation lacks the code `code`"),
        ('<ph id="4"', '<ph id="3"', "the code `code` stands more than once in the translation"),
        ('<pc id="1"', '<ph id="7"/><pc id="1"', "the translation has the code 7, which its original has not"),
    ],
)
def test_codes_of_xliff_are_each_there_once(
    old: str, new: str, said: str, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """By their numbers; the order is free."""
    back = translated(desk.export(wanted=NEW)["el-en"])
    head, target, rest = back.read_text(encoding="utf-8").partition("<target>en Πρώτη")
    back.write_text(head + target + rest.replace(old, new, 1), encoding="utf-8")
    assert [str(problem.message) for problem in desk.refused(back, capsys)] == [said]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<xliff", "line 1: the XML is damaged: "),
        ('<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"/>', "is XLIFF 1.2; save it from the tool"),
        ("<html/>", "is neither XLIFF nor PO"),
        (f'<xliff xmlns="{NAMESPACE}" srcLang="el"/>', "into which language it translates (trgLang)"),
        (f'<xliff xmlns="{NAMESPACE}" trgLang="fr"><file id="x"/></xliff>', "fr is no language of the site; it has el"),
        (PO.replace('"\n"Lang', "Lang"), "into which language it translates (Language)"),
        (PO, "fr is no language of the site; it has el, en"),
        (PO.replace("msgstr", "nothing of the kind\nmsgstr"), "the catalogue is damaged"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told(text: str, said: str, desk: Desk) -> None:
    """Nothing is written, and the message says what it is instead."""
    back = desk.folder / "back"
    back.write_text(text, encoding="utf-8")
    before = desk.files()
    with pytest.raises(UsageError) as caught:
        desk.merge(back)
    assert said in str(caught.value.message)
    assert desk.files() == before


def test_a_text_that_is_not_there_is_told(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """By the file that it was made of."""
    back = translated(desk.export(wanted=NEW)["el-en"])
    (desk.folder / "content" / "news" / "pier.el.md").unlink()
    problems = desk.refused(back, capsys)
    assert [str(problem.message) for problem in problems] == [
        "there is no text news/pier.el.md of this id that would be translated"
    ]


def test_a_text_is_not_translated_into_its_own_language(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """A file whose head says so."""
    back = po_translated(desk.export("po", NEW)["el-en"])
    back.write_text(back.read_text(encoding="utf-8").replace("Language: en", "Language: el"), encoding="utf-8")
    said = [str(problem.message) for problem in desk.refused(back, capsys)]
    assert said == ["news/pier.el.md is written in “el”, into which this file says that it translates"]


def test_entities_are_refused(desk: Desk) -> None:
    """What comes back is not trusted."""
    back = translated(desk.export(wanted=NEW)["el-en"])
    text = back.read_text(encoding="utf-8").replace("<xliff", '<!DOCTYPE x [<!ENTITY s SYSTEM "secret">]><xliff', 1)
    back.write_text(text.replace("<target>en Σύνοψη", "<target>&s; Σύνοψη"), encoding="utf-8")
    with pytest.raises(UsageError, match="has a document type"):
        desk.merge(back)


# ---------------------------------------------------------------- more than two languages, and the interface


@pytest.fixture
def three(tmp_path: Path) -> Desk:
    """A site in three languages."""
    french = {"name": "Français", "sitename": "Essai", "subtitle": "", "prefix": "fr/", "locale": "fr_FR"}
    return Desk(tmp_path, LANGUAGES={**LANGUAGES, "fr": french})


def test_each_pair_of_languages_is_a_document(three: Desk) -> None:
    """From Greek into English and French, and from an English original into both others."""
    assert sorted(three.export()) == ["el-en", "el-fr", "en-el", "en-fr"]
    assert sorted(three.export(wanted=WantedParts(into="fr"))) == ["el-fr", "en-fr"]
    assert "pages/about.fr.md" in three.merge(translated(three.export()["el-fr"]))


@pytest.fixture
def words(tmp_path: Path) -> Desk:
    """A site whose theme lacks a few Greek words, one of them in the form of one."""
    theme = tmp_path / "theme" / "translations"
    shutil.copytree(ROOT / "theme" / "translations", theme)
    path = theme / "el" / "LC_MESSAGES" / "messages.po"
    lines = path.read_text(encoding="utf-8").split("\n")
    plural = next(number for number, line in enumerate(lines) if line.startswith("msgstr[0]"))
    lines[plural] = 'msgstr[0] ""'
    path.write_text("\n".join(lines), encoding="utf-8")
    return Desk(tmp_path, THEME=str(tmp_path / "theme"), CHANNELS=[])


@pytest.mark.parametrize(("form", "tool"), [("xliff", translated), ("po", po_translated)])
def test_catalogues_travel_the_same_way(form: str, tool: Callable[..., Path], words: Desk) -> None:
    """What a language lacks goes out with its forms of one and more, and comes back into its file."""
    path = words.folder / "theme" / "translations" / "el" / "LC_MESSAGES" / "messages.po"
    before = path.read_bytes()
    documents = words.export(form, WantedParts(interface=True))
    assert list(documents) == ["en-el"]
    assert words.merge(documents["en-el"]) == [] and path.read_bytes() == before
    assert words.merge(tool(documents["en-el"], lambda text: f"el {text}")) == ["theme/el/messages.po"]
    after = path.read_text(encoding="utf-8")
    assert 'msgstr[0] ""' not in after and 'msgstr[0] "el ' in after


def test_a_placeholder_that_is_lost_is_told(words: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that says it would fail."""
    back = po_translated(words.export("po", WantedParts(interface=True))["en-el"], lambda text: text.replace("%(", "("))
    said = {str(problem.message) for problem in words.refused(back, capsys)}
    assert said and all(words.startswith("the translation lacks the code %(") for words in said)
