"""The words of the interface: the theme's gettext catalogues, read from their .po, one per language."""

from __future__ import annotations

import gettext
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from plugins.errors import UsageError
from plugins.model import Language


def read_catalogue(theme: Path, lang: Language) -> gettext.GNUTranslations:
    """The catalogue of a language; the source text of a message is English.

    Raises UsageError where the catalogue is not there or cannot be read.
    """
    path = theme / "translations" / lang / "LC_MESSAGES" / "messages.po"
    compiled = BytesIO()
    try:
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, locale=lang, abort_invalid=True))
    except (OSError, ValueError, PoFileError) as error:
        raise UsageError(f"theme: cannot read the catalogue {path}: {error}") from error
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
