"""Joins the publish stage to Pelican."""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.publish.gate import gate


def join(pelican: Any) -> None:
    pelican.stages.gate = gate


def register() -> None:
    signals.initialized.connect(join)
