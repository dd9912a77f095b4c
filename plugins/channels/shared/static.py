"""The static files of the theme and of channels, and the addresses under which they are published."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from plugins.channels.resources import Resources
from plugins.channels.shared import fonts, pictures
from plugins.channels.shared.theme import Theme, theme_of
from plugins.model.artifact import Artifact
from plugins.model.value import given

STYLESHEET = "style.css"
_COMMENT = re.compile(r"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|/\*(?!!).*?\*/[ \t]*\n?""", re.DOTALL)


def files_of_theme(resources: Resources) -> tuple[Artifact, ...]:
    """Return the theme's files, gathered once per process."""
    return resources.once("static", lambda: tuple(theme_files(theme_of(resources))))


def static_of(resources: Resources) -> Mapping[str, str]:
    """Return the addresses of the theme's files, by name."""
    return {given(artifact.inputs)[0]: artifact.path for artifact in files_of_theme(resources)}


def theme_files(theme: Theme) -> Iterator[Artifact]:
    """The static files of theme and channels under names that change with their bytes: they may be cached for ever.

    The style sheets are joined into one, in the order of their names, behind the rules of the fonts. A theme that has
    none of its own does without those of channels, for no page of it asks for one.
    """
    faces = list(fonts.artifacts(theme.fonts))
    yield from faces
    files = _files(theme.folders)
    sheets = [path for name, path in files.items() if name.startswith("css/") and path.suffix == ".css"]
    if any(path.is_relative_to(folder) for path in sheets for folder in theme.own):
        rules = fonts.rules(theme.fonts, {given(artifact.inputs)[0]: artifact.path for artifact in faces})
        text = (
            rules + pictures.rules() + "\n".join(without_comments(path.read_text(encoding="utf-8")) for path in sheets)
        )
        yield Artifact(f"theme/style.{_short_hash(text.encode())}.css", static_file, (STYLESHEET, text), "web")
    for name, path in ((name, path) for name, path in files.items() if path.suffix != ".css"):
        data = path.read_bytes()
        stem, _, ending = name.rpartition(".")
        yield Artifact(f"theme/{stem}.{_short_hash(data)}.{ending}", static_file, (name, data), "web")
    # What must stand at an address of its own: security.txt, favicon.ico.
    for name, path in _files(theme.own, "root").items():
        yield Artifact(name, static_file, ("", path.read_bytes()), "web")


def without_comments(css: str) -> str:
    """Return a style sheet without what is said to those who write it alone: two kilobytes of every first visit.

    A comment that begins with an exclamation mark, as licences do, stays.
    """
    return _COMMENT.sub(lambda found: found["text"] or "", css)


def _files(folders: Sequence[Path], part: str = "static") -> dict[str, Path]:
    """The files of a part of these folders by their names, in order; of those with one name, that of the first."""
    found: dict[str, Path] = {}
    for folder in (folder / part for folder in folders):
        for path in (path for path in folder.rglob("*") if path.is_file() and _is_published(path, part)):
            found.setdefault(path.relative_to(folder).as_posix(), path)
    return dict(sorted(found.items()))


def _is_published(path: Path, part: str) -> bool:
    """Whether a file is more than a trace of a program; in `root/`, names with a dot are meant: `.well-known`."""
    return part == "root" or not path.name.startswith(".")


def _short_hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]


def static_file(resources: Resources, name: str, data: str | bytes) -> bytes:
    """A file of the theme as it is."""
    return data.encode() if isinstance(data, str) else data
