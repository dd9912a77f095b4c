"""Words with a letter from the wrong keyboard: readers don't see it, search doesn't find them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.i18n.greek import mixed_script
from plugins.model.problem import Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

_LATIN = re.compile("[A-Za-z]")  # looked for first: most texts are of one script, and this runs at every build

_MIXED = _("the word “{word}” has both Greek and Latin letters (Latin: {latin})")
_RETYPE = _("type it again with one keyboard")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Each such word of the titles and summaries."""
    for entry in site.entries:
        for field, text in (("title", entry.title), ("summary", entry.summary)):
            if text.isascii() or not _LATIN.search(text):
                continue
            for word, __ in mixed_script(text):
                line, column = entry.stated_at(field)
                message = _MIXED.format(word=word, latin=" ".join(letter for letter in word if letter < "\u0370"))
                yield Problem("homoglyphs", "warning", entry.source, line, column, field, message, _RETYPE)
