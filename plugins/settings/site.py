"""The site: its languages, its address, and the addresses of its pages."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from plugins.model.edition import Feed
from plugins.model.errors import UsageError
from plugins.model.file import is_large
from plugins.model.problem import _
from plugins.model.value import Language
from plugins.settings.convert import converted, names_of, near_to

#: The address of each sort of page that no channel brings; `{word}` is the word of the kind or list in taxonomies.yaml.
ADDRESSES: Mapping[str, str | None] = {
    "home": "{prefix}",
    "entry": "{prefix}{word}/{slug}/",
    "episode": "{prefix}{word}/{show}/{slug}/",
    "page": "{prefix}{slug}/",
    "list": "{prefix}{word}/",
    "asset": "files/{path}",
    "picture": "pictures/{name}",
    "audio": "audio/{show}/{lang}/{name}",
    "video": "video/{show}/{lang}/{name}",
}
# A name or an IP address, and a path without `.` or `..` in the place of a folder; no user, query or fragment.
_URL = re.compile(
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:.]+\])"
    r"(?::[0-9]+)?(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~%!$&'()*+,;=:@-]+)*"
)


class LanguageSettings(msgspec.Struct, frozen=True, kw_only=True):
    """One language of the site: what it is called and where it lives."""

    code: Language
    name: str  # in itself: "Ελληνικά"
    sitename: str
    subtitle: str = ""
    prefix: str = ""  # of every address: "" or "en/"
    locale: str  # for Babel: "el_GR"
    terms: str = ""  # what others may do with the texts, in a sentence
    publisher: str = ""  # what podcast apps know the publisher by, a UUIDv5; may be empty


class SiteSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What every stage may know."""

    url: str  # absolute, without a trailing slash
    languages: tuple[LanguageSettings, ...]
    default_language: Language
    timezone: str
    addresses: Mapping[str, str | None]
    id: str = ""  # a UUID that tells it from all other sites, for good; may be empty where nothing is made from it
    contact: str = ""  # an e-mail address for readers and partners; may be empty
    media: str = ""  # below which recordings and videos lie apart, without a trailing slash; empty: with the site

    @property
    def root(self) -> str:
        """The path below which the site lives: "" or "/project"."""
        return urlsplit(self.url).path

    @property
    def codes(self) -> tuple[Language, ...]:
        return tuple(language.code for language in self.languages)

    def is_apart(self, path: str) -> bool:
        """Whether a file of the site lies below the address of media, and not with its pages."""
        return bool(self.media) and is_large(path.partition("#")[0])

    def named(self, path: str, sha256: str) -> str:
        """The site path of a file of these bytes: where it lies apart, its name is new with them."""
        if not (sha256 and self.is_apart(path)):
            return path
        stem, _, ending = path.rpartition(".")
        return f"{stem}.{sha256[:8]}.{ending}"

    def absolute(self, path: str) -> str:
        """The whole address of a page or file by its site path; what lies elsewhere has one already."""
        if path.startswith(("https://", "http://")):
            return path
        return f"{self.media if self.is_apart(path) else self.url}/{path.removeprefix('/')}"

    def link(self, path: str) -> str:
        """The same as pages of the site write it: from the root of the server, where the site lies there."""
        if self.is_apart(path) or path.startswith(("https://", "http://")):
            return self.absolute(path)
        return f"{self.root}/{path.removeprefix('/')}"

    def name_for_good(self, *what: str) -> str:
        """A UUID of something of this site that no text gives an id: neither a new name nor a move changes it."""
        return str(uuid.uuid5(uuid.UUID(self.id), " ".join(what)))

    def language(self, code: Language) -> LanguageSettings:
        for language in self.languages:  # a generator would cost four times as much, eight times a page
            if language.code == code:
                return language
        raise KeyError(code)

    def makes(self, sort: str) -> bool:
        """Whether the site has pages of this sort: an address of None leaves them out, as does a channel's absence."""
        return self.addresses.get(sort) is not None

    def address(self, sort: str, lang: Language, **parts: object) -> str:
        """The address of a page, relative to the root, without a leading slash."""
        pattern = self.addresses.get(sort)
        if pattern is None:
            raise UsageError(
                _("settings: ADDRESSES or CHANNELS leaves out {sort}, which is needed here").format(sort=repr(sort))
            )
        return pattern.format(prefix=self.language(lang).prefix, lang=lang, **parts)

    def feed_address(self, feed: Feed, lang: Language, format: str) -> str:
        """The address of one format of a feed."""
        return self.address(sort_of_feed(feed.sort), lang, what=feed.what, key=feed.key, format=format)


def sort_of_feed(sort: str) -> str:
    """The sort of address of the feeds of one sort."""
    return "feed" if sort == "all" else "feed.term"


class Stated(msgspec.Struct, frozen=True, kw_only=True, rename="upper"):
    """What a settings file says of the site."""

    siteurl: str
    languages: dict[str, dict[str, Any]]
    default_lang: str
    timezone: str
    addresses: dict[str, str | None] = {}
    site_id: str = ""
    media_url: str = ""
    contact_email: str = ""


def site_of(raw: Mapping[str, Any], theirs: Iterable[tuple[str, Mapping[str, str | None]]]) -> SiteSettings:
    """Return the site, with the addresses that channels bring, by their names. Raises UsageError for what is wrong."""
    stated = converted(raw, Stated)
    if stated.default_lang not in stated.languages:
        known = ", ".join(stated.languages)
        raise UsageError(
            _("settings: DEFAULT_LANG is none of LANGUAGES: {default_lang}; they are {known}").format(
                default_lang=repr(stated.default_lang), known=known
            )
        )
    _refuse_unknown_zone(stated.timezone)
    return SiteSettings(
        url=absolute_url("SITEURL", stated.siteurl),
        languages=tuple(_language(code, item) for code, item in stated.languages.items()),
        default_language=stated.default_lang,
        timezone=stated.timezone,
        addresses=_addresses(stated.addresses, _usual_addresses(theirs)),
        id=_site_id(stated.site_id),
        contact=stated.contact_email,
        media=absolute_url("MEDIA_URL", stated.media_url) if stated.media_url else "",
    )


def _language(code: Language, item: Mapping[str, Any]) -> LanguageSettings:
    known = [name for name in names_of(LanguageSettings) if name != "code"]
    for name in item:
        if name not in known:
            near = near_to(name, known)
            way_out = (
                _("did you mean {near}?").format(near=near)
                if near
                else _("it has {known}").format(known=", ".join(known))
            )
            raise UsageError(
                _("settings: LANGUAGES: {code}: there is no {name}; {way_out}").format(
                    code=code, name=repr(name), way_out=way_out
                )
            )
    return converted(item, LanguageSettings, {"code": code}, f"LANGUAGES: {code}: ")


def _usual_addresses(theirs: Iterable[tuple[str, Mapping[str, str | None]]]) -> dict[str, str | None]:
    """Those of all sorts. Raises UsageError for a sort that two channels bring."""
    found = dict(ADDRESSES)
    for name, addresses in theirs:
        if twice := next((sort for sort in addresses if sort in found), ""):
            raise UsageError(
                _("channel {name}: another brings the address {sort} too").format(name=name, sort=repr(twice))
            )
        found.update(addresses)
    return found


def _addresses(given: Mapping[str, str | None], usual: Mapping[str, str | None]) -> dict[str, str | None]:
    """The usual ones and those given in their place. Raises UsageError for an unknown or a wrong one."""
    unknown = {sort for sort in given if sort not in usual and not _is_of_absent_channel(sort, given[sort], usual)}
    if unknown:
        raise UsageError(
            _("settings: ADDRESSES has no {names}; it has {known}").format(
                names=", ".join(sorted(unknown)), known=", ".join(usual)
            )
        )
    addresses = {**usual, **{sort: pattern for sort, pattern in given.items() if sort in usual}}
    for sort, pattern in addresses.items():
        _refuse_wrong_address(sort, pattern, usual[sort])
    return addresses


def _is_of_absent_channel(sort: str, pattern: str | None, usual: Mapping[str, str | None]) -> bool:
    """Whether a sort that nobody brings is left out, and is no slip of one that somebody does."""
    return pattern is None and not near_to(sort, usual, 0.8)


def _refuse_wrong_address(sort: str, pattern: str | None, usual: str | None) -> None:
    """An address may be made of the parts that the usual one of its sort is made of, and of what all have."""
    if pattern is None:
        return
    wanted = {"prefix", "lang"} | _parts(usual) | ({"key"} if sort in ("feed", "feed.term") else set())
    try:
        wrong = sorted(_parts(pattern) - wanted)
        good = not wrong and not pattern.startswith("/") and ".." not in pattern
    except ValueError:
        good = False
    if not good:
        names = ", ".join(f"{{{name}}}" for name in sorted(wanted))
        way_out = _("write a path without a leading slash or .., made of {names}").format(names=names)
        raise UsageError(
            _("settings: ADDRESSES: {sort} can't be {pattern}; {way_out}").format(
                sort=sort, pattern=repr(pattern), way_out=way_out
            )
        )


def _parts(pattern: str | None) -> set[str]:
    """The names in braces."""
    return {part[1] for part in Formatter().parse(pattern or "") if part[1] is not None}


def is_on_this_machine(url: str) -> bool:
    """Whether nobody else can open an address that `absolute_url` took."""
    return urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")


def absolute_url(name: str, given: str) -> str:
    """Return the address that a setting gives, without a slash at its end: in ASCII, as addresses go over the wire.

    Raises UsageError where it is none.
    """
    url = given.rstrip("/")
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and _URL.fullmatch(url)
    except ValueError:  # a port that is none, a bracket that does not close
        good = None
    if not good:
        raise UsageError(
            _("settings: {name} must be an absolute address such as https://example.org, not {url}").format(
                name=name, url=repr(url)
            )
        )
    return url


def _site_id(given: str) -> str:
    """As it was chosen; empty: it was not."""
    offer = _('write SITE_ID = "{id}" and never change it').format(id=uuid.uuid4())
    try:
        return str(uuid.UUID(given)) if given else ""
    except ValueError:
        raise UsageError(
            _("settings: SITE_ID must be a UUID, not {given}; {offer}").format(given=repr(given), offer=offer)
        ) from None


def _refuse_unknown_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise UsageError(
            _("settings: TIMEZONE is a name such as Europe/Athens, not {name}").format(name=repr(name))
        ) from None
