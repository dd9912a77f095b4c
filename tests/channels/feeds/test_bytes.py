"""The same content gives the same bytes: clock, locale, time zone, hash order and process leave no trace."""

from __future__ import annotations

import hashlib
import locale
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import feedgen.entry
import feedgen.feed
import pytest

from plugins.model.value import given

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("zone", "language", "seed"), [("Asia/Tokyo", "C", "1"), ("America/Havana", "el_GR.UTF-8", "2")]
)
def test_another_process_elsewhere(published: Any, content: Path, zone: str, language: str, seed: str) -> None:
    """Time zone, locale and hash seed of the process leave no trace."""
    variables = {"TZ": zone, "LC_ALL": language, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    made = subprocess.run(
        [sys.executable, "-B", str(Path(__file__).with_name("conftest.py")), str(content)],
        env={**os.environ, **variables},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    here = [f"{path} {hashlib.sha256(data).hexdigest()}" for path, data in sorted(published.files.items())]
    assert made.stdout.splitlines() == here


def test_the_clock_is_not_asked(
    published: Any, content: Path, publish_site: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """feedgen dates feeds by the clock where it is not told better."""

    class Sometime(type):
        def __instancecheck__(cls, value: object) -> bool:
            return isinstance(value, datetime)

    class Later(datetime, metaclass=Sometime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(days=400)

    monkeypatch.setattr(feedgen.feed, "datetime", Later)
    monkeypatch.setattr(feedgen.entry, "datetime", Later)
    assert publish_site(content).files == published.files


def test_the_locale_of_the_process_is_left_alone(
    content: Path, publish_site: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """setlocale is the whole process's, so another thread would print this one's words."""

    def refuse(*arguments: object) -> str:
        raise AssertionError("setlocale was called")

    monkeypatch.setattr(locale, "setlocale", refuse)
    assert publish_site(content).files


def test_inputs_are_plain_values(published: Any) -> None:
    """Equal inputs mean equal bytes: they are hashable, and makers are functions of a module."""
    for artifact in published.artifacts:
        hash(given(artifact.inputs))
        assert getattr(sys.modules[artifact.make.__module__], artifact.make.__name__) is artifact.make
        assert artifact.channel == "feeds"


def test_paths_are_ascii(published: Any) -> None:
    """Names that leave the site are ASCII."""
    assert all(path.isascii() for path in published.files)
