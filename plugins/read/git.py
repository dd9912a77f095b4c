"""What git says of the content folder; it takes no lock, and starts no program."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

PATIENCE = 20  # seconds
_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "-c", "log.showSignature=false")


def said(folder: Path, *words: str | bytes) -> bytes | None:
    """Return what git answers in a folder; None where it is not there, or refuses."""
    line = [os.fsencode(word) for word in ("git", *_QUIET, *words)]
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
