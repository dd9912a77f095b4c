"""The feeds: RSS, Atom and JSON Feed of everything, every kind, axis, member and tag; archives; OPML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from plugins.channels.digest.weeks import weeks_of
from plugins.channels.feeds.documents import stylesheet
from plugins.channels.feeds.plan import Planner
from plugins.channels.feeds.views import STYLESHEET
from plugins.channels.resources import Resources
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.site import Site
from plugins.model.value import Language

_CSS = Path(__file__).with_name("feed.css")


def artifacts(site: Site, editions: Mapping[Language, Edition], resources: Resources) -> Iterator[Artifact]:
    """Everything that a feed reader may ask for."""
    settings = resources.settings
    yield Artifact(STYLESHEET, stylesheet, (_CSS.read_text(encoding="utf-8"),), "feeds")
    for edition in editions.values():
        planner = Planner(edition, editions, settings)
        for feed in edition.feeds:
            yield from planner.current(feed)
            yield from planner.archives(feed)
        if settings.site.makes("opml"):
            yield planner.opml(bool(weeks_of(edition, settings)))


def artifacts_of(
    texts: Sequence[Entry], site: Site, editions: Mapping[Language, Edition], resources: Resources
) -> Iterator[Artifact]:
    """The documents that hold one of these texts."""
    for edition in editions.values():
        planner = Planner(edition, editions, resources.settings, texts)
        for feed in edition.feeds:
            yield from planner.current(feed)
            yield from planner.archives(feed)
