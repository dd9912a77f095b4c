"""Files: those beside the texts, and the published ones."""

from __future__ import annotations

from plugins.model.reads import note
from plugins.model.value import Value

#: Endings of recordings and videos: nearly all bytes of a site, which may lie apart from it.
LARGE = ("flac", "m4a", "mp2", "mp3", "mp4", "ogg", "opus", "wav", "webm")


def is_large(path: str) -> bool:
    """Whether a file is a recording or a video, by its name."""
    return path.rpartition(".")[2].lower() in LARGE


class AssetFacts(Value, frozen=True):
    """What is known of a file beside its name: its size, and the hash of its bytes."""

    bytes: int
    sha256: str


class Asset:
    """A file that content names and that is published as it is, by its path below content/.

    Whoever looks into it is recorded, as of a body (`EntryBody`); to hold it, or to pass it on, is not to look.
    """

    __slots__ = ("_facts", "path")

    def __init__(self, path: str, facts: AssetFacts):
        self.path, self._facts = path, facts

    @property
    def facts(self) -> AssetFacts:
        """All that is known of it."""
        note((self.path,))
        return self._facts

    @property
    def bytes(self) -> int:
        return self.facts.bytes

    @property
    def sha256(self) -> str:
        return self.facts.sha256

    @property
    def digest(self) -> str:
        """What it counts as among the inputs of a file."""
        return f"{self.path}\0{self.sha256}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Asset) and (self.path, self.facts) == (other.path, other.facts)

    def __hash__(self) -> int:
        return hash((self.path, self.facts))


class File(Value, frozen=True):
    """A published file: its site path (`/files/…`) or, if elsewhere, its address; its size, media type.

    `size` is in bytes, or it is the file of content whose size it is.
    """

    url: str
    size: int | Asset
    type: str

    @property
    def bytes(self) -> int:
        """Its size."""
        return self.size.bytes if isinstance(self.size, Asset) else self.size
