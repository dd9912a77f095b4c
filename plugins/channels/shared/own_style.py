"""Style sheets that a few pages alone load, so that those of all readers do not carry them."""

from __future__ import annotations

from pathlib import Path

from plugins.channels.resources import Resources
from plugins.channels.shared.view import View
from plugins.model.artifact import Artifact


def own_style(view: View, name: str, path: Path, channel: str) -> Artifact:
    """Return the file of a style sheet, which stands at the address of that name."""
    return Artifact(view.address(name), as_style, (path.read_text(encoding="utf-8"),), channel)


def as_style(resources: Resources, text: str) -> bytes:
    """Return the bytes of a style sheet."""
    return text.encode()
