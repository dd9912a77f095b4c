"""The theme's static files, and the addresses under which they are published."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from plugins.channels.resources import Resources
from plugins.channels.shared import fonts, pictures
from plugins.channels.shared.theme import Theme, theme_of
from plugins.model.artifact import Artifact
from plugins.model.value import given

STYLESHEET = "style.css"


def files_of_theme(resources: Resources) -> tuple[Artifact, ...]:
    """Return the theme's files, gathered once per process."""
    return resources.once("static", lambda: tuple(theme_files(theme_of(resources))))


def static_of(resources: Resources) -> Mapping[str, str]:
    """Return the addresses of the theme's files, by name."""
    return {given(artifact.inputs)[0]: artifact.path for artifact in files_of_theme(resources)}


def theme_files(theme: Theme) -> Iterator[Artifact]:
    """The theme's static files under names that change with their bytes, so that they may be cached for ever.

    The style sheets are joined into one, in the order of their names, behind the rules of the fonts.
    """
    folder = theme.folder / "static"
    faces = list(fonts.artifacts(theme.fonts))
    yield from faces
    sheets = sorted((folder / "css").glob("*.css"))
    if sheets:
        rules = fonts.rules(theme.fonts, {given(artifact.inputs)[0]: artifact.path for artifact in faces})
        text = rules + pictures.rules() + "\n".join(path.read_text(encoding="utf-8") for path in sheets)
        yield Artifact(f"theme/style.{_short_hash(text.encode())}.css", static_file, (STYLESHEET, text), "web")
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".css" and not path.name.startswith("."):
            data, name = path.read_bytes(), path.relative_to(folder).as_posix()
            stem, _, ending = name.rpartition(".")
            yield Artifact(f"theme/{stem}.{_short_hash(data)}.{ending}", static_file, (name, data), "web")
    root = theme.folder / "root"  # what must stand at an address of its own: security.txt, favicon.ico
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        yield Artifact(path.relative_to(root).as_posix(), static_file, ("", path.read_bytes()), "web")


def _short_hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]


def static_file(resources: Resources, name: str, data: str | bytes) -> bytes:
    """A file of the theme as it is."""
    return data.encode() if isinstance(data, str) else data
