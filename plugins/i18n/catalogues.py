"""Catalogues of gettext, read from their .po files."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.model.value import Language


def path_in(folder: Path, lang: Language) -> Path:
    """The file of a language in a folder of catalogues."""
    return folder / lang / "LC_MESSAGES" / "messages.po"


def compile_po(path: Path, lang: Language, more: Sequence[Path] = ()) -> bytes:
    """The .mo of a catalogue, or of one without messages where there is no such file, with what only `more` have.

    Raises UsageError where it cannot be read.
    """
    # Babel's readers take 20 ms to import: a build whose catalogues are compiled already does without.
    from babel.core import UnknownLocaleError
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    compiled = BytesIO()
    try:
        catalogue = Catalog()
        if path.exists():
            with path.open("rb") as file:
                catalogue = read_po(file, locale=lang.replace("-", "_"), abort_invalid=True)
        for other in (one for one in more if one.is_file()):
            with other.open("rb") as file:
                for message in read_po(file, locale=lang.replace("-", "_"), abort_invalid=True):
                    if message.id and message.id not in catalogue:
                        catalogue[message.id] = message
        write_mo(compiled, catalogue)
    except (OSError, ValueError, PoFileError, UnknownLocaleError) as error:
        raise UsageError(
            _("theme: cannot read the catalogue {path}: {error}").format(path=path, error=error)
        ) from error
    return compiled.getvalue()
