"""The command line: `python -m plugins.run COMMAND`; every `invoke` task calls the same functions."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from plugins.errors import DiavlosError

SETTINGS = "pelicanconf.py"
MADE: list[Any] = []  # what a build leaves behind, held so that `leave` may end without taking it apart


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # Greek on a terminal that only knows ASCII
    options = parser().parse_args(arguments)
    try:
        return int(options.command(options) or 0)
    except DiavlosError as error:
        print(f"diavlos: {error}", file=sys.stderr)
        return error.exitcode
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        from plugins.run.unforeseen import report

        return report(error)


def parser() -> argparse.ArgumentParser:
    """All commands and their options; `docs/commands.md` explains them."""
    root = argparse.ArgumentParser(
        prog="python -m plugins.run", description="Diavlos: write once, go out on every channel."
    )
    commands = root.add_subparsers(required=True, metavar="COMMAND")
    build = commands.add_parser("build", help="build the site of content/ into output/")
    _site_options(build)
    build.add_argument("--report", type=Path, metavar="FILE", help="write a JSON report")
    build.add_argument("--clean", action="store_true", help="make every file anew")
    build.add_argument("--explain", metavar="PATH", help="say why this output file was or was not made anew")
    build.set_defaults(command=run_build)
    check = commands.add_parser("check", help="name every problem in the content")
    _site_options(check)
    check.add_argument("paths", nargs="*", metavar="PATH", help="only problems of these files or folders")
    check.add_argument("--fix", action="store_true", help="write the missing ids first")
    check.set_defaults(command=run_check)
    media = commands.add_parser("media", help="measure and encode the recordings")
    _site_options(media)
    media.set_defaults(command=run_media)
    published = commands.add_parser("published", help="write into the ledger what this site publishes")
    _site_options(published)
    published.set_defaults(command=run_published)
    new = commands.add_parser("new", help="begin an entry in both languages")
    new.add_argument("kind")
    new.add_argument("title", help="the Greek title")
    new.add_argument("--title-en", default="", help="the English title")
    new.add_argument("--show", default="", help="the show of an episode")
    new.add_argument("--content", type=Path, metavar="DIR")
    new.set_defaults(command=run_new)
    serve = commands.add_parser("serve", help="build, serve on this machine, and build again at every change")
    _site_options(serve)
    serve.add_argument("--port", type=int, default=8000)
    serve.set_defaults(command=run_serve)
    return root


def _site_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("-s", "--settings", default=SETTINGS, metavar="FILE", help="the settings file")
    command.add_argument("--content", type=Path, metavar="DIR", help="build this content")
    command.add_argument("--output", type=Path, metavar="DIR", help="into this folder")
    command.add_argument("--cache", type=Path, metavar="DIR", help="what was parsed before; safe to delete")
    command.add_argument("--published", type=Path, metavar="FILE", help="the ledger of what was published")
    command.add_argument("--jobs", type=int, metavar="N", help="processes; all cores unless given")
    command.add_argument("--now", metavar="ISO", help="the moment to build for, as in 2026-03-25T18:30")
    command.add_argument("--site-url", metavar="URL", help="where the site will stand")
    command.add_argument("--drafts", action="store_true", help="show drafts and embargoed entries, for a preview")
    command.add_argument(
        "--format", choices=("text", "json", "github"), default="text", help="how problems are printed"
    )
    command.add_argument("--lang", choices=("el", "en"), help="the language of the problems")


def run_build(options: argparse.Namespace) -> int:
    MADE.append(load(options).run())
    return 0


def run_check(options: argparse.Namespace) -> int:
    from plugins.run.fix import add_missing_ids

    host = load(options)
    if options.fix:
        for name in add_missing_ids(host.typed):
            print(f"{name}: id")
    host.check(tuple(options.paths))
    return 0


def run_media(options: argparse.Namespace) -> int:
    load(options).media()
    return 0


def run_published(options: argparse.Namespace) -> int:
    load(options).published()
    return 0


def run_new(options: argparse.Namespace) -> int:
    from plugins.run.new import begin

    for path in begin(options.content or Path("content"), options.kind, options.title, options.title_en, options.show):
        print(path)
    return 0


def run_serve(options: argparse.Namespace) -> int:
    from plugins.run.serve import serve

    gc.enable()
    options.site_url = options.site_url or f"http://localhost:{options.port}"
    options.preview = True
    serve(lambda: load(options), options.port)
    return 0


def load(options: argparse.Namespace) -> Any:
    """The site that the options name."""
    from plugins.run import host

    return host.load(Path(options.settings), overrides(options))


def overrides(options: argparse.Namespace) -> dict[str, Any]:
    """The settings that the options stand for."""
    given = {
        "PATH": options.content and str(options.content.absolute()),
        "OUTPUT_PATH": options.output and str(options.output.absolute()),
        "CACHE_PATH": options.cache and str(options.cache.absolute()),
        "PUBLISHED": options.published and str(options.published.absolute()),
        "JOBS": options.jobs,
        "EXPLAIN": getattr(options, "explain", None),
        "NOW": options.now,
        "SITEURL": options.site_url,
        "DRAFTS": options.drafts,
        "PROBLEM_FORMAT": options.format,
        "PROBLEM_LANGUAGE": options.lang,
        "REPORT": getattr(options, "report", None),
        "CLEAN": getattr(options, "clean", False),
        "PREVIEW": getattr(options, "preview", False),
    }
    return {name: value for name, value in given.items() if value not in (None, False)}


def leave(status: int) -> NoReturn:
    """End the process without taking a hundred thousand objects apart first: that is a tenth of a small build."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    gc.disable()  # nothing that is imported is garbage; `serve`, which goes on, turns it on again
    try:
        code = main()
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        code = end.code
    leave(code)
