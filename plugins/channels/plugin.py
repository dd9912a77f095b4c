"""Joins the channels to Pelican."""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.channels import declare


def join(pelican: Any) -> None:
    pelican.stages.declare = declare


def register() -> None:
    signals.initialized.connect(join)
