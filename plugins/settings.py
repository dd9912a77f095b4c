"""What the site's owner chose: one typed dataclass per stage, made from Pelican's settings and checked once."""

from __future__ import annotations

import difflib
import os
import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any, Protocol, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from plugins.i18n.messages import of_terminal, told_in
from plugins.model.edition import Feed
from plugins.model.errors import UsageError
from plugins.model.fields import Fields
from plugins.model.moments import FIRST_YEAR, LAST_YEAR, is_offset
from plugins.model.problem import _
from plugins.model.value import Language

if TYPE_CHECKING:
    from plugins.model.artifact import Artifact
    from plugins.model.entry import Entry
    from plugins.model.problem import Problem
    from plugins.model.site import Site

# The address of each sort of page that no channel brings. `{word}` is the kind's or list's word of the taxonomies file.
ADDRESSES: dict[str, str | None] = {
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


class Group(msgspec.Struct, frozen=True, kw_only=True, rename="upper"):
    """The base of a channel's own settings: a field for each, by its name in the settings file in small letters."""

    def check(self, site: SiteSettings) -> None:
        """Raises UsageError for what does not fit the site."""


Own = TypeVar("Own", bound=Group)


@dataclass(frozen=True, slots=True)
class LanguageSettings:
    """One language of the site: what it is called and where it lives."""

    code: Language
    name: str  # in itself: "Ελληνικά"
    sitename: str
    subtitle: str
    prefix: str  # of every address: "" or "en/"
    locale: str  # for Babel: "el_GR"
    terms: str = ""  # what others may do with the texts, in a sentence
    publisher: str = ""  # what podcast apps know the publisher by, a UUIDv5; may be empty


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """What every stage may know."""

    url: str  # absolute, without a trailing slash
    languages: tuple[LanguageSettings, ...]
    default_language: Language
    timezone: str
    addresses: Mapping[str, str | None]
    id: str = ""  # a UUID that tells it from all other sites, for good; may be empty where nothing is made from it

    @property
    def root(self) -> str:
        """The path below which the site lives: "" or "/project"."""
        return urlsplit(self.url).path

    @property
    def codes(self) -> tuple[Language, ...]:
        return tuple(language.code for language in self.languages)

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


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """Where the content is."""

    content: Path


@dataclass(frozen=True, slots=True)
class WebSettings:
    """The pages."""

    theme: Path
    page_size: int  # entries on a page of a list
    latest_size: int  # entries in the "latest" list of every page; 0: none
    related_size: int  # related entries that an entry's page names; 0: none
    contact: str  # an address printed in robots-readable places; may be empty
    cards: bool  # whether each page has a picture with its title, for those who share it
    offline: bool  # whether a worker keeps pages for reading without a network
    jinja: Mapping[str, Any] = field(default_factory=dict)  # JINJA_FILTERS, JINJA_GLOBALS, JINJA_TESTS


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """The feeds."""

    size: int  # items in a feed, and in a block of its archive
    formats: tuple[str, ...]  # of "rss.xml", "atom.xml", "json", "xml"
    sorts: tuple[str, ...]  # of "all", "kind", "axis", "member", "tag"
    tags: tuple[str, ...]  # keys of the tags that have a feed
    archives: bool  # of the feed of everything, so that each item ever published stays reachable


@dataclass(frozen=True, slots=True)
class MediaSettings:
    """The recordings and films."""

    max_minutes: int  # the longest that is taken: a few MB can hold a week of silence
    lossless: int  # of how many episodes of a show, the newest, WAV and FLAC are made: an hour of WAV is 1 GB
    video_heights: tuple[int, ...]  # of the MP4 files for the web, in lines, the largest first
    hls_ladder: bool  # whether they are offered as one HLS stream as well
    voices: Mapping[Language, str]  # of espeak-ng, that read the bulletin for screens; a language without one: silent
    url: str  # of the published site, as files say it that are costly to make: a preview stands elsewhere


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How this build runs."""

    output: Path
    cache: Path
    jobs: int  # processes
    now: datetime
    drafts: bool
    clean: bool
    preview: bool  # of `serve`: what only readers of the published site need is left out
    unmade: frozenset[
        str
    ]  # sorts of MEDIA of which this run makes no file: of `check` all, of `serve` what none asked for
    report: Path | None
    published: Path  # the ledger of what was published
    explain: str  # an output path, whose reasons are printed
    problem_language: Language
    problem_format: str  # text, json or github


class Channel(Protocol):
    """What the settings and the stages ask of a channel; `plugins.channels.protocol.Channel` is one, and says more."""

    @property
    def name(self) -> str: ...

    @property
    def settings(self) -> type[Group] | None: ...

    @property
    def addresses(self) -> Mapping[str, str | None]: ...

    @property
    def fields(self) -> Callable[[str], type[Fields] | None]: ...

    @property
    def rules(self) -> Sequence[Callable[[Site, Settings], Iterable[Problem]]]: ...

    @property
    def turning_points(self) -> Callable[[Site, Settings], Iterable[datetime]]: ...

    @property
    def pages(self) -> Callable[[Any], Iterable[Any]]: ...

    @property
    def artifacts(self) -> Callable[[Any], Iterable[Artifact]]: ...

    @property
    def late(self) -> Callable[[Any], Iterable[Artifact]]: ...

    @property
    def offers(self) -> Callable[[Any, Entry | None], Iterable[Any]]: ...

    @property
    def folder(self) -> Path: ...

    @property
    def templates(self) -> Path: ...

    @property
    def locale(self) -> Path: ...


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a build; `groups` are those of the channels, one value each."""

    site: SiteSettings
    read: ReadSettings
    web: WebSettings
    feeds: FeedSettings
    media: MediaSettings
    run: RunSettings
    channels: tuple[Channel, ...] = ()
    groups: tuple[Group, ...] = ()

    def shaping(self) -> dict[str, Any]:
        """All that shapes the site, as plain values: neither where the content is, nor how this build runs."""
        ours = {name: asdict(getattr(self, name)) for name in ("site", "web", "feeds", "media")}
        ours["web"] |= {"theme": "", "jinja": ""}
        theirs = [(type(own).__qualname__, msgspec.to_builtins(own)) for own in self.groups]
        return {**ours, "channels": [channel.name for channel in self.channels], "groups": theirs}

    def fields(self, kind: str) -> tuple[type[Fields], ...]:
        """Return the fields that channels read of a kind, beside its own."""
        return tuple(own for channel in self.channels if (own := channel.fields(kind)))

    def of(self, group: type[Own]) -> Own:
        """The settings of a channel, by their type; the usual ones where the site does without that channel."""
        return next((own for own in self.groups if isinstance(own, group)), None) or group()


# A name or an IP address, and a path without `.` or `..` in the place of a folder; no user, query or fragment.
_URL = re.compile(
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:.]+\])"
    r"(?::[0-9]+)?(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~%!$&'()*+,;=:@-]+)*"
)
MOST_JOBS = 256  # processes, each with memory of its own
_VOICE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_+-]*")
MAX_MINUTES = 240  # of a recording or film, where the settings say no other
MEDIA = ("pictures", "recordings", "films", "slates")  # what takes long to make
FEED_FORMATS = ("rss.xml", "atom.xml", "json")
FEED_SORTS = ("all", "kind", "axis", "member", "tag")

# Ours, beside Pelican's own; a misspelt one is answered with the near name.
_SITE_NAMES = {"SITE_ID", "LANGUAGES", "ADDRESSES", "CHANNELS"}
_PAGE_NAMES = {"LATEST_SIZE", "RELATED_SIZE", "CONTACT_EMAIL", "SHARE_CARDS", "OFFLINE"}
_FEED_NAMES = {"FEED_FORMATS", "FEED_SORTS", "FEED_TAGS", "FEED_ARCHIVES"}
_MEDIA_NAMES = {"MEDIA_MAX_MINUTES", "LOSSLESS_EPISODES", "VIDEO_HEIGHTS", "HLS_LADDER", "BULLETIN_VOICES"}
_RUN_NAMES = {
    "NOW",
    "DRAFTS",
    "CLEAN",
    "PREVIEW",
    "UNMADE",
    "PUBLISHED_URL",
    "REPORT",
    "JOBS",
    "PUBLISHED",
    "EXPLAIN",
    "PROBLEM_LANGUAGE",
    "PROBLEM_FORMAT",
}
SHARED_NAMES = frozenset(  # Pelican's names that we read too
    {"PELICAN_CLASS", "PLUGINS", "SITENAME", "SITEURL", "TIMEZONE", "LOCALE", "DEFAULT_LANG", "PATH", "THEME"}
    | {"OUTPUT_PATH", "CACHE_PATH", "DEFAULT_PAGINATION", "FEED_MAX_ITEMS"}
    | {"JINJA_FILTERS", "JINJA_GLOBALS", "JINJA_TESTS"}
)
OWN_NAMES = frozenset(_SITE_NAMES | _PAGE_NAMES | _FEED_NAMES | _MEDIA_NAMES | _RUN_NAMES)


def from_pelican(raw: Mapping[str, Any], channels: Sequence[Channel]) -> Settings:
    """Typed settings from the names of a settings file, for these channels. Raises UsageError for a wrong one."""
    _refuse_misspelt(raw, channels)
    try:
        site = _site(raw, channels)
        return Settings(
            site,
            ReadSettings(Path(raw["PATH"])),
            _web(raw),
            _feeds(raw),
            _media(raw),
            _run(raw),
            tuple(channels),
            tuple(_group(raw, channel.settings, site) for channel in channels if channel.settings),
        )
    except KeyError as error:
        raise UsageError(_("settings: {name} is missing").format(name=error.args[0])) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise UsageError(f"settings: {type(error).__name__}: {error}") from error


def names_of(channel: Channel) -> tuple[str, ...]:
    """The names of a channel's own settings."""
    return tuple(field.encode_name for field in msgspec.structs.fields(channel.settings)) if channel.settings else ()


def _group(raw: Mapping[str, Any], group: type[Own], site: SiteSettings) -> Own:
    """A channel's settings; None stands for the usual value."""
    names = (field.encode_name for field in msgspec.structs.fields(group))
    given = {name: raw[name] for name in names if raw.get(name) is not None}
    try:
        own = msgspec.convert(given, group)
    except msgspec.ValidationError as error:
        said, __, place = str(error).partition(" - at `$.")
        raise UsageError(f"settings: {place.rstrip('`') or group.__name__}: {said}") from None
    own.check(site)
    return own


def _refuse_misspelt(raw: Mapping[str, Any], channels: Sequence[Channel]) -> None:
    """Plugins may add settings, so an unknown name is refused only where it looks like one that we read."""
    ours = sorted(OWN_NAMES.union(SHARED_NAMES, *map(names_of, channels)))
    for name in raw:
        near = difflib.get_close_matches(name, ours, 1, cutoff=0.86) if name.isupper() and name not in ours else []
        if near and not _is_pelicans(name):
            raise UsageError(_("settings: unknown name {name}; did you mean {near}?").format(name=name, near=near[0]))


def _is_pelicans(name: str) -> bool:
    """Asked only of a name in doubt, for Pelican takes a quarter of a second to import."""
    from pelican.settings import DEFAULT_CONFIG

    return name in DEFAULT_CONFIG


def _usual_addresses(channels: Sequence[Channel]) -> dict[str, str | None]:
    """Those of all sorts. Raises UsageError for a sort that two bring."""
    found: dict[str, str | None] = dict(ADDRESSES)
    for channel in channels:
        for sort, pattern in channel.addresses.items():
            if sort in found:
                raise UsageError(
                    _("channel {name}: another brings the address {sort} too").format(
                        name=channel.name, sort=repr(sort)
                    )
                )
            found[sort] = pattern
    return found


def _is_of_absent_channel(sort: str, pattern: str | None, usual: Mapping[str, str | None]) -> bool:
    """Whether a sort that nobody brings is left out, and is no slip of one that somebody does."""
    return pattern is None and not difflib.get_close_matches(sort, usual, 1, cutoff=0.8)


def _site(raw: Mapping[str, Any], channels: Sequence[Channel]) -> SiteSettings:
    url = _site_url(raw["SITEURL"])
    languages = tuple(
        LanguageSettings(
            code,
            item["name"],
            item["sitename"],
            item.get("subtitle", ""),
            item.get("prefix", ""),
            item["locale"],
            item.get("terms", ""),
            item.get("publisher", ""),
        )
        for code, item in raw["LANGUAGES"].items()
    )
    if raw["DEFAULT_LANG"] not in raw["LANGUAGES"]:
        known = ", ".join(raw["LANGUAGES"])
        raise UsageError(
            _("settings: DEFAULT_LANG is none of LANGUAGES: {default_lang}; they are {known}").format(
                default_lang=repr(raw["DEFAULT_LANG"]), known=known
            )
        )
    _refuse_unknown_zone(raw["TIMEZONE"])
    usual = _usual_addresses(channels)
    given = raw.get("ADDRESSES", {})
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
    site = SiteSettings(url, languages, raw["DEFAULT_LANG"], raw["TIMEZONE"], addresses, _site_id(raw))
    for language in languages:
        _check_publisher(site, language)
    return site


_PODCASTS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")  # the namespace of podcasts' guids


def _check_publisher(site: SiteSettings, language: LanguageSettings) -> None:
    """A UUIDv5, made once of the address of the publisher's feed, and kept for good wherever the site moves.

    https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/guid.md
    """
    given = language.publisher
    if not given:
        return
    try:
        if uuid.UUID(given).version == 5 and str(uuid.UUID(given)) == given:
            return
    except ValueError:
        pass
    feed = site.addresses.get("podcast.publisher") or ""
    address = f"{site.url}/{feed.format(prefix=language.prefix, lang=language.code)}".partition("://")[2]
    raise UsageError(
        _(
            "settings: LANGUAGES: {code}: publisher must be a UUIDv5, not {given}; for {address} write "
            '"{offer}" and never change it'
        ).format(code=language.code, given=repr(given), address=address, offer=uuid.uuid5(_PODCASTS, address))
    )


def _refuse_unknown_zone(name: Any) -> None:
    try:
        ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        raise UsageError(
            _("settings: TIMEZONE is a name such as Europe/Athens, not {name}").format(name=repr(name))
        ) from None


def _refuse_wrong_address(sort: str, pattern: str | None, usual: str | None) -> None:
    """An address may be made of the parts that the usual one of its sort is made of, and of what all have."""
    if pattern is None:
        return
    wanted = {"prefix", "lang"} | _parts(usual) | ({"key"} if sort in ("feed", "feed.term") else set())
    try:
        wrong = sorted(_parts(pattern) - wanted)
        good = not wrong and not pattern.startswith("/") and ".." not in pattern
    except (ValueError, TypeError):
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


def _number(raw: Mapping[str, Any], name: str, default: int, low: int = 0, high: int = 100_000) -> int:
    """A whole number of a setting; None and nothing stand for the usual one."""
    given = raw.get(name)
    if given is None or given is False:
        return default
    try:
        number = int(given)
    except (TypeError, ValueError):
        number = low - 1
    if number != given or not low <= number <= high:
        raise UsageError(
            _("settings: {name} is a whole number from {low} to {high}, not {given}").format(
                name=name, low=low, high=high, given=repr(given)
            )
        )
    return number


def _site_url(given: Any) -> str:
    """The address below which the site stands, without a slash at its end: in ASCII, as addresses go over the wire."""
    url = str(given).rstrip("/")
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and _URL.fullmatch(url)
    except ValueError:  # a port that is none, a bracket that does not close
        good = None
    if not good:
        raise UsageError(
            _("settings: SITEURL must be an absolute address such as https://example.org, not {url}").format(
                url=repr(url)
            )
        )
    return url


def _site_id(raw: Mapping[str, Any]) -> str:
    """As it was chosen; empty: it was not."""
    given = str(raw.get("SITE_ID") or "")
    offer = _('write SITE_ID = "{id}" and never change it').format(id=uuid.uuid4())
    try:
        return str(uuid.UUID(given)) if given else ""
    except ValueError:
        raise UsageError(
            _("settings: SITE_ID must be a UUID, not {given}; {offer}").format(given=repr(given), offer=offer)
        ) from None


def _web(raw: Mapping[str, Any]) -> WebSettings:
    jinja = {name: raw.get(name) or {} for name in ("JINJA_FILTERS", "JINJA_GLOBALS", "JINJA_TESTS")}
    return WebSettings(
        Path(raw["THEME"]),
        _number(raw, "DEFAULT_PAGINATION", 10, 1),
        _number(raw, "LATEST_SIZE", 0),
        _number(raw, "RELATED_SIZE", 0),
        raw.get("CONTACT_EMAIL", ""),
        bool(raw.get("SHARE_CARDS", True)),
        bool(raw.get("OFFLINE")),
        jinja,
    )


def _feeds(raw: Mapping[str, Any]) -> FeedSettings:
    formats = _words(raw, "FEED_FORMATS", FEED_FORMATS, (*FEED_FORMATS, "xml"))
    sorts = _words(raw, "FEED_SORTS", FEED_SORTS, FEED_SORTS)
    return FeedSettings(
        _number(raw, "FEED_MAX_ITEMS", 20, 1),
        formats,
        sorts,
        _list(raw, "FEED_TAGS", ()),
        bool(raw.get("FEED_ARCHIVES", True)),
    )


def _media(raw: Mapping[str, Any]) -> MediaSettings:
    minutes = _number(raw, "MEDIA_MAX_MINUTES", MAX_MINUTES, 1, 600)
    number = _number(raw, "LOSSLESS_EPISODES", 1)
    heights = tuple(sorted({int(height) for height in raw.get("VIDEO_HEIGHTS", (720, 360))}, reverse=True))
    if not heights or heights[-1] < 144 or heights[0] > 1080 or any(height % 2 for height in heights):
        raise UsageError(_("settings: VIDEO_HEIGHTS are even numbers of lines from 144 to 1080, one at least"))
    url = str(raw.get("PUBLISHED_URL") or raw["SITEURL"]).rstrip("/")
    return MediaSettings(minutes, number, heights, bool(raw.get("HLS_LADDER", False)), _voices(raw), url)


def _voices(raw: Mapping[str, Any]) -> dict[Language, str]:
    """A name of espeak-ng's for some languages: of letters, digits, - and +, so no option and no path."""
    voices = dict(raw.get("BULLETIN_VOICES") or {})
    for lang, voice in voices.items():
        if lang not in raw["LANGUAGES"] or not (isinstance(voice, str) and _VOICE.fullmatch(voice)):
            example = '{"el": "el", "en": "en-gb"}'
            raise UsageError(
                _(
                    "settings: BULLETIN_VOICES takes a voice of espeak-ng for languages of the site, as in "
                    "{example}; not {voice} for {lang}"
                ).format(example=example, voice=repr(voice), lang=repr(lang))
            )
    return voices


def _words(raw: Mapping[str, Any], name: str, default: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    """A list of words of which only some are known."""
    given = _list(raw, name, default)
    wrong = [word for word in given if word not in known]
    if wrong:
        raise UsageError(
            _("settings: {name} does not take {names}; it takes {known}").format(
                name=name, names=", ".join(map(repr, wrong)), known=", ".join(known)
            )
        )
    return given


def _list(raw: Mapping[str, Any], name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    given = raw.get(name, default)
    if not isinstance(given, list | tuple) or not all(isinstance(word, str) for word in given):
        raise UsageError(
            _('settings: {name} is a list of words, as in ["a", "b"], not {given}').format(name=name, given=repr(given))
        )
    return tuple(given)


def _run(raw: Mapping[str, Any]) -> RunSettings:
    report = raw.get("REPORT")
    return RunSettings(
        Path(raw["OUTPUT_PATH"]),
        Path(raw.get("CACHE_PATH") or ".cache"),
        _jobs(raw.get("JOBS")),
        moment_of_build(raw.get("NOW"), raw["TIMEZONE"]),
        bool(raw.get("DRAFTS")),
        bool(raw.get("CLEAN")),
        bool(raw.get("PREVIEW")),
        frozenset(raw.get("UNMADE", ())),
        Path(report) if report else None,
        Path(raw.get("PUBLISHED") or Path(raw["PATH"]).parent / "published.json"),
        str(raw.get("EXPLAIN") or ""),
        raw.get("PROBLEM_LANGUAGE") or _language_of_problems(raw),
        raw.get("PROBLEM_FORMAT", "text"),
    )


def _jobs(given: Any) -> int:
    """Of how many processes a build may be; all cores, where nothing is said."""
    if given is None:
        return cores()
    if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= MOST_JOBS:
        raise UsageError(
            _("settings: JOBS is a number of processes from 1 to {most_jobs}, not {given}").format(
                most_jobs=MOST_JOBS, given=repr(given)
            )
        )
    return given


def moment_of_build(given: str | None, timezone: str) -> datetime:
    """`now`: what was given (ISO 8601), else SOURCE_DATE_EPOCH, else the clock.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    # A zone of its own: Python compares the clocks, and not the instants, of two times that have the very same one, so
    # that in the hour which comes twice in autumn what is out would be so no more.
    here = ZoneInfo.no_cache(timezone)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None and not epoch:
        return datetime.now(here)
    is_given = given is not None
    name, said = ("now", given) if is_given else ("SOURCE_DATE_EPOCH", epoch)
    try:
        moment = datetime.fromtimestamp(int(epoch or 0), here) if given is None else _stated(str(given), here)
        if FIRST_YEAR <= moment.year <= LAST_YEAR:
            return moment
    except (ValueError, OverflowError, OSError):
        pass  # said below
    way_out = _("write 2026-03-25T18:30") if is_given else _("write the seconds since 1970-01-01, as in 1774456200")
    raise UsageError(
        _("{name}: {said} is not a time; {way_out}").format(name=name, said=repr(said), way_out=way_out)
    ) from None


def _stated(text: str, here: ZoneInfo) -> datetime:
    """A time in ISO 8601, by the clock of `here` unless it says by which. Raises ValueError where it is none."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    offset = moment.utcoffset()
    if offset is None:
        return moment.replace(tzinfo=here)
    if not is_offset(offset):
        raise ValueError(text)
    return moment.astimezone(here)


def cores() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _language_of_problems(raw: Mapping[str, Any]) -> Language:
    """The site's own beside the lines of a proposed change; else that of the terminal, where we speak it."""
    return told_in(raw["DEFAULT_LANG"]) if raw.get("PROBLEM_FORMAT") == "github" else of_terminal()
