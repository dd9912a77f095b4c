"""Calls that nobody can answer or that contradict themselves, and skills that taxonomies.yaml does not have."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.i18n.terms import Spellings
from plugins.model.entry import Entry
from plugins.model.kinds import MemberFields, OpportunityFields
from plugins.model.problem import Level, Message, Problem, _
from plugins.model.site import Site
from plugins.settings import Settings

FULL_AGE = 18

_SKILL = _("there is no skill “{key}”")
_NEAR = _("did you mean {near}?")
_LIST = _("the skills stand in taxonomies.yaml, group skills")
_END = _("the end is before the start")
_CORRECT = _("correct one of the two dates")
_DEADLINE = _("one may apply after it is over")
_NOBODY = _("nobody can be written to")
_CONTACT = _("add a line contact: with an e-mail address, or apply: with the address of a form")
_HOURS = _("hours a week belong to what is done again and again")
_WORDS = _("write the hours in words in hours:, or commitment: regular")
_MINORS = _("invites people under age and does not say how they are protected")
_PROTECT = _("add a line safeguarding: [criminal-record, two-adults], as it is")
Fault = tuple[str, Level, Message, Message]


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """All that is wrong with calls, in the file that states it."""
    spellings = Spellings(site.taxonomies, "skills")
    mails = {entry.stem for entry in site.entries if entry.of(MemberFields).email}
    for entry in site.entries:
        if isinstance(entry.fields, OpportunityFields) and entry.original:
            for field, level, message, hint in _faults(entry, entry.fields, spellings, mails):
                line, column = entry.stated_at(field, "title")
                yield Problem("calls", level, entry.source, line, column, field, message, hint)


def _faults(entry: Entry, call: OpportunityFields, spellings: Spellings, mails: set[str]) -> Iterator[Fault]:
    for key in call.skills:
        if key not in spellings.terms:
            near = spellings.keys(key) or spellings.near(key)
            hint = _NEAR.format(near=", ".join(near)) if near else _LIST
            yield "skills", "error", _SKILL.format(key=key[:40]), hint
    yield from _dates(call)
    if not (call.contact or call.apply or mails & {*entry.members}):
        yield "contact", "warning", _NOBODY, _CONTACT
    if call.weekly_hours and call.commitment == "once":
        yield "weekly_hours", "error", _HOURS, _WORDS
    if 0 < call.age_from < FULL_AGE and not call.safeguarding:
        yield "age_from", "warning", _MINORS, _PROTECT


def _dates(call: OpportunityFields) -> Iterator[Fault]:
    if call.end and call.start and call.end < call.start:
        yield "end", "error", _END, _CORRECT
    elif call.deadline and call.start and call.deadline > (call.end or call.start) and call.commitment == "once":
        yield "deadline", "error", _DEADLINE, _CORRECT
