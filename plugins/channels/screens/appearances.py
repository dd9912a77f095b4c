"""How a text appears on screens: its slate, and its line of the ticker."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.screens.shown import on_screens
from plugins.channels.screens.ticker import cut
from plugins.channels.shared.appearance import ITEM, Appearance, item_of
from plugins.channels.shared.view import View
from plugins.model.entry import Entry


def appearances(view: View, entry: Entry) -> Iterator[Appearance]:
    """What screens show of it now."""
    label = view.gettext("On screens: the slate")
    if entry.guid not in view.once(_shown):
        lacking = view.gettext(
            "Screens do not show it now: it is too old, too early or of another kind. “slate” may say otherwise."
        )
        yield Appearance(label, 22, lacking=(lacking,))
        return
    slate = view.edition.slates.get(entry.guid)
    yield Appearance(
        label, 22, slate.path if slate else "", lacking=() if slate else (view.gettext("The slate is not drawn yet."),)
    )
    line = cut(entry.title)
    cut_off = () if line == entry.title else (view.gettext("The title is cut: the ticker takes eighty characters."),)
    yield Appearance(view.gettext("In the ticker"), 23, template=ITEM, values=item_of(line), lacking=cut_off)


def _shown(view: View) -> frozenset[str]:
    """What screens show, by guid."""
    return frozenset(entry.guid for entry in on_screens(view.edition, view.settings.run.now))
