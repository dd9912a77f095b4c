"""The page that shows every way to follow the site, each with its address, links for apps and a QR code."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.shared.page import Page
from plugins.channels.shared.view import View
from plugins.channels.shared.way import Way, code
from plugins.model.artifact import Artifact
from plugins.model.value import given

SLOTS = ("follow.mail", "follow.mail.after", "follow", "follow.air")


def makes_follow(view: View) -> bool:
    """Whether the site has the page: it has a word for it, and an address."""
    return view.makes("follow") and "follow" in view.edition.taxonomies.groups["lists"]


def pages_of_follow(view: View) -> Iterator[Page]:
    """The page, where the site has one."""
    if not makes_follow(view):
        return
    heading = view.shown.list_link("lists", "follow", "follow")
    yield Page(
        "follow",
        view.lang,
        heading.url,
        "follow.html",
        heading.name,
        heading.description,
        "follow",
        {"offers": {slot: view.offers(slot) for slot in SLOTS}},
        view.feed_links("all"),
        (view.home,),
    )


def codes(view: View) -> Iterator[Artifact]:
    """The QR codes of the page."""
    for way in ways_of(view):
        yield Artifact(way.code, code, (way.address,), "web", view.lang)


def ways_of(view: View) -> Iterator[Way]:
    """All that have a code, in the order of the page; none where the site has no such page."""
    if makes_follow(view):
        for offer in view.offers("follow"):
            values = given(offer.values)
            yield from (values["way"],) if "way" in values else values.get("ways", ())
