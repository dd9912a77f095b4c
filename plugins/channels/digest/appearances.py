"""How a text appears in the letter of its week."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.digest.artifacts import line_of
from plugins.channels.shared.appearance import ITEM, Appearance, item_of
from plugins.channels.shared.filters import day_in_words, moment_in_words
from plugins.channels.shared.view import View
from plugins.model.entry import Entry


def appearances(view: View, entry: Entry) -> Iterator[Appearance]:
    """Its row."""
    label = view.gettext("In the letter of the week")
    if entry.start is None or not entry.is_listed:
        yield Appearance(label, 30, lacking=(view.gettext("No letter has it: it has no date, or is hidden."),))
        return
    row, locale = line_of(entry, view.settings.site.url), view.language.locale
    when = row.start or row.deadline
    line = " · ".join(filter(None, (moment_in_words(when, locale) if when else "", row.place)))
    facts = ((view.gettext("Comes out"), day_in_words(entry.start.date(), locale)),)
    yield Appearance(label, 30, template=ITEM, values=item_of(row.title, line, row.summary, facts=facts))
