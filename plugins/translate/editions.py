"""Site → one Edition per language, all from one read: what is live now, in order, with pairs, gaps and addresses."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from zoneinfo import ZoneInfo

from plugins.i18n.collation import collation_key
from plugins.model import moments
from plugins.model.edition import Edition, Feed
from plugins.model.entry import SHARED, Entry, key_of_show
from plugins.model.kinds import EventFields
from plugins.model.recurrence import as_of
from plugins.model.rights import turning_points
from plugins.model.site import Site
from plugins.model.table import EntryList, Whole
from plugins.model.value import Language
from plugins.settings import Settings
from plugins.settings.site import sort_of_feed
from plugins.translate.links import EditionLinks, files_of

_BEGINNING = datetime(1, 1, 1, tzinfo=ZoneInfo("UTC"))


def make_editions(site: Site, settings: Settings) -> dict[Language, Edition]:
    """The editions by language, in the order of the settings."""
    now, drafts, zone = settings.run.now, settings.run.drafts, ZoneInfo(settings.site.timezone)
    table = Whole(sorted((as_of(entry, now, zone) for entry in site.entries), key=_newest_first))
    live: dict[Language, list[int]] = {lang: [] for lang in settings.site.codes}
    for number, entry in enumerate(table):
        if drafts or entry.is_live(now):
            live[entry.lang].append(number)
    by_language = {lang: {table[number].key: number for number in numbers} for lang, numbers in live.items()}
    return {lang: _edition(site, settings, table, lang, by_language) for lang in settings.site.codes}


def _newest_first(entry: Entry) -> tuple[float, str]:
    """In the order in which they came out: the end of an embargo counts."""
    return (-(entry.start or _BEGINNING).timestamp(), entry.key)


def _edition(
    site: Site, settings: Settings, table: Whole, lang: Language, by_language: Mapping[Language, Mapping[str, int]]
) -> Edition:
    mine, now = by_language[lang], settings.run.now
    others: dict[str, int] = {}
    for other, known in by_language.items():
        if other != lang:
            others.update((key, number) for key, number in known.items() if key not in mine and key not in others)
    by_key, strangers = ({key: table[number] for key, number in found.items()} for found in (mine, others))
    listed = [number for number in mine.values() if table[number].is_listed]
    gaps = {key: entry for key, entry in strangers.items() if entry.is_listed}
    urls = {key: entry.url for key, entry in by_key.items()}
    urls.update((key, gap_address(entry, lang, site, settings)) for key, entry in strangers.items())
    kinds, terms = shelves(table, listed)
    for entry in gaps.values():
        kinds.setdefault(entry.kind, [])
    return Edition(
        lang=lang,
        entries=EntryList(table, list(mine.values())),
        listed=EntryList(table, listed),
        by_key=by_key,
        gaps=gaps,
        kinds={kind: EntryList(table, numbers) for kind, numbers in kinds.items()},
        terms={name: EntryList(table, numbers) for name, numbers in terms.items()},
        upcoming=EntryList(table, _upcoming(table, kinds, now, settings.site.timezone)),
        urls=urls,
        links=EditionLinks(urls, site, settings),
        files={e.guid: files_of(e, site, settings) for e in chain(by_key.values(), strangers.values()) if e.files},
        taxonomies=site.taxonomies,
        feeds=tuple(_feeds(table, listed, kinds, terms, site, settings, lang)),
        urgent=EntryList(table, [number for number in listed if table[number].is_urgent(now)]),
    )


Shelves = Mapping[tuple[str, str], Sequence[int]]


def shelves(table: Whole, listed: Iterable[int]) -> tuple[dict[str, list[int]], dict[tuple[str, str], list[int]]]:
    """Return the numbers of the listed entries by kind, and by what they share (a group and a key)."""
    kinds: dict[str, list[int]] = {}
    terms: dict[tuple[str, str], list[int]] = {}
    for number in listed:
        entry = table[number]
        kinds.setdefault(entry.kind, []).append(number)
        for group in SHARED:
            found = getattr(entry, group)
            for key in (found,) if isinstance(found, str) else found:
                if key:
                    terms.setdefault((group, key), []).append(number)
    return kinds, terms


def gap_address(entry: Entry, lang: Language, site: Site, settings: Settings) -> str:
    """Return the address of the page that says, in `lang`, that the entry exists in another language only."""
    address = settings.site.address
    if entry.kind == "page":
        return address("page", lang, slug=entry.slug)
    word = site.taxonomies.term("kinds", entry.counts_as, lang).slug
    if entry.kind == "episode":
        show = next((e.slug for e in site.entries if e.key == key_of_show(entry.show) and e.lang == lang), "")
        show = show or entry.url.strip("/").split("/")[-2]
        return address("episode", lang, word=word, show=show, slug=entry.slug)
    return address("entry", lang, word=word, slug=entry.slug)


def _upcoming(table: Whole, kinds: Mapping[str, Sequence[int]], now: datetime, timezone: str) -> list[int]:
    numbers = heapq.merge(kinds.get("event", ()), kinds.get("opportunity", ()))
    zone = ZoneInfo(timezone)
    ends = [(table[number].over_at(zone), number) for number in numbers]
    coming = [
        (_first_moment(table[number], end, timezone), table[number].key, number)
        for end, number in ends
        if end is None or end > now
    ]
    return [number for _, _, number in sorted(coming, key=lambda item: item[:2])]


def _first_moment(entry: Entry, end: datetime | None, timezone: str) -> datetime:
    """By which events and calls are told soonest first: a call without a last day comes before all others."""
    start = entry.of(EventFields).start
    return moments.begin_of(start, ZoneInfo(timezone)) if start else end or _BEGINNING


def next_change(site: Site, settings: Settings) -> datetime | None:
    """Return the next instant at which a text comes out or ends, or a channel says something else, or None."""
    now = settings.run.now
    turns: list[datetime] = []
    for channel in settings.channels:
        turns += channel.turning_points(site, settings)
    for entry in site.entries:
        if settings.run.drafts:
            turns += _turns_of(entry, settings)
        elif entry.status != "draft":
            turns += (moment for moment in (entry.start, entry.expires) if moment)
            turns += (moment for moment in _turns_of(entry, settings) if entry.is_live(moment))
    return min((moment for moment in turns if moment > now), key=datetime.timestamp, default=None)


def _turns_of(entry: Entry, settings: Settings) -> Iterator[datetime]:
    """The instants at which something else is said of an entry, or it stands elsewhere, while it is out."""
    yield from turning_points(entry)
    if not entry.is_listed:
        return  # no list has it
    zone = ZoneInfo(settings.site.timezone)
    end = as_of(entry, settings.run.now, zone).over_at(zone)
    if end:
        yield end
    if entry.urgent_until:
        yield entry.urgent_until


def _feeds(
    table: Whole,
    listed: Sequence[int],
    kinds: Mapping[str, Sequence[int]],
    terms: Shelves,
    site: Site,
    settings: Settings,
    lang: Language,
) -> Iterator[Feed]:
    """The feeds that this language has, sort by sort; none is empty."""
    groups = site.taxonomies.groups
    heard = {**kinds, "show": list(heapq.merge(kinds.get("show", ()), kinds.get("episode", ()))), "episode": ()}
    members = [(table[number].stem, table[number].title) for number in kinds.get("member", ())]
    rows: dict[str, Iterable[tuple[str, str, Sequence[int]]]] = {
        "all": [("all", settings.site.language(lang).sitename, listed)],
        "kind": ((key, words[lang].name, heard.get(key, ())) for key, words in groups["kinds"].items()),
        "axis": ((key, words[lang].name, terms.get(("axes", key), ())) for key, words in groups["axes"].items()),
        "member": (
            (key, title, terms.get(("members", key), ()))
            for key, title in sorted(members, key=lambda row: collation_key(row[1], lang))
        ),
        "tag": (
            (key, name, terms.get(("tags", key), ()))
            for name, key in sorted(
                ((groups["tags"][key][lang].name, key) for key in settings.feeds.tags if key in groups["tags"]),
                key=lambda row: collation_key(row[0], lang),
            )
        ),
    }
    for sort in (sort for sort in settings.feeds.sorts if settings.site.makes(sort_of_feed(sort))):
        for key, name, numbers in rows[sort]:
            dated = [number for number in numbers if table[number].date]
            if dated:
                yield Feed(sort, key, name, EntryList(table, dated))
