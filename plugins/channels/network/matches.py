"""What members seek beside what others offer: matched where axis and region meet."""

from __future__ import annotations

from collections.abc import Sequence

from plugins.channels.network.directory import members_of
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Link
from plugins.i18n.collation import collation_key
from plugins.model.entry import Entry
from plugins.model.kinds import MemberFields
from plugins.model.rights import in_language
from plugins.model.taxonomy import NATIONWIDE
from plugins.model.value import Value


class StatedExchange(Value, frozen=True):
    """What a member seeks or offers, for which axes and where."""

    member: Link
    text: str
    axes: tuple[str, ...]
    regions: tuple[str, ...]


class Match(Value, frozen=True):
    """What a member seeks, and what others offer that may serve; nothing may."""

    sought: StatedExchange
    offered: tuple[StatedExchange, ...]


def sought(view: View, entry: Entry) -> list[StatedExchange]:
    """Return what a member seeks."""
    return _stated(view, entry, "seeks")


def offered(view: View, entry: Entry) -> list[StatedExchange]:
    """Return what a member offers."""
    return _stated(view, entry, "offers")


def _stated(view: View, entry: Entry, field: str) -> list[StatedExchange]:
    link = Link(entry.title, view.edition.urls[entry.key], entry.stem)
    return [
        StatedExchange(link, in_language(one.text, view.lang), one.axes or entry.axes, one.regions or entry.regions)
        for one in getattr(entry.of(MemberFields), field)
    ]


def matches(view: View) -> Sequence[Match]:
    """Return all that is sought, by the names of those who seek, each with what others offer."""
    return view.once(_matches)


def _matches(view: View) -> list[Match]:
    offers = [one for entry in members_of(view) for one in offered(view, entry)]
    return [
        Match(one, tuple(other for other in offers if other.member != one.member and _meet(one, other)))
        for entry in members_of(view)
        for one in sought(view, entry)
    ]


def _meet(one: StatedExchange, other: StatedExchange) -> bool:
    places = {*one.regions, *other.regions}
    near = NATIONWIDE in places or bool({*one.regions} & {*other.regions})
    return near and bool({*one.axes} & {*other.axes})


def unmatched(view: View) -> list[StatedExchange]:
    """Return what is offered and nobody seeks yet, by the names of those who offer."""
    taken = {other for match in matches(view) for other in match.offered}
    offers = [one for entry in members_of(view) for one in offered(view, entry) if one not in taken]
    return sorted(offers, key=lambda one: collation_key(one.member.name, view.lang))
