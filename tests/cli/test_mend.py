"""`check --fix` mends bodies, shows what it changes, and leaves every other byte as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.cli.mend import mend_bodies
from tests.conftest import settings_below

HEAD = "---\ntitle: •\tα\n---\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{HEAD}\n•\tένα\n•\tδύο\n", f"{HEAD}\n- ένα\n- δύο\n"),
        (f"\ufeff{HEAD}\n##Τίτλος\n".replace("\n", "\r\n"), f"\ufeff{HEAD}\n## Τίτλος\n".replace("\n", "\r\n")),
        (f"{HEAD}\nα\u0301 κείμενο\n", f"{HEAD}\nα\u0301 κείμενο\n"),
        ("no front matter\n• α\n", "no front matter\n• α\n"),
    ],
)
def test_bodies(before: str, after: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """And prints a diff where something changed."""
    settings = settings_below(tmp_path)
    path = settings.read.content / "news/a.el.md"
    path.parent.mkdir(parents=True)
    path.write_bytes(before.encode())
    mend_bodies(settings, ["news/a.el.md"])
    assert path.read_bytes() == after.encode()
    shown = capsys.readouterr().out
    assert shown.startswith("--- news/a.el.md\n+++ news/a.el.md\n") if before != after else shown == ""
