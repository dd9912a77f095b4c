"""How an episode appears for television stations: the pack of its video."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.shared.appearance import Appearance
from plugins.channels.shared.view import View
from plugins.channels.tv.pages import pack_url
from plugins.model.entry import Entry


def appearances(view: View, entry: Entry) -> Iterator[Appearance]:
    """The pack; nothing of an episode that is only heard."""
    if entry.kind == "episode" and "video" in entry.files:
        label, pack = view.gettext("On television: the pack"), pack_url(view, entry)
        if pack:
            yield Appearance(label, 21, pack)
        else:
            lacking = view.gettext("No station may take it: its rights do not allow it, or the video is not made yet.")
            yield Appearance(label, 21, lacking=(lacking,))
