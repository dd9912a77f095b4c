"""The base of every group of settings, a channel's own among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from plugins.settings.convert import converted
from plugins.settings.site import SiteSettings

Own = TypeVar("Own", bound="Group")


class Group(msgspec.Struct, frozen=True, kw_only=True, rename="upper"):
    """Settings that belong together: a typed field for each, by its name in the settings file in small letters."""

    def check(self, site: SiteSettings) -> None:
        """Raises UsageError for what does not fit the site."""


def group_of(raw: Mapping[str, Any], group: type[Own], site: SiteSettings, **usual: object) -> Own:
    """Return a group of settings, checked; `usual` are values that depend on others. Raises UsageError."""
    own = converted(raw, group, usual)
    own.check(site)
    return own
