"""The settings file → a site that can be built: under Pelican where some plugin needs it, else without its start-up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plugins.errors import UsageError
from plugins.run.edge import build_site, check_site, ending, media_site, publish_site
from plugins.run.flow import Result, Stages
from plugins.settings import Settings, from_pelican

OURS = tuple(f"plugins.{stage}.plugin" for stage in ("read", "check", "translate", "media", "channels", "publish"))
PATHS = ("PATH", "THEME", "OUTPUT_PATH", "CACHE_PATH")


def read_settings(file: Path, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """The names in capitals of a settings file, with relative paths taken from its folder, as Pelican does.

    Raises UsageError where there is no such file, or the code in it fails.
    """
    if not file.is_file():
        raise UsageError(f"settings: there is no file {file}")
    names: dict[str, Any] = {"__file__": str(file.absolute()), "__name__": "pelicanconf"}
    try:
        exec(compile(file.read_bytes(), file, "exec"), names)  # noqa: S102 (a settings file is trusted code)
    except Exception as error:
        raise UsageError(f"settings: {type(error).__name__} in {file}: {error}") from error
    raw = {name: value for name, value in names.items() if name.isupper()} | dict(overrides)
    for name in PATHS:
        if name in raw:
            raw[name] = str(file.absolute().parent / raw[name])
    return raw


def needs_pelican(raw: Mapping[str, Any]) -> bool:
    """Whether anything but our own stages is to be loaded."""
    return tuple(raw.get("PLUGINS", ())) != OURS or raw.get("PELICAN_CLASS") != "plugins.Diavlos"


def our_stages() -> Stages:
    """The stages that the plugins of `OURS` join to Pelican."""
    from plugins.channels import channels, declare, declare_late, declare_of
    from plugins.check.rules import find_problems, find_problems_of_plan
    from plugins.media.slides import make_slides
    from plugins.media.stage import make_media
    from plugins.publish.gate import gate
    from plugins.read.site import read_site, words_of
    from plugins.translate.catalogues import compile_catalogue
    from plugins.translate.editions import make_editions, next_change

    channels()
    return Stages(
        read=read_site,
        words=words_of,
        check=find_problems,
        check_plan=find_problems_of_plan,
        catalogue=compile_catalogue,
        editions=make_editions,
        next_change=next_change,
        media=make_media,
        slides=make_slides,
        gate=gate,
        declare=declare,
        declare_of=declare_of,
        declare_late=declare_late,
    )


class Host:
    """A site that can be built or checked, without Pelican; `plugin.Diavlos` is the same with it."""

    def __init__(self, raw: Mapping[str, Any]):
        with ending():
            self.typed: Settings = from_pelican(raw)

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
