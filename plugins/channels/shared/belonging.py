"""Which project a text belongs to."""

from __future__ import annotations

from typing import Annotated

from plugins.model.fields import NEUTRAL, Fields, Help
from plugins.model.kinds import Key
from plugins.model.problem import _


class BelongingFields(Fields, frozen=True):
    """`project`: the projects that a text belongs to, by the names of their files. A project may belong to another."""

    project: Annotated[tuple[Key, ...], NEUTRAL, Help(_("the project: its file's name"), "[ethical-bank]")] = ()
