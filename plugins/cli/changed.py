"""Which texts their editor is at work on: those that differ from the last commit."""

from __future__ import annotations

import os
from pathlib import Path

from plugins.read import git


def changed_files(content: Path) -> frozenset[str] | None:
    """The files of the content folder that are new or changed, by path below it. None: git does not know the folder."""
    prefix = git.said(content, "rev-parse", "--show-prefix")
    if prefix is None or git.said(content, "check-ignore", "--quiet", ".") is not None:
        return None
    said = git.said(content, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", ".")
    if said is None:
        return None
    paths = (os.fsdecode(row[3:]) for row in said.split(b"\0") if row)
    start = os.fsdecode(prefix.rstrip(b"\n"))
    return frozenset(path.removeprefix(start) for path in paths)
