"""Which texts are due for a review: a page for editors and a feed, which only previews have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from plugins.channels.shared.feed.documents import FORMATS, STYLESHEET
from plugins.channels.shared.feed.values import FeedHead, HeadLink, Item
from plugins.channels.shared.feed.views import FeedViews
from plugins.channels.shared.page import FEED_TYPES, FeedLink, Page
from plugins.channels.shared.upkeep import UpkeepFields
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Card
from plugins.model.artifact import Artifact
from plugins.model.document import based
from plugins.model.entry import Entry
from plugins.model.moments import end_of
from plugins.model.site import Site
from plugins.model.value import Value
from plugins.settings import Settings


class Review(Value, frozen=True):
    """A text that is to be reviewed: by when, by which office, and whether the day is over."""

    card: Card
    day: date
    office: str
    is_overdue: bool


def pages(view: View) -> Iterator[Page]:
    """The reviews that are due, the longest overdue first."""
    if not view.settings.run.drafts or not view.makes("reviews"):
        return
    rows = sorted(_reviews(view), key=lambda row: (row.day, row.card.key))
    yield Page(
        "reviews",
        view.lang,
        view.address("reviews"),
        "reviews.html",
        view.gettext("Reviews"),
        section="guide",
        values={"rows": tuple(rows)},
        feeds=_feed_links(view),
        breadcrumbs=(view.home,),
        indexed=False,
    )


def feeds(view: View) -> Iterator[Artifact]:
    """The overdue reviews as a feed of previews, the latest first: a text comes in anew when its next day is over."""
    overdue = _overdue(view)
    if not overdue:
        return
    views, name = FeedViews(view.edition, view.settings), view.language.sitename
    title = f"{name}: {view.gettext('Overdue reviews')}"
    page = views.absolute(view.address("reviews")) if view.makes("reviews") else view.settings.site.url
    sheet = f"{view.settings.site.root}/{STYLESHEET}"
    head = FeedHead(title, title, view.lang, page, name, sheet, id=views.feed_id("reviews"))
    items = tuple(_item(view, entry) for entry in overdue)
    for format in view.settings.feeds.formats:
        path = view.address("reviews.feed", format=format)
        make, media_type = FORMATS[format]
        links = (HeadLink("self", views.absolute(path), media_type),)
        sources = tuple(entry.source for entry in overdue)
        yield Artifact(path, make, (head, items, links), "knowhow", view.lang, sources)


def _overdue(view: View) -> list[Entry]:
    """The texts whose review is overdue, the latest first; none where there is no feed of them."""
    if not view.settings.run.drafts or not view.makes("reviews.feed"):
        return []
    found = [entry for entry in view.edition.listed if is_overdue(entry, view.settings)]
    return sorted(found, key=lambda entry: (_due(view, entry), entry.key), reverse=True)


def _feed_links(view: View) -> tuple[FeedLink, ...]:
    """The feeds of overdue reviews, for the head of their page."""
    formats = view.settings.feeds.formats if _overdue(view) else ()
    return tuple(
        FeedLink(f"{view.gettext('Overdue reviews')} ({name})", view.address("reviews.feed", format=format), media_type)
        for format in formats
        for media_type, name in (FEED_TYPES[format],)
    )


def _due(view: View, entry: Entry) -> datetime:
    """The end of the day by which a text was to be reviewed."""
    day = entry.of(UpkeepFields).next_review
    assert day is not None
    return end_of(day, ZoneInfo(view.settings.site.timezone))


def _item(view: View, entry: Entry) -> Item:
    """A text that is overdue, whole, so that one can check it where one reads of it."""
    due, site, office = _due(view, entry), view.settings.site, entry.of(UpkeepFields).office
    return Item(
        guid=str(uuid5(UUID(entry.guid), due.date().isoformat())),
        title=view.gettext("To be reviewed: %(title)s") % {"title": entry.title},
        url=site.absolute(entry.url),
        summary=office or entry.summary,
        body=entry.body,
        links=tuple(based(address, site.absolute, entry.url) for address in view.edition.links.of(entry)),
        published=due,
        updated=due,
        lang=view.lang,
        categories=(),
        authors=(office or view.language.sitename,),
        enclosures=(),
        demo=entry.demo,
    )


def _reviews(view: View) -> Iterator[Review]:
    for entry in view.edition.listed:
        fields = entry.of(UpkeepFields)
        if fields.next_review:
            overdue = is_overdue(entry, view.settings)
            yield Review(view.shown.card(entry), fields.next_review, fields.office, overdue)


def is_overdue(entry: Entry, settings: Settings) -> bool:
    """Whether the day by which a text is to be reviewed is over."""
    day = entry.of(UpkeepFields).next_review
    return day is not None and settings.run.now >= end_of(day, ZoneInfo(settings.site.timezone))


def turning_points(site: Site, settings: Settings) -> Iterator[datetime]:
    """The ends of the days by which texts are to be reviewed, where there is a page that says so."""
    zone = ZoneInfo(settings.site.timezone)
    days = (entry.of(UpkeepFields).next_review for entry in site.entries if settings.run.drafts)
    yield from (end_of(day, zone) for day in days if day)
