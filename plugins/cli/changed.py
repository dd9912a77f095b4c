"""Which texts their editor is at work on: those that differ from the last commit."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

PATIENCE = 20  # seconds


def changed_files(content: Path) -> frozenset[str] | None:
    """The files of the content folder that are new or changed, by path below it. None: git does not know the folder."""
    prefix = _git(content, "rev-parse", "--show-prefix")
    if prefix is None or _git(content, "check-ignore", "--quiet", ".") is not None:
        return None
    said = _git(content, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", ".")
    if said is None:
        return None
    paths = (os.fsdecode(row[3:]) for row in said.split(b"\0") if row)
    start = os.fsdecode(prefix.rstrip(b"\n"))
    return frozenset(path.removeprefix(start) for path in paths)


def _git(folder: Path, *words: str) -> bytes | None:
    """What git says in a folder; None where it is not there, or refuses. It takes no lock, and starts no program."""
    line = ["git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", *words]
    try:
        done = subprocess.run(
            line,
            cwd=folder,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
