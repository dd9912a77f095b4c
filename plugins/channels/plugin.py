"""Joins the channels to Pelican."""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.channels import declare, declare_late, declare_of


def join(pelican: Any) -> None:
    pelican.stages.declare = declare
    pelican.stages.declare_of = declare_of
    pelican.stages.declare_late = declare_late


def register() -> None:
    signals.initialized.connect(join)
