"""`import` and `export`: brings an old site's texts into the content, and gives this one's to another system."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from plugins.i18n.messages import tell
from plugins.model.problem import _
from plugins.moving.flow import MAPPING, Wish, bring
from plugins.moving.out import export
from plugins.moving.report import as_text
from plugins.moving.sources.known import source_at
from plugins.read.site import read_site
from plugins.settings import Settings

_GIVEN = _("{count} texts, with their files, in {folder}; entries.json has them all")
_BROKEN = _("{count} texts have errors and were left behind: invoke check")
_NEXT = _("look at {report}; correct {mapping} and run the command again, then: invoke check")


def export_site(settings: Settings, folder: Path) -> int:
    """Give all texts away, and say how many there were; those with errors are told, and stay behind."""
    site = read_site(settings)
    count = export(site, settings, folder)
    print(tell(_GIVEN.format(count=count, folder=folder)))
    broken = len(site.documents) - count
    if broken:
        print(tell(_BROKEN.format(count=broken)))
    return 1 if broken else 0


def import_site(settings: Settings, source: Path, wish: Wish, feeds: Sequence[str], pairs: Path | None) -> int:
    """Bring the texts of a source here, and say what came of it."""
    report = bring(source_at(source, settings.site, feeds, pairs), wish, settings)
    print(as_text(report, settings.run.problem_language), end="")
    print(tell(_NEXT.format(report=wish.folder / "report.html", mapping=wish.folder / MAPPING)))
    return 0
