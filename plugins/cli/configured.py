"""The names of a settings file → typed settings, and the voice in which this process then speaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from plugins.cache.catalogues import speak
from plugins.channels import chosen
from plugins.i18n.messages import compiled, learn
from plugins.settings import Settings
from plugins.settings.reading import from_pelican


def settings_of(raw: Mapping[str, Any], is_pelicans: Callable[[str], bool]) -> Settings:
    """Return typed settings, for the channels that they name. Raises UsageError.

    What is wrong with a channel's settings is said in its own words, so its catalogue is learnt before they are read.
    """
    channels = chosen(raw)
    learn(partial(compiled, more=[channel.locale for channel in channels]))
    settings = from_pelican(raw, channels, is_pelicans)
    speak(settings)
    return settings
