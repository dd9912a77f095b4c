"""Catalogues of gettext, read from their .po files."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from plugins.model.errors import UsageError
from plugins.model.problem import _
from plugins.model.value import Language

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog


def path_in(folder: Path, lang: Language) -> Path:
    """The file of a language in a folder of catalogues."""
    return folder / lang / "LC_MESSAGES" / "messages.po"


def compile_po(path: Path, lang: Language, more: Sequence[Path] = ()) -> bytes:
    """Return a catalogue as .mo, with the messages that only those of `more` have.

    Raises UsageError where one of them cannot be read.
    """
    # Babel's readers take 20 ms to import: a build whose catalogues are compiled already does without.
    from babel.messages.mofile import write_mo

    catalogue = _read(path, lang)
    for message in (message for other in more for message in _read(other, lang)):
        if message.id and catalogue.get(message.id, message.context) is None:
            catalogue[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    return compiled.getvalue()


def _read(path: Path, lang: Language) -> Catalog:
    """A catalogue; one without messages where there is no such file. Raises UsageError, which names the file."""
    from babel.core import UnknownLocaleError
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import PoFileError, read_po

    if not path.exists():
        return Catalog()
    try:
        with path.open("rb") as file:
            return read_po(file, locale=lang.replace("-", "_"), abort_invalid=True)
    except (OSError, ValueError, PoFileError, UnknownLocaleError) as error:
        raise UsageError(
            _("theme: cannot read the catalogue {path}: {error}").format(path=path, error=error)
        ) from error
