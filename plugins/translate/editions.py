"""Site → one Edition per language, all from one read: what is live now, in order, with pairs, gaps and addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from plugins.airings import DAY, midnight
from plugins.airings import turning_points as turning_points_of_programme
from plugins.model import Edition, Entry, Feed, Language, Site
from plugins.rights import turning_points
from plugins.screens import edges
from plugins.settings import Settings
from plugins.translate.links import Links, files_of
from plugins.weeks import end_of_week, monday_of

_BEGINNING = datetime(1, 1, 1, tzinfo=ZoneInfo("UTC"))


def make_editions(site: Site, settings: Settings) -> dict[Language, Edition]:
    """The editions by language, in the order of the settings."""
    now, drafts = settings.run.now, settings.run.drafts
    live = [entry for entry in site.entries if drafts or entry.is_live(now)]
    live.sort(key=_newest_first)
    by_language = {lang: {e.key: e for e in live if e.lang == lang} for lang in settings.site.codes}
    return {lang: _edition(site, settings, lang, by_language) for lang in settings.site.codes}


def _newest_first(entry: Entry) -> tuple[float, str]:
    """In the order in which they came out: the end of an embargo counts."""
    return (-(entry.start or _BEGINNING).timestamp(), entry.key)


def _edition(
    site: Site, settings: Settings, lang: Language, by_language: Mapping[Language, Mapping[str, Entry]]
) -> Edition:
    mine = by_language[lang]
    gaps: dict[str, Entry] = {}
    for other, entries in by_language.items():
        if other != lang:
            gaps.update((key, e) for key, e in entries.items() if key not in mine and key not in gaps)
    listed = tuple(entry for entry in mine.values() if entry.status != "hidden")
    urls = {key: entry.url for key, entry in mine.items()}
    urls.update((key, gap_address(entry, lang, site, settings)) for key, entry in gaps.items())
    return Edition(
        lang=lang,
        entries=tuple(mine.values()),
        listed=listed,
        by_key=mine,
        gaps={key: entry for key, entry in gaps.items() if entry.status != "hidden"},
        upcoming=tuple(_upcoming(listed, settings.run.now, settings.site.timezone)),
        urls=urls,
        links=Links(mine.values(), urls, site, settings),
        files={e.guid: files_of(e, site, settings) for e in (*mine.values(), *gaps.values()) if e.files},
        taxonomies=site.taxonomies,
        feeds=tuple(_feeds(listed, site, settings, lang)),
        urgent=tuple(entry for entry in listed if entry.is_urgent(settings.run.now)),
    )


def gap_address(entry: Entry, lang: Language, site: Site, settings: Settings) -> str:
    """Where the page stands that says, in `lang`, that the entry exists in another language only: under its slug."""
    address = settings.site.address
    if entry.kind == "page":
        return address("page", lang, slug=entry.slug)
    word = site.taxonomies.term("kinds", "show" if entry.kind == "episode" else entry.kind, lang).slug
    if entry.kind == "episode":
        show = next((e.slug for e in site.entries if e.key == f"shows/{entry.show}" and e.lang == lang), "")
        show = show or entry.url.strip("/").split("/")[-2]
        return address("episode", lang, word=word, show=show, slug=entry.slug)
    return address("entry", lang, word=word, slug=entry.slug)


def end_of(entry: Entry, timezone: str) -> datetime | None:
    """When an event or a call is over: the end, or the end of the day, in the site's time zone; None: never."""
    if entry.kind == "event":
        last = entry.fields.get("end") or entry.fields["start"]
        midnight = last.time() == time(0)
        return datetime.combine(last.date(), time.max, ZoneInfo(timezone)) if midnight else last
    deadline: date | None = entry.fields.get("deadline") if entry.kind == "opportunity" else None
    return datetime.combine(deadline, time.max, ZoneInfo(timezone)) if deadline else None


def _upcoming(listed: Iterable[Entry], now: datetime, timezone: str) -> list[Entry]:
    ends = [(end_of(entry, timezone), entry) for entry in listed if entry.kind in ("event", "opportunity")]
    coming = [
        (e.fields.get("start") or end or _BEGINNING, e.key, e)  # what has no end comes first
        for end, e in ends
        if end is None or end >= now
    ]
    return [entry for _, _, entry in sorted(coming, key=lambda item: item[:2])]


def next_change(site: Site, settings: Settings) -> datetime | None:
    """The next instant at which a text comes out, expires, is over, no more urgent or on screens: a build is due."""
    now, timezone = settings.run.now, settings.site.timezone
    zone = ZoneInfo(timezone)
    week = monday_of(now, zone) if settings.feeds.digests else None
    has_screens = any(settings.site.makes(sort) for sort in ("slate", "ticker", "signage"))
    moments = list(turning_points_of_programme(site.stations, now, zone))
    if site.stations and (settings.site.makes("xmltv") or settings.site.makes("screens.schedule")):
        moments.append(midnight(now.astimezone(zone).date() + DAY, zone))  # when its next day is due
    for entry in site.entries:
        if entry.status != "draft":
            turns = (entry.start, entry.expires, entry.urgent_until, end_of(entry, timezone))
            moments += [moment for moment in turns if moment]
            moments += turning_points(entry)
            if week and entry.start and monday_of(entry.start, zone) == week:
                moments.append(end_of_week(week, zone))  # which then has a digest
            moments += edges(entry, zone) if has_screens else ()
    return min((moment for moment in moments if moment > now), default=None)


def _feeds(listed: tuple[Entry, ...], site: Site, settings: Settings, lang: Language) -> Iterable[Feed]:
    """The feeds that this language has, sort by sort; none is empty."""
    groups, wanted = site.taxonomies.groups, settings.feeds.sorts
    names: dict[tuple[str, str], str] = {("all", "all"): settings.site.language(lang).sitename}
    names.update((("kind", key), words[lang].name) for key, words in groups["kinds"].items())
    names.update((("axis", key), words[lang].name) for key, words in groups["axes"].items())
    members = sorted((e.key.split("/")[1], e.title) for e in listed if e.kind == "member")
    names.update((("member", key), title) for key, title in members)
    names.update((("tag", key), groups["tags"][key][lang].name) for key in settings.feeds.tags if key in groups["tags"])
    held: dict[tuple[str, str], list[Entry]] = {name: [] for sort in wanted for name in names if name[0] == sort}
    for entry in listed:
        if entry.date:
            for name in _feeds_of(entry):
                if name in held:
                    held[name].append(entry)
    return [Feed(sort, key, names[sort, key], tuple(found)) for (sort, key), found in held.items() if found]


def _feeds_of(entry: Entry) -> Iterable[tuple[str, str]]:
    """The sort and key of every feed that may hold an entry."""
    yield "all", "all"
    yield "kind", "show" if entry.kind == "episode" else entry.kind
    yield from (("axis", key) for key in entry.axes)
    yield from (("member", key) for key in entry.members)
    yield from (("tag", key) for key in entry.tags)
