"""How an event or a call appears in calendars."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.calendar.artifacts import begin_of_appointment, name_of
from plugins.channels.shared.appearance import Appearance
from plugins.channels.shared.view import View
from plugins.model.entry import Entry


def appearances(view: View, entry: Entry) -> Iterator[Appearance]:
    """The file of its appointment, to be opened."""
    if view.makes("calendar") and entry.kind in ("event", "opportunity"):
        label = view.gettext("In calendars")
        if begin_of_appointment(entry):
            yield Appearance(label, 33, view.address("calendar", name=name_of(entry)))
        else:
            yield Appearance(label, 33, lacking=(view.gettext("No calendar has it: it has no day."),))
