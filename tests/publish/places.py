"""Trees of a few files to publish, and what lies in a place afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from plugins.hosting.serving import Serving, serving_of
from plugins.publish import flow
from plugins.publish.publication import RECORD, PublicationPlan
from plugins.publish.target import PublicationTarget
from plugins.publish.tree import FileLine, Tree
from tests.conftest import ROOT, settings_below, tree_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIRST = {
    "index.html": "one",
    "nea/limani/index.html": "one",
    "feeds/el/all.rss.xml": "one",
    "theme/style.1111.css": "one",
    "audio/show/el/one.mp3": "sound",
    "sitemap.xml": "one",
    "παλιά/index.html": "one",
}
SECOND = {**FIRST, "index.html": "two", "nea/nea/index.html": "two", "theme/style.2222.css": "two"}
del SECOND["theme/style.1111.css"], SECOND["παλιά/index.html"]


def tree(folder: Path, files: Mapping[str, str]) -> Tree:
    """A site with these files, as its build would leave it."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    lines = {path: _line(path, text.encode()) for path, text in files.items()}
    return Tree(folder, lines)


def _line(path: str, data: bytes) -> FileLine:
    source = "news/one.el.md" if path.startswith("nea/") else ""
    return FileLine(len(data), hashlib.sha256(data).hexdigest(), source)


@cache
def serving() -> Serving:
    return serving_of(settings_below(ROOT))


def publish(tree: Tree, target: PublicationTarget, now: datetime = NOON) -> PublicationPlan:
    return flow.publish(tree, target, serving(), now, lambda plan: None, _untold)


def _untold(plan: PublicationPlan, paths: Iterator[str]) -> Iterator[str]:
    return paths


def held(folder: Path) -> dict[str, str]:
    """What lies in a folder, without what publishing keeps there for itself."""
    return {path: data.decode() for path, data in tree_of(folder).items() if path != RECORD}
