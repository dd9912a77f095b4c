"""Old addresses: a page at each alias that leads on, and the same as rules for the hosts that read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from plugins.channels.resources import Resources
from plugins.channels.shared.series import series_of
from plugins.channels.web.settings import WebSettings
from plugins.hosting import apache, netlify
from plugins.hosting import redirects as hosting
from plugins.hosting.redirects import Rules
from plugins.hosting.serving import serving_of
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.kinds import ShowFields
from plugins.model.value import Language
from plugins.settings import Settings


def redirects(editions: Mapping[Language, Edition], settings: Settings) -> Iterator[Artifact]:
    """A page for every alias, the same as rules for hosts, and the files that say to hosts how the site is served."""
    rules: list[tuple[str, str]] = []
    site = settings.site
    for lang, edition in editions.items():
        for entry in edition.entries:
            for alias in entry.aliases:
                target = f"{site.root}/{entry.url}"
                rules.append((f"{site.root}{alias}", target))
                if "?" in alias:
                    continue  # a page of its own it can't have: only servers see what is asked
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
        rules += _of_feeds(edition, settings)
    told = tuple(sorted(rules))
    if told:
        yield Artifact("_redirects", netlify_rules, (told,), "web")
        yield Artifact("redirects.nginx.map", nginx_rules, (told,), "web")
        yield Artifact("redirects.caddy", caddy_rules, (told,), "web")
    if hosting.parted(told)[1]:
        yield Artifact("redirects.asked.nginx.map", asked_of_nginx, (told,), "web")
        yield Artifact("redirects.asked.caddy", asked_of_caddy, (told,), "web")
    hosts = settings.of(WebSettings).host_files
    if "apache" in hosts:
        yield Artifact(".htaccess", apache_file, (told,), "web")
    if "netlify" in hosts:
        yield Artifact("_headers", netlify_headers, (), "web")


def _of_feeds(edition: Edition, settings: Settings) -> Iterator[tuple[str, str]]:
    """The old addresses of podcasts: programs follow servers alone, so there is no page that leads on."""
    for series in series_of(edition, films=True):
        for old in series.show.of(ShowFields).old_feeds:
            if old.startswith("/"):
                yield f"{settings.site.root}{old}", settings.site.link(series.address(settings))


def redirect_page(resources: Resources, lang: Language, title: str, target: str, canonical: str) -> bytes:
    """Leads on by itself, and by a link where a reader has that switched off."""
    title, target, canonical = escape(title), escape(target), escape(canonical)
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="robots" content="noindex">\n<link rel="canonical" href="{canonical}">\n'
        f'<meta http-equiv="refresh" content="0; url={target}">\n</head>\n'
        f'<body>\n<p><a href="{target}">{title}</a></p>\n</body>\n</html>\n'
    ).encode()


def netlify_rules(resources: Resources, rules: Rules) -> bytes:
    """For Netlify, Cloudflare and GitLab."""
    return hosting.netlify(rules).encode()


def nginx_rules(resources: Resources, rules: Rules) -> bytes:
    """For nginx, whose configuration includes it."""
    return hosting.nginx(rules).encode()


def caddy_rules(resources: Resources, rules: Rules) -> bytes:
    """For Caddy, whose configuration imports it."""
    return hosting.caddy(rules).encode()


def asked_of_nginx(resources: Resources, rules: Rules) -> bytes:
    """For nginx, the addresses with a query."""
    return hosting.nginx_asked(rules).encode()


def asked_of_caddy(resources: Resources, rules: Rules) -> bytes:
    """For Caddy, the addresses with a query."""
    return hosting.caddy_asked(rules).encode()


def apache_file(resources: Resources, rules: Rules) -> bytes:
    """`.htaccess`, with the rules in it, for it cannot read another file."""
    return apache.configuration(serving_of(resources.settings), rules).encode()


def netlify_headers(resources: Resources) -> bytes:
    """`_headers`, for Netlify and Cloudflare."""
    return netlify.configuration(serving_of(resources.settings)).encode()
