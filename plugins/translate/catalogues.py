"""The words of the interface: the theme's gettext catalogues, read from their .po, one per language."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from plugins.i18n.catalogues import compile_po, path_in
from plugins.model.value import Language


def path_of(theme: Path, lang: Language) -> Path:
    """Where a theme keeps the catalogue of a language."""
    return path_in(theme / "translations", lang)


def compile_catalogue(theme: Path, lang: Language, more: Sequence[Path] = ()) -> bytes:
    """Return a language's catalogue as .mo, with those of channels; where both have a message, the theme's holds.

    The source text of a message is English; a channel that does not know the language says that.

    Raises UsageError where the catalogue cannot be read.
    """
    return compile_po(path_of(theme, lang), lang, [path_in(folder, lang) for folder in more])
