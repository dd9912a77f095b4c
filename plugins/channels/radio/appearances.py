"""How a text appears on the radio: the script of news, the cue sheet of an episode."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.radio.pages import cue_url
from plugins.channels.shared.appearance import Appearance
from plugins.channels.shared.script import script_address
from plugins.channels.shared.view import View
from plugins.model.entry import Entry
from plugins.model.kinds import EpisodeFields


def appearances(view: View, entry: Entry) -> Iterator[Appearance]:
    """What a newsreader reads, and what a presenter and an operator need to know."""
    if entry.kind == "news":
        yield _script(view, entry)
    if entry.kind == "episode":
        yield _cue(view, entry)


def _script(view: View, entry: Entry) -> Appearance:
    label, script = view.gettext("On the radio: the newsreader's script"), script_address(entry, view.settings)
    if not (script and entry.is_listed and entry.start):
        return Appearance(label, 20, lacking=(view.gettext("There is no script: the text has no date, or is hidden."),))
    return Appearance(label, 20, script)


def _cue(view: View, entry: Entry) -> Appearance:
    label, cue = view.gettext("On the radio: the cue sheet"), cue_url(view, entry)
    if not cue:
        lacking = view.gettext(
            "No station may take it: it has no recording, its rights do not allow it, or it is for apps alone."
        )
        return Appearance(label, 20, lacking=(lacking,))
    fields, say = entry.of(EpisodeFields), view.gettext
    wanted = {
        say("It has no words for the presenter (introduction)."): fields.introduction,
        say("Its first words are not stated (in_cue)."): fields.in_cue,
        say("Its last words are not stated (out_cue)."): fields.out_cue,
    }
    return Appearance(label, 20, cue, lacking=tuple(words for words, stated in wanted.items() if not stated))
