"""The catalogues of the interface and of messages as an earlier build compiled them: by the hash of their source."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from plugins.cache.db import Database
from plugins.i18n import messages
from plugins.model.value import Language
from plugins.settings import Settings

Compile = Callable[[Path, Language, Sequence[Path]], bytes]
NAME = "catalogues"


def catalogues_of(settings: Settings, compile_one: Compile) -> dict[Language, GNUTranslations]:
    """The catalogue of each language. Raises UsageError for one that can't be read."""
    theme, *others = settings.theme.folders
    more = [*(folder / "translations" for folder in others), *(channel.locale for channel in settings.channels)]
    folders = [theme / "translations", *more]
    made = _compiled(settings, NAME, folders, settings.site.codes, lambda lang: compile_one(theme, lang, more))
    return {lang: GNUTranslations(BytesIO(mo)) for lang, mo in made.items()}


def speak(settings: Settings) -> None:
    """Have errors and problems said in the language of this run, those of channels by their own catalogues."""
    more = [channel.locale for channel in settings.channels]

    def compile_one(lang: Language) -> bytes:
        return _compiled(
            settings, "messages", [messages.FOLDER, *more], (lang,), lambda one: messages.compiled(one, more)
        )[lang]

    messages.speak(settings.run.problem_language, compile_one)


def _compiled(
    settings: Settings,
    name: str,
    folders: Sequence[Path],
    languages: Sequence[Language],
    compile_one: Callable[[Language], bytes],
) -> dict[Language, bytes]:
    """The .mo of each language, of which those that were compiled are remembered under this name."""
    db = Database(settings.run.cache, settings.run.clean)
    made: dict[Language, bytes] = {}
    alive: dict[str, list[bytes]] = {}
    for lang in languages:
        room, key = f"{name} {lang}", _digest([folder / lang for folder in folders])
        found = db.get(room, key)
        if found is None:
            found = compile_one(lang)
            db.put(room, key, found)
        made[lang], alive[room] = found, [key]
    if db.fresh:
        db.seal(alive)
    db.close()
    return made


def _digest(folders: Sequence[Path]) -> bytes:
    state = hashlib.sha256()
    for path in (path for folder in folders for path in sorted(folder.rglob("*.po"))):
        state.update(path.read_bytes())
    return state.digest()
