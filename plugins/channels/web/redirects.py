"""Old addresses: a page at each alias that leads on, and the same as rules for the hosts that read them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import quote

from plugins.channels.resources import Resources
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.value import Language
from plugins.settings import Settings


def redirects(editions: Mapping[Language, Edition], settings: Settings) -> Iterator[Artifact]:
    """A page for every alias; `_redirects` (Netlify, Cloudflare) and a map for nginx."""
    rules: list[tuple[str, str]] = []
    site = settings.site
    for lang, edition in editions.items():
        for entry in edition.entries:
            for alias in entry.aliases:
                target = f"{site.root}/{entry.url}"
                rules.append((f"{site.root}{alias}", target))
                path = alias.strip("/")
                path = path if path.rpartition("/")[2].count(".") else f"{path}/index.html"
                yield Artifact(
                    path,
                    redirect_page,
                    (lang, entry.title, target, f"{site.url}/{entry.url}"),
                    "web",
                    lang,
                    (entry.source,),
                )
    if rules:
        yield Artifact("_redirects", host_rules, (tuple(sorted(rules)),), "web")
        yield Artifact("redirects.nginx.map", nginx_map, (tuple(sorted(rules)),), "web")


def redirect_page(resources: Resources, lang: Language, title: str, target: str, canonical: str) -> bytes:
    """Leads on by itself, and by a link where a reader has that switched off."""
    title, target, canonical = escape(title), escape(target), escape(canonical)
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="robots" content="noindex">\n<link rel="canonical" href="{canonical}">\n'
        f'<meta http-equiv="refresh" content="0; url={target}">\n</head>\n'
        f'<body>\n<p><a href="{target}">{title}</a></p>\n</body>\n</html>\n'
    ).encode()


def host_rules(resources: Resources, rules: tuple[tuple[str, str], ...]) -> bytes:
    """https://docs.netlify.com/routing/redirects/: from, to, status.

    A rule is compared with what was asked for as it stands: decoded by some, encoded by others (Cloudflare), which keep
    the case of the digits. Browsers ask in capitals, WordPress' own links in small letters.
    """
    lines = dict.fromkeys(
        (written, new)
        for old, new in rules
        for encoded in (quote(old, safe="/~"),)
        for written in (old, encoded, re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), encoded))
    )
    return "".join(f"{old} {new} 301\n" for old, new in lines).encode()


def nginx_map(resources: Resources, rules: tuple[tuple[str, str], ...]) -> bytes:
    """The body of a `map $uri $moved { … }` block; `$uri` is decoded; some write accents as letters of their own."""
    lines = dict.fromkeys((written, new) for old, new in rules for written in (old, unicodedata.normalize("NFD", old)))
    return "".join(f"{old} {new};\n" for old, new in lines).encode()
