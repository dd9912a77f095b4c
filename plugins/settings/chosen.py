"""All settings of a build: those of the site, of each stage, of each channel, and of the run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from plugins.settings.group import Group, Own
from plugins.settings.run import RunSettings
from plugins.settings.site import SiteSettings
from plugins.settings.stages import FeedSettings, MediaSettings, ReadSettings, ThemeSettings

if TYPE_CHECKING:
    from plugins.model.artifact import Artifact
    from plugins.model.edition import Edition
    from plugins.model.entry import Entry
    from plugins.model.fields import Fields
    from plugins.model.problem import Problem
    from plugins.model.site import Site
    from plugins.model.value import Language

#: What shapes no site: the folders, whose files count by their bytes, and how the build runs.
SHAPELESS = ("read", "theme", "run")


class AnyChannel(Protocol):
    """What the settings and the stages ask of a channel; `plugins.channels.protocol.Channel` is one, and says more."""

    @property
    def name(self) -> str: ...

    @property
    def settings(self) -> type[Group] | None: ...

    @property
    def addresses(self) -> Mapping[str, str | None]: ...

    @property
    def types(self) -> Mapping[str, Mapping[str, str]]: ...

    @property
    def lasting(self) -> Sequence[str]: ...
    @property
    def framed(self) -> Sequence[str]: ...

    @property
    def policies(self) -> Callable[[Settings], Iterable[tuple[str, str]]]: ...

    @property
    def for_stations(self) -> bool: ...

    @property
    def fields(self) -> Callable[[str], type[Fields] | None]: ...

    @property
    def rules(self) -> Sequence[Callable[[Site, Settings], Iterable[Problem]]]: ...

    @property
    def plan_rules(
        self,
    ) -> Sequence[Callable[[Site, Mapping[Language, Edition], Sequence[Artifact], Settings], Iterable[Problem]]]: ...

    @property
    def slates(self) -> Callable[[Edition, datetime], Iterable[Entry]]: ...

    @property
    def turning_points(self) -> Callable[[Site, Settings], Iterable[datetime]]: ...

    @property
    def pages(self) -> Callable[[Any], Iterable[Any]]: ...

    @property
    def artifacts(self) -> Callable[[Any], Iterable[Artifact]]: ...

    @property
    def late(self) -> Callable[[Any], Iterable[Artifact]]: ...

    @property
    def offers(self) -> Callable[[Any, Entry | None], Iterable[Any]]: ...

    @property
    def appearances(self) -> Callable[[Any, Entry], Iterable[Any]]: ...

    @property
    def folder(self) -> Path: ...

    @property
    def media(self) -> Mapping[str, Sequence[str]]: ...

    @property
    def parts(self) -> Sequence[Path]: ...

    @property
    def locale(self) -> Path: ...


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a build; `groups` are those of the channels, one value each."""

    site: SiteSettings
    read: ReadSettings
    theme: ThemeSettings
    feeds: FeedSettings
    media: MediaSettings
    run: RunSettings
    channels: tuple[AnyChannel, ...] = ()
    groups: tuple[Group, ...] = ()

    def shaping(self) -> list[Any]:
        """All that shapes the site, as plain values: every group that is here, but those of SHAPELESS."""
        values = [getattr(self, own.name) for own in fields(self) if own.name not in (*SHAPELESS, "channels", "groups")]
        shaped = [(type(own).__qualname__, msgspec.to_builtins(own)) for own in (*values, *self.groups)]
        return [shaped, [channel.name for channel in self.channels]]

    def fields(self, kind: str) -> tuple[type[Fields], ...]:
        """Return the fields that channels read of a kind, beside its own."""
        return tuple(own for channel in self.channels if (own := channel.fields(kind)))

    def of(self, group: type[Own]) -> Own:
        """The settings of a channel, by their type; the usual ones where the site does without that channel."""
        return next((own for own in self.groups if isinstance(own, group)), None) or group()
