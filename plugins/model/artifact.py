"""Output files, declared: what they are made of and how."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from plugins.model.value import Language, Value


class Stored(NamedTuple):
    """Bytes that lie in a file already, too many to be held in memory."""

    path: Path
    sha256: str


class Frame(Protocol):
    """What many files have around a part of their own, as a page's header and footer; `digest` is a hash of it."""

    digest: str

    def fill(self, fragment: bytes) -> bytes:
        """Return the whole file: the frame with a fragment, the file's own part, in it."""
        ...


class Artifact(Value, frozen=True):
    """An output file, declared: `make(resources, *inputs)` gives its bytes; with a frame, the fragment to fill it with.

    `make` is a pure function at the top of a module, `inputs` are plain values, so that equal inputs mean equal
    bytes. Where it costs something to gather them, a function stands for them (see `given`), which is called in the
    process that makes the file. `path` is relative to the output folder.
    """

    path: str
    make: Callable[..., bytes | Stored]
    inputs: tuple[Any, ...] | Callable[[], tuple[Any, ...]] = ()
    channel: str = ""
    lang: Language = ""
    sources: tuple[str, ...] = ()
    frame: Frame | None = None


NOT_MADE = ("",)  # the inputs of a file that the media stage leaves for later: its hash is not known
