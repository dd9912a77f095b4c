"""`doctor`: what this machine has of what a site needs, what is missing or out of date, and how to get it."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from pkgutil import resolve_name
from typing import Any, Literal, NamedTuple

from plugins import __version__
from plugins.i18n.messages import say, say_in_each
from plugins.model.errors import DiavlosError, MachineError
from plugins.model.problem import Message, _, joined
from plugins.model.value import Language
from plugins.settings import Settings

State = Literal["ok", "missing", "old", "optional"]
System = Literal["debian", "macos", "windows"]

ROOT = Path(__file__).resolve().parents[2]
LOCK = "requirements.txt"
PATIENCE = 20  # seconds that a program has to say what it is
LEAST_PYTHON = (3, 11)  # `requires-python` of pyproject.toml
#: What recordings and films are written with, and what for.
ENCODERS: Mapping[str, Message] = {
    "libmp3lame": _("MP3 of podcasts"),
    "libopus": _("the small files of podcasts"),
    "aac": _("sound of films"),
    "flac": _("lossless files for stations"),
    "pcm_s24le": _("WAV for stations"),
    "mp2": _("MP2 for stations"),
    "libx264": _("films"),
    "pcm_f32le": _("to measure sound"),
}
#: How a program comes onto a system.
_APT, _BREW, _WINGET = "sudo apt install {}", "brew install {}", "winget install --exact --id {}"
PROGRAMS: Mapping[str, tuple[str, str, str]] = {
    "python": ("python3 python3-venv", "python@3.13", "Python.Python.3.13"),
    "ffmpeg": ("ffmpeg", "ffmpeg", "Gyan.FFmpeg"),
    "git": ("git", "git", "Git.Git"),
    "hunspell": ("hunspell", "hunspell", "FSFhu.Hunspell"),
    "espeak-ng": ("espeak-ng", "espeak-ng", "eSpeak-NG.eSpeak-NG"),
    "node": ("nodejs npm", "node", "OpenJS.NodeJS.LTS"),
}
_STATES: Mapping[State, Message] = {
    "ok": _("well"),
    "missing": _("missing"),
    "old": _("out of date"),
    "optional": _("not there, and not needed"),
}
_PARTLY = _("there in part, and not needed")
_VERSION = re.compile(r"v?(\d+(?:\.\d+)+)")
_LOCKED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
_NEEDED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?((?:[<>=!~]=?[^,;\s]+,?)*)")
_BOUND = re.compile(r"(>=|==|<=|<|>)([0-9.]+)")

_RUNS = _("runs Diavlos")
_TOO_OLD = _("Diavlos needs {wanted} or later")
_LIBRARIES = _("the libraries, as the lock has them")
_BOUNDS = _("the libraries, as the program asks for them")
_DIFFER = _("{found} instead of {wanted}")
_ABSENT = _("{name} is not installed")
_OF_SITE = _("this site asks for {wanted} ({file})")
_ENCODES = _("measures and encodes recordings and films")
_OF_PACKAGES = _("the one that comes with the packages: it encodes all that is needed")
_NO_ENCODERS = _("can't write {names}")
_HISTORY = _("tells which texts you have changed, and publishes to forges")
_SPELLS = _("looks up spelling")
_NO_DICTIONARIES = _("has no dictionary for {names}")
_VOICES = _("reads the bulletin for screens (BULLETIN_VOICES)")
_FORM = _("runs the form in the browser on this machine")
_HANDOUTS = _("makes guides into PDF (HANDOUTS)")
_FONTS = _("the typefaces of the theme, in {folder}")
_NO_FONT = _("{package} lacks {file}")
_BROKEN_SETTINGS = _("the settings can't be read: {error}")
_VERDICT_WELL = _("everything that is needed is there")
_VERDICT = _("what is missing or out of date is to be got, as it says above")


class Inspection(NamedTuple):
    """What was found of one thing: how it is, its version, what it is for or what ails it, and how to get it."""

    name: str
    state: State
    found: str
    says: Message
    get: Mapping[System, str] = {}


def doctor(settings: Settings | DiavlosError | None, form: str, lang: Language) -> int:
    """Print what was found, as text or JSON. Returns 3 where something that is needed is missing or out of date."""
    findings = list(examined(settings))
    is_well = not any(finding.state in ("missing", "old") for finding in findings)
    if form == "json":
        record = {"well": is_well, "system": system(), "findings": [_record(finding) for finding in findings]}
        print(json.dumps(record, ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            print(_line(finding, lang))
        print(say(_VERDICT_WELL if is_well else _VERDICT, lang))
    return 0 if is_well else MachineError.exitcode


def examined(settings: Settings | DiavlosError | None) -> Iterator[Inspection]:
    """Yield what this machine has, and what a site lacks on it; without a site, what every site needs."""
    yield _python()
    yield from _libraries()
    if isinstance(settings, DiavlosError):
        yield Inspection("pelicanconf.py", "missing", "", _BROKEN_SETTINGS.format(error=settings.message))
    site = settings if isinstance(settings, Settings) else None
    if site:
        yield from _asked_for(site.read.content.parent / LOCK)
        yield from _typefaces(site)
    yield _ffmpeg()
    yield _program("git", _HISTORY, is_needed=False)
    yield _spelling(site.site.languages if site else ())
    yield _program("espeak-ng", _VOICES, is_needed=bool(site and site.media.voices))
    yield _handouts(site)
    yield _program("node", _FORM, is_needed=False)


def _python() -> Inspection:
    found, wanted = platform.python_version(), ".".join(map(str, LEAST_PYTHON))
    if sys.version_info < LEAST_PYTHON:
        return Inspection("python", "old", found, _TOO_OLD.format(wanted=wanted), ways("python"))
    return Inspection("python", "ok", found, _RUNS)


def _libraries() -> Iterator[Inspection]:
    """Every library that is not as it should be, or one finding that all are."""
    lock = ROOT / LOCK
    says = _LIBRARIES if lock.is_file() else _BOUNDS
    wanted = locked(lock.read_text(encoding="utf-8")) if lock.is_file() else _needed_by_package()
    install = f"{sys.executable} -m pip install " + (f"-r {lock}" if lock.is_file() else "--upgrade diavlos")
    wrong = [found for name, bounds in wanted.items() if (found := _library(name, bounds, install))]
    yield from wrong or [Inspection("diavlos", "ok", __version__, says)]


def locked(text: str) -> dict[str, str]:
    """Return the versions that a lock file names, by library."""
    return {name: f"=={version}" for name, version in _LOCKED.findall(text)}


def _needed_by_package() -> dict[str, str]:
    found = (_NEEDED.match(one) for one in metadata.requires("diavlos") or () if "extra ==" not in one)
    return {match[1]: match[2] for match in found if match}


def _library(name: str, bounds: str, install: str) -> Inspection | None:
    get = dict.fromkeys(SYSTEMS, install)
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Inspection(name, "missing", "", _ABSENT.format(name=name), get)
    if fits(found, bounds):
        return None
    return Inspection(name, "old", found, _DIFFER.format(found=found, wanted=bounds.removeprefix("==")), get)


def fits(version: str, bounds: str) -> bool:
    """Whether a version is within bounds such as `>=3.11,<3.12`."""
    if bounds.startswith("=="):
        return version == bounds.removeprefix("==")
    have = _numbers(version)
    tests = {">=": have.__ge__, ">": have.__gt__, "<=": have.__le__, "<": have.__lt__, "==": have.__eq__}
    return all(tests[sign](_numbers(bound)) for sign, bound in _BOUND.findall(bounds))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:4])


def _asked_for(file: Path) -> Iterator[Inspection]:
    """The version of the program that a site names, where it is another."""
    wanted = locked(file.read_text(encoding="utf-8")).get("diavlos", "") if file.is_file() else ""
    if wanted and not fits(__version__, wanted):
        says = _OF_SITE.format(wanted=wanted.removeprefix("=="), file=file.name)
        yield Inspection("diavlos", "old", __version__, says, dict.fromkeys(SYSTEMS, f"pip install -r {file.name}"))


def _typefaces(settings: Settings) -> Iterator[Inspection]:
    """The files of the typefaces that the theme declares; they come with libraries."""
    from plugins.channels.shared.fonts import DECLARATION, fonts_of
    from plugins.drawing.typesetting import font_file

    path = settings.theme.path(DECLARATION)
    for face in fonts_of(path.parent).faces:
        try:
            is_there = font_file(face.package, face.file).is_file()
        except (ImportError, DiavlosError, OSError):
            is_there = False
        if not is_there:
            yield Inspection("fonts", "missing", "", _NO_FONT.format(package=face.package, file=face.file))
            return
    yield Inspection("fonts", "ok", "", _FONTS.format(folder=path))


def _ffmpeg() -> Inspection:
    try:
        program, version = (resolve_name(f"plugins.media.ffmpeg:{name}")() for name in ("program", "version"))
    except MachineError as error:
        return Inspection("ffmpeg", "missing", "", error.message, ways("ffmpeg"))
    lacking = [name for name in ENCODERS if name not in encoders(_said(program, "-hide_banner", "-encoders"))]
    if lacking:
        names = joined([Message("{name} ({what})").format(name=name, what=ENCODERS[name]) for name in lacking])
        return Inspection("ffmpeg", "missing", version, _NO_ENCODERS.format(names=names), ways("ffmpeg"))
    return Inspection("ffmpeg", "ok", version, _ENCODES if shutil.which("ffmpeg") else _OF_PACKAGES)


def encoders(said: str) -> set[str]:
    """Return the encoders that ffmpeg lists: a line each, ` A....D libopus   …`."""
    return {
        words[1]
        for line in said.splitlines()
        if len(words := line.split()) > 1 and re.fullmatch("[AVS.][A-Z.]{5}", words[0])
    }


def _spelling(languages: tuple[Any, ...]) -> Inspection:
    """hunspell, which only helps; with a dictionary for each language of the site."""
    found = _program("hunspell", _SPELLS, is_needed=False)
    if found.state != "ok":
        return found
    there = dictionaries(_said("hunspell", "-D"))
    lacking = [one.code for one in languages if not any(name.startswith(one.code[:2]) for name in there)]
    if not lacking:
        return found
    get: dict[System, str] = {
        "debian": " && ".join(_APT.format(f"'hunspell-{code[:2]}*'") for code in lacking),
        "macos": "https://extensions.libreoffice.org/ → ~/Library/Spelling",
        "windows": "https://extensions.libreoffice.org/ → DICPATH",
    }
    return found._replace(state="optional", says=_NO_DICTIONARIES.format(names=", ".join(lacking)), get=get)


def dictionaries(said: str) -> set[str]:
    """Return the dictionaries that `hunspell -D` lists, a path each, behind the paths where it looks."""
    return {Path(line).name for line in said.splitlines() if re.search(r"[\\/][a-z]{2,3}(?:_[A-Z]{2})?$", line.strip())}


def _handouts(settings: Settings | None) -> Inspection:
    """Of use to a site alone whose settings ask for it, be they those of whichever channel."""
    is_wanted = bool(settings and any(getattr(group, "handouts", False) for group in settings.groups))
    get = dict.fromkeys(SYSTEMS, f"{sys.executable} -m pip install weasyprint")
    try:
        return Inspection("weasyprint", "ok", metadata.version("weasyprint"), _HANDOUTS)
    except metadata.PackageNotFoundError:
        return Inspection("weasyprint", "missing" if is_wanted else "optional", "", _HANDOUTS, get)


def _program(name: str, says: Message, is_needed: bool) -> Inspection:
    """A program by what it says of itself; one that is not needed is of use all the same."""
    path = shutil.which(name)
    if path is None:
        return Inspection(name, "missing" if is_needed else "optional", "", says, ways(name))
    said = _said(path, "--version")
    version = re.search(rf"(?i){name} {_VERSION.pattern}", said) or _VERSION.search(said)
    return Inspection(name, "ok", version[1] if version else "", says)


def _said(*line: str) -> str:
    """What a program says, on either stream; nothing where it does not start or does not end."""
    try:
        done = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return (done.stdout + done.stderr).decode(errors="replace")


SYSTEMS: tuple[System, ...] = ("debian", "macos", "windows")


def ways(name: str) -> dict[System, str]:
    """Return the command that brings a program onto each system."""
    apt, brew, winget = PROGRAMS[name]
    return {"debian": _APT.format(apt), "macos": _BREW.format(brew), "windows": _WINGET.format(winget)}


def system() -> System:
    """The system of this machine; what is neither of the others takes the names of Debian for its own."""
    return "macos" if sys.platform == "darwin" else "windows" if os.name == "nt" else "debian"


def _line(finding: Inspection, lang: Language) -> str:
    version = f" {finding.found}" if finding.found else ""
    state = _PARTLY if finding.state == "optional" and version else _STATES[finding.state]
    line = f"{finding.name}{version}: {say(state, lang)} — {say(finding.says, lang)}"
    way = finding.get.get(system(), "")
    return line if finding.state == "ok" or not way else f"{line}\n    {way}"


def _record(finding: Inspection) -> dict[str, Any]:
    return {**finding._asdict(), "says": say_in_each(finding.says), "get": dict(finding.get)}
