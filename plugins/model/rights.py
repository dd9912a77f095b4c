"""What others may do with a recording, and who made it: an episode's own values stand before its show's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from plugins.model.entry import Entry
from plugins.model.fields import Words
from plugins.model.kinds import Correction, EpisodeFields, ShowFields, StatedRights
from plugins.model.problem import N_
from plugins.model.value import Language, Value

_TERMS = ("by", "by-sa", "by-nd", "by-nc", "by-nc-sa", "by-nc-nd")  # of Creative Commons


#: What may be stated of rebroadcasting, and of the licence → the words for it, which catalogues translate.
REBROADCAST = {"yes": N_("free"), "ask": N_("ask first"), "no": N_("not allowed")}
LICENCES = {
    "": "",
    "cc0-1.0": "CC0 1.0",
    **{f"cc-{terms}-4.0": f"CC {terms.upper()} 4.0" for terms in _TERMS},
    "all-rights-reserved": N_("All rights reserved"),
}


class Rights(Value, frozen=True):
    """`rebroadcast` is "yes", "ask" or "no"; without a word it is "ask". `since` and `until` bound it in time."""

    holder: str = ""
    licence: str = ""
    rebroadcast: str = "ask"
    territory: str = ""
    countries: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    edits: bool = False
    credit: str = ""

    def allow(self, now: datetime) -> bool:
        """Whether stations are offered it at `now`. What says "ask" is: the cue sheet tells them to ask."""
        return (
            self.rebroadcast != "no" and (not self.since or now >= self.since) and (not self.until or now < self.until)
        )

    def stated(self) -> dict[str, Any]:
        """Return the rights as data for stations has them: plain values by name."""
        return {
            "holder": self.holder,
            "licence": self.licence,
            "rebroadcast": self.rebroadcast,
            "territory": self.territory,
            "countries": list(self.countries),
            "from": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "edits": self.edits,
            "credit": self.credit,
        }


class Person(Value, frozen=True):
    """Somebody who made a recording; `role` is a word of the podcast namespace's, `title` what they are elsewhere.

    `lang` is the language that the name stays in, where that is not the text's.
    """

    name: str
    role: str
    url: str = ""
    title: str = ""
    lang: Language = ""


def rights_of(entry: Entry, show: Entry | None) -> Rights:
    """Return the rights in an episode, or in a show, in words of its language."""
    theirs = show.of(ShowFields).rights if show else None
    own = entry.fields.rights if isinstance(entry.fields, ShowFields | EpisodeFields) else None
    found = StatedRights()
    for stated in filter(None, (theirs, own)):
        given = {name: getattr(stated, name) for name in stated.__struct_fields__}
        found = replace(found, **{name: value for name, value in given.items() if value not in (None, "", ())})
    return Rights(
        holder=in_language(found.holder, entry.lang),
        licence=found.licence or "",
        rebroadcast=found.rebroadcast or "ask",
        territory=in_language(found.territory, entry.lang),
        countries=found.countries,
        since=found.since,
        until=found.until,
        edits=bool(found.edits),
        credit=in_language(found.credit, entry.lang),
    )


def in_language(words: Words, lang: Language) -> str:
    """Return words that may be stated for each language: those of `lang`, else the first."""
    if isinstance(words, str):
        return words
    return words.get(lang) or next(iter(words.values()))


def withdrawn_of(entry: Entry, now: datetime) -> Words | None:
    """Return why its recording was taken back, or None where it stands."""
    withdrawn = entry.of(EpisodeFields).withdrawn
    return withdrawn.reason if withdrawn and withdrawn.date <= now else None


def corrections_of(entry: Entry, now: datetime) -> tuple[Correction, ...]:
    """Return what was put right by now; before its date a correction is not told."""
    return tuple(row for row in entry.of(EpisodeFields).corrections if row.date <= now)


def numbered(moments: Iterable[datetime]) -> Iterator[str]:
    """Yield a name for each moment, in UTC; where a moment comes again, the further names end in a number."""
    seen = Counter[str]()
    for moment in moments:
        name = moment.astimezone(UTC).isoformat()
        seen[name] += 1
        yield f"{name} {seen[name]}" if seen[name] > 1 else name


def turning_points(entry: Entry) -> Iterator[datetime]:
    """Yield the instants at which an entry's rights begin or end, or something is told of its recording."""
    match entry.fields:
        case ShowFields(rights=rights):
            yield from _bounds(rights)
        case EpisodeFields(rights=rights, withdrawn=withdrawn, corrections=corrections):
            yield from _bounds(rights)
            if withdrawn:
                yield withdrawn.date
            yield from (row.date for row in corrections)


def _bounds(rights: StatedRights | None) -> Iterator[datetime]:
    if rights:
        yield from filter(None, (rights.since, rights.until))
