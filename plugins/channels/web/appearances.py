"""How a text appears on the web: its page, its card in lists, what is shown where it is shared, what machines read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from plugins.channels.shared.appearance import Appearance
from plugins.channels.shared.view import View
from plugins.channels.web.artifacts import cards_of
from plugins.channels.web.heads import head_of
from plugins.channels.web.pages import pages_by_key
from plugins.model.entry import Entry


def appearances(view: View, entry: Entry) -> Iterator[Appearance]:
    """Its page, wide and on a telephone, and what is made of it elsewhere."""
    say = view.gettext
    yield Appearance(say("The page"), 0, entry.url, is_page=True, lacking=tuple(_lacking(view, entry)))
    card = {"card": view.shown.card(entry)}
    yield Appearance(say("The card in lists"), 1, template="_appearance_card.html", values=card)
    shared = view.once(cards_of).of(view.once(pages_by_key)[f"entry/{entry.key}"])
    if shared:
        yield Appearance(say("Where it is shared"), 2, shared.path)
    values = partial(_data, view, entry)
    yield Appearance(say("What search engines read (JSON-LD)"), 3, template="_appearance_data.html", values=values)


def _data(view: View, entry: Entry) -> dict[str, Any]:
    """The head of its page, of which the data is made."""
    pages = {lang: other.once(pages_by_key) for lang, other in view.views.items()}
    return {"head": head_of(pages[view.lang][f"entry/{entry.key}"], pages, view.settings)}


def _lacking(view: View, entry: Entry) -> Iterator[str]:
    """What readers will miss."""
    say = view.gettext
    if not entry.is_live(view.settings.run.now):
        yield say("It is not out yet.") if entry.expires is None else say("It is not out.")
    if "image" not in entry.files:
        yield say("It has no picture.")
    for language in view.settings.site.languages:
        if language.code != view.lang and entry.key not in view.views[language.code].edition.by_key and not entry.only:
            yield say("It is not there in this language: %(language)s.") % {"language": language.name}
    if entry.stale:
        yield say("Its original has changed since it was translated.")
