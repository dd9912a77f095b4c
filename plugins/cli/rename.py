"""`rename`: moves a text with its files, has old addresses lead on, and repairs what leads to it; shows it first."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

import msgspec

from plugins.cli.commands import examine_all
from plugins.cli.front_matter_line import with_line
from plugins.cli.init import answer
from plugins.cli.renaming import Renaming, key_named, moves_of, new_key, old_addresses, rewritten, with_name
from plugins.cli.report import sentence
from plugins.cli.status import stale
from plugins.cli.translations import mark_current, source_named
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
_CANNOT = _("rename: {file}: {why}")


def rename(settings: Settings, options: argparse.Namespace) -> int:
    """Show what a rename does and, where it is wanted, do it. Raises UsageError for what can't be, before all else."""
    before = _examined(settings)
    assert before.site
    languages = settings.site.codes
    old = key_named(source_named(options.old, settings), languages)
    new = new_key(old, source_named(options.new, settings), languages)
    attempt = _planned(settings, before, old, new)
    _show(settings, attempt)
    if not (options.yes or _agreed()):
        print(tell(_UNTOUCHED))
        return 0
    _do(settings.read.content, attempt.plan)
    return 0


class Attempt(NamedTuple):
    """The rename as far as it is planned, tried in a copy: the site before, the copy, and what the site is there."""

    before: Result
    plan: Renaming
    trial: Settings
    after: Result

    @property
    def fresh(self) -> list[Problem]:
        """The problems that were not there before."""
        known = {_mark(problem, self.plan.moves) for problem in self.before.problems}
        return [problem for problem in self.after.problems if _mark(problem, {}) not in known]

    @property
    def readdressed(self) -> list[tuple[Entry, str]]:
        """The entries whose page has another address, each with the one that it had."""
        assert self.before.site and self.after.site
        return list(old_addresses(self.before.site.entries, self.after.site.entries))

    def read(self, path: str) -> bytes:
        """A file of the copy."""
        return (self.trial.read.content / path).read_bytes()


def _planned(settings: Settings, before: Result, old: str, new: str) -> Attempt:
    """The rename, tried until nothing is wrong that was not before. Raises UsageError where something stays wrong."""
    assert before.site
    plan = Renaming(moves_of(before.site, old, new), {})
    for steps in ((_links, _aliases), (partial(_names, old=old, new=new), _hashes), ()):
        with _tried(settings, before, plan) as attempt:
            texts = _done(attempt, steps)
        plan = plan._replace(texts={**plan.texts, **texts})
        if _hashes in steps and not texts:
            break  # it was tried as it is
    faults = [problem for problem in attempt.fresh if problem.level == "error"]
    if faults:
        for problem in faults:
            print(sentence(problem, settings.run.problem_language), file=sys.stderr)
        raise UsageError(_FAULTS)
    return attempt


def _done(attempt: Attempt, steps: Sequence[Callable[[Attempt], dict[str, bytes]]]) -> dict[str, bytes]:
    """What these steps write, each into the copy, where the next one finds it."""
    made: dict[str, bytes] = {}
    for step in steps:
        texts = step(attempt)
        for path, data in texts.items():
            _put(attempt.trial.read.content / path, data)
        made |= texts
    return made


def _links(attempt: Attempt) -> dict[str, bytes]:
    """The texts with links that lead to what moves, or from it."""
    assert attempt.before.site
    addresses = {f"/{had}": f"/{entry.url}" for entry, had in attempt.readdressed}
    moves = attempt.plan.moves
    codes = attempt.trial.site.codes
    return rewritten(attempt.before.site, moves, addresses, codes, lambda path: attempt.read(moves.get(path, path)))


def _aliases(attempt: Attempt) -> dict[str, bytes]:
    """The texts whose page gets another address, each with the old one among its aliases. Raises UsageError."""
    made = {}
    for entry, had in attempt.readdressed:
        stated = ", ".join(dict.fromkeys((*entry.aliases, f"/{had}")))
        changed = with_line(attempt.read(entry.source), "aliases", f"[{stated}]")
        if changed is None:
            raise UsageError(_NO_ALIAS.format(file=entry.source))
        made[entry.source] = changed
    return made


def _names(attempt: Attempt, old: str, new: str) -> dict[str, bytes]:
    """The files with fields that name the old key: they are found by being wrong now, whichever channel reads them."""
    made: dict[str, bytes] = {}
    for problem in attempt.fresh:
        if problem.line:
            data = made.get(problem.file) or attempt.read(problem.file)
            made[problem.file] = with_name(data, problem.line, old, new)
    return {path: data for path, data in made.items() if data != attempt.read(path)}


def _hashes(attempt: Attempt) -> dict[str, bytes]:
    """The translations that were up to date, and are so still: of their original only links are others."""
    assert attempt.before.site and attempt.after.site
    were = {attempt.plan.moves.get(row.file, row.file) for row in stale(attempt.before.site, attempt.trial)}
    names = [row.file for row in stale(attempt.after.site, attempt.trial) if row.file not in were]
    for _written in mark_current(attempt.trial, names) if names else ():
        pass
    return {name: attempt.read(name) for name in names}


def _mark(problem: Problem, moves: Mapping[str, str]) -> tuple[str, ...]:
    """What tells a problem from others, wherever its line is; the files that it names are those of afterwards."""
    said = [problem.rule, problem.level, problem.file, problem.field, str(problem.message)]
    for old, new in moves.items():
        said = [words.replace(old, new) for words in said]
    return tuple(said)


def _examined(settings: Settings) -> Result:
    result = Result()
    examine_all(settings, our_stages(), result)
    return result


@contextmanager
def _tried(settings: Settings, before: Result, plan: Renaming) -> Iterator[Attempt]:
    """The rename done in a copy of the content, which goes at the end.

    It lies in the cache, mostly on the same disk, so that recordings are the same files by another name.
    """
    content, cache = settings.read.content.absolute(), settings.run.cache
    try:
        cache.mkdir(parents=True, exist_ok=True)
        made = tempfile.TemporaryDirectory(prefix="rename-", dir=cache)
    except OSError as error:
        raise MachineError(_CANNOT.format(file=cache, why=error.strerror or error)) from error
    with made as folder:
        copy = Path(folder) / "content"
        shutil.copytree(content, copy, copy_function=_linked, symlinks=True)
        _do(copy, plan)
        trial = replace(settings, read=msgspec.structs.replace(settings.read, content=copy))
        yield Attempt(before, plan, trial, _examined(trial))


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
            _put(content / path, data)
        for folder in sorted({(content / old).parent for old in plan.moves}, reverse=True):
            if folder != content and not any(folder.iterdir()):
                folder.rmdir()
    except OSError as error:
        raise MachineError(_CANNOT.format(file=error.filename or content, why=error.strerror or error)) from error


def _put(file: Path, data: bytes) -> None:
    """Write a file anew: one that has other names keeps its bytes there."""
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_bytes(data)
    fresh.chmod(file.stat().st_mode)
    fresh.replace(file)


def _show(settings: Settings, attempt: Attempt) -> None:
    print(tell(_PLAN))
    for old, new in attempt.plan.moves.items():
        print(tell(_MOVE.format(old=old, new=new)))
    aliased = {entry.source: had for entry, had in attempt.readdressed}
    for file, had in aliased.items():
        print(tell(_ALIAS.format(file=file, address=f"/{had}")))
    for path in attempt.plan.texts:
        if path not in aliased:
            print(tell(_WRITE.format(file=path)))
    lost = sorted(_addresses(attempt.before, settings) - _addresses(attempt.after, settings))
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
    return sys.stdin.isatty() and answer(tell(_ASK)).lower()[:1] in (tell(_YES), "y")
