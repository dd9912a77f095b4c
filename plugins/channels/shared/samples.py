"""Fixed words of the pages of patterns, where every part of the theme is shown."""

from __future__ import annotations

from plugins.channels.shared.view import View
from plugins.model.problem import _
from plugins.model.value import Language

SHOW = _("Public voice")
PLACE = _("The cooperative’s hall, Syros")
STATION = _("Harbour Radio")
NAME = _("Maria Kalogirou")
OFFICE = _("Coordinator, Repair Workshops")
GREETING = _("Good evening.")


def other_language(view: View) -> Language:
    """Another language of the site, for what is shown in a foreign one; the page's own where it has no other."""
    return next((lang for lang in view.views if lang != view.lang), view.lang)
