"""The words of the interface: the theme's gettext catalogues, read from their .po, one per language."""

from __future__ import annotations

import gettext
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from plugins.model.errors import UsageError
from plugins.model.value import Language


def path_of(theme: Path, lang: Language) -> Path:
    """Where a theme keeps the catalogue of a language."""
    return theme / "translations" / lang / "LC_MESSAGES" / "messages.po"


def own_path(folder: Path, lang: Language) -> Path:
    """Where a channel keeps its catalogue of a language."""
    return folder / lang / "LC_MESSAGES" / "messages.po"


def compile_catalogue(theme: Path, lang: Language, more: Sequence[Path] = ()) -> bytes:
    """The .mo of a language's catalogue, and of those of its channels, in whose place a theme may say something else.

    The source text of a message is English; a channel that does not know the language says that.

    Raises UsageError where the catalogue is not there or cannot be read.
    """
    # Babel's readers take 20 ms to import: a build whose catalogues are compiled already does without.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    path, compiled = path_of(theme, lang), BytesIO()
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=lang, abort_invalid=True)
        for path in (path for folder in more if (path := own_path(folder, lang)).is_file()):
            with path.open("rb") as file:
                for message in read_po(file, locale=lang, abort_invalid=True):
                    if message.id and message.id not in catalogue:
                        catalogue[message.id] = message
        write_mo(compiled, catalogue)
    except (OSError, ValueError, PoFileError) as error:
        raise UsageError(f"theme: cannot read the catalogue {path}: {error}") from error
    return compiled.getvalue()


def read_catalogue(theme: Path, lang: Language) -> gettext.GNUTranslations:
    """The catalogue of a language, ready to be asked."""
    return gettext.GNUTranslations(BytesIO(compile_catalogue(theme, lang)))
