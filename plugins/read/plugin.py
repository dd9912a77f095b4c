"""Joins the read stage to Pelican."""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.read.site import read_site
from plugins.read.taxonomies import words_of


def join(pelican: Any) -> None:
    pelican.stages.read = read_site
    pelican.stages.words = words_of


def register() -> None:
    signals.initialized.connect(join)
