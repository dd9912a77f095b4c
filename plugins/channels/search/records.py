"""What can be found: each listed text, and each page that gathers texts by a word, in parts of different weight."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import NamedTuple

from plugins.channels.resources import Resources
from plugins.model.edition import Edition
from plugins.model.entry import Entry
from plugins.model.file import Asset
from plugins.model.kinds import (
    EpisodeFields,
    EventFields,
    ShowFields,
)
from plugins.model.moments import day_of
from plugins.model.value import Language
from plugins.settings import Settings
from plugins.text.captions import cues_of

TITLE, SUMMARY, HEADING, NAMES, TEXT = 6.0, 3.0, 2.0, 0.5, 1.0
GATHERED = {"kinds": "", "axes": "axis", "regions": "region", "tags": "tag", "series": "series"}
_TAG = re.compile(r"<[^>]*>")
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|del|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u|var)\b[^>]*>"
)
_HEADING = re.compile(r'<h[2-6][^>]*?\bid="([^"]*)"[^>]*>(.*?)</h[2-6]>', re.DOTALL)
_SPACES = re.compile(r"\s+")


Facts = tuple[str, tuple[str, ...], tuple[str, ...], str, str]  # kind, axes, members, year, day


class RecordPart(NamedTuple):
    """A piece of a text: the anchor of its place on the page, its heading, its words, and what these weigh."""

    anchor: str
    heading: str
    text: str
    weight: float = TEXT


class SearchRecord(NamedTuple):
    """What can be found: a result's address and words, and what results may be narrowed by (nothing: a gathering).

    `about` names what its page gathers, as a group and a key, `of` what gathers it.
    """

    address: str
    title: str
    label: str
    when: tuple[str, ...]
    parts: tuple[RecordPart, ...]
    facts: Facts | None
    about: tuple[str, str] = ("", "")
    of: tuple[tuple[str, str], ...] = ()


class Findable(NamedTuple):
    """What can be found, and where the rest of what it says lies: its body by hash, and what is said in a recording."""

    record: SearchRecord
    body: str = ""
    transcript: Asset | None = None

    def whole(self, resources: Resources) -> SearchRecord:
        """The record with all that is said: below the summary the body, at the end the transcript."""
        if not self.body:
            return self.record
        first, *rest = self.record.parts
        said = _said(resources, self.transcript) if self.transcript else ()
        return self.record._replace(parts=(first, *_body(resources.segments[self.body]), *rest, *said))


def findables(edition: Edition, settings: Settings) -> Iterator[Findable]:
    """Every text that readers may find, then every term that is in use. Drafts of a preview are not."""
    used: set[tuple[str, str]] = set()
    for entry in edition.listed:
        if entry.is_live(settings.run.now):
            record, recording = record_of(entry, edition, settings), edition.recordings.get(entry.guid)
            used.update(record.of)
            spoken = recording.transcript.asset if recording and recording.transcript else None
            yield Findable(record, entry.body.sha256, spoken)
    yield from map(Findable, _terms(edition, settings, used))


def record_of(entry: Entry, edition: Edition, settings: Settings) -> SearchRecord:
    """What an entry says beside its body."""
    date = entry.date.isoformat() if entry.date else ""
    return SearchRecord(
        f"{settings.site.root}/{entry.url}",
        entry.title,
        _label(entry, edition),
        _when(entry),
        (RecordPart("", "", entry.summary, SUMMARY), *_fields(entry, edition)),
        (entry.counts_as, entry.axes, members_of(entry), date[:4], date),
        ("members", entry.stem) if entry.kind == "member" else ("", ""),
        tuple(_shared(entry)),
    )


def _terms(edition: Edition, settings: Settings, used: set[tuple[str, str]]) -> Iterator[SearchRecord]:
    """The pages of kinds, axes, regions, tags and series that hold texts."""
    site, lang = settings.site, edition.lang
    for group, sort in GATHERED.items():
        if not site.makes("term" if sort else "list"):
            continue
        for key, words in edition.taxonomies.groups[group].items():
            if (group, key) in used:
                term, lists = words[lang], edition.taxonomies.groups["lists"]
                label = lists[sort][lang] if sort else None
                url = (
                    site.address("term", lang, word=label.slug, slug=term.slug)
                    if label
                    else site.address("list", lang, word=term.slug)
                )
                parts = (RecordPart("", "", term.description, NAMES),)
                name = label.name if label else ""
                yield SearchRecord(f"{site.root}/{url}", term.name, name, (), parts, None, (group, key))


def _shared(entry: Entry) -> Iterator[tuple[str, str]]:
    """What gathers an entry."""
    yield "kinds", entry.counts_as
    for group, keys in (("axes", entry.axes), ("regions", entry.regions), ("tags", entry.tags)):
        yield from ((group, key) for key in keys)
    if entry.series:
        yield "series", entry.series
    yield from (("members", key) for key in entry.members)


def _label(entry: Entry, edition: Edition) -> str:
    words = edition.taxonomies.groups["kinds"].get(entry.counts_as)
    return words[edition.lang].name if words else ""


def _when(entry: Entry) -> tuple[str, ...]:
    """The days that a result shows: of an event its own, of all else when it came out."""
    if entry.kind == "event":
        event = entry.of(EventFields)
        days = [day_of(when).isoformat() for when in (event.start, event.end) if when]
        return tuple(dict.fromkeys(days))
    return (entry.date.date().isoformat(),) if entry.date else ()


def _body(segments: Sequence[str]) -> Iterator[RecordPart]:
    """The text, without its addresses, parted where its page has an anchor."""
    before, *rest = _HEADING.split("".join(segments[::2]))
    if text := plain(before):
        yield RecordPart("", "", text)
    for anchor, heading, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True):
        yield RecordPart(unescape(anchor), plain(heading), plain(text))


def _fields(entry: Entry, edition: Edition) -> Iterator[RecordPart]:
    """What is stated in the front matter, in words; then the names of what the text belongs to, which weigh less."""
    stated = [*map(str, entry.authors), *filter(None, _stated(entry, edition.lang))]
    if stated:
        yield RecordPart("", "", " · ".join(stated))
    names = [
        term[edition.lang].name
        for group, key in _shared(entry)
        if (term := edition.taxonomies.groups.get(group, {}).get(key))
    ]
    names += [member.title for key in entry.members if (member := edition.by_key.get(f"members/{key}"))]
    if start := entry.of(EventFields).start:
        from babel.dates import format_date  # 15 ms, which a site without events need not pay

        names.append(format_date(start, "long", edition.lang))
    if names:
        yield RecordPart("", "", " · ".join(names), NAMES)


def _stated(entry: Entry, lang: Language) -> Iterator[str]:
    """What the fields of its kind say that a reader may look for."""
    match entry.fields:
        case ShowFields(schedule=schedule, hosts=hosts) as fields:
            yield from (schedule, *hosts, *_named(fields, lang))
        case EpisodeFields(introduction=introduction) as fields:
            yield from (introduction, *_named(fields, lang))
        case fields:
            for value in (getattr(fields, name) for name in fields.sought):
                yield from (value,) if isinstance(value, str) else value


def _named(fields: ShowFields | EpisodeFields, lang: Language) -> Iterator[str]:
    """The people and the place that are named in a language, or in all."""
    names = [person.name for person in fields.people] + ([fields.location.name] if fields.location else [])
    yield from (name if isinstance(name, str) else name.get(lang, "") for name in names)


def _said(resources: Resources, transcript: Asset) -> Iterator[RecordPart]:
    """What is said, with the anchors that it has on the episode's page."""
    yield from (RecordPart(cue.anchor, "", cue.text) for cue in cues_of(resources, transcript))


def members_of(entry: Entry) -> tuple[str, ...]:
    """The members that an entry is of; a member's own page is of itself."""
    return (*entry.members, entry.stem) if entry.kind == "member" else entry.members


def plain(html: str) -> str:
    """The words of a piece of HTML, with a space between blocks and none within words."""
    return _SPACES.sub(" ", unescape(_TAG.sub(" ", _INLINE.sub("", html)))).strip()
