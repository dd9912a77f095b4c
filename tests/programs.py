"""The programs that tests call on: who lacks one skips what needs it, with the reason; CI has all and skips nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

#: What `.ci/run` puts there: npm's packages, and SimplePie out of WordPress.
TOOLS = Path(__file__).resolve().parent / "tools"
_PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin"


def needs(*names: str | Path) -> pytest.MarkDecorator:
    """Skips a test where a program, or a file of one, is missing, but not in CI."""
    there = (name.exists() if isinstance(name, Path) else shutil.which(name, path=_PLACES) for name in names)
    missing = [str(name) for name, found in zip(names, there, strict=True) if not found]
    return pytest.mark.skipif(bool(missing) and "CI" not in os.environ, reason=f"needs {', '.join(missing)}")


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a program sees of the machine: where programs are, and what a test gives it."""
    return {"PATH": _PLACES, "LC_ALL": "C.UTF-8", **(more or {})}


def run(*words: str, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> str:
    """What a program says; it must end well."""
    done = subprocess.run(words, capture_output=True, timeout=120, check=False, env=environment(env), cwd=cwd)
    said = (done.stdout + done.stderr).decode("utf-8", errors="replace")
    assert done.returncode == 0, said
    return said
