"""The command line: `python -m plugins COMMAND`; every `invoke` task calls the same functions."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from plugins import __version__
from plugins.cli.options import (
    ALLOWED,
    BUILD,
    CHECK,
    CODEOWNERS,
    DOCTOR,
    EXPORT,
    FORM,
    HEALTH,
    HOSTING,
    IMPORT,
    INIT,
    LIMITS,
    NEW,
    PROPOSAL,
    PUBLISH,
    RENAME,
    SCHEMAS,
    SERVE,
    SITE,
    STATS,
    TRANSLATIONS,
    VSCODE,
    Command,
)
from plugins.i18n.languages import with_facts
from plugins.i18n.messages import of_terminal, speak, tell
from plugins.model.errors import DiavlosError
from plugins.model.problem import _
from plugins.model.value import Language
from plugins.settings.run import MEDIA

# Setting → the option that stands for it.
FOLDERS = {"PATH": "content", "OUTPUT_PATH": "output", "PUBLISHED": "published"}
CHOICES = {
    "JOBS": "jobs",
    "EXPLAIN": "explain",
    "NOW": "now",
    "SITEURL": "site_url",
    "DRAFTS": "drafts",
    "PROBLEM_FORMAT": "format",
    "PROBLEM_LANGUAGE": "lang",
    "REPORT": "report",
    "CLEAN": "clean",
    "PREVIEW": "preview",
    "UNMADE": "unmade",
    "WORKERS": "workers",
    "FORM_SERVER": "form_server",
}
MADE: list[Any] = []  # what a build leaves behind, held so that `leave` may end without taking it apart


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, and return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # Greek on a terminal that only knows ASCII
    speak(_asked(sys.argv[1:] if arguments is None else arguments))
    options = parser().parse_args(arguments)
    try:
        return int(options.command(options) or 0)
    except DiavlosError as error:
        print(f"diavlos: {tell(error)}", file=sys.stderr)
        return error.exitcode
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        from plugins.cli.crash import report

        return report(error)


def _asked(arguments: Sequence[str]) -> Language:
    """Return the language that `--lang` names, else that of the terminal."""
    words = " ".join(arguments).replace("--lang=", "--lang ").split()
    return words[words.index("--lang") + 1] if "--lang" in words[:-1] else of_terminal()


def parser() -> argparse.ArgumentParser:
    """All commands and their options; `docs/commands.md` explains them."""
    root = argparse.ArgumentParser(
        prog="diavlos" if Path(sys.argv[0]).stem == "diavlos" else "python -m plugins",
        description=tell(_("Diavlos: write once, go out on every channel.")),
    )
    root.add_argument("--version", action="version", version=f"diavlos {__version__}", help=tell(_("say which it is")))
    commands = root.add_subparsers(required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        own = commands.add_parser(name, help=tell(command.help))
        for option in command.options:
            own.add_argument(*option.names, **option.how | {"help": tell(option.how["help"])})
        own.set_defaults(command=command.run)
    return root


def run_build(options: argparse.Namespace) -> int:
    from plugins.cli.report import clear_report

    clear_report(options.report)  # whatever the settings hold
    host = load(options)
    if host.typed.run.workers:
        from plugins.cli.cluster import prepare

        prepare(host.settings, host.typed)
    MADE.append(host.run())
    return 0


def run_check(options: argparse.Namespace) -> int:
    from plugins.cli.fix import add_ids, add_missing

    options.unmade = MEDIA
    host = load(options)
    if options.fix or options.ids:
        for name, field in (add_missing if options.fix else add_ids)(host.typed):
            print(f"{name}: {field}")
    if options.watch:
        from plugins.cli.serve import sources
        from plugins.cli.watch import check_again

        check_again(lambda: load(options).check(tuple(options.paths)), sources(host.typed))
    host.check(tuple(options.paths))
    return 0


def run_media(options: argparse.Namespace) -> int:
    load(options).media()
    return 0


def run_published(options: argparse.Namespace) -> int:
    load(options).published()
    return 0


def run_publish(options: argparse.Namespace) -> int:
    from plugins.cli.publish import publish

    return publish(load(options), options)


def run_health(options: argparse.Namespace) -> int:
    from plugins.cli.health import health

    return health(options.url, options.into, options.lang or of_terminal())


def run_stats(options: argparse.Namespace) -> int:
    from plugins.cli.stats import stats

    settings = load(options).typed
    return stats(settings, options.logs, options.into, options.lang or settings.site.default_language)


def run_new(options: argparse.Namespace) -> int:
    from plugins.cli.new import Wanted, begin

    titles = {lang: getattr(options, f"title_{lang}") for lang in with_facts()}
    wanted = Wanted(options.kind, options.title, titles, options.show, options.folder)
    for path in begin(load(options).typed, wanted):
        print(path)
    return 0


def run_init(options: argparse.Namespace) -> int:
    from plugins.cli.init import begin_site

    return begin_site(options)


def run_rename(options: argparse.Namespace) -> int:
    from plugins.cli.rename import rename

    options.unmade = MEDIA
    return rename(load(options).typed, options)


def run_codeowners(options: argparse.Namespace) -> int:
    from plugins.cli.owners import codeowners

    print(codeowners(options.forge, load(options).typed), end="")
    return 0


def run_allowed(options: argparse.Namespace) -> int:
    from plugins.cli.owners import allowed

    return allowed(load(options).typed, options.base, options.head, options.author)


def run_proposal(options: argparse.Namespace) -> int:
    from plugins.cli.proposal import proposal

    options.unmade, options.format, options.drafts = MEDIA, "github", True  # said in the site's own language
    print(proposal(load(options).typed, options.base, options.link), end="")
    return 0


def run_doctor(options: argparse.Namespace) -> int:
    from plugins.cli.doctor import doctor

    settings: Any = None
    if Path(options.settings).is_file():
        try:
            settings = load(options).typed
        except DiavlosError as error:
            settings = error
        except SystemExit as end:  # what a settings file lacks is told already
            settings = end.__cause__
    return doctor(settings, options.format, options.lang or of_terminal())


def run_hosting(options: argparse.Namespace) -> int:
    from plugins.cli.hosting import configuration

    print(configuration(options.server, load(options).typed), end="")
    return 0


def run_limits(options: argparse.Namespace) -> int:
    from plugins.cli.limits import limits

    return limits(load(options).typed, options.host)


def run_vscode(options: argparse.Namespace) -> int:
    from plugins.cli.vscode import write_vscode

    for path in write_vscode(load(options).typed):
        print(path)
    return 0


def run_schemas(options: argparse.Namespace) -> int:
    from plugins.cli.schemas import write_schemas

    for path in write_schemas(load(options).typed, options.folder):
        print(path)
    return 0


def run_export(options: argparse.Namespace) -> int:
    from plugins.cli.moving import export_site

    return export_site(load(options).typed, options.folder)


def run_import(options: argparse.Namespace) -> int:
    from plugins.cli.moving import import_site
    from plugins.moving.flow import Wish

    wish = Wish(options.into, tuple(options.fetch or ()), options.dry_run)
    return import_site(load(options).typed, options.source, wish, options.feed or (), options.pairs)


def run_status(options: argparse.Namespace) -> int:
    from plugins.cli.status import print_status, status_of

    settings = load(options).typed
    print_status(status_of(settings), settings, options.lang)
    return 0


def run_translations(options: argparse.Namespace) -> int:
    from plugins.cli.status import TRANSLATED, print_status, status_of
    from plugins.cli.translations import mark_current

    settings = load(options).typed
    if options.current:
        for name, field in mark_current(settings, options.current):
            print(f"{name}: {field}")
        return 0
    if options.export or options.merge:
        from plugins.cli.interchange import travel

        for line in travel(settings, options):
            print(line)
        return 0
    print_status(status_of(settings, TRANSLATED), settings, options.lang)
    return 0


def run_serve(options: argparse.Namespace) -> int:
    from plugins.cli.serve import ADDRESS, LATER, serve

    def site(made: frozenset[str]) -> Any:
        options.unmade = LATER - made
        return load(options)

    gc.enable()
    options.site_url = options.site_url or ADDRESS
    options.preview = True
    if not options.form:
        serve(site, options.port)
        return 0
    from plugins.cli.form import writing

    with writing(load(options).typed, options.port) as address:
        options.form_server = address
        serve(site, options.port)
    return 0


def run_form(options: argparse.Namespace) -> int:
    from plugins.cli.form import fetch

    for path in fetch(load(options).typed):
        print(path)
    return 0


def load(options: argparse.Namespace) -> Any:
    """The site that the options name."""
    from plugins.cli import host

    return host.load(Path(options.settings), overrides(options))


def overrides(options: argparse.Namespace) -> dict[str, Any]:
    """Return the settings that the options stand for."""
    given = vars(options)
    found = {name: str(path.absolute()) for name, of in FOLDERS.items() if (path := given.get(of))}
    chosen = {name: given.get(of) for name, of in CHOICES.items()}
    found |= _cache(given.get("cache"))
    return found | {name: value for name, value in chosen.items() if value is not None and value is not False}


def _cache(given: str | None) -> dict[str, str]:
    """The setting of a cache: an address is that of one which machines share, any other word a folder."""
    if not given:
        return {}
    return {"SHARED_CACHE": given} if "://" in given else {"CACHE_PATH": str(Path(given).absolute())}


COMMANDS = {
    "build": Command(_("build the site of content/ into output/"), run_build, (*SITE, *BUILD)),
    "check": Command(_("name every problem in the content"), run_check, (*SITE, *CHECK)),
    "status": Command(_("list what waits, what goes out or ends soon, and what is to be translated"), run_status, SITE),
    "translations": Command(_("list what is to be translated"), run_translations, (*SITE, *TRANSLATIONS)),
    "media": Command(_("measure and encode the recordings"), run_media, SITE),
    "published": Command(_("write into the ledger what this site publishes"), run_published, SITE),
    "publish": Command(_("build, and bring the site out at a place"), run_publish, (*PUBLISH, *SITE)),
    "health": Command(_("look at a site from outside, as stations do, and say what is broken"), run_health, HEALTH),
    "stats": Command(_("count downloads, subscribers and pages in access logs"), run_stats, (*STATS, *SITE)),
    "hosting": Command(_("print the configuration of a server for this site"), run_hosting, (*HOSTING, *SITE)),
    "limits": Command(_("say whether the site that was built fits a free host"), run_limits, (*LIMITS, *SITE)),
    "new": Command(_("begin an entry in every language, as a draft"), run_new, NEW),
    "import": Command(_("bring the texts of another system here, with their addresses and guids"), run_import, IMPORT),
    "export": Command(_("give all texts as plain Markdown and JSON"), run_export, EXPORT),
    "init": Command(_("begin a site of your own in a folder"), run_init, INIT),
    "rename": Command(_("move a text, and have what led to it lead on"), run_rename, RENAME),
    "doctor": Command(_("say what this machine has, what is missing, and how to get it"), run_doctor, DOCTOR),
    "proposal": Command(_("say in a few lines what a proposal changes, as a comment"), run_proposal, PROPOSAL),
    "allowed": Command(_("say whether a proposal touches only what is its author's"), run_allowed, ALLOWED),
    "codeowners": Command(_("print CODEOWNERS, by which forges ask who must agree"), run_codeowners, CODEOWNERS),
    "vscode": Command(_("write what Visual Studio Code needs to help whoever writes"), run_vscode, VSCODE),
    "schemas": Command(_("write JSON Schemas of the front matter, for editors' tools"), run_schemas, SCHEMAS),
    "form": Command(_("fetch the form in the browser, and what it writes with on this machine"), run_form, FORM),
    "serve": Command(_("build, serve on this machine, and build again at every change"), run_serve, (*SITE, *SERVE)),
}


def leave(status: int) -> NoReturn:
    """End the process at once: to free a hundred thousand objects first takes a tenth of a small build."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def program() -> NoReturn:
    """Run the command of this process's arguments, and end it."""
    gc.disable()  # nothing that is imported is garbage; `serve`, which goes on, turns it on again
    try:
        code = main()
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        code = end.code
    leave(code)
