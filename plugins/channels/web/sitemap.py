"""sitemap.xml with the languages of every page and honest dates, and robots.txt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import partial
from html import escape
from itertools import islice
from typing import Any

from plugins.channels.resources import Resources
from plugins.channels.shared.page import Page
from plugins.channels.web.settings import WebSettings
from plugins.model.artifact import Artifact
from plugins.model.value import Language
from plugins.settings import Settings

MAX_URLS = 50_000  # of one file, https://www.sitemaps.org/protocol.html
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"

Row = tuple[str, str, tuple[tuple[str, str], ...]]  # address, lastmod, (hreflang, address)


def artifacts(pages: Mapping[Language, Mapping[str, Page]], settings: Settings) -> Iterator[Artifact]:
    """One file; from 50,000 addresses on, numbered files and an index."""
    addresses = sum(page.indexed for own in pages.values() for page in own.values())
    names = [f"sitemap-{number}.xml" for number in range(1, -(-addresses // MAX_URLS) + 1)]
    if len(names) > 1:
        yield Artifact("sitemap.xml", index, (tuple(f"{settings.site.url}/{name}" for name in names),), "web")
    else:
        names = ["sitemap.xml"]
    for number, name in enumerate(names):
        yield Artifact(name, urlset, partial(_part, pages, settings, number), "web")
    yield Artifact("robots.txt", robots, (settings.site.url,), "web")
    if key := settings.of(WebSettings).indexnow_key:
        yield Artifact(f"{key}.txt", proof, (key,), "web")


def _part(pages: Mapping[Language, Mapping[str, Page]], settings: Settings, number: int) -> tuple[tuple[Row, ...]]:
    """What a file of the sitemap is made of."""
    return (tuple(islice(_rows(pages, settings), number * MAX_URLS, (number + 1) * MAX_URLS)),)


def _rows(pages: Mapping[Language, Mapping[str, Page]], settings: Settings) -> Iterator[Row]:
    """Indexed pages; a page that only says that a text is missing is none of them."""
    base = settings.site.url
    for own in pages.values():
        for key, page in own.items():
            if not page.indexed:
                continue
            same = {lang: other[key] for lang, other in pages.items() if key in other and other[key].indexed}
            default = same.get(settings.site.default_language, page)
            links = [(lang, f"{base}/{other.url}") for lang, other in same.items()]
            yield f"{base}/{page.url}", _lastmod(page.modified), (*links, ("x-default", f"{base}/{default.url}"))


def _lastmod(moment: Any) -> str:
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="seconds")
    return moment.isoformat() if isinstance(moment, date) else ""


def urlset(resources: Resources, rows: tuple[Row, ...]) -> bytes:
    """The addresses, each with its languages (https://developers.google.com/search/docs/specialty/international)."""
    lines = [f'<urlset xmlns="{_SITEMAP}" xmlns:xhtml="{_XHTML}">']
    for address, lastmod, links in rows:
        lines.append(f"  <url>\n    <loc>{escape(address)}</loc>")
        if lastmod:
            lines.append(f"    <lastmod>{lastmod}</lastmod>")
        for lang, other in links:
            lines.append(f'    <xhtml:link rel="alternate" hreflang="{lang}" href="{escape(other)}"/>')
        lines.append("  </url>")
    return _document([*lines, "</urlset>"])


def index(resources: Resources, addresses: tuple[str, ...]) -> bytes:
    """The list of the numbered files."""
    lines = [f"  <sitemap>\n    <loc>{escape(address)}</loc>\n  </sitemap>" for address in addresses]
    return _document([f'<sitemapindex xmlns="{_SITEMAP}">', *lines, "</sitemapindex>"])


def _document(lines: list[str]) -> bytes:
    """Written as text: a tree of 50,000 addresses takes a second."""
    return ("\n".join(["<?xml version='1.0' encoding='UTF-8'?>", *lines]) + "\n").encode()


def robots(resources: Resources, base: str) -> bytes:
    """Return robots.txt: all may read everything."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {base}/sitemap.xml\n".encode()


def proof(resources: Resources, key: str) -> bytes:
    """Return the file by which search engines see that the key is the site's."""
    return key.encode()
