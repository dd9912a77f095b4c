"""`init`: begins a site of one's own in a folder: settings, words, a first text of each kind, look, host’s files."""

from __future__ import annotations

import argparse
import sys
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import available_timezones

from plugins import __version__
from plugins.cli.fix import add_missing
from plugins.cli.starter.site import HOSTS, files_of
from plugins.cli.starter.wanted import (
    STARTED,
    WantedSite,
    colour_of,
    kinds_of,
    languages_of,
    timezone_of,
    without_words,
)
from plugins.i18n.languages import with_facts
from plugins.i18n.messages import tell
from plugins.model.errors import MachineError, UsageError
from plugins.model.problem import Message, _
from plugins.model.value import Language
from plugins.settings.run import moment_of_build
from plugins.settings.site import absolute_url

_TAKEN = _("init: {folder} is not empty; name a folder that is, or that is not there yet")
_NO_NAME = _("init: --name is missing: what is the site called?")
_NO_FILE = _("init: --{name}: there is no file {file}")
_NO_WHEEL = _("init: --program takes the program as a package, diavlos-….whl, not {file}")
_NO_ZONE = _("init: --timezone is a name such as Europe/Athens, not {name}")
_CANNOT = _("init: {file}: {why}")
_ENGLISH = _("init: nobody has written the first texts in {languages} yet: they are English, to be translated")
_INDEX = _("The host installs diavlos=={version}: unless its index has that, bring the package along with --program")
_DONE = _("{folder}: {count} files. How to go on: cd {folder}, then diavlos serve --drafts")

#: What is asked on a terminal, for each option that was not given: the question, and the usual answer.
QUESTIONS: Mapping[str, tuple[Message, str]] = {
    "name": (_("What is the site called?"), ""),
    "languages": (_("In which languages, the first one first? (el,en)"), "el,en"),
    "url": (_("Where will it stand?"), "https://example.org"),
    "email": (_("An e-mail address for its readers, if it has one"), ""),
    "host": (_("Where is it published? ({hosts}; nothing: elsewhere)").format(hosts=", ".join(HOSTS)), ""),
    "kinds": (_("Which kinds of text? ({kinds}; nothing: all)").format(kinds=", ".join(STARTED)), ""),
    "colour": (_("Its colour, as #0a5680 (nothing: the theme’s)"), ""),
    "logo": (_("Its logo, a file in PNG or SVG (nothing: the theme’s mark)"), ""),
}


def begin_site(options: argparse.Namespace) -> int:
    """Write the site that the options ask for; on a terminal, what they leave open is asked."""
    folder: Path = options.folder
    refuse_taken(folder)
    answers = vars(options) | (asked(options) if sys.stdin.isatty() else {})
    site = wanted_of(answers)
    write(folder, files_of(site))
    mark_translations(folder, options.lang)
    if foreign := without_words(site.languages):
        print(tell(_ENGLISH.format(languages=", ".join(foreign))))
    if site.host and HOSTS[site.host].files and not site.program:
        print(tell(_INDEX.format(version=__version__)))
    print(tell(_DONE.format(folder=folder, count=sum(path.is_file() for path in folder.rglob("*")))))
    return 0


def refuse_taken(folder: Path) -> None:
    """Raises UsageError for a folder that holds something, or for what is no folder."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(_TAKEN.format(folder=folder))


def answer(question: str) -> str:
    """What somebody at a terminal answers; who ends the input there, ends the command."""
    try:
        return input(question).strip()
    except EOFError:
        raise KeyboardInterrupt from None


def asked(options: argparse.Namespace) -> dict[str, str]:
    """Return the answers to what the options leave open."""
    return dict(_answers({name: getattr(options, name) for name in QUESTIONS}))


def _answers(given: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    for name, (question, usual) in QUESTIONS.items():
        if not given[name]:
            shown = f" [{usual}]" if usual else ""
            yield name, answer(f"{tell(question)}{shown} ") or usual


def wanted_of(given: Mapping[str, object]) -> WantedSite:
    """Return the site that was asked for. Raises UsageError for whatever of it can't be."""
    said = {name: str(value or "") for name, value in given.items()}
    if not said["name"].strip():
        raise UsageError(_NO_NAME)
    languages = languages_of(said["languages"] or QUESTIONS["languages"][1])
    timezone = said["timezone"] or timezone_of(languages[0])
    if timezone not in available_timezones():
        raise UsageError(_NO_ZONE.format(name=repr(timezone)))
    if said["host"] and said["host"] not in HOSTS:
        known = ", ".join(HOSTS)
        raise UsageError(
            _("init: --host: there is no {host}; there are {known}").format(host=said["host"], known=known)
        )
    return WantedSite(
        name=said["name"].strip(),
        languages=languages,
        moment=moment_of_build(None, timezone),
        ids=tuple(str(uuid.uuid4()) for _number in range(len(STARTED) + 2)),
        names={lang: name for lang in with_facts() if (name := said.get(f"name_{lang}", ""))},
        url=absolute_url("--url", said["url"] or QUESTIONS["url"][1]),
        email=said["email"],
        timezone=timezone,
        kinds=kinds_of(said["kinds"]),
        host=said["host"],
        colour=colour_of("colour", said["colour"]),
        accent=colour_of("accent", said["accent"]),
        logo=_file("logo", said["logo"]),
        program=_wheel(_file("program", said["program"])),
    )


def _file(name: str, given: str) -> Path | None:
    if given and not Path(given).is_file():
        raise UsageError(_NO_FILE.format(name=name, file=given))
    return Path(given) if given else None


def _wheel(file: Path | None) -> Path | None:
    if file and not (file.name.startswith("diavlos-") and file.suffix == ".whl"):
        raise UsageError(_NO_WHEEL.format(file=file))
    return file


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files below a folder. Raises MachineError where that can't be."""
    try:
        for path, data in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)
    except OSError as error:
        raise MachineError(_CANNOT.format(file=error.filename or folder, why=error.strerror or error)) from error


def mark_translations(folder: Path, lang: Language | None) -> None:
    """Have the first translations say which text they translate, as `check --fix` does; it goes on in this language."""
    from plugins.cli.host import load

    for _written in add_missing(load(folder / "pelicanconf.py", {"PROBLEM_LANGUAGE": lang} if lang else {}).typed):
        pass
