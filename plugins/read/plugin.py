"""Joins the read stage to Pelican."""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.read.again import read_again
from plugins.read.site import read_site


def join(pelican: Any) -> None:
    pelican.stages.read, pelican.stages.read_again = read_site, read_again


def register() -> None:
    signals.initialized.connect(join)
