"""`health`: looks at a site from outside, as stations do, says what is broken, and ends with 1 where something is."""

from __future__ import annotations

import sys
from pathlib import Path

from plugins.i18n.messages import tell
from plugins.live.health import health_of
from plugins.live.health_report import LEVELS, as_badge, as_json, as_page, verdict
from plugins.live.web import is_web
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.model.value import Language

_ADDRESS = _("health: {url} is no address of a site; write https://host/")
_DONE = _("{url}: {feeds} feeds, {files} recordings; {verdict}")


def health(url: str, folder: Path | None, lang: Language) -> int:
    """Look at a site; write JSON, a page and a badge into a folder, where one is given."""
    if not is_web(url):
        raise UsageError(_ADDRESS.format(url=url))
    found = health_of(url)
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "health.json").write_bytes(as_json(found))
        (folder / "index.html").write_bytes(as_page(found, lang))
        (folder / "badge.svg").write_bytes(as_badge(found, lang))
    for one in sorted(found.findings, key=lambda one: tuple(LEVELS).index(one.level), reverse=True):
        print(f"{one.url}: {tell(LEVELS[one.level])}: {tell(one.message)}", file=sys.stderr)
    numbers = {"feeds": len(found.feeds), "files": len(found.files)}
    print(tell(_DONE.format(url=url, verdict=verdict(found), **numbers)))
    return 0 if found.is_well else 1
