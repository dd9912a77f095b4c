"""The settings file → a site that can be built: under Pelican where some plugin needs it, else without its start-up."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plugins.cli.commands import build_site, check_site, ending, media_site, publish_site
from plugins.cli.configured import settings_of
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.settings import Settings
from plugins.settings.site import is_on_this_machine

PATHS = ("PATH", "THEME", "LOOK", "OUTPUT_PATH", "CACHE_PATH")


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
    url = str(raw.get("SITEURL", ""))
    if overrides.get("PREVIEW") and not is_on_this_machine(url):  # a preview stands at an address of its own
        raw["PUBLISHED_URL"] = url
    if overrides.get("PREVIEW"):
        raw["MEDIA_URL"] = ""
    raw |= overrides
    for name in PATHS:
        if name in raw:
            raw[name] = str(file.absolute().parent / raw[name])
    return raw


def needs_pelican(raw: Mapping[str, Any]) -> bool:
    """Whether the settings name plugins or a host class of others, so that Pelican is to be loaded."""
    return bool(raw.get("PLUGINS")) or raw.get("PELICAN_CLASS") != "plugins.Diavlos"


def is_pelicans(name: str) -> bool:
    """Return whether a name is one of Pelican's settings; for a name in doubt, since Pelican takes long to import."""
    from plugins.pelican_host import is_pelicans

    return is_pelicans(name)


class Host:
    """A site that can be built or checked, without Pelican; `pelican_host.Diavlos` is the same with it."""

    def __init__(self, raw: Mapping[str, Any]):
        self.settings = raw  # as Pelican calls it
        with ending():
            self.typed: Settings = settings_of(raw, is_pelicans)

    def run(self) -> Result:
        """Build the site."""
        return build_site(self.typed, our_stages())

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
    from plugins.pelican_host import Diavlos, configured

    try:
        settings = configured(raw)
    except Exception as error:
        raise UsageError(f"settings: {file}: {type(error).__name__}: {error}") from error
    return Diavlos(settings)
