"""What the network shows elsewhere: ways to find members, on their list; on a member's page what is to come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugins.channels.network.matches import Match, matches, offered, sought
from plugins.channels.network.pages import ways
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.view import View
from plugins.model.entry import Entry
from plugins.model.kinds import MemberFields

SCRIPT = "js/members.js"


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """The ways to find members, on the list of all; what is coming, sought and offered, on the page of one."""
    if entry is None:
        yield Offer("list.member", template="_members_by.html", values=lambda: _ways(view))
        yield Offer("patterns.text", template="_members_by.html", values=lambda: _samples(view))
    elif isinstance(entry.fields, MemberFields):
        yield Offer("member", template="_member_more.html", values=lambda: _of_member(view, entry))


def _ways(view: View) -> dict[str, Any]:
    return {"ways": ways(view), "script": view.static.get(SCRIPT, "")}


def _samples(view: View) -> dict[str, Any]:
    """A way and the field, for the page of patterns."""
    return {"ways": (view.home,), "script": view.static.get(SCRIPT, "")}


def _of_member(view: View, entry: Entry) -> dict[str, Any]:
    coming = [one for one in view.edition.upcoming if entry.stem in one.members]
    own: list[Match] = [one for one in matches(view) if one.sought.member.key == entry.stem]
    return {
        "coming": view.shown.cards(coming),
        "sought": tuple(own) or tuple(Match(one, ()) for one in sought(view, entry)),
        "offered": tuple(offered(view, entry)),
        "embed": f"{view.settings.site.url}/{view.address('embed', member=entry.stem)}" if view.makes("embed") else "",
        "data": f"{view.settings.site.url}/{view.address('embed.data', member=entry.stem)}"
        if view.makes("embed.data")
        else "",
    }
