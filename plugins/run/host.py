"""The settings file → a site that can be built: under Pelican where some plugin needs it, else without its start-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.run.edge import build_site, check_site, ending, media_site, publish_site
from plugins.run.result import Result
from plugins.run.stages import Stages
from plugins.run.words import speak
from plugins.settings import Settings, from_pelican

OURS = tuple(f"plugins.{stage}.plugin" for stage in ("read", "check", "translate", "media", "channels", "publish"))
STAGES = {
    "read": "read.site:read_site",
    "read_again": "read.again:read_again",
    "check": "check.rules:find_problems",
    "check_plan": "check.rules:find_problems_of_plan",
    "catalogue": "translate.catalogues:compile_catalogue",
    "editions": "translate.editions:make_editions",
    "links": "translate.links:Links",
    "next_change": "translate.editions:next_change",
    "media": "media.stage:make_media",
    "slides": "media.slides:make_slides",
    "gate": "publish.gate:gate",
    "declare": "channels:declare",
    "declare_of": "channels:declare_of",
    "declare_late": "channels:declare_late",
}
PATHS = ("PATH", "THEME", "OUTPUT_PATH", "CACHE_PATH")


def read_settings(file: Path, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """The names in capitals of a settings file, with relative paths taken from its folder, as Pelican does.

    Raises UsageError where there is no such file, or the code in it fails.
    """
    if not file.is_file():
        raise UsageError(_("settings: there is no file {file}").format(file=file))
    names: dict[str, Any] = {"__file__": str(file.absolute()), "__name__": "pelicanconf"}
    try:
        exec(compile(file.read_bytes(), file, "exec"), names)  # noqa: S102 (a settings file is trusted code)
    except Exception as error:
        raise UsageError(f"settings: {type(error).__name__} in {file}: {error}") from error
    raw = {name: value for name, value in names.items() if name.isupper()}
    if overrides.get("PREVIEW"):  # it stands at an address of its own
        raw["PUBLISHED_URL"] = raw.get("SITEURL")
    raw |= overrides
    for name in PATHS:
        if name in raw:
            raw[name] = str(file.absolute().parent / raw[name])
    return raw


def needs_pelican(raw: Mapping[str, Any]) -> bool:
    """Whether anything but our own stages is to be loaded."""
    return tuple(raw.get("PLUGINS", ())) != OURS or raw.get("PELICAN_CLASS") != "plugins.Diavlos"


def our_stages() -> Stages:
    """The stages that the plugins of `OURS` join to Pelican."""
    stages = Stages(**{stage: _called(f"plugins.{name}") for stage, name in STAGES.items()}, ready=_ready)
    stages.refuse_gaps()
    return stages


def _called(name: str) -> Callable[..., Any]:
    """A function of a module that is imported at the first call: an edit of a text needs few of the stages."""

    def call(*words: Any, **named: Any) -> Any:
        return resolve_name(name)(*words, **named)

    return call


def _ready() -> None:
    for stage in ("links", "editions", "media", "slides"):
        resolve_name(f"plugins.{STAGES[stage]}")
    resolve_name("plugins.channels:channels")()


class Host:
    """A site that can be built or checked, without Pelican; `plugin.Diavlos` is the same with it."""

    def __init__(self, raw: Mapping[str, Any]):
        with ending():
            self.typed: Settings = from_pelican(raw)
            speak(self.typed)

    def run(self) -> Result:
        """Build the site."""
        return build_site(self.typed, our_stages)

    def check(self, paths: tuple[str, ...] = ()) -> Result:
        """Find the problems."""
        return check_site(self.typed, our_stages(), paths)

    def media(self) -> Result:
        """Measure and encode the recordings."""
        return media_site(self.typed, our_stages())

    def published(self) -> Result:
        """Write into the ledger what this site publishes."""
        return publish_site(self.typed, our_stages())


def load(file: Path, overrides: Mapping[str, Any]) -> Any:
    """The site of a settings file, ready to run or check."""
    raw = read_settings(file, overrides)
    if not needs_pelican(raw):
        return Host(raw)
    from pelican.settings import DEFAULT_CONFIG, configure_settings

    from plugins.run.plugin import Diavlos

    try:
        settings = configure_settings({**DEFAULT_CONFIG, **raw})
    except Exception as error:
        raise UsageError(f"settings: {file}: {type(error).__name__}: {error}") from error
    return Diavlos(settings)
