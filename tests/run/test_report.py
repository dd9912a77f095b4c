"""How problems are said: as text, as JSON, as GitHub's annotations; and the report for scripts."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from plugins.model import Problem, Text
from plugins.run.report import annotation, problem_record, sentence
from tests.conftest import SmallSite

PROBLEM = Problem(
    "field", "error", "news/x.el.md", 3, 8, "title", Text("είναι κενό", "is empty"), Text("γράψτε κάτι", "fill it in")
)


def test_a_sentence_says_place_level_field_message_and_way_out() -> None:
    assert sentence(PROBLEM, "en") == "news/x.el.md:3:8: error: title: is empty — fill it in"
    assert sentence(PROBLEM, "el") == "news/x.el.md:3:8: σφάλμα: title: είναι κενό — γράψτε κάτι"


def test_a_problem_of_the_whole_file_has_no_line() -> None:
    problem = replace(PROBLEM, line=0, column=0, field="", level="note")

    assert sentence(problem, "en") == "news/x.el.md: note: is empty — fill it in"
    assert sentence(problem, "el") == "news/x.el.md: σημείωση: είναι κενό — γράψτε κάτι"


def test_an_annotation_is_a_workflow_command() -> None:
    assert annotation(PROBLEM, "en") == (
        "::error file=content/news/x.el.md,line=3,col=8,title=field::title: is empty — fill it in"
    )
    assert annotation(replace(PROBLEM, level="note", line=0, column=0), "en").startswith(
        "::notice file=content/news/x.el.md,line=1,col=1"
    )


def test_an_annotation_cannot_be_broken_out_of() -> None:
    """Neither a line end nor a comma of a name or value begins another command or property."""
    hostile = replace(PROBLEM, file="a,b:c%\nd.md", message=Text("", "x\n::add-mask::y\r%"), field="")
    line = annotation(hostile, "en")

    assert line == (
        "::error file=content/a%2Cb%3Ac%25%0Ad.md,line=3,col=8,title=field::x%0A::add-mask::y%0D%25 — fill it in"
    )


def test_a_record_holds_both_languages() -> None:
    assert problem_record(PROBLEM) == {
        "rule": "field",
        "level": "error",
        "file": "news/x.el.md",
        "line": 3,
        "column": 8,
        "field": "title",
        "message": {"el": "είναι κενό", "en": "is empty"},
        "hint": {"el": "γράψτε κάτι", "en": "fill it in"},
    }


@pytest.fixture
def broken(small_site: SmallSite) -> SmallSite:
    """A site with one error and one warning."""
    text = (small_site.content / "news/harbour.el.md").read_text("utf-8")
    small_site.write("news/harbour.el.md", text.replace("title:", "Stauts: draft\ntitle:", 1))
    return small_site


def test_json_on_the_standard_output(broken: SmallSite) -> None:
    done = broken.run("check", "--format", "json")
    records = json.loads(done.stdout)
    found = [record for record in records if record["level"] == "error"]

    assert done.returncode == 1
    assert [(record["rule"], record["file"], record["field"]) for record in found] == [
        ("unknown-field", "news/harbour.el.md", "Stauts")
    ]
    assert found[0]["hint"] == {"el": "μήπως εννοείτε «status»;", "en": "did you mean “status”?"}


def test_json_of_a_sound_site_is_a_list(small_site: SmallSite) -> None:
    done = small_site.run("check", "--format", "json")

    assert done.returncode == 0
    assert all(record["level"] != "error" for record in json.loads(done.stdout))


def test_annotations_on_the_standard_output(broken: SmallSite) -> None:
    done = broken.run("check", "--format", "github")
    errors = [line for line in done.stdout.splitlines() if line.startswith("::error ")]

    assert done.returncode == 1
    assert len(errors) == 1
    assert errors[0].startswith("::error file=content/news/harbour.el.md,line=")
    assert errors[0].endswith(",title=unknown-field::Stauts: unknown field — did you mean “status”?")


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_a_terminal_without_greek_is_no_reason_to_fail(form: str, broken: SmallSite) -> None:
    done = broken.run("check", "--format", form, "--lang", "el", env={"PYTHONIOENCODING": "ascii"})

    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_check_names_only_the_problems_of_the_paths_given(broken: SmallSite) -> None:
    assert broken.run("check", "content/guides").returncode == 0
    assert broken.run("check", "news/harbour.el.md").returncode == 1
    assert broken.run("check", "./content/news/").returncode == 1


def test_the_report_of_a_refused_build(broken: SmallSite) -> None:
    """Written although the build failed, with the status and every problem."""
    path = broken.folder / "reports" / "report.json"
    done = broken.run("build", "--report", str(path))
    report = json.loads(path.read_text("utf-8"))

    assert done.returncode == report["status"] == 1
    assert report["counts"]["problems"]["error"] == 1
    assert report["artifacts"] == {"written": [], "kept": 0, "removed": []}
    assert [record["file"] for record in report["problems"] if record["level"] == "error"] == ["news/harbour.el.md"]


def test_the_report_of_a_build(small_site: SmallSite) -> None:
    path = small_site.folder / "report.json"
    small_site.build("--report", str(path))
    report = json.loads(path.read_text("utf-8"))

    assert (report["status"], report["error"]) == (0, None)
    assert report["now"] == "2026-11-22T12:00:00+02:00"
    assert len(report["artifacts"]["written"]) == report["counts"]["artifacts"] > 0
    assert {"path", "format", "language", "sort", "key"} == set(report["feeds"][0])
    assert all((small_site.output / feed["path"]).is_file() for feed in report["feeds"])
