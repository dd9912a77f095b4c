"""The podcasts: one feed for each show and language that has recordings, its chapters, and the files themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from plugins.channels.podcast.publisher import about, publisher_feed
from plugins.channels.podcast.settings import PodcastSettings
from plugins.channels.podcast.views import PodcastViews
from plugins.channels.shared.feed.documents import archive_path, rss
from plugins.channels.shared.feed.values import Element, FeedHead, HeadLink, hub_links
from plugins.channels.shared.series import Series, series_of
from plugins.channels.shared.view import View
from plugins.model.artifact import Artifact
from plugins.model.entry import Entry
from plugins.model.value import Language
from plugins.settings import Settings
from plugins.text.media_types import RSS


def artifacts(view: View) -> Iterator[Artifact]:
    """Everything that a podcast app may ask for, but the files."""
    every = {lang: other.once(followed) for lang, other in view.views.items()}
    views = PodcastViews(view.edition, view.settings)
    for series in every[view.lang]:
        yield from _feeds(series, every, views, view.settings)
    for series in series_of(view.edition):
        yield _low_feed(series, views, view.settings)
    yield from publisher_feed(every[view.lang], views, view.settings)


def followed(view: View) -> list[Series]:
    """The shows that have a podcast."""
    return series_of(view.edition, films=True)


def _feeds(
    series: Series, every: Mapping[Language, list[Series]], views: PodcastViews, settings: Settings
) -> Iterator[Artifact]:
    """The feed with all episodes, since apps follow no archives; past a setting the newest, and archives of the whole.

    Archives are full blocks counted from the oldest, so that an added episode shifts none
    (https://www.rfc-editor.org/rfc/rfc5005#section-4).
    """
    path, show, size = series.address(settings), series.show.key, settings.of(PodcastSettings).podcast_max_items
    blocks = max(0, -(-(len(series.episodes) - size) // size)) if size else 0
    head = views.head(series)
    head = replace(head, extras=(*head.extras, *about(views.edition, views, settings)))
    links = [HeadLink("self", views.absolute(path), RSS), *hub_links(settings.feeds.hubs)]
    links += [
        HeadLink("alternate", views.absolute(other.address(settings)), RSS, code)
        for code, found in every.items()
        for other in found
        if code != views.lang and other.show.key == show
    ]
    if blocks:
        links += _older(path, blocks, views)
    newest = series.episodes[:size] if blocks else series.episodes
    yield _document(path, head, newest, links, series, views)
    old = replace(head, extras=(*head.extras, Element("fh:archive")))
    oldest_first = series.episodes[::-1]
    for number in range(1, blocks + 1):
        own = archive_path(path, number)
        links = [HeadLink("self", views.absolute(own), RSS), HeadLink("current", views.absolute(path), RSS)]
        if number > 1:
            links += _older(path, number - 1, views)
        if number < blocks:
            links.append(HeadLink("next-archive", views.absolute(archive_path(path, number + 1)), RSS))
        yield _document(own, old, oldest_first[(number - 1) * size : number * size][::-1], links, series, views)


def _older(path: str, number: int, views: PodcastViews) -> list[HeadLink]:
    """For those who follow archives, and for apps that know paged feeds (https://podlove.org/paged-feeds/)."""
    older = views.absolute(archive_path(path, number))
    return [HeadLink("prev-archive", older, RSS), HeadLink("next", older, RSS)]


def _document(
    path: str, head: FeedHead, episodes: tuple[Entry, ...], links: list[HeadLink], series: Series, views: PodcastViews
) -> Artifact:
    items = views.episodes(Series(series.show, episodes))
    sources = tuple(entry.source for entry in episodes)
    return Artifact(path, rss, (head, items, tuple(links)), "podcast", views.lang, sources)


def _low_feed(series: Series, views: PodcastViews, settings: Settings) -> Artifact:
    """The same episodes at 48 kb/s for slow lines, kept out of the directories, where the show stands once."""
    path = series.address(settings, "podcast.low")
    head = views.head(series)
    extras = (Element("itunes:block", "yes"), *(e for e in head.extras if e.name != "podcast:guid"))
    links = (
        HeadLink("self", views.absolute(path), RSS),
        HeadLink("related", views.absolute(series.address(settings)), RSS),
    )
    inputs = (replace(head, extras=extras), views.episodes(series, "low"), links)
    return Artifact(path, rss, inputs, "podcast", views.lang, tuple(entry.source for entry in series.episodes))
