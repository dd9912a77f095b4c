"""What `make` functions may reach beside their inputs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from plugins.cache.blobs import Blobs
from plugins.cache.db import Database
from plugins.engine.reads import BuildReads
from plugins.model.artifact import Artifact, Stored
from plugins.model.file import Asset
from plugins.model.reads import Memo
from plugins.model.value import Language
from plugins.settings import Settings

if TYPE_CHECKING:
    from gettext import GNUTranslations


class BuildResources:
    """What `make` functions may reach beside their inputs, all of it part of the fingerprint.

    `catalogues` are the words of the interface by language, `segments` the bodies by hash, `code` is a digest of code
    (empty: what depends on it alone is not kept for later builds). `moved` says that a file was not what its asset
    said.
    """

    def __init__(
        self,
        settings: Settings,
        catalogues: Mapping[Language, GNUTranslations],
        segments: Mapping[str, tuple[str, ...]],
        code: str = "",
        db: Database | None = None,
    ):
        self.settings, self.catalogues, self.segments, self.code = settings, catalogues, segments, code
        self.db = db or Database(settings.run.cache, settings.run.clean)
        self.asked: dict[str, list[bytes]] = {}  # of the rooms of the cache that `remembered` asked, the keys
        self.reads: BuildReads | None = None  # of the build that these are for; None: only its plan is asked for
        self._made = Memo()
        self.moved = False

    def planned(self, name: str, declare: Callable[[], Iterable[Artifact]]) -> Iterable[Artifact]:
        """What a part of the plan declares, as it was recorded where it is known to be as it was."""
        return self.reads.planned(name, declare) if self.reads else declare()

    def read(self, asset: Asset) -> bytes:
        """The bytes of a published file."""
        data: bytes = (self.settings.read.content / asset.path).read_bytes()
        if hashlib.sha256(data).hexdigest() != asset.sha256:
            self.moved = True  # it changed since it was hashed
        return data

    def stored(self, sha256: str) -> Stored:
        """A file that the media stage made."""
        return Stored(Blobs(self.settings.run.cache).path(sha256), sha256)

    def kept(self, name: str, make: Callable[[], bytes]) -> bytes:
        """What `make` gives, or what an earlier build kept of it; `name` says all that it depends on."""
        return Blobs(self.settings.run.cache).named(name, make, self.settings.run.clean)

    def remembered(self, room: str, key: bytes, make: Callable[[], bytes]) -> bytes:
        """What `make` gives, or what an earlier build gave for this key, which says all that it depends on."""
        self.asked.setdefault(room, []).append(key)
        found = self.db.get(room, key)
        if found is None:
            found = make()
            self.db.put(room, key, found)
        return found

    def renew(self, room: str, key: bytes, value: bytes) -> None:
        """Remember this for a key from now on."""
        self.db.put(room, key, value)

    def needed(self, room: str, keys: Iterable[bytes]) -> None:
        """Keep what was remembered for these keys, too."""
        self.asked.setdefault(room, []).extend(keys)

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, made at the first call only."""
        return self._made.get(name, make)
