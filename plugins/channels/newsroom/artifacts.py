"""The newsroom: every dated text as IPTC ninjs 3.1, one file each, and a list of them for whoever polls."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from plugins.channels.newsroom.ninjs import as_list, as_ninjs
from plugins.channels.newsroom.stories import Stories, Story, newest
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.view import View
from plugins.model.artifact import Artifact
from plugins.model.entry import Entry


def artifacts(view: View) -> Iterator[Artifact]:
    """Everything that an editorial system may ask for."""
    stories = view.once(stories_of)
    if view.makes("newsroom.item"):
        yield from (_item(entry, stories) for entry in stories.kept.values())
    if view.makes("newsroom"):
        briefs = tuple(stories.brief(entry) for entry in stories.kept.values())
        if briefs:
            inputs = (stories.language.sitename, stories.lang, briefs)
            yield Artifact(stories.list_path, as_list, inputs, "newsroom", stories.lang)


def stories_of(view: View) -> Stories:
    """What the newsroom says of an edition."""
    kept = {lang: other.once(_newest) for lang, other in view.views.items()}
    return Stories(view.edition, kept, view.settings)


def _newest(view: View) -> dict[str, Entry]:
    return newest(view.edition)


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """The list, on the page for screens and newsrooms."""
    if entry is None and view.makes("newsroom") and any(one.date for one in view.edition.listed):
        yield Offer("screens", address=view.address("newsroom"), sort="newsroom")


def _item(entry: Entry, stories: Stories) -> Artifact:
    inputs = partial(_inputs, entry, stories)
    return Artifact(stories.path(entry), as_ninjs, inputs, "newsroom", stories.lang, (entry.source,))


def _inputs(entry: Entry, stories: Stories) -> tuple[Story]:
    return (stories.story(entry),)
