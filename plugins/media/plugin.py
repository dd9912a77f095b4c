"""Joins the media stage to Pelican."""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.media.recordings import make_recordings


def join(pelican: Any) -> None:
    pelican.stages.media = make_recordings


def register() -> None:
    signals.initialized.connect(join)
