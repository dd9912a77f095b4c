"""What the tests of whole builds share."""

from __future__ import annotations

import fcntl
import shutil
from pathlib import Path

import pytest

from tests.engine.shipping import record


@pytest.fixture(scope="session")
def media(shared: Path) -> Path:
    """What `record` made, once for all workers of a run."""
    folder = shared / "shipping"
    with (shared / "shipping.lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "cache").is_dir():
            shutil.rmtree(folder, ignore_errors=True)
            record(folder)
    return folder
