"""`vscode`: what editors' programs are given does what is promised of it, by their own rules as far as known."""

from __future__ import annotations

import json
import re
import shutil
import uuid
from pathlib import Path
from typing import Any

import pytest
import yaml

from plugins.cli.report import annotation
from plugins.cli.vscode import MARK, write_vscode
from plugins.cli.watch import check_again
from plugins.model.entry import KINDS
from plugins.model.errors import UsageError
from plugins.model.problem import Problem, _
from plugins.read.document import parse
from plugins.settings import Settings
from tests.conftest import ROOT, fields_of

VARIABLES = {"UUID": str(uuid.UUID(int=7)), "CURRENT_YEAR": "2026", "CURRENT_MONTH": "11", "CURRENT_DATE": "22"}
VARIABLES |= {"CURRENT_HOUR": "12", "CURRENT_MINUTE": "05"}
#: https://frontmatter.codes/docs/content-creation/fields
FIELDS = {"string", "number", "datetime", "boolean", "image", "choice", "list", "slug"}


@pytest.fixture
def settings(make_settings: Any, tmp_path: Path) -> Settings:
    shutil.copytree(ROOT / "tests/sites/bilingual/content", tmp_path / "content")
    made: Settings = make_settings()
    return made


def read(path: Path) -> Any:
    return json.loads("\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if line != MARK))


def test_snippets_are_sound_texts(settings: Settings, tmp_path: Path) -> None:
    """Of each kind and language: as VS Code puts them in, drafts of which only what is empty is said."""
    write_vscode(settings)
    snippets = read(tmp_path / ".vscode/diavlos.code-snippets")
    assert {own["prefix"] for own in snippets.values()} == {f"{kind}-{lang}" for kind in KINDS for lang in ("el", "en")}
    for name, own in snippets.items():
        kind, lang = name.split(".")
        text = put_in("\n".join(own["body"]))
        document, _html = parse(text.encode(), kind, lang, "Europe/Athens", ("el", "en"), fields_of)
        assert [
            str(problem.message) for problem in document.problems if problem.rule not in ("field", "required")
        ] == []
        assert document.common.status == ("draft" if lang == "el" else None)
        assert document.common.title == "Τίτλος 1"
        assert own["scope"] == "markdown"


def put_in(body: str) -> str:
    """A snippet as VS Code puts it in: https://code.visualstudio.com/docs/editing/userdefinedsnippets#_snippet-syntax"""
    body = re.sub(r"\$\{(\d+)\}", r"Τίτλος \1", body.replace("$0", ""))
    body = re.sub(r"\$\{?([A-Z_]+)\}?", lambda found: VARIABLES[found[1]], body)
    return re.sub(r"\\([$}\\])", r"\1", body)


def test_problems_are_found_in_what_the_task_prints(settings: Settings, tmp_path: Path) -> None:
    """Each at its line, with its level; a round of the watch begins and ends as the task says."""
    write_vscode(settings)
    check, watch, _serve = read(tmp_path / ".vscode/tasks.json")["tasks"]
    pattern = check["problemMatcher"]["pattern"]
    line = annotation(Problem("dates", "error", "news/one.el.md", 4, 7, "date", _("x: y"), _("z")), "en")
    found = re.fullmatch(pattern["regexp"], line)
    assert found
    told = [found[pattern[name]] for name in ("severity", "file", "line", "column", "code", "message")]
    assert told == ["error", "content/news/one.el.md", "4", "7", "dates", "date: x: y — z"]
    assert watch["isBackground"] and watch["command"].endswith("check --format github --watch")
    background = watch["problemMatcher"]["background"]
    assert re.search(background["beginsPattern"], "▶ 18:30:05") and re.search(background["endsPattern"], "■")


def test_a_watch_checks_now_and_at_each_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A round that finds problems ends no other."""
    rounds: list[int] = []

    def check() -> None:
        rounds.append(len(rounds))
        if len(rounds) == 1:
            (tmp_path / "one.md").write_text("1", encoding="utf-8")
            raise SystemExit(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_again(check, [tmp_path])
    assert rounds == [0, 1]
    assert re.fullmatch(r"▶ [\d:]{8}\n■\n▶ [\d:]{8}\n", capsys.readouterr().out)


def test_fields_are_those_of_the_schemas(settings: Settings, tmp_path: Path) -> None:
    """Of each kind; with what may be chosen, and what must be there."""
    write_vscode(settings)
    made = read(tmp_path / "frontmatter.json")
    types = {
        own["name"]: {field["name"]: field for field in own["fields"]}
        for own in made["frontMatter.taxonomy.contentTypes"]
    }
    assert set(types) == set(KINDS)
    assert {field["type"] for own in types.values() for field in own.values()} <= FIELDS
    event = types["event"]
    assert event["start"]["type"] == "datetime" and event["start"]["required"] and event["title"]["required"]
    assert (event["urgent"]["type"], event["image"]["type"], event["slug"]["type"]) == ("boolean", "image", "slug")
    assert event["axes"]["type"] == "choice" and event["axes"]["multiple"] and "culture" in event["axes"]["choices"]
    assert (event["start"]["title"], event["title"]["title"]) == ("Αρχή", "Τίτλος")
    assert event["status"]["choices"] == ["draft", "published", "hidden"] and not event["status"]["multiple"]
    assert {kind for folder in made["frontMatter.content.pageFolders"] for kind in folder["contentTypes"]} == set(KINDS)


def test_files_of_others_are_left_alone(settings: Settings, tmp_path: Path) -> None:
    """And named; those of ours are written anew."""
    first = write_vscode(settings)
    assert write_vscode(settings) == first
    (tmp_path / ".vscode/tasks.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match=r"tasks\.json is there, and not ours"):
        write_vscode(settings)
    shutil.rmtree(tmp_path / "content")
    with pytest.raises(UsageError, match="there is no folder"):
        write_vscode(settings)
    assert (tmp_path / ".vscode/tasks.json").read_text(encoding="utf-8") == "{}"


@pytest.mark.parametrize("name", [".pre-commit-config.yaml", ".pre-commit-hooks.yaml"])
def test_hooks_before_a_commit_are_read(name: str) -> None:
    """They run what there is, on the files of the content."""
    made = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    hooks = made if isinstance(made, list) else [hook for repo in made["repos"] for hook in repo["hooks"]]
    (hook,) = (hook for hook in hooks if hook["id"] == "diavlos-check")
    assert re.search(hook["files"], "content/news/harbour.el.md") and not re.search(hook["files"], "docs/editors.el.md")
    assert hook["entry"].split()[-2:] == ["check", "--ids"] and hook["pass_filenames"] is False
