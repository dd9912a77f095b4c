"""Says for which languages of the site the theme lacks words: their pages have the English ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from plugins.i18n.catalogues import path_in
from plugins.model.problem import Message, Problem, _, plural
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.settings import Settings

RULE = "interface"
_ENGLISH = _("the theme has no catalogue for “{lang}”: what it says itself is in English")
_ADD = _("run “invoke catalogues” and save its messages.pot, translated, as {path}")
_SOME = plural(
    "{count} message of theme and channels has no translation for “{lang}”: it is in English",
    "{count} messages of theme and channels have no translation for “{lang}”: they are in English",
)
_FILL = _("run “invoke catalogues” and fill in what is empty in {path}")
_MESSAGE = re.compile(r'^msgid "(?!"\n\n|"\nmsgstr "")', re.MULTILINE)
_EMPTY = re.compile(r'^msgstr(?:\[\d\])? ""\n(?!")', re.MULTILINE)


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """One note for each such language, of the settings: no text can help it."""
    themes = [folder / "translations" for folder in settings.theme.folders]
    for lang in (lang for lang in settings.site.codes if lang != "en"):
        theme = next((folder for folder in themes if path_in(folder, lang).is_file()), None)
        if theme is None:
            yield _note(lang, _ENGLISH.format(lang=lang), _ADD.format(path=path_in(themes[0], lang)))
            continue
        folders = [theme, *(channel.locale for channel in settings.channels)]
        lacking = {folder: count for folder in folders if (count := untranslated(folder, lang))}
        if lacking:
            said = _SOME.format(count=sum(lacking.values()), lang=lang)
            yield _note(lang, said, _FILL.format(path=path_in(next(iter(lacking)), lang)))


def _note(lang: Language, message: Message, hint: Message) -> Problem:
    return Problem(RULE, "note", "", 0, 0, "LANGUAGES", message, hint)


def untranslated(folder: Path, lang: Language) -> int:
    """Return how many messages of a folder of catalogues have no translation; where there is no catalogue of the
    language, those of another have none. (Babel's reader would take 50 ms.)"""
    own = path_in(folder, lang)
    if own.is_file():
        return len(_EMPTY.findall(own.read_text(encoding="utf-8")))
    others = (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*/LC_MESSAGES/messages.po")))
    return max((len(_MESSAGE.findall(text)) for text in others), default=0)
