"""Joins the media stage to Pelican."""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.media.slides import make_slides
from plugins.media.stage import make_media


def join(pelican: Any) -> None:
    pelican.stages.media = make_media
    pelican.stages.slides = make_slides


def register() -> None:
    signals.initialized.connect(join)
