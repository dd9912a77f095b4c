"""The edge of a build: prints what there is to say, writes the report, and turns our errors into exit statuses."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from msgspec import structs

from plugins.cli import crash
from plugins.cli.report import (
    BUILDABLE,
    BUILT,
    NOT_BUILT,
    clear_report,
    print_film,
    print_problems,
    print_recording,
    print_summary,
    print_verdict,
    told,
    write_report,
)
from plugins.cli.sharing import shared_cache
from plugins.engine.pipeline import build, examine, parsed_in, weed
from plugins.engine.result import Result
from plugins.engine.stages import Stages
from plugins.i18n.messages import tell
from plugins.model.errors import CacheDamaged, ContentError, DiavlosError, MachineError
from plugins.model.problem import Message, _
from plugins.settings import Settings

_UNTOUCHED = _("{cause}; the last good site is untouched")
_PUBLISHED_BUT = _("the site was published, but: {cause}")


def build_site(settings: Settings, stages: Stages) -> Result:
    """Build, and say what was done. Raises SystemExit with the status of what went wrong."""
    result = Result()
    with ending(), reporting(settings, result, BUILT), truthful(result), without_collector(), shared_cache(settings):
        build(settings, stages, result)
    return result


def check_site(settings: Settings, stages: Stages, paths: tuple[str, ...] = ()) -> Result:
    """Find the problems (of `paths` alone, where given) and what would be made; the site is not touched."""
    result = Result()
    settings = replace(settings, run=structs.replace(settings.run, looked_at=_looked_at(settings, paths)))
    with ending(), reporting(settings, result, BUILDABLE, paths), truthful(result):
        examine_all(settings, stages, result)
        result.problems = [problem for problem in result.problems if is_below(problem.file, paths)]
        result.raise_errors()
    return result


def _looked_at(settings: Settings, paths: tuple[str, ...]) -> tuple[str, ...]:
    """The texts whose writing is looked at: those of which notes would be told."""
    from plugins.cli.changed import changed_files

    if paths or settings.run.problem_format == "json":
        return tuple(map(below_content, paths)) or ("",)
    changed = changed_files(settings.read.content)
    return ("",) if changed is None else tuple(sorted(changed))


def publish_site(settings: Settings, stages: Stages) -> Result:
    """Write into the ledger what this site publishes; while the gate names a change, nothing is written."""
    from plugins.publish.gate import RULE, publish
    from plugins.publish.ledger import write_ledger

    result = Result()
    with ending(), reporting(settings, result), truthful(result):
        examine_all(settings, stages, result)
        result.raise_errors()
        assert result.site
        ledger = publish(result.site, result.editions, settings)
        if any(problem.rule == RULE for problem in result.problems):
            raise ContentError(result.problems)
        write_ledger(settings.run.published, ledger)
    return result


def media_site(settings: Settings, stages: Stages) -> Result:
    """Measure and encode every recording, as a build would, and say what was found; the site is not touched."""
    result = Result()
    with ending(), reporting(settings, result), truthful(result):
        examine_all(settings, stages, result)
        for edition in result.editions.values():
            for entry in edition.entries:
                if entry.guid in edition.recordings:
                    print_recording(entry, edition.recordings[entry.guid])
                if entry.guid in edition.films:
                    print_film(entry, edition.films[entry.guid])
        result.raise_errors()
    return result


def examine_all(settings: Settings, stages: Stages, result: Result) -> None:
    """Read and check the site; where the cache turns out to be damaged, once more without it, as a build does."""
    try:
        _examine_all(settings, stages, result, clean=False)
    except CacheDamaged as error:
        weed(error, settings)
        result.problems.clear()
        _examine_all(settings, stages, result, clean=True)


def _examine_all(settings: Settings, stages: Stages, result: Result, clean: bool) -> None:
    with parsed_in(settings, result.progress, clean) as parsed:
        examine(settings, stages, result, parsed)


@contextmanager
def without_collector() -> Iterator[None]:
    """A build makes many objects and drops few before its end: looking for cycles among them is a fifth of its time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def truthful(result: Result) -> Iterator[None]:
    """Where the machine fails, the error says which site readers have: the last one, or after all the new one."""
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise _failed(f"{error.strerror or error}{where}", result) from error
    except MachineError as error:
        raise _failed(error.message, result) from error
    except Exception as error:
        if not result.is_published:
            raise
        raise _failed(f"{type(error).__name__}: {error}", result) from error


def _failed(cause: Message | str, result: Result) -> MachineError:
    sentence = _PUBLISHED_BUT if result.is_published else _UNTOUCHED
    return MachineError(sentence.format(cause=cause))


@contextmanager
def reporting(
    settings: Settings, result: Result, done: Message | None = None, paths: tuple[str, ...] = ()
) -> Iterator[None]:
    """The problems, the report and the last lines, whether the build went well or not.

    `done` is what became of the site where it went well; a command that leaves it as it is says nothing of it.
    """
    clear_report(settings.run.report)
    error: DiavlosError | None = None
    try:
        yield
    except DiavlosError as raised:
        error = raised
        raise
    finally:
        if error or not sys.exc_info()[0]:
            problems = told(result.problems, settings, paths)
            print_problems(problems, settings)
            failure = _reported(settings, result, error)
            if error is None and failure is None:
                print_summary(result, settings)
            if done:
                outcome = done if error is None or result.is_published else NOT_BUILT
                print_verdict(result, settings, outcome, len(result.problems) - len(problems))
            if failure and error is None:
                raise failure
            if failure:
                print(f"diavlos: {tell(failure)}", file=sys.stderr)


def _reported(settings: Settings, result: Result, error: DiavlosError | None) -> MachineError | None:
    """Write the report; gives what kept it from being written."""
    try:
        write_report(result, settings, error)
    except MachineError as failure:
        return _failed(failure.message, result)
    return None


@contextmanager
def ending() -> Iterator[None]:
    """Errors end the process with a sentence and their status; SystemExit passes Pelican's command line by."""
    try:
        yield
    except ContentError as error:
        raise SystemExit(error.exitcode) from error  # its problems are printed already
    except DiavlosError as error:
        print(f"diavlos: {tell(error)}", file=sys.stderr)
        raise SystemExit(error.exitcode) from error
    except Exception as error:
        raise SystemExit(crash.report(error)) from error


def below_content(path: str) -> str:
    """Return a path as it is below the content folder: `content/` may stand before it."""
    return f"{path.removeprefix('./')}/".removeprefix("content/").removeprefix("./").rstrip("/")


def is_below(file: str, paths: tuple[str, ...]) -> bool:
    """Whether a file of the content is one of these paths or lies below one; `content/` may stand before them."""
    wanted = [below_content(path) for path in paths]
    return not wanted or any(not path or file == path or file.startswith(f"{path}/") for path in wanted)
