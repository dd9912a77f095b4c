"""No two things stand at one address, nor where a disk sees one, nor where hosts and browsers read something else."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from plugins.i18n.greek import fold
from plugins.model.artifact import Artifact
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.kinds import ShowFields
from plugins.model.problem import Message, Problem, _
from plugins.model.site import Site
from plugins.model.value import Language
from plugins.settings import Settings

_SAME = _("the address /{address} belongs to {file} already")
_ADD_SLUG = _("add a line slug: … with another address here")
_HOMOPHONES = _("the titles are the same in Latin letters; add a line slug: … to one of them")
_ALIAS = _("the old address {alias} belongs to {file} already")
_OWN = _("the old address {alias} is the same as today's")
_DELETE_ALIAS = _("delete it here")
_DELETE_OLD = _("delete the old address here")
_GAP = _("the page {path}, which says that the text is missing in the other language, belongs to {file} already")
_OURS = _("the address {path} is a page of the site's own")
_FOLDER = _("{path} would be both a file and a folder (from {file})")
_OTHER_ADDRESS = _("change the slug or the alias")
_TAKEN = _("the name {name} is read by hosts or by the site itself")
_OTHER_WORD = _("write another word")
# What stands first in an address and is no page of ours, wherever the site is hosted. In small letters.
_NAMES = frozenset(
    # what hosts read: GitHub and Codeberg Pages, Netlify, Vercel, Azure, Firebase, IIS, nginx, Caddy
    (
        *("cname", "netlify.toml", "vercel.json", "staticwebapp.config.json", "firebase.json", "web.config"),
        *(
            "redirects.nginx.map",
            "redirects.asked.nginx.map",
            "redirects.caddy",
            "redirects.asked.caddy",
            "api",
            "functions",
            "cgi-bin",
        ),
        # what browsers, search engines and shops for advertising ask of every site
        *("favicon.ico", "robots.txt", "sitemap.xml", "security.txt", "humans.txt", "ads.txt", "app-ads.txt"),
        *("browserconfig.xml", "crossdomain.xml", "clientaccesspolicy.xml", "manifest.json", "site.webmanifest"),
        *("apple-touch-icon.png", "apple-touch-icon-precomposed.png", "index.html", "404.html"),
        # what has power over all pages of a site, and what they load
        *("sw.js", "service-worker.js", "serviceworker.js", "worker.js", "pagefind"),
        *("search-index", "theme"),
    )
)
_ITSELF = _("the site itself")


def find(site: Site, settings: Settings) -> Iterator[Problem]:
    """Entries and aliases that would meet, whether they are out already or not."""
    pages: dict[str, Entry] = {}
    for entry in site.entries:
        other = pages.setdefault(_same(entry.url), entry)
        if other.key != entry.key or other.lang != entry.lang:
            line, column = entry.stated_at("slug", "title")
            message = _SAME.format(address=entry.url, file=other.source)
            hint = _HOMOPHONES if _sound_alike(entry, other) else _ADD_SLUG
            yield Problem("addresses", "error", entry.source, line, column, "slug", message, hint)
    yield from _taken(site)
    owners: dict[str, Entry] = {}
    for entry in site.entries:
        for field, alias in _left(entry):
            page = pages.get(_same(alias))
            other = page or owners.setdefault(_same(alias), entry)
            if page or other != entry:
                line, column = entry.stated_at(field)
                message = (_OWN if other == entry else _ALIAS).format(alias=alias, file=other.source)
                yield Problem("addresses", "error", entry.source, line, column, field, message, _DELETE_ALIAS)


def find_in_plan(
    site: Site, editions: Mapping[Language, Edition], artifacts: Sequence[Artifact], settings: Settings
) -> Iterator[Problem]:
    """Files of the output that would meet, but for those that `find` has named; a file where a folder must be, too."""
    made: dict[str, Artifact] = {}
    clashes: list[tuple[Artifact, Artifact, Message]] = []
    for artifact in artifacts:
        other = made.setdefault(_same(artifact.path), artifact)
        if other is not artifact:
            clashes.append((artifact, other, _GAP if artifact.sources and other.sources else _OURS))
    folders: dict[str, Artifact] = {}
    for path, artifact in made.items():
        while (path := path.rpartition("/")[0]) and path not in folders:
            folders[path] = artifact
    clashes += [(made[path], folders[path], _FOLDER) for path in sorted(made.keys() & folders.keys())]
    yield from _feeds_that_are_there(site, made)
    if clashes:
        named = {problem.file for problem in find(site, settings)}
        entries = {entry.source: entry for entry in site.entries}
        for one, other, message in clashes:
            if named.isdisjoint((*one.sources, *other.sources)):
                yield _clash(one, other, message, entries)


def _taken(site: Site) -> Iterator[Problem]:
    """What stands at a name of others: a text, one of its old addresses, or a word for a kind or a list."""
    for entry in site.entries:
        stated = (("slug", entry.url), *_left(entry))
        for field, name in dict.fromkeys((field, f"/{path.strip('/')}") for field, path in stated if _is_taken(path)):
            line, column = entry.stated_at(field, "title")
            hint = _ADD_SLUG if field == "slug" else _DELETE_OLD
            yield Problem("addresses", "error", entry.source, line, column, field, _TAKEN.format(name=name), hint)
    for group in ("kinds", "lists"):
        for key, words in site.taxonomies.groups[group].items():
            for lang, term in words.items():
                if _is_taken(term.slug):
                    field, message = f"{group}.{key}.{lang}.slug", _TAKEN.format(name=f"/{term.slug}")
                    yield Problem("addresses", "error", "taxonomies.yaml", 0, 0, field, message, _OTHER_WORD)


def _left(entry: Entry) -> Iterator[tuple[str, str]]:
    """What leads to an entry from where it or its podcast lay on this site: the field that says so, and the address."""
    yield from (("aliases", alias) for alias in entry.aliases)
    if entry.kind == "show":
        yield from (("old_feeds", old) for old in entry.of(ShowFields).old_feeds if old.startswith("/"))


def _feeds_that_are_there(site: Site, made: Mapping[str, Artifact]) -> Iterator[Problem]:
    """Old feeds where a file of today stands: hosts would lead on from that. Aliases have a page, which clashes."""
    for entry in site.entries:
        for field, old in _left(entry):
            paths = (_same(old), f"{_same(old)}/index.html")
            if field == "old_feeds" and not _is_taken(old) and any(path in made for path in paths):
                line, column = entry.stated_at(field)
                message = _OURS.format(path=old)
                yield Problem("addresses", "error", entry.source, line, column, field, message, _DELETE_ALIAS)


def _is_taken(address: str) -> bool:
    """Cloudflare, Netlify and Jekyll read what begins with `_`; what begins with a dot is no address at all.

    To Windows, a name that ends in a dot is the one without it.
    """
    first = _same(address).partition("/")[0].rstrip(".")
    return first.startswith("_") or first in _NAMES


def _clash(one: Artifact, other: Artifact, message: Message, entries: Mapping[str, Entry]) -> Problem:
    """The problem, in the text that made one of the two files; where none did, in the file itself."""
    if not one.sources:
        one, other = other, one
    entry = entries.get(one.sources[0]) if one.sources else None
    path = f"/{one.path.removesuffix('index.html')}"
    names = ", ".join(other.sources)
    text = message.format(path=path, file=names or _ITSELF)
    if entry is None:
        return Problem("addresses", "error", one.path, 0, 0, "", text, _OTHER_ADDRESS)
    is_alias = _same(one.path.removesuffix("index.html")) in map(_same, entry.aliases)
    field = "aliases" if is_alias else "slug"
    line, column = entry.stated_at(field, "title")
    return Problem("addresses", "error", entry.source, line, column, field, text, _OTHER_ADDRESS)


def _same(address: str) -> str:
    """What a disk that knows no capitals takes for one name."""
    return unicodedata.normalize("NFC", address).casefold().strip("/")


def _sound_alike(one: Entry, other: Entry) -> bool:
    return "slug" not in one.places and "slug" not in other.places and fold(one.title) != fold(other.title)
