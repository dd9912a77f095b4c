"""Pelican's class with our flow: what `pelican` runs, and what runs a site with plugins of others."""

from __future__ import annotations

import difflib
from typing import Any

from pelican import Pelican, signals
from pelican.plugins._utils import load_plugins

from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.run.edge import build_site, check_site, ending, media_site, publish_site
from plugins.run.host import OURS
from plugins.run.result import Result
from plugins.run.stages import Stages
from plugins.run.words import speak
from plugins.settings import Settings, from_pelican


class Diavlos(Pelican):
    """Runs our stages in place of Pelican's generators; settings, plugins, signals and theme folder stay Pelican's."""

    def __init__(self, settings: dict[str, Any]):
        self.stages = Stages()
        with ending():
            super().__init__(settings)
            self.stages.refuse_gaps()
            self.typed: Settings = from_pelican(settings)
            speak(self.typed)

    def init_plugins(self) -> None:
        """Load and register every plugin, or stop: stock Pelican would publish without it."""
        self.plugins = []
        for name in self.settings["PLUGINS"]:
            try:
                loaded = load_plugins({**self.settings, "PLUGINS": [name]})
                for plugin in loaded:
                    plugin.register()
            except Exception as error:
                raise UsageError(
                    _("plugin {name}: {sort}: {error}").format(name=name, sort=type(error).__name__, error=error)
                ) from error
            if not loaded:
                near = difflib.get_close_matches(str(name), OURS, 1)
                raise UsageError(f"plugin {name} cannot be found" + (f"; did you mean {near[0]}?" if near else ""))
            self.plugins += loaded

    def run(self) -> Result:
        """Build the site."""
        result = build_site(self.typed, lambda: self.stages)
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
