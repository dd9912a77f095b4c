"""Files: those beside the texts, and the published ones."""

from __future__ import annotations

from plugins.model.value import Value


class Asset(Value, frozen=True):
    """A file that content names and that is published as it is: its path below content/, size and hash."""

    path: str
    bytes: int
    sha256: str


class File(Value, frozen=True):
    """A published file: its site path (`/files/…`) or, if elsewhere, its address; size in bytes, media type."""

    url: str
    bytes: int
    type: str

    def at(self, base: str) -> str:
        """Its address, below `base` (the root path or the site's URL) where it is the site's own."""
        return base + self.url if self.url.startswith("/") else self.url
