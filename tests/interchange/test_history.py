"""What an original said when it was translated, out of git: past renames and merges, or not at all."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from plugins.interchange.history import Difference, changes, sha256_of_body, version


def git(folder: Path, *words: str) -> None:
    line = ["git", "-c", "user.name=t", "-c", "user.email=t@t.example", *words]
    subprocess.run(line, cwd=folder, check=True, capture_output=True)


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """A text that was renamed, and changed in two branches that were merged."""
    old, new = tmp_path / "old.el.md", tmp_path / "new.el.md"
    git(tmp_path, "init", "-q", "-b", "main")
    old.write_text("---\ntitle: Α\n---\nΠρώτο.\n\nΔεύτερο.\n", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "one")
    git(tmp_path, "mv", "old.el.md", "new.el.md")
    git(tmp_path, "commit", "-qm", "two")
    git(tmp_path, "checkout", "-qb", "other")
    new.write_text(new.read_text(encoding="utf-8").replace("Πρώτο", "Άλλο"), encoding="utf-8")
    git(tmp_path, "commit", "-qam", "three")
    git(tmp_path, "checkout", "-q", "main")
    (tmp_path / "more").write_text("x", encoding="utf-8")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "four")
    git(tmp_path, "merge", "-q", "--no-ff", "--no-edit", "other")
    new.write_text(new.read_text(encoding="utf-8") + "\nΤρίτο.\n", encoding="utf-8")
    return new


@pytest.mark.parametrize("body", ["Πρώτο.\n\nΔεύτερο.", "Άλλο.\n\nΔεύτερο."])
def test_a_version_is_found_by_its_hash(body: str, text: Path) -> None:
    """Under its name of then."""
    stated = sha256_of_body(f"---\n---\n{body}".encode())
    found = version(text, stated)
    assert found is not None and sha256_of_body(found) == stated
    assert version(text, f"{stated[:16]}.3.00000000.00000000.{'A' * 32}") == found


def test_what_git_does_not_have_is_none(text: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nor does a folder that it does not know."""
    assert version(text, "0" * 64) is None
    apart = tmp_path_factory.mktemp("apart") / "text.el.md"
    apart.write_text("x", encoding="utf-8")
    assert version(apart, "0" * 64) is None


@pytest.mark.parametrize("head", ["---\ntitle: Α\n---\n", "Title: Α\n\n", "\ufeff---\r\ntitle: Α\r\n---\r\n"])
def test_the_hash_is_of_the_body_alone(head: str) -> None:
    """Whatever stands before it, and however its lines end."""
    assert sha256_of_body(f"{head}Πρώτο.\n".encode()) == sha256_of_body("---\n---\nΠρώτο.".encode())


def test_changes_are_told_by_paragraph() -> None:
    """What was, what is, and what has come or gone."""
    assert changes("One.\n\nTwo.\n\nThree.", "One.\n\n2.\n\nThree.\n\nFour.") == (
        Difference("Two.", "2."),
        Difference("", "Four."),
    )
