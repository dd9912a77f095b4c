"""How a text appears among the results of the search."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.search.artifacts import has_search
from plugins.channels.search.records import record_of
from plugins.channels.shared.appearance import ITEM, Appearance, item_of
from plugins.channels.shared.view import View
from plugins.model.entry import Entry


def appearances(view: View, entry: Entry) -> Iterator[Appearance]:
    """The result, and the words by which it is found beside its text."""
    if not has_search(view):
        return
    label = view.gettext("Among the results of the search")
    if not entry.is_listed:
        yield Appearance(label, 31, lacking=(view.gettext("The search does not find it: it is hidden."),))
        return
    record = record_of(entry, view.edition, view.settings)
    words = tuple(part.text for part in record.parts[1:] if part.text)
    facts = ((view.gettext("Found by"), " · ".join(words)),) if words else ()
    line = " · ".join(filter(None, (record.label, *record.when)))
    yield Appearance(label, 31, template=ITEM, values=item_of(record.title, line, entry.summary, facts=facts))
