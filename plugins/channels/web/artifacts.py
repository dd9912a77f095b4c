"""The web: pages in both languages, sitemap, robots, redirects, the theme's files and the files that entries name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from typing import Any

from plugins.channels.resources import Resources
from plugins.channels.shared import fonts, pictures
from plugins.channels.shared.feed.documents import style_of_feeds
from plugins.channels.shared.page import Page
from plugins.channels.shared.static import STYLESHEET, files_of_theme
from plugins.channels.shared.theme import Shell, names_for, theme_of
from plugins.channels.shared.view import View
from plugins.channels.web import media, sharing, sitemap
from plugins.channels.web.follow import codes, makes_follow
from plugins.channels.web.heads import head_of
from plugins.channels.web.offline import app_of, manifests, worker_artifact
from plugins.channels.web.pages import pages_by_key
from plugins.channels.web.redirects import redirects
from plugins.channels.web.render import render_page
from plugins.channels.web.settings import WebSettings
from plugins.model.artifact import Artifact
from plugins.model.file import Asset
from plugins.model.image import is_picture
from plugins.model.kinds import PageFields
from plugins.model.value import Language, given
from plugins.settings import Settings

#: Fields whose file is published in other forms, not as it is.
REMADE = ("audio", "transcript", "image", "video", "captions")
Views = Mapping[Language, View]
PagesByKey = Mapping[Language, Mapping[str, Page]]


def artifacts(view: View) -> Iterator[Artifact]:
    """Everything that a browser may ask for, but feeds and what channels make."""
    pages = {lang: other.once(pages_by_key) for lang, other in view.views.items()}
    if view.is_first:
        yield from files_of_theme(view.resources)
        yield style_of_feeds()
        yield from _assets(view.views)
        yield from pictures.artifacts({lang: other.edition for lang, other in view.views.items()})
        yield from sitemap.artifacts(pages, view.settings)
        yield from redirects({lang: other.edition for lang, other in view.views.items()}, view.settings)
        if view.settings.of(WebSettings).offline:
            yield _worker(view.views, pages)
    yield from _pages(view, pages[view.lang], pages)
    yield from media.artifacts(view)
    yield from codes(view)
    yield from view.once(cards_of).artifacts(pages[view.lang].values())
    yield from manifests(view)


def _worker(views: Views, pages: PagesByKey) -> Artifact:
    """The worker, which keeps the page for readers without a network."""
    offline = {lang: {"offline": own["offline"]} for lang, own in pages.items()}
    made = [page for lang, own in offline.items() for page in _pages(views[lang], own, pages)]
    return worker_artifact(views, {page.lang: (page.frame, given(page.inputs)) for page in made})


def _pages(view: View, pages: Mapping[str, Page], siblings: PagesByKey) -> Iterator[Artifact]:
    """The artifacts of `pages`; `siblings` are what they may point at."""
    shell = view.once(_shell) if pages else None
    for page in pages.values():
        inputs = partial(_inputs, page, siblings, view.settings, view.once(cards_of))
        yield Artifact(output_path(page.url), render_page, inputs, "web", view.lang, page.sources, shell)


def _shell(view: View) -> Shell:
    """The frame of all pages of an edition."""
    return theme_of(view.resources).shell(common_values(view))


def _inputs(page: Page, siblings: PagesByKey, settings: Settings, cards: sharing.Cards) -> tuple[Any, ...]:
    """What a page is made of."""
    head = head_of(page, siblings, settings, cards.preview(page))
    return page.lang, page.template, head, given(page.values)


def cards_of(view: View) -> sharing.Cards:
    """What makes the cards of an edition."""
    return sharing.Cards(view.edition, view.settings, sharing.look_of(view.settings))


def output_path(url: str) -> str:
    """Return the path of the file that answers an address."""
    return url if url and not url.endswith("/") else f"{url}index.html"


def common_values(view: View) -> dict[str, Any]:
    """What the frame prints: the same for all pages of an edition. `docs/theme.md` lists the names."""
    pages = ((entry.of(PageFields).menu, entry) for entry in view.edition.kinds.get("page", ()))
    menu = [entry for place, entry in sorted(pages, key=lambda row: row[0]) if place]
    latest = islice((entry for entry in view.edition.listed if entry.date), view.settings.of(WebSettings).latest_size)
    return {
        **names_for(view.lang, view.resources),
        "nav": view.nav,
        "menu": view.shown.cards(menu),
        "latest": view.shown.cards(latest),
        "axes": tuple(view.shown.term_link("axes", key) for key in view.edition.taxonomies.groups["axes"])
        if view.makes("term")
        else (),
        "follow_page": view.shown.list_link("lists", "follow", "follow") if makes_follow(view) else None,
        "archive_page": view.shown.list_link("lists", "archive", "archive") if view.makes("archive") else None,
        "masthead": view.offers("masthead"),
        "footer": view.offers("footer"),
        "app": app_of(view),
        "css_url": view.static.get(STYLESHEET, ""),
        "preloads": fonts.preloads(theme_of(view.resources).fonts, view.static),
        "icon_url": view.static.get("icon.svg", ""),
        "contact": view.settings.site.contact,
        "home_url": view.home.url,
        "subtitle": view.language.subtitle,
    }


def _assets(views: Views) -> Iterator[Artifact]:
    """The files beside the sources that a live entry uses, in its body or in a field; no other is published."""
    used: dict[str, set[str]] = {}
    for entry in (entry for view in views.values() for entry in view.edition.entries):
        named = (target for field, target in entry.files.items() if field.partition(".")[0] not in REMADE)
        for target in (*entry.targets, *named):
            if target.sort == "asset" and not is_picture(target.name):
                used.setdefault(target.name, set()).add(entry.source)
    for name, sources in sorted(used.items()):
        view = next(iter(views.values()))
        path = view.settings.site.address("asset", view.settings.site.default_language, path=name)
        yield Artifact(path, published_file, (view.site.assets[name],), "web", "", tuple(sorted(sources)))


def published_file(resources: Resources, asset: Asset) -> bytes:
    """A file that an entry names, as it is."""
    return resources.read(asset)
