"""Fixed words of the pages of patterns, where every part of the theme is shown."""

from __future__ import annotations

from plugins.i18n.messages import say
from plugins.model.problem import Message, _
from plugins.model.value import Language

SHOW = _("Public voice")
PLACE = _("The cooperative’s hall, Syros")
STATION = _("Harbour Radio")
NAME = _("Maria Kalogirou")
OFFICE = _("Coordinator, Repair Workshops")
GREETING = _("Good evening.")


def in_words(text: Message, lang: Language) -> str:
    """Return the words in the language of a page, or in English."""
    return say(text, lang)
