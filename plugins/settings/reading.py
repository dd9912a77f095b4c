"""Pelican's names → settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.settings.chosen import AnyChannel, Settings
from plugins.settings.convert import names_of, near_to
from plugins.settings.group import group_of
from plugins.settings.run import RunSettings, run_of
from plugins.settings.site import SiteSettings, Stated, absolute_url, is_on_this_machine, site_of
from plugins.settings.stages import FeedSettings, MediaSettings, ReadSettings, ThemeSettings

CORE = (Stated, ReadSettings, ThemeSettings, FeedSettings, MediaSettings, RunSettings)
OTHERS = ("CHANNELS", "PELICAN_CLASS", "PLUGINS", "SITENAME", "LOCALE")  # that are read elsewhere, or by Pelican alone
NEAR = 0.86  # of 1: how alike two names are of which one is a slip


def from_pelican(
    raw: Mapping[str, Any], channels: Sequence[AnyChannel], is_pelicans: Callable[[str], bool] = lambda _: False
) -> Settings:
    """Return typed settings from the names of a settings file, for these channels. Raises UsageError for a wrong one.

    `is_pelicans` tells whether a name is one of Pelican's own; it is asked only of names that look like ours.
    """
    _refuse_misspelt(raw, channels, is_pelicans)
    site = site_of(raw, [(channel.name, channel.addresses) for channel in channels])
    read = group_of(raw, ReadSettings, site)
    return Settings(
        site,
        read,
        group_of(raw, ThemeSettings, site),
        group_of(raw, FeedSettings, site),
        group_of({**raw, "PUBLISHED_URL": _published_url(raw, site)}, MediaSettings, site),
        run_of(raw, read.content, site),
        tuple(channels),
        tuple(group_of(raw, channel.settings, site) for channel in channels if channel.settings),
    )


def _published_url(raw: Mapping[str, Any], site: SiteSettings) -> str:
    """Return where files that are costly to make say that the site stands: elsewhere only where this is a try."""
    given = raw.get("PUBLISHED_URL")
    return absolute_url("PUBLISHED_URL", str(given)) if given and is_on_this_machine(site.url) else site.url


def known_names(channels: Sequence[AnyChannel]) -> frozenset[str]:
    """Return all names that mean something here."""
    groups = (*CORE, *(channel.settings for channel in channels))
    return frozenset((*OTHERS, *(name for group in groups for name in names_of(group))))


def _refuse_misspelt(
    raw: Mapping[str, Any], channels: Sequence[AnyChannel], is_pelicans: Callable[[str], bool]
) -> None:
    """Plugins may add settings, so an unknown name is refused only where it looks like one that we read."""
    ours = known_names(channels)
    for name in (name for name in raw if name.isupper() and name not in ours):
        near = near_to(name, sorted(ours), NEAR)
        if near and not is_pelicans(name):
            raise UsageError(_("settings: unknown name {name}; did you mean {near}?").format(name=name, near=near))
