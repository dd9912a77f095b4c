"""Who is behind the podcasts: a feed of the publisher that lists them, and the podcasts of the member networks.

https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/publisher.md, …/podroll.md, …/remote-item.md
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.channels.podcast.views import PodcastViews
from plugins.channels.shared.feed.documents import rss
from plugins.channels.shared.feed.shows import category, explicit
from plugins.channels.shared.feed.values import Element, FeedHead, HeadLink
from plugins.channels.shared.series import Series
from plugins.i18n.collation import collation_key
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.kinds import MemberFields, ShowFields
from plugins.model.rights import in_language
from plugins.settings import Settings
from plugins.text.media_types import RSS


def publisher_feed(every: Sequence[Series], views: PodcastViews, settings: Settings) -> Iterator[Artifact]:
    """The feed, where the language has an identifier for it and something to hear. It has no items of its own."""
    language = settings.site.language(views.lang)
    if not language.publisher or not every:
        return
    path = settings.site.address("podcast.publisher", views.lang)
    mail = settings.site.contact
    extras = [
        Element("podcast:guid", language.publisher),
        Element("podcast:medium", "publisher"),
        Element("podcast:locked", "yes", (("owner", mail),) if mail else ()),
        *_for_directories(every, language.sitename, mail),
        *(remote_item(series, views, settings) for series in every),
    ]
    home = settings.site.address("home", views.lang) if settings.site.makes("home") else ""
    head = FeedHead(
        title=language.sitename,
        description=language.subtitle or language.sitename,
        lang=views.lang,
        page=views.absolute(home),
        author=language.sitename,
        stylesheet=f"{settings.site.root}/feeds/feed.css",
        extras=tuple(extras),
    )
    links = (HeadLink("self", views.absolute(path), RSS),)
    sources = tuple(series.show.source for series in every)
    yield Artifact(path, rss, (head, (), links), "podcast", views.lang, sources)


def _for_directories(every: Sequence[Series], name: str, mail: str) -> Iterator[Element]:
    """What directories ask of a podcast, made of what the shows say of themselves."""
    yield Element("itunes:author", name)
    if mail:
        yield Element("itunes:owner", children=(Element("itunes:name", name), Element("itunes:email", mail)))
    categories = dict.fromkeys(one for series in every for one in series.show.of(ShowFields).category)
    yield from map(category, categories)
    yield explicit(any(series.show.of(ShowFields).explicit for series in every))


def remote_item(series: Series, views: PodcastViews, settings: Settings) -> Element:
    """A podcast of ours, as another feed names it."""
    return _remote("podcast", views.guid(series.show), views.absolute(series.address(settings)), series.show.title)


def about(edition: Edition, views: PodcastViews, settings: Settings) -> Iterator[Element]:
    """What a podcast's feed says of its publisher, and which other podcasts it recommends."""
    language = settings.site.language(edition.lang)
    if language.publisher:
        feed = views.absolute(settings.site.address("podcast.publisher", edition.lang))
        item = _remote("publisher", language.publisher, feed, language.sitename)
        yield Element("podcast:publisher", children=(item,))
    theirs = tuple(
        _remote("podcast", one.guid, one.feed, in_language(one.title, edition.lang))
        for member in sorted(
            edition.kinds.get("member", ()), key=lambda entry: collation_key(entry.title, edition.lang)
        )
        for one in member.of(MemberFields).podcasts
    )
    if theirs:
        yield Element("podcast:podroll", children=theirs)


def _remote(medium: str, guid: str, feed: str, title: str) -> Element:
    facts = (("medium", medium), ("feedGuid", guid), ("feedUrl", feed), ("title", title))
    return Element("podcast:remoteItem", attributes=facts)
