"""Pelican's class with our flow: `pelican` and `invoke build` both end up here."""

from __future__ import annotations

import difflib
import pkgutil
import sys
from typing import Any

from pelican import Pelican, signals
from pelican.plugins._utils import load_plugins
from pelican.settings import DEFAULT_CONFIG

import plugins
from plugins.errors import ContentError, DiavlosError, UsageError
from plugins.run.flow import Result, Stages, build, examine
from plugins.run.report import print_problems, print_summary, write_report
from plugins.settings import Settings, from_pelican

KNOWN = frozenset(DEFAULT_CONFIG)


class Diavlos(Pelican):
    """Runs our stages in place of Pelican's generators; settings, plugins, signals and theme folder stay Pelican's.

    Errors end the process with their own status and a sentence, never with a traceback: SystemExit passes Pelican's
    command line by.
    """

    def __init__(self, settings: dict[str, Any]):
        self.stages = Stages()
        with ending():
            super().__init__(settings)
            self.stages.refuse_gaps()
            self.typed: Settings = from_pelican(settings, KNOWN)

    def init_plugins(self) -> None:
        """Load and register every plugin, or stop: stock Pelican would publish without it."""
        self.plugins = []
        for name in self.settings["PLUGINS"]:
            try:
                loaded = load_plugins({**self.settings, "PLUGINS": [name]})
                for plugin in loaded:
                    plugin.register()
            except Exception as error:
                raise UsageError(f"plugin {name}: {type(error).__name__}: {error}") from error
            if not loaded:
                near = difflib.get_close_matches(str(name), _our_plugins(), 1)
                raise UsageError(f"plugin {name} cannot be found" + (f"; did you mean {near[0]}?" if near else ""))
            self.plugins += loaded

    def run(self) -> Result:
        """Build the site; the result, after the report is printed."""
        result = Result()
        with ending(self.typed, result):
            build(self.typed, self.stages, result)
        signals.finalized.send(self)
        return result

    def check(self, paths: tuple[str, ...] = ()) -> Result:
        """Find the problems (of `paths` alone, where given) and what would be made, and write nothing."""
        result = Result()
        with ending(self.typed, result):
            examine(self.typed, self.stages, result)
            result.problems = [problem for problem in result.problems if is_below(problem.file, paths)]
            result.raise_errors()
        return result


class ending:
    """The edge: prints what there is to say and turns our errors into exit statuses."""

    def __init__(self, settings: Settings | None = None, result: Result | None = None):
        self.settings, self.result = settings, result

    def __enter__(self) -> None:
        pass

    def __exit__(self, sort: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is not None and not isinstance(error, DiavlosError):
            return
        if self.settings and self.result:
            print_problems(self.result.problems, self.settings)
            write_report(self.result, self.settings, error)
            if error is None:
                print_summary(self.result, self.settings)
        if isinstance(error, DiavlosError):
            if not isinstance(error, ContentError):
                print(f"diavlos: {error}", file=sys.stderr)
            raise SystemExit(error.exitcode) from error


def is_below(file: str, paths: tuple[str, ...]) -> bool:
    """Whether a file of the content is one of these paths or lies below one; `content/` may stand before them."""
    wanted = [path.removeprefix("./").removeprefix("content/").rstrip("/") for path in paths]
    return not wanted or any(not path or file == path or file.startswith(f"{path}/") for path in wanted)


def _our_plugins() -> list[str]:
    stages = [module.name for module in pkgutil.iter_modules(plugins.__path__) if module.ispkg]
    return [f"plugins.{stage}.plugin" for stage in stages]
