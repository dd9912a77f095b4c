"""The pages of the weeks, and how the digest is offered to those who follow the site."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.digest.artifacts import address_of
from plugins.channels.digest.letter import span
from plugins.channels.digest.weeks import weeks_of
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.page import Page
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Section, Views
from plugins.channels.shared.way import MAILERS, opened
from plugins.model.entry import Entry, counted_as


def pages(view: View) -> Iterator[Page]:
    """A page for each week that has a digest, if the site has a word for them."""
    if "digest" not in view.edition.taxonomies.groups["lists"] or not view.makes("digest"):
        return
    views, word = view.shown, view.shown.word("lists", "digest")
    for week in weeks_of(view.edition, view.settings):
        parts = tuple(
            Section(kind, views.list_link("kinds", counted_as(kind)), (), views.cards(entries))
            for kind, entries in week.kinds
            if kind != "page"
        )
        yield Page(
            f"digest/{week.name}",
            view.lang,
            address_of(week, view.edition, view.settings),
            "digest.html",
            f"{word.name} {span(week.monday, week.sunday, view.language.locale)}",
            section="digest",
            values={
                "sections": parts,
                "coming": Views(view.edition, view.settings).cards(week.coming),  # with the dates of that week
                "letter_url": view.address("digest.mail", week=week.name, format="txt"),
            },
            feeds=view.feed_links("all"),
            breadcrumbs=(view.home,),
            indexed=False,  # it repeats what stands elsewhere
        )


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """The feed of weeks: for one e-mail a week, and in the list of all feeds."""
    weeks = () if entry else weeks_of(view.edition, view.settings)
    if not weeks:
        return
    formats = view.settings.feeds.formats
    address = f"{view.settings.site.url}/{view.address('digest.feed', format=formats[0])}"
    label, mail = view.gettext("One e-mail a week, with all that came out:"), {"links": opened(MAILERS, address)}
    yield Offer("follow.mail", label, rank=1, values=mail)
    page = address_of(weeks[0], view.edition, view.settings)
    yield Offer("follow.mail.after", address=page, template="_follow_digest.html", values={"feed": address})
    known = next((name for name in formats if name != "json"), "json")  # which every reader does
    title = f"{view.language.sitename}: {view.gettext('The week')}"
    path = view.address("digest.feed", format=known)
    yield Offer("opml", title, path, view.gettext("Once a week, what came out."))
