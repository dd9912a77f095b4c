"""How problems are said: as text, as JSON, as GitHub's annotations; and the report for scripts."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from plugins.cli.commands import build_site
from plugins.cli.report import annotation, problem_record, sentence
from plugins.engine.stages import our_stages
from plugins.model.problem import Message, Problem, _
from tests.conftest import ROOT, SmallSite, borrow, settings_below

PROBLEM = Problem("field", "error", "news/x.el.md", 3, 8, "title", _("is empty"), _("delete the line"))


def test_a_sentence_says_place_level_field_message_and_way_out() -> None:
    assert sentence(PROBLEM, "en") == "news/x.el.md:3:8: error: title: is empty — delete the line"
    assert sentence(PROBLEM, "el") == "news/x.el.md:3:8: σφάλμα: title: είναι κενό — σβήστε τη γραμμή"


def test_a_problem_of_the_whole_file_has_no_line() -> None:
    problem = replace(PROBLEM, line=0, column=0, field="", level="note")

    assert sentence(problem, "en") == "news/x.el.md: note: is empty — delete the line"
    assert sentence(problem, "el") == "news/x.el.md: σημείωση: είναι κενό — σβήστε τη γραμμή"


def test_an_annotation_is_a_workflow_command() -> None:
    assert annotation(PROBLEM, "en") == (
        "::error file=content/news/x.el.md,line=3,col=8,title=field::title: is empty — delete the line"
    )
    assert annotation(replace(PROBLEM, level="note", line=0, column=0), "en").startswith(
        "::notice file=content/news/x.el.md,line=1,col=1"
    )


def test_an_annotation_cannot_be_broken_out_of() -> None:
    """Neither a line end nor a comma of a name or value begins another command or property."""
    hostile = replace(PROBLEM, file="a,b:c%\nd.md", message=Message("x\n::add-mask::y\r%"), field="")
    line = annotation(hostile, "en")

    assert line == (
        "::error file=content/a%2Cb%3Ac%25%0Ad.md,line=3,col=8,title=field::x%0A::add-mask::y%0D%25 — delete the line"
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
        "hint": {"el": "σβήστε τη γραμμή", "en": "delete the line"},
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


def test_the_last_line_counts_problems_and_says_whether_there_is_a_site(broken: SmallSite) -> None:
    """In the language of the problems, errors last of all."""
    english, greek = broken.run("build"), broken.run("check", "--lang", "el")
    lines = english.stderr.splitlines()

    assert lines[-1] == "1 error, 3 notes; the site was not built"
    assert " error: " in lines[-2] and all(" note: " in line for line in lines[:-2])
    assert greek.stderr.splitlines()[-1] == "1 σφάλμα, 3 σημειώσεις· ο ιστότοπος δεν χτίστηκε"


def test_the_last_line_of_a_build(small_site: SmallSite) -> None:
    assert small_site.build().stderr.splitlines()[-1] == "no errors, 3 notes; the site was built"
    greek = small_site.build("--lang", "el")
    assert greek.stderr.splitlines()[-1] == "κανένα σφάλμα, 3 σημειώσεις· ο ιστότοπος χτίστηκε"
    assert " αρχεία γράφτηκαν, " in greek.stdout and " δευτ.· δείτε το " in greek.stdout


def test_check_makes_no_file_of_pictures_recordings_or_slates(small_site: SmallSite) -> None:
    """It looks at them, and that is all: what it remembers is data."""
    done = small_site.run("check")
    made = [path for path in (small_site.folder / "cache" / "media").rglob("*") if path.is_file()]
    drawn = [path for path in made if "screens" not in path.parts]  # other tests have drawn some there

    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == "no errors, 3 notes; the site can be built"
    assert {path.name for path in drawn} <= {"index"}


def test_an_annotation_offers_a_missing_id() -> None:
    """Whoever works in the browser alone pastes the line; a text's problem says how to have it written."""
    missing = replace(PROBLEM, rule="required", field="id")

    assert re.search(
        r"; or write below the first ---: id: [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", annotation(missing, "en")
    )
    assert "id: " not in sentence(missing, "en").partition("id: ")[2]


def test_annotations_are_in_the_language_of_the_site(broken: SmallSite) -> None:
    """The machine of a workflow speaks no Greek; its readers do."""
    words = [sys.executable, "-m", "plugins", "check", "--format", "github", "--content", str(broken.content)]
    words += ["--cache", str(broken.folder / "cache"), "--output", str(broken.output)]
    done = subprocess.run(words, cwd=ROOT, env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, check=False)

    assert "άγνωστο πεδίο — μήπως εννοείτε" in done.stdout.decode()


def test_no_report_of_an_earlier_build_stays(broken: SmallSite) -> None:
    """Not even where this one ends before it begins."""
    path = broken.folder / "report.json"
    path.write_text('{"status": 0}', encoding="utf-8")

    assert broken.run("build", "--report", str(path), "--now", "soon").returncode == 2
    assert not path.exists()


def test_a_report_that_has_no_place_is_told_before_anything_is_built(small_site: SmallSite) -> None:
    done = small_site.run("build", "--report", str(small_site.content))

    assert done.returncode == 3
    assert "nothing was built" in done.stderr and not small_site.output.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full disk at hand")
def test_a_report_that_cannot_be_written_says_that_the_site_is_out(small_site: SmallSite) -> None:
    done = small_site.run("build", "--report", "/dev/full")

    assert done.returncode == 3
    assert "the site was published, but: report: /dev/full: No space left on device" in done.stderr
    assert "untouched" not in done.stderr and (small_site.output / "index.html").is_file()


@pytest.mark.parametrize("error", [OSError(errno.EROFS, "Read-only file system", ".cache"), RuntimeError("no thread")])
def test_what_fails_after_the_exchange_says_so(
    error: Exception, small_site: SmallSite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report tells it as well: status 3, and readers have the site."""

    def fail(*words: object) -> None:
        raise error

    borrow(small_site.folder / "cache")
    report = small_site.folder / "report.json"
    settings = settings_below(small_site.folder, REPORT=report, JOBS=1)
    monkeypatch.setattr("plugins.cache.blobs.Blobs.sweep", fail)
    with pytest.raises(SystemExit) as end:
        build_site(settings, our_stages())
    said = capsys.readouterr().err

    assert end.value.code == 3
    assert "the site was published, but: " in said and "the site was built\n" in said and "untouched" not in said
    record = json.loads(report.read_text("utf-8"))
    assert (record["status"], record["published"]) == (3, True)
