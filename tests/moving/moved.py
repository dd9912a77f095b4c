"""Imports into a small site's content, each made once for all tests of a module."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.check.rules import find_problems
from plugins.moving.flow import Wish, bring
from plugins.moving.report import Report
from plugins.moving.sources.known import source_at
from plugins.read.site import read_site
from plugins.settings import Settings
from tests.conftest import ROOT, settings_below

EXPORTS = Path(__file__).with_name("exports")


@dataclass
class Moved:
    """A site that something was brought into."""

    content: Path
    folder: Path
    settings: Settings
    report: Report

    def head(self, path: str) -> str:
        return (self.content / path).read_text(encoding="utf-8").split("\n---\n")[0] + "\n"

    def body(self, path: str) -> str:
        return (self.content / path).read_text(encoding="utf-8").split("\n---\n", 1)[1].strip()

    def heads(self) -> dict[str, str]:
        return {
            path.relative_to(self.content).as_posix(): self.head(path.relative_to(self.content).as_posix())
            for path in sorted(self.content.rglob("*.md"))
        }

    def errors(self) -> list[str]:
        """What `check` refuses of it."""
        site = read_site(self.settings)
        found = find_problems(site, self.settings)
        return [f"{one.file}: {one.field}: {one.message}" for one in found if one.level == "error"]

    def rules(self) -> set[str]:
        return {told.remark.rule for told in self.report.told}


def moved(folder: Path, source: Path, **options: Any) -> Moved:
    """Bring a source into an empty site."""
    content = folder / "content"
    content.mkdir(parents=True, exist_ok=True)
    if not (content / "taxonomies.yaml").exists():
        shutil.copy(ROOT / "tests/sites/minimal/content/taxonomies.yaml", content)
    return again(folder, source, **options)


def again(folder: Path, source: Path, fetch: tuple[str, ...] = (), feeds: tuple[str, ...] = ()) -> Moved:
    """Bring it once more."""
    settings = settings_below(folder)
    report = bring(source_at(source, settings.site, feeds), Wish(folder / "import", fetch), settings)
    return Moved(folder / "content", folder / "import", settings, report)
