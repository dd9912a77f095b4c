"""Which texts are due for a review: a page for editors, which only previews have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from plugins.channels.shared.page import Page
from plugins.channels.shared.upkeep import UpkeepFields
from plugins.channels.shared.view import View
from plugins.channels.shared.views import Card
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
        breadcrumbs=(view.home,),
        indexed=False,
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
