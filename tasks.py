"""The tasks: one for each command of the site, made from the list of commands; the others are a few lines each."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from inspect import Parameter, Signature
from pathlib import Path
from typing import Any

from invoke import Collection, Task, task

from plugins.cli.main import COMMANDS, main
from plugins.cli.options import Command, Option


def task_of(name: str, command: Command) -> Task[Any]:
    """The task of a command: it takes what the command takes, and runs it in this very process.

    So every byte that it prints, every signal and its exit status are the command's own. Paths stand behind `--`.
    """
    options = [option for option in command.options if not option.is_many]

    def run(c: Any, **given: Any) -> None:
        words = [word for option in options for word in option.words(given[option.name])]
        if len(options) < len(command.options) and "--" in sys.argv:
            words += sys.argv[sys.argv.index("--") :]
        status = main([name, *words])
        if status:
            raise SystemExit(status)

    run.__doc__ = f"{str(command.help)[0].upper()}{str(command.help)[1:]}."
    run.__signature__ = Signature([_parameter("c"), *map(_of, options)])  # type: ignore[attr-defined]
    lists = [option.name for option in options if option.how.get("action") == "append"]
    return Task(run, name=name, help={option.name: str(option.how["help"]) for option in options}, iterable=lists)


def _of(option: Option) -> Parameter:
    """An option as Invoke knows it: its default says its type, and what has none must be given."""
    kinds: dict[str, Any] = {"store_true": False, "append": []}
    return _parameter(option.name, Parameter.empty if option.is_argument else kinds.get(option.how.get("action"), ""))


def _parameter(name: str, default: Any = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=default)


def call(*line: str, cwd: str | None = None) -> None:
    """Another program, with our own streams and its exit status; it ends when we are ended."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    with subprocess.Popen(line, cwd=cwd) as program:
        try:
            status = program.wait()
        except BaseException:
            program.terminate()
            raise
    if status:
        raise SystemExit(status)


@task
def catalogues(c):
    """Gather the messages of theme and code into the catalogues; what is new waits there, empty, to be translated."""
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)  # where babel.cfg finds what reads our code
    _gather("theme", "translations", "translations/babel.cfg", "templates", "../plugins")
    _gather("plugins/i18n", "translations", "translations/babel.cfg", "../../plugins")
    for locale in sorted(Path("plugins/channels").glob("*/locale")):
        _gather(str(locale.parent), "locale", "../../i18n/channel.cfg", ".")


def _gather(cwd, folder, config, *sources):
    """Bring the catalogues of a folder up to what the sources say."""
    babel = (sys.executable, "-m", "babel.messages.frontend", "-q")
    names = ("--project=Diavlos", "--version=1", "--copyright-holder=the Diavlos contributors")
    form = ("--add-location=file", "--sort-by-file", "-w", "110")
    template = f"{folder}/messages.pot"
    call(*babel, "extract", "-F", config, "-o", template, *names, *form, *sources, cwd=cwd)
    old = ("--no-fuzzy-matching", "--ignore-obsolete", "-w", "110")
    call(*babel, "update", "-i", template, "-d", folder, *old, cwd=cwd)


@task(help={"long": "the runs that take minutes as well"})
def test(c, long=False):
    """Run the tests on all cores."""
    some = () if long else ("-m", "not long")
    call(sys.executable, "-m", "pytest", "-q", "-n", "auto", "--dist", "worksteal", *some)


@task(help={"site": "the built site", "lighthouse": "its figures as well, for four pages"})
def audit(c, site="output", lighthouse=False):
    """Look at a built site as readers, browsers and validators do: accessibility, policy, weight, HTML."""
    tools = "tests/tools"
    if not Path(tools, "node_modules/axe-core").is_dir():
        call("npm", "ci", "--prefix", tools, "--no-audit", "--no-fund", "--silent")
    more = ("--lighthouse",) if lighthouse else ()
    call("node", f"{tools}/audit.mjs", site, "--headers", f"{site}/_headers", "--validate", *more)


@task
def lint(c):
    """Format, lint and types."""
    for words in (("ruff", "format", "--check", "."), ("ruff", "check", "."), ("mypy",)):
        call(sys.executable, "-m", *words)


@task(help={"into": "this folder"})
def package(c, into="dist"):
    """Build the program as a package, sdist and wheel: the same bytes from the same commit, on any machine."""
    moment = subprocess.check_output(("git", "log", "-1", "--format=%ct"), text=True).strip()
    os.environ.setdefault("SOURCE_DATE_EPOCH", moment)
    call(sys.executable, "-m", "hatchling", "build", "--directory", into)


@task
def lock(c):
    """Resolve the dependencies anew, with hashes."""
    options = ("--quiet", "--generate-hashes", "--strip-extras", "--allow-unsafe", "--no-emit-index-url")
    compile = (sys.executable, "-m", "piptools", "compile", *options, "--no-emit-find-links")
    call(*compile, "-o", "requirements.txt", "pyproject.toml")
    call(*compile, "--extra", "dev", "-c", "requirements.txt", "-o", "requirements-dev.txt", "pyproject.toml")


namespace = Collection(catalogues, test, audit, lint, package, lock)
for name, command in COMMANDS.items():
    namespace.add_task(task_of(name, command))
