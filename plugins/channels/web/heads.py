"""What the frame of a page says of it: its names and addresses, and where the same page stands in other languages."""

from __future__ import annotations

from collections.abc import Mapping

from plugins.channels.shared.page import FeedLink, Page
from plugins.channels.shared.views import Link, Translation
from plugins.channels.web.sharing import ShareImage
from plugins.model.value import Language, Value
from plugins.settings import Settings


class PageHead(Value, frozen=True):
    """What the frame prints for a page: names, addresses, the same page in other languages, its feeds."""

    title: str
    description: str
    url: str
    canonical: str
    alternates: tuple[tuple[str, str], ...]  # (hreflang, absolute address), itself and x-default among them; or none
    switch: tuple[Translation, ...]
    feeds: tuple[FeedLink, ...]
    breadcrumbs: tuple[Link, ...]
    image: ShareImage | None
    kind: str
    indexed: bool
    section: str
    locales: tuple[str, ...]  # those in which the same page stands beside its own


def head_of(
    page: Page, siblings: Mapping[Language, Mapping[str, Page]], settings: Settings, preview: ShareImage | None = None
) -> PageHead:
    """Point a page at itself, its counterparts and x-default; numbered blocks without counterpart stand alone.

    What search engines are to leave names none and is named by none, as in the sitemap
    (https://developers.google.com/search/docs/specialty/international/localized-versions).
    """
    site = settings.site
    same = {lang: pages[page.key] for lang, pages in siblings.items() if page.key in pages}
    found = {lang: other for lang, other in same.items() if other.indexed} if page.indexed else {}
    alternates = [(lang, _absolute(other.url, site.url)) for lang, other in found.items()]
    if found:
        alternates.append(("x-default", _absolute(found.get(site.default_language, page).url, site.url)))
    switch = tuple(
        Translation(lang, (same.get(lang) or _ancestor(page, pages)).url, site.language(lang).name, lang not in same)
        for lang, pages in siblings.items()
        if lang != page.lang
    )
    return PageHead(
        page.title,
        page.description,
        page.url,
        _absolute(page.url, site.url),
        tuple(alternates),
        switch,
        page.feeds,
        page.breadcrumbs,
        preview,
        page.kind,
        page.indexed and not settings.run.drafts,  # what is not out must not be found, should it be uploaded
        page.section,
        tuple(site.language(lang).locale for lang in same if lang != page.lang),
    )


def _ancestor(page: Page, pages: Mapping[str, Page]) -> Page:
    return pages.get(page.parent) or pages.get("home") or next(iter(pages.values()))


def _absolute(url: str, base: str) -> str:
    return f"{base}/{url}"
