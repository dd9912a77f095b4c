"""The site as channels see it: an edition with its words and addresses, and what other channels offer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TypeVar

from plugins.channels.resources import Resources
from plugins.channels.shared.offer import Offer
from plugins.channels.shared.page import FeedLink, feed_links
from plugins.channels.shared.static import static_of
from plugins.channels.shared.views import Link, Views
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import in_order, kinds_that
from plugins.model.reads import Memo
from plugins.model.site import Site
from plugins.model.value import Language

Made = TypeVar("Made")
Editions = Mapping[Language, Edition]

#: The kinds in the order of the menu; episodes are found under their shows, pages in the footer.
NAV = in_order("menu")


class View:
    """One edition, as channels see it; `views` are those of all languages."""

    def __init__(self, edition: Edition, site: Site, resources: Resources, views: Mapping[Language, View]):
        self.edition, self.site, self.resources, self.views = edition, site, resources, views
        self.settings, self.lang = resources.settings, edition.lang
        self.language = self.settings.site.language(edition.lang)
        self.shown = Views(edition, self.settings)
        self._made, self._general, self._latest = Memo(), Memo(), Memo()
        self._feed_links: dict[str, tuple[FeedLink, ...]] = {}
        self._asked = ""  # the entry whose offers `_latest` holds

    @property
    def is_first(self) -> bool:
        """Whether it is the view of the first language, with which a channel declares what has no language."""
        return next(iter(self.views)) == self.lang

    @cached_property
    def static(self) -> Mapping[str, str]:
        """The addresses of the theme's files, by name."""
        return static_of(self.resources)

    @cached_property
    def home(self) -> Link:
        """The front page; without an address where the site has none."""
        return Link(self.language.sitename, self.address("home") if self.makes("home") else "")

    @cached_property
    def nav(self) -> tuple[Link, ...]:
        """The lists of the kinds that have texts, in the order of the menu."""
        return tuple(self.shown.list_link("kinds", kind) for kind in NAV if kind in self.edition.kinds)

    @cached_property
    def lists(self) -> tuple[Link, ...]:
        """The lists of all kinds that have texts: those of the menu, then the others."""
        others = (kind for kind in kinds_that("is_listed") if kind not in NAV and kind in self.edition.kinds)
        return (*self.nav, *(self.shown.list_link("kinds", kind) for kind in others))

    def makes(self, sort: str) -> bool:
        """Whether the site has pages or files of this sort."""
        return self.settings.site.makes(sort)

    def address(self, sort: str, **parts: object) -> str:
        """The address of a page or file in this language, without a leading slash."""
        return self.settings.site.address(sort, self.lang, **parts)

    def gettext(self, message: str) -> str:
        """A message of the interface in this language."""
        return self.resources.catalogues[self.lang].gettext(message)

    def feed_links(self, what: str) -> tuple[FeedLink, ...]:
        """The feeds to announce on a page: its own, then that of everything."""
        if what not in self._feed_links:
            self._feed_links[what] = feed_links(what, self.edition, self.settings)
        return self._feed_links[what]

    def once(self, make: Callable[[View], Made]) -> Made:
        """What `make` gives for this view, made at the first call only."""
        return self._made.get(make, lambda: make(self))

    def offers(self, slot: str, entry: Entry | None = None) -> tuple[Offer, ...]:
        """What all channels offer for a slot: of the page of an entry, or of a page that has none."""
        return tuple(offer.settled() for offer in self._offered(entry) if offer.slot == slot)

    def slots(self, entry: Entry) -> dict[str, tuple[Offer, ...]]:
        """All that is offered for the page of an entry, by slot."""
        return {slot: self.offers(slot, entry) for slot in dict.fromkeys(one.slot for one in self._offered(entry))}

    def _offered(self, entry: Entry | None) -> tuple[Offer, ...]:
        """What all channels offer, the lowest rank first; of entries, the last one asked for is remembered."""
        if entry is None:
            return self._general.get("", lambda: self._sorted(None))
        if entry.guid != self._asked:
            self._asked, self._latest = entry.guid, Memo()
        return self._latest.get(entry.guid, lambda: self._sorted(entry))

    def _sorted(self, entry: Entry | None) -> tuple[Offer, ...]:
        offers = (offer for channel in self.settings.channels for offer in channel.offers(self, entry))
        return tuple(sorted(offers, key=lambda offer: offer.rank))


def views_of(site: Site, editions: Editions, resources: Resources) -> dict[Language, View]:
    """The views of all editions, each of which knows the others."""
    views: dict[Language, View] = {}
    views.update((lang, View(edition, site, resources, views)) for lang, edition in editions.items())
    return views
