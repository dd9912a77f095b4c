"""Everything that was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plugins.model.document import Document
from plugins.model.entry import Entry
from plugins.model.file import Asset
from plugins.model.problem import Problem
from plugins.model.schedule import Station
from plugins.model.taxonomy import Taxonomies
from plugins.model.value import Value


class Site(Value, frozen=True):
    """Everything read: all entries of all languages, the files beside them and the words."""

    entries: Sequence[Entry]
    documents: Mapping[str, Document]  # by source; what the checks look into
    assets: Mapping[str, Asset]  # by path below content/
    files: frozenset[str]  # every file below content/, so that checks can tell "not there" from "not allowed"
    taxonomies: Taxonomies
    problems: tuple[Problem, ...]
    segments: Mapping[str, tuple[str, ...]]  # Body.sha256 → segments
    stations: tuple[Station, ...] = ()  # that air our shows
