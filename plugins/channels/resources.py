"""What `make` functions may reach beside their inputs, all of it part of the key of what they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from plugins.model.artifact import Artifact, Stored
from plugins.model.file import Asset
from plugins.model.value import Language
from plugins.settings import Settings

if TYPE_CHECKING:
    from gettext import GNUTranslations


class Resources(Protocol):
    """The settings, the words of the interface by language, the bodies by hash, and a digest of all code, if known."""

    settings: Settings
    code: str
    catalogues: Mapping[Language, GNUTranslations]
    segments: Mapping[str, tuple[str, ...]]

    def read(self, asset: Asset) -> bytes:
        """Return the bytes of a published file."""
        ...

    def stored(self, sha256: str) -> Stored:
        """Return a file that the media stage made, be it sound, picture, slate or film."""
        ...

    def kept(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Return what `make` gives, or what an earlier build kept of it; `name` says all that it depends on."""
        ...

    def remembered(self, room: str, key: bytes, make: Callable[[], bytes]) -> bytes:
        """Return what `make` gives, or what an earlier build gave for this key, which says all that it depends on."""
        ...

    def renew(self, room: str, key: bytes, value: bytes) -> None:
        """Have later builds be given this for a key: as good as what was remembered, and nearer to this site."""
        ...

    def needed(self, room: str, keys: Iterable[bytes]) -> None:
        """Say that what was remembered for these keys is needed still, though this build did not ask for it."""
        ...

    def planned(self, name: str, declare: Callable[[], Iterable[Artifact]]) -> Iterable[Artifact]:
        """Return what a part of the plan declares, as it was recorded where it is known to be as it was."""
        ...

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """Return what `make` gives, made at the first call only."""
        ...
