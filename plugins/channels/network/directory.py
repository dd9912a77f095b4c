"""The members of a language, in the order of their names, and gathered by axis, region and sector."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plugins.channels.shared.view import View
from plugins.channels.shared.views import Card
from plugins.i18n.collation import collation_key
from plugins.i18n.greek import slugify
from plugins.model.entry import Entry
from plugins.model.kinds import MemberFields
from plugins.model.rights import in_language
from plugins.model.value import Value

#: The fields that hold the numbers by which registers know a member.
NUMBERS = ("tax_number", "company_number", "social_register")


class MemberGroup(Value, frozen=True):
    """Members that have something in common: its name, its page where it has one, and its id on this page."""

    key: str
    name: str
    url: str
    code: str
    members: tuple[Card, ...]
    towns: tuple[str, ...]  # their municipalities where these are stated, else their places; each once


def members_of(view: View) -> Sequence[Entry]:
    """Return the members by name, those that only another language has too."""
    return view.once(_members)


def _members(view: View) -> list[Entry]:
    edition = view.edition
    found = [*edition.kinds.get("member", ()), *(entry for entry in edition.gaps.values() if entry.kind == "member")]
    return sorted(found, key=lambda entry: collation_key(entry.title, view.lang))


def by_term(view: View, group: str) -> list[MemberGroup]:
    """Return the members by axis or region, in the order of the words; a key that no member has is left out."""
    terms = view.edition.taxonomies.groups[group]
    rows = ((key, [entry for entry in members_of(view) if key in getattr(entry, group)]) for key in terms)
    return [_by_key(view, group, key, own) for key, own in rows if own]


def _by_key(view: View, group: str, key: str, members: Iterable[Entry]) -> MemberGroup:
    term, url = view.shown.word(group, key), view.shown.term_link(group, key).url if view.makes("term") else ""
    return _gathered(view, key, term.name, members, url, term.code)


def by_sector(view: View) -> list[MemberGroup]:
    """Return the members by what they work on, in the order of the alphabet; those that do not say stand last."""
    sectors: dict[str, list[Entry]] = {}
    for entry in members_of(view):
        sectors.setdefault(slugify(entry.of(MemberFields).sector), []).append(entry)
    rest = sectors.pop("", [])
    found = [_gathered(view, key, own[0].of(MemberFields).sector, own) for key, own in sectors.items()]
    found.sort(key=lambda group: collation_key(group.name, view.lang))
    return [*found, *([_gathered(view, "other", view.gettext("Other"), rest)] if rest else [])]


def _gathered(view: View, key: str, name: str, members: Iterable[Entry], url: str = "", code: str = "") -> MemberGroup:
    own = list(members)
    towns = sorted({*filter(None, map(town_of, own))}, key=lambda town: collation_key(town, view.lang))
    return MemberGroup(key, name, url, code, view.shown.cards(own), tuple(towns))


def town_of(entry: Entry) -> str:
    """Return the municipality of a member, else the place that its editor wrote."""
    member = entry.of(MemberFields)
    stated = member.address.municipality or member.address.town if member.address else ""
    return in_language(stated, entry.lang) if stated else member.place
