"""Moving out: nothing of a site is lost that another system could read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from plugins.model.errors import UsageError
from plugins.moving.out import INDEX, export
from plugins.read.site import read_site
from tests.conftest import ROOT, settings_below


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The minimal site, given away."""
    folder = tmp_path_factory.mktemp("out")
    shutil.copytree(ROOT / "tests/sites/minimal/content", folder / "content")
    settings = settings_below(folder)
    export(read_site(settings), settings, folder / "given")
    return folder / "given"


def test_each_entry_is_a_file_and_a_row(given: Path) -> None:
    rows = json.loads((given / INDEX).read_bytes())
    assert {row["file"] for row in rows} == {path.relative_to(given).as_posix() for path in given.rglob("*.md")}
    harbour = next(row for row in rows if row["kind"] == "news" and row["lang"] == "el")
    assert (
        harbour["tags"] == ["Εθελοντές"]
        and harbour["html"].startswith("<p>")
        and harbour["guid"].startswith("urn:uuid:")
    )


def test_links_lead_from_file_to_file_and_files_lie_beside(given: Path) -> None:
    rows = {row["file"]: row for row in json.loads((given / INDEX).read_bytes())}
    text = next(row for row in rows.values() if row["kind"] == "news" and row["lang"] == "el")
    assert "(../../guides/register/el.md)" in text["markdown"]
    document = next(row for row in rows.values() if row["kind"] == "document")
    assert (given / document["file"]).with_name(document["files"][0]).is_file()


def test_translation_has_what_it_inherits(given: Path) -> None:
    rows = json.loads((given / INDEX).read_bytes())
    english = next(row for row in rows if row["kind"] == "news" and row["lang"] == "en")
    assert english["date"].startswith("2026-03-25") and english["tags"] == ["Volunteers"]


def test_a_folder_that_holds_something_is_refused(given: Path, tmp_path: Path) -> None:
    settings = settings_below(tmp_path)
    with pytest.raises(UsageError):
        export(read_site(settings_below(given.parent)), settings, given)
