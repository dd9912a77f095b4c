"""What contradicts itself in what members state: numbers that two have, postcodes of another region, unknown keys."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.network.directory import NUMBERS
from plugins.i18n.terms import Spellings
from plugins.model.entry import Entry
from plugins.model.kinds import MemberFields
from plugins.model.problem import Level, Message, Problem, _
from plugins.model.site import Site
from plugins.settings import Settings
from plugins.text.identifiers import belongs_to_a_person

#: The first two digits of postcodes, by the code of NUTS of the region that they lie in. https://www.elta.gr/
POSTCODES = {
    "EL30": "10 11 12 13 14 15 16 17 18 19 80",
    "EL65": "20 21 22 23 24",
    "EL63": "25 26 27 30",
    "EL62": "28 29 31 49",
    "EL64": "32 33 34 35 36",
    "EL61": "37 38 40 41 42 43",
    "EL54": "44 45 46 47 48",
    "EL53": "50 51 52 53",
    "EL52": "54 55 56 57 58 59 60 61 62 63",
    "EL51": "64 65 66 67 68 69",
    "EL43": "70 71 72 73 74",
    "EL41": "81 82 83",
    "EL42": "84 85",
}

_TWO = _("is that of {file} too")
_OWN = _("give each member its own number")
_PERSON = _("is a number that persons have: those of organisations begin with 09, 8 or 99")
_OF_ORGANISATION = _("write the organisation’s number, or delete the line: a person’s is not published")
_POSTCODE = _("the postcode {code} does not lie in {region}")
_CORRECT = _("correct the postcode, or the regions")
_KEY = _("there is no key “{key}” in {group}")
_NEAR = _("did you mean {near}?")
_LIST = _("the keys stand in taxonomies.yaml, group {group}")
Fault = tuple[str, Level, Message, Message]


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """All that is wrong with members, in the file that states it."""
    spellings = {group: Spellings(site.taxonomies, group) for group in ("axes", "regions")}
    owners: dict[tuple[str, str], Entry] = {}
    for entry in site.entries:
        if isinstance(entry.fields, MemberFields) and entry.original:
            for field, level, message, hint in _faults(site, entry, entry.fields, spellings, owners):
                line, column = entry.stated_at(field, "title")
                yield Problem("network", level, entry.source, line, column, field, message, hint)


def _faults(
    site: Site,
    entry: Entry,
    member: MemberFields,
    spellings: dict[str, Spellings],
    owners: dict[tuple[str, str], Entry],
) -> Iterator[Fault]:
    for field in NUMBERS:
        number = getattr(member, field)
        owner = owners.setdefault((field, number), entry) if number else entry
        if owner is not entry:
            yield field, "error", _TWO.format(file=owner.source), _OWN
    if member.tax_number and belongs_to_a_person(member.tax_number):
        yield "tax_number", "warning", _PERSON, _OF_ORGANISATION
    yield from _postcode(site, entry, member)
    for field in ("offers", "seeks"):
        for one in getattr(member, field):
            for group, keys in (("axes", one.axes), ("regions", one.regions)):
                yield from _unknown(field, group, keys, spellings[group])


def _postcode(site: Site, entry: Entry, member: MemberFields) -> Iterator[Fault]:
    """A postcode of a region in which the member is not, where all its regions have codes."""
    terms = site.taxonomies.groups["regions"]
    codes = {key: terms[key][entry.lang].code for key in entry.regions}
    if member.address and codes and all(code in POSTCODES for code in codes.values()):
        begin = member.address.postcode[:2]
        if not any(begin in POSTCODES[code].split() for code in codes.values()):
            names = ", ".join(terms[key][entry.lang].name for key in codes)
            yield "address", "warning", _POSTCODE.format(code=member.address.postcode, region=names), _CORRECT


def _unknown(field: str, group: str, keys: tuple[str, ...], spellings: Spellings) -> Iterator[Fault]:
    for key in keys:
        if key not in spellings.terms:
            near = spellings.keys(key) or spellings.near(key)
            hint = _NEAR.format(near=", ".join(near)) if near else _LIST.format(group=group)
            yield field, "error", _KEY.format(key=key[:40], group=group), hint
