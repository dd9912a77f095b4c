"""The pages of previews: each gathers from all channels how a text appears in them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from plugins.channels.shared.appearance import Appearance
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.own_style import own_style
from plugins.channels.shared.page import Page
from plugins.channels.shared.view import View
from plugins.hosting.serving import policy_of
from plugins.model.artifact import Artifact
from plugins.model.entry import Entry
from plugins.model.value import Value
from plugins.settings import Settings

SORT = "preview"
STYLE = Path(__file__).with_name("preview.css")


class ChannelForms(Value, frozen=True):
    """A text in one channel: the channel's name, and the forms in which it brings the text out."""

    channel: str
    forms: tuple[Appearance, ...]


def are_made(view: View) -> bool:
    """Whether there are such pages: on a site that readers see, never."""
    run = view.settings.run
    return (run.drafts or run.preview) and view.makes(SORT)


def pages(view: View) -> Iterator[Page]:
    """One for each text of a language."""
    if are_made(view):
        yield from (_page(view, entry) for entry in view.edition.entries)


def _page(view: View, entry: Entry) -> Page:
    return Page(
        f"preview/{entry.key}",
        view.lang,
        address_of(view, entry),
        "preview.html",
        view.gettext("Preview: %(title)s") % {"title": entry.title},
        section=entry.counts_as,
        values=partial(_values, view, entry),
        indexed=False,
        parent=f"entry/{entry.key}",
        sources=(entry.source,),
    )


def _values(view: View, entry: Entry) -> dict[str, Any]:
    return {
        "article": view.shown.article(entry),
        "offers": view.slots(entry),
        "channels": tuple(shown(view, entry)),
        "style": view.address("preview.style"),
    }


def artifacts(view: View) -> Iterator[Artifact]:
    """Their style sheet."""
    if view.is_first and are_made(view):
        yield own_style(view, "preview.style", STYLE, SORT)


def address_of(view: View, entry: Entry) -> str:
    """Where the page of a text stands."""
    return view.address(SORT, key=entry.key)


def shown(view: View, entry: Entry) -> Iterator[ChannelForms]:
    """How the channels bring a text out, those that readers meet first at the beginning."""
    found = []
    for channel in view.settings.channels:
        forms = sorted((one.settled() for one in channel.appearances(view, entry)), key=lambda one: one.rank)
        if forms:
            found.append(ChannelForms(channel.name, tuple(forms)))
    yield from sorted(found, key=lambda one: one.forms[0].rank)


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """A link from the page of a text to its preview."""
    if entry is not None and are_made(view):
        label = view.gettext("This text in every channel")
        yield Offer("entry", label, address_of(view, entry), rank=100, template="_preview_link.html")


def policies(settings: Settings) -> Iterator[tuple[str, str]]:
    """Pages of previews show others of the site in frames."""
    policy = policy_of(settings.site.media).replace("default-src 'none'", "default-src 'none'; frame-src 'self'")
    yield SORT, policy if settings.run.drafts else ""
