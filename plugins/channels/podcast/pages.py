"""How podcasts are offered: to those who follow the site, and on the page of a show."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.channels.podcast.artifacts import followed
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.series import Series
from plugins.channels.shared.view import View
from plugins.channels.shared.way import Way, way_of
from plugins.model.entry import Entry
from plugins.text.media_types import RSS

APPS = (
    # https://github.com/podlove/podlove-subscribe-button lists the schemes of apps
    ("Apple Podcasts", "podcast://{bare}"),
    ("Overcast", "overcast://x-callback-url/add?url={quoted}"),  # https://overcast.fm/podcasterinfo
    ("Pocket Casts", "pktc://subscribe/{bare}"),  # https://github.com/Automattic/pocket-casts-android, IntentUtil
    # https://antennapod.org/documentation/podcasters-hosters/add-on-antennapod
    ("AntennaPod", "https://antennapod.org/deeplink/subscribe?url={quoted}"),
)


def offers(view: View, entry: Entry | None) -> Iterator[Offer]:
    """The feed of a show on its page; those of all shows to those who follow the site."""
    if entry is None:
        ways = tuple(_way(view, series) for series in view.once(followed))
        if ways:
            yield Offer("follow", rank=2, template="_follow_podcasts.html", values={"ways": ways})
    elif entry.kind == "show":
        for series in view.once(followed):
            if series.show.key == entry.key:
                yield Offer("show.follow", view.gettext("Podcast"), series.address(view.settings), RSS)


def _way(view: View, series: Series) -> Way:
    return way_of(view, series.name, series.show.title, series.address(view.settings), APPS, series.show.url)
