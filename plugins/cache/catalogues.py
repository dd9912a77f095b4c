"""The catalogues of the interface as an earlier build compiled them: by the hash of their source."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from plugins.cache import sealed
from plugins.model.value import Language
from plugins.settings import Settings

Compile = Callable[[Path, Language, Sequence[Path]], bytes]
NAME = "catalogues"


def catalogues_of(settings: Settings, compile_one: Compile) -> dict[Language, GNUTranslations]:
    """The catalogue of each language. Raises UsageError for one that can't be read."""
    theme, path = settings.web.theme, settings.run.cache / NAME
    kept = {} if settings.run.clean else sealed.load(path, dict[str, bytes]) or {}
    made: dict[str, bytes] = {}
    more = [channel.locale for channel in settings.channels]
    for lang in settings.site.codes:
        name = f"{lang}:{_digest([theme / 'translations' / lang, *(folder / lang for folder in more)])}"
        made[name] = kept.get(name) or compile_one(theme, lang, more)
    if made != kept:
        sealed.save_if_possible(path, made)
    return {name.partition(":")[0]: GNUTranslations(BytesIO(mo)) for name, mo in made.items()}


def _digest(folders: Sequence[Path]) -> str:
    state = hashlib.sha256()
    for path in (path for folder in folders for path in sorted(folder.rglob("*.po"))):
        state.update(path.read_bytes())
    return state.hexdigest()
