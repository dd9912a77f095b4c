"""The catalogues of the interface and of messages as an earlier build compiled them: by the hash of their source."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from plugins import store
from plugins.i18n import messages
from plugins.model.value import Language
from plugins.settings import Settings

Compile = Callable[[Path, Language], bytes]
NAME = "catalogues"


def catalogues_of(settings: Settings, compile_one: Compile) -> dict[Language, GNUTranslations]:
    """The catalogue of each language. Raises UsageError for one that can't be read."""
    theme = settings.web.theme
    made = _compiled(settings, NAME, theme / "translations", settings.site.codes, partial(compile_one, theme))
    return {lang: GNUTranslations(BytesIO(mo)) for lang, mo in made.items()}


def speak(settings: Settings) -> None:
    """Have errors and problems said in the language of this run."""

    def compile_one(lang: Language) -> bytes:
        return _compiled(settings, f"messages-{lang}", messages.FOLDER, (lang,), messages.compiled)[lang]

    messages.speak(settings.run.problem_language, compile_one)


def _compiled(
    settings: Settings, name: str, folder: Path, languages: Sequence[Language], compile_one: Callable[[Language], bytes]
) -> dict[Language, bytes]:
    """The .mo of each language, of which a file of this name in the cache remembers those that were compiled."""
    path = settings.run.cache / name
    kept = {} if settings.run.clean else store.load(path, dict[str, bytes]) or {}
    made: dict[str, bytes] = {}
    for lang in languages:
        key = f"{lang}:{_digest(folder / lang)}"
        made[key] = kept.get(key) or compile_one(lang)
    if made != kept:
        store.save_if_possible(path, made)
    return {key.partition(":")[0]: mo for key, mo in made.items()}


def _digest(folder: Path) -> str:
    state = hashlib.sha256()
    for path in sorted(folder.rglob("*.po")):
        state.update(path.read_bytes())
    return state.hexdigest()
