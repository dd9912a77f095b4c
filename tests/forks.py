"""The command line in a copy of this process, which has the modules already: a third of the time of an interpreter."""

from __future__ import annotations

import contextlib
import functools
import gc
import hashlib
import importlib
import io
import logging
import os
import pkgutil
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, NoReturn

from babel import Locale

import plugins
from plugins.channels import chosen
from plugins.channels.shared.filters import filters_for
from plugins.channels.shared.theme import SHARED, Theme
from plugins.cli.main import MADE
from plugins.i18n import catalogues, messages
from plugins.i18n.catalogues import path_in
from plugins.model.kinds import FIELDS_OF
from plugins.read.schemas import schema
from plugins.translate import catalogues as themes_catalogues
from tests.command_line import command_line

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 300  # a build that takes longer hangs
#: What a build imports when it first needs it.
LATE = (
    *("babel.lists", "babel.messages.mofile", "babel.messages.pofile", "feedgen.feed", "icalendar", "lxml.html"),
    *("multiprocessing.popen_fork", "plugins.channels.shared.feed.writer", "segno", "tomllib"),
)


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


def forked_in(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Return what another checkout's command line said, run in its folder and by its own code, imported anew."""

    def main(words: Sequence[str]) -> int:
        os.chdir(checkout)
        for name in [name for name in sys.modules if name.partition(".")[0] in ("plugins", "pelicanconf")]:
            del sys.modules[name]
        sys.path[:] = [str(checkout), *(path for path in sys.path if Path(path).resolve() != ROOT)]
        importlib.invalidate_caches()
        for name in ("plugins.i18n.messages", "plugins.translate.catalogues"):
            importlib.import_module(name).compile_po = _compiled_once  # type: ignore[attr-defined]  # a module by its name
        return command_line(words)

    return forked(words, main)


@functools.cache
def _import_everything() -> None:
    for module in pkgutil.walk_packages(plugins.__path__, "plugins."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in LATE:
        importlib.import_module(name)
    theme = Theme(ROOT / "theme", {}, filters_for(), {}, [*(channel.folder for channel in chosen({})), SHARED])
    for name in theme.env.list_templates(
        filter_func=lambda name: "__pycache__" not in name
    ):  # as `serve` has them from its build before
        theme.env.get_template(name)
    folders = [channel.locale for channel in chosen({})]
    for kind in FIELDS_OF:
        schema(kind, "Europe/Athens", tuple(own for channel in chosen({}) if (own := channel.fields(kind))))
    _build_once()
    for lang in ("el", "en"):
        _compiled_once(path_in(ROOT / "theme" / "translations", lang), lang, [path_in(one, lang) for one in folders])
        _compiled_once(path_in(messages.FOLDER, lang), lang, [path_in(one, lang) for one in folders])
        Locale(lang).territories  # noqa: B018 - reads what Babel knows of the language


def _build_once() -> None:
    """Build a small site, so that copies of this process have what a first build compiles and reads: a fifth of it."""
    from tests.conftest import lend_typefaces  # which imports this module

    said = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        cache = Path(folder) / "cache"
        lend_typefaces(cache)
        sites = ROOT / "tests" / "sites"
        words = ["build", "-s", sites / "settings.py", "--content", sites / "bilingual" / "content", "--lang", "en"]
        status = command_line([*map(str, words), "--cache", str(cache), "--output", f"{folder}/output", "--jobs", "1"])
        assert status == 0, said.getvalue()
    MADE.clear()
    messages.speak("en")  # as before any command


def compile_catalogues_once() -> None:
    """Have this process and its copies keep what compiling catalogues gave: it is a third of reading a small site."""
    # They import it, and do not export it: that is what mypy minds.
    messages.compile_po = themes_catalogues.compile_po = _compiled_once  # type: ignore[attr-defined]


_known_catalogues: dict[bytes, bytes] = {}  # what compiling gave, by all that was read


def _compiled_once(path: Path, lang: str, more: Sequence[Path] = ()) -> bytes:
    """Return what `compile_po` makes of these files; the same bytes are compiled once, for Babel takes a fifth of a
    second."""
    files = [one.read_bytes() if one.exists() else b"" for one in (path, *more)]
    key = hashlib.sha256(repr((lang, files)).encode()).digest()
    if key not in _known_catalogues:
        _known_catalogues[key] = catalogues.compile_po(path, lang, more)
    return _known_catalogues[key]


def _run_as_child(
    words: Sequence[str], main: Callable[[Sequence[str]], int], out: IO[bytes], err: IO[bytes]
) -> NoReturn:
    """Run with streams, folder and loggers as a process of its own has them, and go."""
    code = 70
    try:
        gc.disable()  # as `program` does; and a collection would touch, and so copy, every page of the parent
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


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()
