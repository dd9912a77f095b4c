"""How a text appears in feeds: as a reader shows an item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.channels.shared.appearance import ITEM, Appearance, item_of
from plugins.channels.shared.feed.views import FeedViews, published_at
from plugins.channels.shared.filters import day_in_words
from plugins.channels.shared.view import View
from plugins.model.entry import Entry


def appearances(view: View, entry: Entry) -> Iterator[Appearance]:
    """The item of the feed of everything, and of those that have it too."""
    label = view.gettext("In a feed reader")
    if entry.start is None or not entry.is_listed:
        yield Appearance(label, 10, lacking=(view.gettext("No feed has it: it has no date, or is hidden."),))
        return
    yield Appearance(label, 10, template=ITEM, values=_item(view, entry))


def _item(view: View, entry: Entry) -> dict[str, Any]:
    item = view.once(_views).item(entry)
    day = day_in_words(published_at(entry).date(), view.language.locale)
    line = " · ".join((day, *item.authors, *item.categories))
    return item_of(item.title, line, item.summary, _here(view, item.image), has_text=True)


def _here(view: View, address: str) -> str:
    """An address of this site from the root of its server, for a preview may stand anywhere."""
    return address.replace(f"{view.settings.site.url}/", f"{view.settings.site.root}/")


def _views(view: View) -> FeedViews:
    return FeedViews(view.edition, view.settings)
