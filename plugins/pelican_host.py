"""Pelican as the host, and the only import of it: what `pelican` runs, and what runs a site with plugins of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pelican import Pelican, signals
from pelican.plugins._utils import load_plugins
from pelican.settings import DEFAULT_CONFIG, configure_settings

from plugins.cli.commands import build_site, check_site, ending, media_site, publish_site
from plugins.cli.configured import settings_of
from plugins.engine.result import Result
from plugins.engine.stages import our_stages
from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.settings import Settings

_OURS = "plugins."  # what the names of our modules begin with


class Diavlos(Pelican):
    """Runs our stages in place of Pelican's generators; settings, plugins, signals and theme folder stay Pelican's.

    A plugin of others may put a function of its own in the place of one of `stages`, at the signal `initialized`.
    """

    def __init__(self, settings: dict[str, Any]):
        self.stages = our_stages()
        with ending():
            super().__init__(settings)
            self.typed: Settings = settings_of(settings, is_pelicans)

    def init_plugins(self) -> None:
        """Load and register every plugin, or stop: stock Pelican would publish without it."""
        self.plugins = []
        for name in self.settings["PLUGINS"] or ():
            try:
                loaded = load_plugins({**self.settings, "PLUGINS": [name]})
                for plugin in loaded:
                    plugin.register()
            except Exception as error:
                raise UsageError(
                    _("plugin {name}: {sort}: {error}").format(name=name, sort=type(error).__name__, error=error)
                ) from error
            if not loaded:
                if str(name).startswith(_OURS):
                    message = _("plugin {name}: our own stages are not named in PLUGINS; leave it out")
                else:
                    message = _("plugin {name} cannot be found")
                raise UsageError(message.format(name=name))
            self.plugins += loaded

    def run(self) -> Result:
        """Build the site."""
        result = build_site(self.typed, self.stages)
        with ending():  # what listens to it is a plugin of others
            signals.finalized.send(self)
        return result

    def check(self, paths: tuple[str, ...] = ()) -> Result:
        """Find the problems."""
        return check_site(self.typed, self.stages, paths)

    def media(self) -> Result:
        """Measure and encode the recordings."""
        return media_site(self.typed, self.stages)

    def published(self) -> Result:
        """Write into the ledger what this site publishes."""
        return publish_site(self.typed, self.stages)


def is_pelicans(name: str) -> bool:
    """Return whether a name is one of Pelican's settings."""
    return name in DEFAULT_CONFIG


def configured(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings with Pelican's own for all that a settings file leaves out."""
    settings: dict[str, Any] = configure_settings({**DEFAULT_CONFIG, **raw})
    return settings
