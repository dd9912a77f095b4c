"""`rename`: moves a text with its files, has its old addresses lead on, and repairs what leads to it; shows it first."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from plugins.cli.commands import examine_all
from plugins.cli.front_matter_line import with_line
from plugins.cli.renaming import Renaming, key_named, moves_of, new_key, old_addresses, rewritten, with_name
from plugins.cli.report import sentence
from plugins.cli.translations import source_named
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from plugins.hosting.serving import serving_of
from plugins.i18n.messages import tell
from plugins.model.entry import Entry
from plugins.model.errors import MachineError, UsageError
from plugins.model.problem import Problem, _
from plugins.settings import Settings

_MOVE = _("  {old} → {new}")
_WRITE = _("  {file}: links or names in it")
_ALIAS = _("  {file}: its old address {address} leads on")
_LOST = _("Addresses that are no more, and that nothing leads on from:")
_PLAN = _("What “rename” does:")
_ASK = _("Do it? [y/N] ")
_YES = _("y")
_UNTOUCHED = _("nothing was changed; with --yes it is done")
_FAULTS = _("rename: the site would have problems that it has not now; nothing was changed")
_NO_ALIAS = _(
    "rename: {file} states aliases over several lines; write them in one, as in [/old/, /older/], and try again"
)
_CANNOT = _("rename: {file}: {why}; nothing was changed")


def rename(settings: Settings, options: argparse.Namespace) -> int:
    """Show what a rename does and, where it is wanted, do it. Raises UsageError for what can't be, before all else."""
    before = _examined(settings)
    assert before.site
    languages = settings.site.codes
    old = key_named(source_named(options.old, settings), languages)
    new = new_key(old, source_named(options.new, settings), languages)
    planned, after = _planned(settings, before, old, new)
    _show(settings, planned, before, after)
    if not (options.yes or _agreed()):
        print(tell(_UNTOUCHED))
        return 0
    _do(settings.read.content, planned)
    return 0


def _planned(settings: Settings, before: Result, old: str, new: str) -> tuple[Renaming, Result]:
    """The rename, tried in a copy until nothing is wrong that was not before; and what the site is then."""
    assert before.site
    read = _reader(settings.read.content)
    plan = Renaming(moves_of(before.site, old, new), {})
    with _copied(settings, plan) as (trial, after):
        known = {_mark(problem, plan) for problem in before.problems}
        addresses = {f"/{had}": f"/{entry.url}" for entry, had in _moved(before, after)}
        texts = rewritten(before.site, plan.moves, addresses, settings.site.codes, read)
        plan = plan._replace(texts=texts | _with_aliases(plan, texts, before, after, read))
    with _copied(settings, plan) as (trial, after):
        content = trial.read.content
        named = {p.file for p in after.problems if _mark(p) not in known and p.line and (content / p.file).is_file()}
        texts = {
            file: _renamed_in(
                (content / file).read_bytes(), [p for p in after.problems if p.file == file], known, old, new
            )
            for file in sorted(named)
        }
        plan = plan._replace(texts={**plan.texts, **texts})
    with _copied(settings, plan) as (trial, after):
        fresh = [p for p in after.problems if p.level == "error" and _mark(p) not in known]
    if fresh:
        for problem in fresh:
            print(sentence(problem, settings.run.problem_language), file=sys.stderr)
        raise UsageError(_FAULTS)
    return plan, after


def _renamed_in(data: bytes, problems: list[Problem], known: set[tuple[str, ...]], old: str, new: str) -> bytes:
    for problem in problems:
        if problem.line and _mark(problem) not in known:
            data = with_name(data, problem.line, old, new)
    return data


def _mark(problem: Problem, plan: Renaming | None = None) -> tuple[str, ...]:
    """What tells a problem from others, wherever its line is; its file is that of afterwards."""
    file = plan.moved(problem.file) if plan else problem.file
    return (problem.rule, problem.level, file, problem.field, str(problem.message))


def _moved(before: Result, after: Result) -> list[tuple[Entry, str]]:
    assert before.site and after.site
    return list(old_addresses(before.site.entries, after.site.entries))


def _with_aliases(
    plan: Renaming, texts: Mapping[str, bytes], before: Result, after: Result, read: Any
) -> dict[str, bytes]:
    """The texts whose page gets another address, each with the old one among its aliases. Raises UsageError."""
    origins = {new: old for old, new in plan.moves.items()}
    made = {}
    for entry, had in _moved(before, after):
        data = texts.get(entry.source) or read(origins.get(entry.source, entry.source))
        stated = ", ".join(dict.fromkeys((*entry.aliases, f"/{had}")))
        changed = with_line(data, "aliases", f"[{stated}]")
        if changed is None:
            raise UsageError(_NO_ALIAS.format(file=entry.source))
        made[entry.source] = changed
    return made


def _reader(content: Path) -> Any:
    return lambda path: (content / path).read_bytes()


def _examined(settings: Settings) -> Result:
    result = Result()
    examine_all(settings, our_stages(), result)
    return result


@contextmanager
def _copied(settings: Settings, plan: Renaming) -> Iterator[tuple[Settings, Result]]:
    """A copy of the content in which the rename is done, and what the site is there; it goes at the end.

    It lies beside the content, so that recordings are the same files by another name.
    """
    content = settings.read.content.absolute()
    with tempfile.TemporaryDirectory(prefix=".rename-", dir=content.parent) as folder:
        copy = Path(folder) / "content"
        shutil.copytree(content, copy, copy_function=_linked, symlinks=True)
        _do(copy, plan)
        trial = replace(settings, read=msgspec.structs.replace(settings.read, content=copy))
        yield trial, _examined(trial)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _do(content: Path, plan: Renaming) -> None:
    """Move and write. Raises MachineError where that can't be."""
    try:
        for old, new in plan.moves.items():
            (content / new).parent.mkdir(parents=True, exist_ok=True)
            (content / old).rename(content / new)
        for path, data in plan.texts.items():
            fresh = content / path
            aside = fresh.with_name(f".{fresh.name}.new")  # a file may have other names, whose bytes stay
            aside.write_bytes(data)
            aside.chmod(fresh.stat().st_mode)
            aside.replace(fresh)
        for folder in sorted({(content / old).parent for old in plan.moves}, reverse=True):
            if folder != content and not any(folder.iterdir()):
                folder.rmdir()
    except OSError as error:
        raise MachineError(_CANNOT.format(file=error.filename or content, why=error.strerror or error)) from error


def _show(settings: Settings, plan: Renaming, before: Result, after: Result) -> None:
    print(tell(_PLAN))
    for old, new in plan.moves.items():
        print(tell(_MOVE.format(old=old, new=new)))
    aliased = {entry.source: had for entry, had in _moved(before, after)}
    for file, had in aliased.items():
        print(tell(_ALIAS.format(file=file, address=f"/{had}")))
    for path in plan.texts:
        if path not in aliased:
            print(tell(_WRITE.format(file=path)))
    lost = sorted(_addresses(before, settings) - _addresses(after, settings))
    if lost:
        print(tell(_LOST))
        for path in lost:
            print(f"  /{path}")


def _addresses(result: Result, settings: Settings) -> set[str]:
    """The files of the site that others may have noted: all but those whose names are new with their bytes."""
    serving = serving_of(settings)
    return {artifact.path for artifact in result.artifacts if not serving.lasts(artifact.path)}


def _agreed() -> bool:
    """Whether somebody at a terminal says so."""
    return sys.stdin.isatty() and input(tell(_ASK)).strip().lower()[:1] in (tell(_YES), "y")
