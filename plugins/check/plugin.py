"""Joins the check stage to Pelican."""

from __future__ import annotations

from typing import Any

from pelican import signals

from plugins.check.rules import find_problems, find_problems_of_plan


def join(pelican: Any) -> None:
    pelican.stages.check = find_problems
    pelican.stages.check_plan = find_problems_of_plan


def register() -> None:
    signals.initialized.connect(join)
