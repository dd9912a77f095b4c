"""What the media stage may reach of a build."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from plugins.model.value import Language
from plugins.settings import Settings

if TYPE_CHECKING:
    from gettext import GNUTranslations


class MediaResources(Protocol):
    """The settings, the words of the interface by language, and the bodies by hash."""

    settings: Settings
    catalogues: Mapping[Language, GNUTranslations]
    segments: Mapping[str, tuple[str, ...]]
