"""Joins the translate stage to Pelican."""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.translate.catalogues import compile_catalogue
from plugins.translate.editions import make_editions, next_change
from plugins.translate.links import Links


def join(pelican: Any) -> None:
    pelican.stages.catalogue = compile_catalogue
    pelican.stages.editions = make_editions
    pelican.stages.links = Links
    pelican.stages.next_change = next_change


def register() -> None:
    signals.initialized.connect(join)
