"""How calendars are offered: to those who follow the site, and on the page of an event or a call."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.calendar.artifacts import DEADLINES, EVERYTHING, begin_of_appointment, dated, name_of, of_member
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.view import View
from plugins.channels.shared.way import way_of
from plugins.model.entry import Entry

CALENDARS = (  # webcal: https://www.iana.org/assignments/uri-schemes/prov/webcal
    ("webcal", "webcal://{bare}"),
    ("Google", "https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2F{quoted_bare}"),
    ("Outlook", "https://outlook.live.com/calendar/0/addfromweb?url={quoted}"),
)


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """The file of an appointment on its page; the calendar of everything to those who follow the site."""
    if not view.makes("calendar"):
        return
    if entry is None:
        if dated(view.edition):
            path = view.address("calendar", name=EVERYTHING)
            way = way_of(view, "calendar", view.language.sitename, path, CALENDARS)
            yield Offer("follow", rank=3, template="_follow_calendar.html", values={"way": way})
        if any(entry.kind == "opportunity" for entry in dated(view.edition)):
            address = view.address("calendar", name=DEADLINES)
            label = view.gettext("The last days of calls in your calendar")
            yield Offer("list.opportunity", label, address, "text/calendar", 1, "_list_calendar.html")
    elif entry.kind == "member":
        if of_member(dated(view.edition), entry.stem):
            address = view.address("calendar", name=f"member-{entry.stem}")
            yield Offer("facts", view.gettext("Its events and calls in your calendar"), address, "text/calendar")
    elif begin_of_appointment(entry):
        address = view.address("calendar", name=name_of(entry))
        yield Offer("facts", view.gettext("Add it to your calendar"), address, "text/calendar")
