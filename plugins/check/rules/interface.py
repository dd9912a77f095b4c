"""Says for which languages of the site the theme has no words: their pages have the English ones."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.i18n.catalogues import path_in
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

RULE = "interface"
_ENGLISH = _("the theme has no catalogue for “{lang}”: what it says itself is in English")
_ADD = _("translate translations/messages.pot of the theme into translations/{lang}/LC_MESSAGES/messages.po")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """One note for each such language, of the settings: no text can help it."""
    folder = settings.theme.folder / "translations"
    for lang in settings.site.codes:
        if lang != "en" and not path_in(folder, lang).is_file():
            yield Problem(RULE, "note", "", 0, 0, "LANGUAGES", _ENGLISH.format(lang=lang), _ADD.format(lang=lang))
