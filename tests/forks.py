"""The command line in a copy of this process, which has the modules already: a third of the time of an interpreter."""

from __future__ import annotations

import contextlib
import functools
import importlib
import logging
import os
import pkgutil
import signal
import subprocess
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, NoReturn

import plugins
from plugins.channels.shared.filters import filters_for
from plugins.channels.shared.theme import Theme

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 300  # a build that takes longer hangs


def forked(
    words: Sequence[str], main: Callable[[Sequence[str]], int] | None = None
) -> subprocess.CompletedProcess[str]:
    """Return what `python -m plugins WORDS` said and its status; `main` stands for the command line's own."""
    _import_everything()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # other threads may run here; the child uses none of their locks
            child = os.fork()
        if not child:
            _run_as_child(words, main or command_line, out, err)
        _, status = os.waitpid(child, 0)
        return subprocess.CompletedProcess(words, os.waitstatus_to_exitcode(status), _text(out), _text(err))


@functools.cache
def _import_everything() -> None:
    for module in pkgutil.walk_packages(plugins.__path__, "plugins."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    importlib.import_module("icalendar")  # which a build imports when it makes its first calendar
    theme = Theme(ROOT / "theme", {}, filters_for(), {})
    for name in theme.env.list_templates(
        filter_func=lambda name: "__pycache__" not in name
    ):  # as `serve` has them from its build before
        theme.env.get_template(name)


def _run_as_child(
    words: Sequence[str], main: Callable[[Sequence[str]], int], out: IO[bytes], err: IO[bytes]
) -> NoReturn:
    """Run with streams, folder and loggers as a process of its own has them, and go."""
    code = 70
    try:
        signal.alarm(SECONDS)
        os.chdir(ROOT)
        sys.argv = ["-m", *words]
        logging.getLogger().handlers.clear()
        for number, file in ((1, out), (2, err)):
            os.dup2(file.fileno(), number)
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - for the rest of the process
        sys.stderr = open(2, "w", encoding="utf-8", closefd=False, buffering=1)  # noqa: SIM115
        code = main(words)
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def command_line(words: Sequence[str]) -> int:
    """The status that the interpreter would end with."""
    from plugins.cli.main import main

    try:
        return main(words)
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:
        traceback.print_exc()
        return 1


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()
