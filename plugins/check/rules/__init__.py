"""The rules: one module each, with `find(site, settings)` for the content or `find_in_plan(…)` for the plan."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence, Set
from types import ModuleType

from msgspec.structs import replace

from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.problem import Problem
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.settings import Settings

#: Of what came from an old site and nobody has been over: its links may be dead and its pictures missing or unnamed.
FORGIVEN = frozenset(("links", "remote", "images", "headings", "bodies", "places", "named-files"))


def rules() -> list[ModuleType]:
    """The rule modules, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [importlib.import_module(f"{__name__}.{name}") for name in names]


def find_problems(site: Site, settings: Settings) -> list[Problem]:
    """What reading found, then what each rule finds, then those of the channels; several may have one and the same."""
    ours = [rule.find for rule in rules() if hasattr(rule, "find")]
    theirs = [rule for channel in settings.channels for rule in channel.rules]
    found = (problem for find in (*ours, *theirs) for problem in find(site, settings))
    imported = frozenset(entry.source for entry in site.entries if entry.imported)
    return list(dict.fromkeys((*site.problems, *(_forgiven(problem, imported) for problem in found))))


def _forgiven(problem: Problem, imported: Set[str]) -> Problem:
    """What an old site left behind holds nobody up: it is a warning until somebody takes `imported` away."""
    is_old = problem.level == "error" and problem.rule in FORGIVEN and problem.file in imported
    return replace(problem, level="warning") if is_old else problem


def find_problems_of_plan(
    site: Site, editions: Mapping[Language, Edition], artifacts: Sequence[Artifact], settings: Settings
) -> Iterator[Problem]:
    """What the rules find in the files that would be made, then those of the channels."""
    ours = [rule.find_in_plan for rule in rules() if hasattr(rule, "find_in_plan")]
    theirs = [rule for channel in settings.channels for rule in channel.plan_rules]
    imported = frozenset(entry.source for entry in site.entries if entry.imported)
    for find in (*ours, *theirs):
        yield from (_forgiven(problem, imported) for problem in find(site, editions, artifacts, settings))
