"""Pages that were out and are gone, with nothing at their address that leads on: links to them would end nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plugins.model.problem import Problem, _
from plugins.publish.publication import PublicationPlan
from plugins.publish.tree import FileLine

RULE = "gone"

_MOVED = _("the page /{path} was out and is at another address now: whoever has a link to it finds nothing")
_ALIAS = _("write below aliases: /{path}")
_DELETED = _("the page /{path} was out and its text is gone: whoever has a link to it finds nothing")
_HIDE = _("write /{path} below aliases of the text that takes its place, or publish with --accept-gone")


def gone_pages(plan: PublicationPlan, content: Path) -> Iterator[Problem]:
    """What is taken back by its own text (hidden, expired, a draft again) is deliberate, and left out."""
    pages = {line.source for path, line in plan.tree.files.items() if _is_page(path, line)}
    for path in (path for path in plan.before.files if path not in plan.tree.files):
        line = plan.before.files[path]
        if _is_page(path, line):
            facts = {"path": path.removesuffix("index.html")}
            if line.source in pages:
                yield Problem(
                    RULE, "error", line.source, 1, 1, "aliases", _MOVED.format(**facts), _ALIAS.format(**facts)
                )
            elif not (content / line.source).is_file():
                yield Problem(RULE, "error", line.source, 1, 1, "", _DELETED.format(**facts), _HIDE.format(**facts))


def _is_page(path: str, line: FileLine) -> bool:
    return bool(line.source) and path.endswith("index.html")
