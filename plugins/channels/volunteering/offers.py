"""How one answers a call, on its page: a mail with a text that is ready, or the organisation's own form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from plugins.channels.shared.offer import Offer
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Link
from plugins.channels.volunteering.calls import every_call
from plugins.channels.volunteering.links import CHOSEN, FACETS, chosen_link, has_word, link_of, links
from plugins.model.entry import Entry
from plugins.model.kinds import MemberFields, OpportunityFields
from plugins.model.recurrence import is_closed


def notice_name(entry: Entry) -> str:
    """Return the name of a call's notice in addresses."""
    return entry.key.partition("/")[2].replace("/", "-")


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """The answer among the facts of a call; the pages of calls on the list of all."""
    if entry is None:
        yield Offer("list.opportunity", template="_call_pages.html", values=lambda: _pages(view))
        yield Offer("patterns.text", template="_call_samples.html", values=_samples(view))
    elif isinstance(entry.fields, OpportunityFields):
        yield Offer("facts", rank=-1, template="_answer.html", values=lambda: answers(view, entry))
        yield from _skills(view, entry)


def _pages(view: View) -> dict[str, Any]:
    if not every_call(view):
        return {"facets": (), "chosen": ()}
    names = {facet: view.shown.word("lists", facet).name for facet in FACETS if has_word(view, facet)}
    keys = (*CHOSEN, "call-counts") if view.makes("calls") else ()
    return {
        "facets": tuple((name, facet, tuple(own)) for facet, name in names.items() if (own := links(view, facet))),
        "chosen": tuple(chosen_link(view, key) for key in keys if has_word(view, key)),
    }


def answers(view: View, entry: Entry) -> dict[str, Any]:
    """What a page says of how to answer: addresses, or that it is too late."""
    call, zone = entry.of(OpportunityFields), ZoneInfo(view.settings.site.timezone)
    mail = call.contact or _members_mail(view, entry)
    state = "filled" if call.filled else "closed" if is_closed(entry, view.settings.run.now, zone) else ""
    return {
        "state": state,
        "form": call.apply,
        "contact": mail,
        "mail": written(view, entry, mail) if mail else "",
        "notice": view.address("notice", name=notice_name(entry)) if view.makes("notice") and not state else "",
    }


def _members_mail(view: View, entry: Entry) -> str:
    members = (view.edition.by_key.get(f"members/{stem}") for stem in entry.members)
    return next((mail for one in members if one and (mail := one.of(MemberFields).email)), "")


def _skills(view: View, entry: Entry) -> Iterator[Offer]:
    """The skills that are asked for, as links where they have pages."""
    has_pages = view.makes("calls.of") and has_word(view, "skill")
    for key in entry.of(OpportunityFields).skills:
        if key in view.edition.taxonomies.groups["skills"]:
            term = view.shown.word("skills", key)
            yield Offer("skills", term.name, link_of(view, "skill", key).url if has_pages else "", term.code)


def written(view: View, entry: Entry, mail: str) -> str:
    """Return a mail address with a subject and a text that need only be filled in.

    Lines end in CRLF, and all but letters is written as bytes: https://www.rfc-editor.org/rfc/rfc6068#section-5
    """
    title = {"title": entry.title, "address": f"{view.settings.site.url}/{entry.url}"}
    subject = view.gettext("Volunteering: %(title)s") % title
    lines = (
        view.gettext("Good day,"),
        "",
        view.gettext("I would like to help with “%(title)s” (%(address)s).") % title,
        "",
        view.gettext("My name:"),
        view.gettext("Telephone:"),
        view.gettext("When I can come:"),
        view.gettext("What I know how to do:"),
        view.gettext("What I need in order to take part:"),
        "",
        view.gettext("Thank you."),
    )
    text = "\r\n".join(lines)
    return f"mailto:{quote(mail, safe='@')}?subject={quote(subject, safe='')}&body={quote(text, safe='')}"


def _samples(view: View) -> dict[str, Any]:
    """Links and an answer for the page of patterns."""
    here = Link(view.language.sitename, view.home.url)
    answer = {"state": "", "form": "", "contact": "name@example.org", "mail": "mailto:name@example.org", "notice": ""}
    return {"facets": ((here.name, "skill", (here,)),), "chosen": (here,), **answer}
